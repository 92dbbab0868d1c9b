package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"jevons/pipeline"
	"jevons/pipeline/daemon"
	"jevons/schedules"
	"jevons/sources"
)

func (a *app) planCommand() *cobra.Command {
	var what changes
	c := &cobra.Command{
		Use: "plan [DATASET…] [FILE…]", Short: "What is looked for, when next, and under which terms",
		Long: `Tells for each dataset whether it is on, and why not; when it is looked at next,
in UTC, by its timetable, for an announced release, or because serve failed or
missed a look; its licence; and what has to be set before the provider answers.
With names it tells all of these: the parts, the newest vintage there is, how
often a new period is expected. --json gives one object a line.

` + changesHelp + `

` + exitHelp,
		Example: "  jevons plan\n  jevons plan bls.ces fred.observations\n  jevons plan --json\n  jevons plan skypilot.vms --changes vms.csv --part lambda\n  jevons plan bls.ces --changes --mirror ./mirror",
		Args:    func(cmd *cobra.Command, args []string) error { return what.args(a, cmd, args) }, ValidArgsFunction: a.completeDatasets,
		RunE: a.with(func(cmd *cobra.Command, args []string) error {
			if what.on {
				return a.planChanges(cmd.Context(), cmd, what, args)
			}
			s, rel, err := a.readStatus()
			if err != nil {
				return err
			}
			entries, err := schedules.Load(a.env.Schedules)
			if err != nil {
				return err
			}
			if _, err := schedules.Check(entries, a.names(), pipeline.Nearest); err != nil {
				return err
			}
			planned := pipeline.Plan(a.env.Datasets, s, entries, rel.present(), a.env.Now(), a.env.Getenv)
			if err := a.untimely(planned, s, entries); err != nil {
				return err
			}
			if len(args) > 0 {
				planned = slices.DeleteFunc(planned, func(p pipeline.Planned) bool { return !slices.Contains(args, p.Dataset) })
			}
			if a.json {
				for _, p := range planned {
					if err := a.object(p); err != nil {
						return err
					}
				}
				return nil
			}
			if len(args) == 0 {
				return a.planTable(planned)
			}
			for i, p := range planned {
				if i > 0 {
					a.say("")
				}
				a.sayPlanned(p)
			}
			return nil
		}),
	}
	what.flags(c)
	return c
}

// untimely puts in the looks that serve has planned otherwise than by timetable.
func (a *app) untimely(planned []pipeline.Planned, s pipeline.Status, entries []schedules.Entry) error {
	looks, err := daemon.Plan(daemon.Config{Dir: a.dir, Datasets: a.env.Datasets, Entries: entries, Now: a.env.Now}, s)
	if err != nil {
		return err
	}
	for i := range planned {
		if look, ok := looks[planned[i].Dataset]; ok {
			planned[i].NextAt, planned[i].NextWhy = &look.At, look.Why
		}
	}
	return nil
}

// planTable is one line a dataset.
func (a *app) planTable(planned []pipeline.Planned) error {
	t := &table{style: a.text, head: []string{"dataset", "next look, UTC", "wants", "licence"}}
	t.numeric()
	t.fixed = []bool{true, true, true, false}
	on := 0
	for _, p := range planned {
		next, ink := "off: "+p.Off, a.text.dim
		switch {
		case p.NextAt != nil:
			next, ink = p.NextAt.UTC().Format("2006-01-02 15:04"), nil
			on++
		case p.On:
			next, ink = "none: no timetable names it", a.text.red
		}
		var wants []string
		for _, k := range p.Keys {
			if !k.Set && !k.Optional {
				wants = append(wants, "a key")
			}
		}
		if p.Contact && a.env.Getenv("JEVONS_CONTACT") == "" {
			wants = append(wants, "contact")
		}
		if !p.On { // nobody has to set what is not looked for
			wants = nil
		}
		t.add(p.Dataset, next, strings.Join(wants, " "), p.License)
		row := t.rows[len(t.rows)-1]
		row[1].short, row[1].ink, row[2].ink = sources.Cut(next, 19), ink, a.text.yellow
	}
	if a.mute {
		return nil
	}
	if _, _, err := t.print(a.out); err != nil {
		return err
	}
	a.say("")
	a.say("%s on, %d off; jevons plan NAME tells all, jevons doctor what to set", count(int64(on), "dataset"), len(planned)-on)
	return nil
}

func (a *app) sayPlanned(p pipeline.Planned) {
	state := a.text.green("on")
	if !p.On {
		state = a.text.dim("off")
	}
	a.say("%s  %s", a.text.bold(p.Dataset), state)
	a.item("about", p.About)
	if !p.On {
		a.item("off", p.Off)
	}
	if parts := strings.Join(p.Parts, ", "); parts != "" {
		a.item("parts", parts)
	}
	if p.KnownAt != nil {
		a.item("newest", a.when(*p.KnownAt))
	}
	switch {
	case p.NextAt != nil:
		a.item("next look", a.when(*p.NextAt)+", "+p.NextWhy)
	case p.On:
		a.item("next look", "none: no timetable names it")
	}
	if len(p.When) > 0 {
		a.item("timetable", strings.Join(p.When, "; ")+" "+p.Zone)
	}
	if p.Reach != nil {
		a.item("reaches", p.Reach.Newest+"; "+p.Reach.Words)
	}
	for _, h := range p.Held {
		a.item("held", h.ID+" "+strings.TrimSpace(h.Part+" of ")+" "+h.KnownAt.UTC().Format("2006-01-02")+": "+h.Why)
	}
	a.item("fresh", p.Fresh)
	a.item("licence", p.License+"; redistribute: "+string(p.Redistribute))
	for _, k := range p.Keys {
		state := "is set"
		switch {
		case !k.Set && k.Optional:
			state = "is not set; the provider answers without, within smaller limits"
		case !k.Set:
			state = "has to be set"
		}
		a.item("key", k.Name+" "+state)
	}
	if p.Contact {
		state := "is set"
		if a.env.Getenv("JEVONS_CONTACT") == "" {
			state = "has to be set to an e-mail address"
		}
		a.item("contact", "JEVONS_CONTACT "+state)
	}
}

// item is a named line, its follow-on lines below its text.
func (a *app) item(name, text string) {
	const at = 13
	if a.mute {
		return
	}
	in := style{width: max(a.text.width-at, 10)}
	lines := strings.Split(in.wrap(inert(text), ""), "\n")
	a.say("%s%s", pad("  "+name, at, false), lines[0])
	for _, l := range lines[1:] {
		a.say("%s%s", strings.Repeat(" ", at), l)
	}
}
