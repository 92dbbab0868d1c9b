package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"jevons/pipeline"
	"jevons/schedules"
)

func (a *app) planCommand() *cobra.Command {
	return &cobra.Command{
		Use: "plan", Short: "What is looked for, when next, and under which terms",
		Long: `Tells for each dataset whether it is on, and why not; its parts; the newest
vintage there is; when its timetable looks next; its licence, and what has to be
set before the provider answers. --json gives one object a line.

` + exitHelp,
		Example: "  jevons plan\n  jevons plan --json",
		Args:    argsBetween(0, 0, "no argument"),
		RunE: a.with(func(*cobra.Command, []string) error {
			s, err := pipeline.ReadStatus(a.dir, a.env.Datasets)
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
			for i, p := range pipeline.Plan(a.env.Datasets, s, entries, a.env.Now(), a.env.Getenv) {
				if a.json {
					if err := a.object(p); err != nil {
						return err
					}
					continue
				}
				if i > 0 {
					a.say("")
				}
				a.sayPlanned(p)
			}
			return nil
		}),
	}
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
		a.item("next look", a.when(*p.NextAt))
	case p.On:
		a.item("next look", "none: no timetable names it")
	}
	if len(p.When) > 0 {
		a.item("timetable", strings.Join(p.When, "; ")+" "+p.Zone)
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
