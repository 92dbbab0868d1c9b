package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"jevons/pipeline"
	"jevons/pipeline/warehouse"
)

const changesHelp = `With --changes it tells what files, or the answers of --mirror, would do to one
dataset before they do: new periods, cells that are revised from what to what,
keys and series that vanish, rows that would be quarantined and why, and whether
the landing would be loaded, held or refused. They are decoded and checked as a
landing is, on a copy: nothing in the data folder changes. --part and --at are
those of jevons load, --approve-if those of jevons run. It exits with 3 when
anything would be held, refused or failed.`

// changes are the flags of plan that belong to --changes.
type changes struct {
	on              bool
	part, at, rules string
	limit           int
}

func (c *changes) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&c.on, "changes", false, "what FILEs or --mirror would do to DATASET")
	f.StringVar(&c.part, "part", "", "piece of the dataset that a FILE is")
	f.StringVar(&c.at, "at", "", "`TIME` since which a FILE was known, such as 2026-09-04")
	f.StringVar(&c.rules, "approve-if", "", "`RULES` that hold a landing, such as \"revised<5%\"")
	f.IntVar(&c.limit, "limit", 10, "most lines of each list")
}

// args checks what plan is called with.
func (c *changes) args(a *app, cmd *cobra.Command, args []string) error {
	mirror := cmd.Flags().Changed("mirror")
	if !c.on {
		for _, flag := range []string{"part", "at", "approve-if", "limit", "mirror"} {
			if cmd.Flags().Changed(flag) {
				return usagef("--%s belongs to jevons plan DATASET --changes; without it nothing is read", flag)
			}
		}
		return a.known(args)
	}
	if len(args) == 0 {
		return usagef("--changes wants a dataset; see %s --help", cmd.CommandPath())
	}
	if err := a.known(args[:1]); err != nil {
		return err
	}
	switch {
	case mirror && len(args) > 1:
		return usagef("--mirror and the file %s exclude each other", inert(args[1]))
	case !mirror && len(args) == 1:
		return usagef("--changes wants files of %s, or --mirror DIR", args[0])
	case c.limit < 1:
		return usagef("--limit is %d; it is at least 1", c.limit)
	}
	for _, file := range args[1:] {
		if _, err := os.Stat(file); err != nil {
			return &usageError{fmt.Errorf("look at %s: %w", args[0], err)}
		}
	}
	return nil
}

func (a *app) planChanges(ctx context.Context, cmd *cobra.Command, c changes, args []string) error {
	at, err := parseTime("--at", c.at)
	if err != nil {
		return err
	}
	if !at.IsZero() && at.After(a.env.Now()) {
		return usagef("--at %s is in the future; nothing is known as of then", inert(c.at))
	}
	if err := pipeline.CheckFolder(a.dir); err != nil {
		return &usageError{err}
	}
	src, done, err := a.source(cmd)
	if err != nil {
		return err
	}
	defer done()
	cfg := a.config()
	cfg.ApproveIf = c.rules
	all, err := pipeline.PlanChanges(ctx, cfg, pipeline.ChangesOf{Dataset: args[0], Files: args[1:], Part: c.part, At: at, Mirror: src.Mirror, Limit: c.limit})
	if err != nil {
		return rulesUsage(err)
	}
	if len(all) == 0 {
		return usagef("the mirror %s holds no file of %s; files lie in it as <host>/<path>", a.mirror, args[0])
	}
	var bad error
	for i, x := range all {
		if x.Outcome != pipeline.Loaded && x.Outcome != pipeline.Unchanged {
			bad = errPartly
		}
		if a.json {
			err = a.object(x)
		} else if !a.mute {
			if i > 0 {
				a.say("")
			}
			err = a.sayChanges(x)
		}
		if err != nil {
			return err
		}
	}
	return bad
}

// sayChanges tells of one landing.
func (a *app) sayChanges(x pipeline.Changes) error {
	name := strings.TrimSpace(x.Dataset + " " + x.Part)
	if x.File != "" {
		name += " from " + x.File
	}
	verdict := map[pipeline.Outcome]string{pipeline.Loaded: a.text.green("would be loaded"), pipeline.Unchanged: a.text.dim("would change nothing"),
		pipeline.OnHold: a.text.yellow("would be held"), pipeline.Refused: a.text.red("would be refused"), pipeline.Failed: a.text.red("fails")}[x.Outcome]
	a.say("%s  %s", a.text.bold(inert(name)), verdict)
	if x.Why != "" {
		a.item("why", x.Why)
	}
	if x.Note != "" {
		a.item("note", x.Note)
	}
	if x.KnownAt != nil {
		a.item("vintage", x.KnownAt.UTC().Format(time.DateOnly))
	}
	a.item("beside", x.Base)
	if x.Outcome == pipeline.Unchanged || x.Outcome == pipeline.Failed {
		return nil
	}
	a.item("rows", fmt.Sprintf("%s read, %s kept, %s bad", thin(x.Read), thin(x.Kept), thin(x.Quarantined)))
	a.item("keys", fmt.Sprintf("%s known, %s new, %s revised, %s vanish", thin(x.Known), thin(x.New), thin(x.Revised), thin(x.Vanished)))
	if x.Known == 0 {
		a.item("first", "nothing of this part is known yet, so all of it is new")
		return a.badTable(x.Change)
	}
	a.item("new periods", tallies(periodTallies(x.Periods), "row"))
	return a.changeTables(x.Change)
}

func periodTallies(ps []warehouse.Period) (out []warehouse.Tally) {
	for _, p := range ps {
		out = append(out, warehouse.Tally{Name: p.Period, Count: p.Rows})
	}
	return out
}

// tallies is a line of names with their numbers.
func tallies(ts []warehouse.Tally, thing string) string {
	if len(ts) == 0 {
		return "none"
	}
	out := make([]string, len(ts))
	for i, t := range ts {
		out[i] = t.Name + " (" + count(t.Count, thing) + ")"
	}
	return strings.Join(out, ", ")
}

func (a *app) changeTables(c warehouse.Change) error {
	if c.Cells > 0 {
		a.item("cells", fmt.Sprintf("%s revised: %s", thin(c.Cells), tallies(c.Columns, "cell")))
		if err := a.cellTable("first revised cells", c.First); err != nil {
			return err
		}
		if err := a.cellTable("biggest moves", c.Moves); err != nil {
			return err
		}
	}
	if c.Vanished > 0 {
		if c.SeriesBy != "" {
			a.item("series", fmt.Sprintf("%s of %s vanish: %s", thin(c.SeriesGone), c.SeriesBy, tallies(c.Series, "row")))
		}
		a.item("vanish", strings.Join(c.Gone, ", ")+more(int64(len(c.Gone)), c.Vanished))
	}
	return a.badTable(c)
}

func more(shown, all int64) string {
	if shown >= all {
		return ""
	}
	return ", and " + thin(all-shown) + " more"
}

// cellTable is a list of cells old → new.
func (a *app) cellTable(title string, cells []warehouse.Cell) error {
	if len(cells) == 0 {
		return nil
	}
	a.say("")
	a.say("%s", a.text.bold(title))
	t := &table{style: a.text, head: []string{"line", "key", "column", "old → new", "factor"}}
	if a.text.width < 60 {
		t.head = []string{"line", "key", "old → new"}
	}
	t.numeric("line", "factor")
	for _, c := range cells {
		row := []string{thin(c.Line), c.Key}
		moved := cellText(c.Old) + " → " + cellText(c.New)
		if len(t.head) == 3 {
			t.add(append(row, moved)...)
			continue
		}
		t.add(append(row, c.Column, moved, factorText(c.Factor))...)
	}
	_, _, err := t.print(a.out)
	return err
}

func cellText(s *string) string {
	if s == nil {
		return "none"
	}
	return *s
}

func factorText(f float64) string {
	switch {
	case f >= warehouse.Infinite:
		return "∞"
	case f <= 1:
		return ""
	}
	return fmt.Sprintf("%.4g", f)
}

// badTable are the rows that would be quarantined.
func (a *app) badTable(c warehouse.Change) error {
	if len(c.Bad) == 0 {
		return nil
	}
	var reasons []warehouse.Tally
	for _, b := range c.Bad {
		reasons = append(reasons, warehouse.Tally{Name: strings.TrimSpace(b.Reason + " " + b.Column), Count: b.Rows})
	}
	a.item("quarantine", tallies(reasons, "row"))
	a.say("")
	a.say("%s", a.text.bold("first bad rows"))
	t := &table{style: a.text, head: []string{"line", "column", "text", "reason"}}
	t.numeric("line")
	for _, b := range c.BadFirst {
		t.add(thin(b.Line), b.Column, b.Text, strings.TrimSpace(b.Reason+" "+b.Detail))
	}
	_, _, err := t.print(a.out)
	return err
}
