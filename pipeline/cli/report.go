package cli

import (
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"jevons/pipeline"
	"jevons/pipeline/warehouse"
)

func (a *app) reportCommand() *cobra.Command {
	var at, to string
	c := &cobra.Command{
		Use: "report", Short: "Write the page of claims, verdicts and charts",
		Long: `Writes one self-contained HTML page with a card for each claim: what its source
itself says, the measure and threshold that were registered, the verdict, charts
with the figures behind them, sources and terms; and every chart as SVG and PNG.
With --as-of it is the page that could have been written at that instant.

` + exitHelp,
		Example: "  jevons report --to ./report\n  jevons report --as-of 2026-04-01 --to ./april",
		Args:    argsBetween(0, 0, "no argument"),
		RunE: a.with(func(cmd *cobra.Command, _ []string) error {
			if err := a.mustExist(); err != nil {
				return err
			}
			var instant time.Time
			if at != "" {
				var err error
				if instant, err = parseTime("--as-of", at); err != nil {
					return err
				}
				if instant.After(a.env.Now()) {
					return usagef("--as-of %s is in the future; nobody knows what is known then", inert(at))
				}
			}
			if to == "" {
				to = filepath.Join(a.dir, "report")
			}
			ctx := cmd.Context()
			database := pipeline.Folder(a.dir).Published()
			if at != "" {
				tmp, err := os.MkdirTemp("", "jevons-report-")
				if err != nil {
					return err
				}
				defer os.RemoveAll(tmp)
				database = filepath.Join(tmp, "then.duckdb")
				if err := a.work(ctx, func(r *pipeline.Runner) error {
					_, err := r.BuildAsOf(ctx, instant, database)
					return err
				}); err != nil {
					return err
				}
			}
			if _, err := os.Stat(database); err != nil {
				return usagef("nothing is published in %s yet: jevons demo or jevons run makes it", inert(a.dir))
			}
			out, err := pipeline.WriteReport(ctx, database, to, warehouse.Options{MemoryMB: a.memory, Threads: a.threads, TempDir: filepath.Join(a.dir, "tmp", "report")}, a.screen)
			if err != nil {
				return err
			}
			if a.json {
				return a.object(out)
			}
			a.say("wrote %s: %s, %s; %s without data", inert(out.Page), count(int64(out.Claims), "claim"), count(int64(out.Charts), "chart"), count(int64(out.Missing), "claim"))
			return nil
		}),
	}
	c.Flags().StringVar(&at, "as-of", "", "`TIME`, such as 2026-04-01, as of which the page is written")
	c.Flags().StringVar(&to, "to", "", "`DIR` for the page (default report/ in the data folder)")
	return c
}
