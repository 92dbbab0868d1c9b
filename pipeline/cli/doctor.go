package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"jevons/pipeline"
)

func (a *app) doctorCommand() *cobra.Command {
	var offline bool
	cmd := &cobra.Command{
		Use: "doctor", Short: "Whether everything is in place for a run",
		Long: `Looks at the data folder, the free disk, the contact and the keys (which are
never printed), asks each host once for headers whether it can be reached, and
compares the clock with theirs. It changes nothing. The exit code is 1 when
nothing would work, 3 when something is missing or cannot be reached.

` + exitHelp,
		Example: "  jevons doctor\n  jevons doctor --offline --json",
		Args:    argsBetween(0, 0, "no argument"),
		RunE: a.with(func(cmd *cobra.Command, _ []string) error {
			findings := pipeline.Doctor(cmd.Context(), a.config(), offline)
			grave, missing := false, false
			for _, f := range findings {
				grave, missing = grave || f.Grave, missing || !f.Good
				if a.json {
					if err := a.object(f); err != nil {
						return err
					}
				}
			}
			if !a.json {
				a.screen.clear()
				a.sayFindings(findings)
			}
			switch {
			case grave:
				return fmt.Errorf("nothing works until the folder is in order, see above")
			case missing:
				return errPartly
			}
			return nil
		}),
	}
	cmd.Flags().BoolVar(&offline, "offline", false, "leave the hosts out")
	return cmd
}

// sayFindings prints the findings under a heading for each kind.
func (a *app) sayFindings(findings []pipeline.Finding) {
	widest := 0
	for _, f := range findings {
		widest = max(widest, len(inert(f.Name)))
	}
	at := min(widest, 34, a.text.width/3) + 6
	in := style{width: max(a.text.width-at, 20)}
	about := ""
	for _, f := range findings {
		if f.About != about {
			if about != "" {
				a.say("")
			}
			about = f.About
			a.say("%s", a.text.bold(about))
		}
		mark := a.text.green("ok ")
		switch {
		case f.Grave:
			mark = a.text.red("BAD")
		case !f.Good:
			mark = a.text.yellow("!  ")
		}
		name := inert(f.Name)
		lines := strings.Split(in.wrap(inert(f.Text), ""), "\n")
		if len(name) > at-6 { // a long name has a line of its own
			a.say("%s %s", mark, name)
			name, mark = "", "   "
		}
		a.say("%s %s", mark, pad(name, at-4, false)+lines[0])
		for _, l := range lines[1:] {
			a.say("%s%s", strings.Repeat(" ", at), l)
		}
	}
}
