package cli

import (
	"github.com/spf13/cobra"

	"jevons/pipeline"
)

func (a *app) buildCommand() *cobra.Command {
	var at, to string
	c := &cobra.Command{
		Use: "build --as-of TIME --to FILE", Short: "Write the database as it could have been known at an instant",
		Long: `Writes a database with all tables and indicators as they could have been
published at an instant: what became known later is taken out before anything is
computed, also from datasets whose files tell every vintage. Whatever is loaded
afterwards, the same instant gives the same tables.

` + exitHelp,
		Example: "  jevons build --as-of 2026-04-01 --to april.duckdb\n  jevons build --as-of 2026-09-04T12:30:00Z --to then.duckdb",
		Args:    argsBetween(0, 0, "no argument"),
		RunE: a.with(func(cmd *cobra.Command, _ []string) error {
			if err := a.mustExist(); err != nil {
				return err
			}
			if at == "" || to == "" {
				return usagef("say the instant with --as-of and the file to write with --to")
			}
			instant, err := parseTime("--as-of", at)
			if err != nil {
				return err
			}
			if instant.After(a.env.Now()) {
				return usagef("--as-of %s is in the future; nobody knows what is known then", inert(at))
			}
			ctx := cmd.Context()
			return a.work(ctx, func(r *pipeline.Runner) error {
				p, err := r.BuildAsOf(ctx, instant, to)
				if err != nil {
					return err
				}
				if a.json {
					return a.object(p.Snapshot)
				}
				a.say("wrote %s (%s), as known at %s", inert(p.Path), bytesText(p.Size), instant.UTC().Format("2006-01-02 15:04:05 UTC"))
				return nil
			})
		}),
	}
	c.Flags().StringVar(&at, "as-of", "", "the `TIME`, such as 2026-04-01 or 2026-09-04T12:30:00Z")
	c.Flags().StringVar(&to, "to", "", "the `FILE` to write")
	return c
}
