package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"jevons/pipeline"
)

// demoDir is where the demonstration goes unless --dir says otherwise.
// JEVONS_DIR does not count: it names the folder of the real data.
const demoDir = "jevons-demo"

// demoQueries are worth trying on the sample. The first is run for the user.
var demoQueries = []struct{ about, sql string }{
	{"share of jobs whose tasks are half exposed to language models",
		"SELECT year, rater, round(share_at_least, 3) AS share, n FROM marts.exposure_workers_share WHERE measure = 'beta' AND threshold = 0.5 ORDER BY year, rater"},
	{"posted price of a GPU hour and its index, all clouds",
		"SELECT month, n, n_matched, round(index_value, 1) AS price_index FROM marts.gpu_hour_price WHERE cloud = 'all' AND gpu = 'all' AND tenure = 'on_demand' ORDER BY month"},
	{"payroll jobs as they were known on 1 April, before later revisions",
		"SELECT month, value FROM raw.bls_ces_asof('2026-04-01') WHERE series_id = 'CES0000000001' AND year = 2026 ORDER BY month"},
}

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use: "demo", Short: "Try everything offline on an embedded sample",
		Long: `Runs the whole way, from looking at sources to a published database, over a
small sample that is part of the program. It needs no network and takes seconds.
The figures are made up, and everything built on them is marked SAMPLE. The
folder is ./` + demoDir + ` unless --dir names another, which must not hold real
data. A second demo in the same folder finds nothing new.

` + exitHelp,
		Example: "  jevons demo\n  jevons demo --dir ./try",
		Args:    argsBetween(0, 0, "no argument"),
		RunE: a.with(func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("dir") {
				a.dir = demoDir
			}
			if a.threads == 0 {
				a.threads = 1 // its questions are so small that threads wait for each other
			}
			return a.work(cmd.Context(), func(r *pipeline.Runner) error { return a.demo(cmd.Context(), r) })
		}),
	}
}

func (a *app) demo(ctx context.Context, r *pipeline.Runner) error {
	if err := r.Unmixed(true); err != nil {
		return &usageError{err}
	}
	// By name, because a dataset whose host refuses robots is in the sample too.
	runs, err := r.Run(ctx, pipeline.Source{Mirror: a.env.Sample, Sample: true}, a.names()...)
	if err != nil {
		return err
	}
	if a.json {
		return a.finish(ctx, r, runs, nil, false)
	}
	if err := a.demoTable(runs); err != nil {
		return err
	}
	if err := a.finish(ctx, r, nil, nil, false); err != nil {
		return err
	}
	for _, run := range runs {
		if run.Outcome == pipeline.Failed || run.Outcome == pipeline.Refused {
			a.trouble(run)
			err = errPartly
		}
	}
	if a.mute {
		return err
	}
	a.say("")
	a.say("%s the figures are made up. Real data: jevons run --dir ANOTHER", a.text.yellow("SAMPLE:"))
	a.say("database %s", inert(pipeline.Folder(a.dir).Published()))
	a.say("Parquet  %s", inert(pipeline.Folder(a.dir).Parquet()+string(filepath.Separator)))
	if err := a.demoTry(ctx); err != nil {
		return err
	}
	return err
}

// demoTable sums the runs up by dataset.
func (a *app) demoTable(runs []pipeline.Run) error {
	if a.mute {
		return nil
	}
	t := a.changeTable()
	if i := slices.Index(t.head, "vintage"); i > 0 {
		t.head[i] = "vintages"
	}
	var landings int64
	for _, s := range sums(runs, func(r pipeline.Run) [2]string { return [2]string{r.Dataset, ""} }) {
		landings += s.landings
		t.addSum(s.dataset, s)
	}
	if landings == 0 {
		a.say("unchanged: nothing is new in %s at the sample", count(int64(len(runs)), "look"))
		return nil
	}
	_, _, err := t.print(a.out)
	return err
}

// demoTry shows what to ask, and one answer.
func (a *app) demoTry(ctx context.Context) error {
	for i, q := range demoQueries {
		fmt.Fprintf(a.out, "\n%s\n", a.text.dim(a.text.wrap("-- "+q.about, "-- ")))
		fmt.Fprintln(a.out, a.text.wrap("jevons query --dir "+shellWord(a.dir)+" \""+q.sql+"\"", "  "))
		if i == 0 {
			if err := a.query(ctx, q.sql, "table", 10); err != nil {
				return err
			}
		}
	}
	return nil
}

// shellWord quotes a path for a shell where it needs that.
func shellWord(s string) string {
	s = inert(s)
	if strings.ContainsFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("/._-", r))
	}) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}
