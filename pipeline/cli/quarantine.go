package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"jevons/pipeline"
	"jevons/pipeline/warehouse"
)

func (a *app) quarantineCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "quarantine", Short: "Rows that were held back, and trying them again",
		Long: `A row that breaks its dataset's contract is not loaded but kept in quarantine,
with its line and the reason. A landing with too many such rows is refused as a
whole. Once the contract or the reader is repaired, retry reads the dataset's
landings again from the archive.

` + exitHelp,
		Example: "  jevons quarantine list skypilot.vms\n  jevons quarantine retry skypilot.vms",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("say list or retry; see %s --help", cmd.CommandPath())
			}
			return unknownCommand(cmd, args[0])
		},
		RunE: func(*cobra.Command, []string) error { return nil }, // Args has refused whatever comes here
	}
	c.AddCommand(a.quarantineListCommand(), a.quarantineRetryCommand())
	return c
}

func (a *app) quarantineListCommand() *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use: "list [DATASET]", Short: "List the rows held back",
		Long: `Lists the rows in quarantine as of the published database: dataset, part, line
of the landing, column, offending text, reason. "refused" marks rows because of
which a whole landing was refused.

` + exitHelp,
		Example: "  jevons quarantine list\n  jevons quarantine list bls.ces --json",
		Args: func(cmd *cobra.Command, args []string) error {
			if err := a.known(args); err != nil {
				return err
			}
			return argsBetween(0, 1, "at most one dataset")(cmd, args)
		},
		ValidArgsFunction: a.completeDatasets,
		RunE: a.with(func(cmd *cobra.Command, args []string) error {
			if limit < 1 {
				return usagef("--limit is %d; it is at least 1", limit)
			}
			name := ""
			if len(args) == 1 {
				name = args[0]
			}
			opt, done, err := a.reader()
			if err != nil {
				return err
			}
			defer done()
			return a.quarantineList(cmd, name, limit, opt)
		}),
	}
	c.Flags().IntVar(&limit, "limit", 100, "most rows shown (--json gives all)")
	return c
}

func (a *app) quarantineList(cmd *cobra.Command, name string, limit int, opt warehouse.Options) error {
	t := &table{style: a.text, head: []string{"dataset", "part", "line", "column", "text", "reason", "landing"}}
	t.numeric("line")
	var n int64
	err := pipeline.Quarantine(cmd.Context(), a.dir, name, opt, func(q pipeline.Quarantined) error {
		n++
		if a.json {
			return a.object(q)
		}
		if n <= int64(limit) {
			t.add(q.Dataset, q.Part, fmt.Sprint(q.Line), q.Column, q.Text, q.Reason, q.Outcome)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if a.json {
		return nil
	}
	if n == 0 {
		a.say("no row is held back")
		return nil
	}
	if _, _, err := t.print(a.out); err != nil {
		return err
	}
	if n > int64(limit) {
		a.say("the first %s of %s; more with --limit or --json", thin(int64(limit)), count(n, "row"))
	}
	return nil
}

func (a *app) quarantineRetryCommand() *cobra.Command {
	var noPublish bool
	c := &cobra.Command{
		Use: "retry DATASET", Short: "Read a dataset's landings again with the rules of today",
		Long: `Drops what the working database holds of the dataset and loads its landings
again from the archive, with the contract and the reader of this version.
Nothing is fetched.

` + exitHelp,
		Example: "  jevons quarantine retry bls.ces",
		Args: func(cmd *cobra.Command, args []string) error {
			if err := a.known(args); err != nil {
				return err
			}
			return argsBetween(1, 1, "one dataset")(cmd, args)
		},
		ValidArgsFunction: a.completeDatasets,
		RunE: a.with(func(cmd *cobra.Command, args []string) error {
			if err := a.mustExist(); err != nil {
				return err
			}
			ctx := cmd.Context()
			return a.work(ctx, func(r *pipeline.Runner) error {
				got, err := r.Again(ctx, args[0])
				if err != nil {
					return err
				}
				if len(got.After) == 0 {
					a.say("nothing of %s is in the archive", args[0])
					return nil
				}
				before, after := held(got.Before), held(got.After)
				a.say("rows in quarantine: %s before, %s now; landings refused: %s before, %s now",
					thin(before.rows), thin(after.rows), thin(before.refused), thin(after.refused))
				return a.finish(ctx, r, got.After, nil, noPublish)
			})
		}),
	}
	c.Flags().BoolVar(&noPublish, "no-publish", false, noPublishHelp)
	return c
}

type heldBack struct{ rows, refused int64 }

func held(runs []pipeline.Run) (h heldBack) {
	for _, r := range runs {
		h.rows += r.Counts.Quarantined
		if r.Outcome == pipeline.Refused {
			h.refused++
		}
	}
	return h
}
