package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"jevons/pipeline"
)

// shownMended is how many of the newest mended things status tells.
const shownMended = 5

func (a *app) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "How the data folder stands",
		Long: `Tells what is published, who works in the folder, what has to be mended, what
starts have mended by themselves, what is held until jevons approve, and for
each dataset its parts, newest vintage, rows, last outcome and rows in
quarantine; then which periods are late. It needs no lock and so works while
another jevons does. The exit code is 1 when something has to be mended.

` + exitHelp,
		Example: "  jevons status\n  jevons status --json",
		Args:    argsBetween(0, 0, "no argument"),
		RunE: a.with(func(*cobra.Command, []string) error {
			s, _, err := a.readStatus()
			if err != nil {
				return err
			}
			if a.json {
				err = a.object(s)
			} else {
				err = a.status(s)
			}
			if err == nil && len(s.Problems) > 0 {
				err = fmt.Errorf("%s to be mended, see above", count(int64(len(s.Problems)), "problem"))
			}
			return err
		}),
	}
}

// readStatus reads how the folder stands today, by the release calendars: what
// is late here is late on the pages of serve.
func (a *app) readStatus() (pipeline.Status, *releases, error) {
	s, err := pipeline.ReadStatus(a.dir, a.env.Datasets)
	if err != nil {
		return s, nil, err
	}
	rel, err := loadReleases(a.env.Schedules, a.dir, a.log)
	if err != nil {
		return s, nil, err
	}
	if len(s.Problems) == 0 { // what has to be mended is better not opened
		rel.changes(a.env.Now()) // what the published calendar moved or cancelled
	}
	s.Judge(a.env.Datasets, a.env.Now(), rel.due)
	return s, rel, nil
}

func (a *app) status(s pipeline.Status) error {
	for _, p := range s.Problems {
		a.say("%s %s", a.text.red("PROBLEM:"), inert(p))
	}
	a.sayPublished(s)
	a.sayHeld(s.Held)
	if o := s.Holder; o != nil {
		a.say("working    pid %d since %s: %s", o.PID, a.when(o.Since), inert(o.Command))
	}
	if n := len(s.Mended); n > 0 {
		a.say("%s", a.text.yellow("mended by itself:"))
		for _, m := range s.Mended[max(n-shownMended, 0):] {
			a.say("  %s %s", a.when(m.At), inert(m.Text))
		}
	}
	t := &table{style: a.text, head: []string{"dataset", "parts", "vintage", "rows", "bad", "last look", "outcome"}}
	if a.text.width < 70 {
		t.head = []string{"dataset", "vintage", "bad", "outcome"}
	}
	t.numeric("parts", "vintage", "rows", "bad")
	for _, d := range s.Datasets {
		cells := map[string]string{"dataset": d.Dataset, "parts": thin(int64(len(d.Parts))), "vintage": day(d.KnownAt), "rows": thin(d.Rows),
			"bad": thin(d.Quarantined), "last look": a.ago(d.LookedAt), "outcome": outcomeText(d)}
		var line []string
		for _, h := range t.head {
			line = append(line, cells[h])
		}
		t.add(line...)
		ink := map[pipeline.Outcome]func(string) string{pipeline.Failed: a.text.red, pipeline.Refused: a.text.red, pipeline.OnHold: a.text.yellow, "": a.text.dim}[d.Outcome]
		row := t.rows[len(t.rows)-1]
		row[len(row)-1].ink = ink
	}
	if a.mute {
		return nil
	}
	a.say("")
	if _, _, err := t.print(a.out); err != nil {
		return err
	}
	for _, d := range s.Datasets {
		for _, p := range d.Parts {
			if p.Error != "" && p.Outcome != pipeline.OnHold { // those are told above
				a.say("%s %s", a.text.red(string(p.Outcome)), inert(p.Error))
			}
		}
	}
	for _, d := range s.Datasets {
		if d.Reach != nil && d.Reach.Late != nil {
			a.say("%s %s", a.text.yellow("late"), inert(d.Reach.Late.Words))
		}
	}
	return nil
}

func (a *app) sayPublished(s pipeline.Status) {
	if s.Snapshot == nil {
		a.say("nothing is published in %s yet: jevons demo or jevons run makes it", inert(s.Dir))
		return
	}
	p := s.Snapshot
	if p.Sample {
		a.say("%s", a.text.yellow("SAMPLE: this is the sample, whose figures are made up"))
	}
	var rows int64
	for name, n := range p.Rows {
		if len(name) > 6 && name[:6] == "marts." {
			rows += n
		}
	}
	a.say("published  %s, %s, %s of indicators", inert(s.Path), bytesText(p.Size), count(rows, "row"))
	a.say("snapshot   %s of %s (%s)", inert(p.ID), a.when(p.CreatedAt), a.age(p.CreatedAt))
	a.say("vintage    %s is the newest", a.when(p.KnownAt))
}

// day is the UTC day of an instant.
func day(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.UTC().Format(time.DateOnly)
}

func (a *app) ago(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return a.age(*t)
}

func outcomeText(d pipeline.DatasetStatus) string {
	switch {
	case d.Outcome == "" && d.Off != "":
		return "off"
	case d.Outcome == "":
		return "never looked"
	}
	return string(d.Outcome)
}
