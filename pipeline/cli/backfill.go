package cli

import (
	"github.com/spf13/cobra"

	"jevons/pipeline"
)

func (a *app) backfillCommand() *cobra.Command {
	var noPublish bool
	var since string
	c := &cobra.Command{
		Use: "backfill DATASET --since DATE", Short: "Fetch the earlier states that a source still serves",
		Long: `Fetches the earlier states of a dataset where its source keeps them: every
commit of a file in a public repository, every version of a price list. Each is
loaded as known since the time that the source states, so that a question as of
that day is answered by it. States that are there already are not asked for
again: a backfill that was cut short goes on where it was. Hosts are asked as
slowly as they want, and their hourly limits are kept.

` + exitHelp,
		Example: "  jevons backfill litellm.prices --since 2024-01-01\n  jevons backfill skypilot.vms --since 2025-06-01",
		Args: func(cmd *cobra.Command, args []string) error {
			if err := argsBetween(1, 1, "one dataset")(cmd, args); err != nil {
				return err
			}
			return a.known(args)
		},
		ValidArgsFunction: a.completeDatasets,
		RunE: a.with(func(cmd *cobra.Command, args []string) error {
			if since == "" {
				return usagef("say with --since how far back, such as --since 2024-01-01")
			}
			from, err := parseTime("--since", since)
			if err != nil {
				return err
			}
			if from.After(a.env.Now()) {
				return usagef("--since %s is in the future", inert(since))
			}
			d, err := a.dataset(args[0])
			if err != nil {
				return err
			}
			if d.PastOf(a.env.Now()) == nil {
				return &usageError{&pipeline.NoPastError{Dataset: d.Name}}
			}
			src, done, err := a.source(cmd)
			if err != nil {
				return err
			}
			defer done()
			ctx := cmd.Context()
			return a.work(ctx, func(r *pipeline.Runner) error {
				if err := r.Unmixed(false); err != nil {
					return &usageError{err}
				}
				runs, err := r.Backfill(ctx, src, d.Name, from)
				if err == nil && len(runs) == 0 {
					a.say("%s: nothing that is not there already", d.Name)
				}
				return a.finish(ctx, r, runs, err, noPublish)
			})
		}),
	}
	c.Flags().StringVar(&since, "since", "", "`TIME` from which on earlier states are wanted, such as 2024-01-01")
	c.Flags().BoolVar(&noPublish, "no-publish", false, noPublishHelp)
	return c
}
