package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"jevons/sources"
)

// entryOf is a dataset's entry in the dictionary, for programs.
type entryOf struct {
	Name         string                 `json:"name"`
	About        string                 `json:"about"`
	Home         string                 `json:"home"`
	License      string                 `json:"license"`
	Citation     string                 `json:"citation"`
	Redistribute sources.Redistribution `json:"redistribute"`
	Off          string                 `json:"off"`
	Fresh        string                 `json:"freshness"`
	Table        string                 `json:"table"`
	Columns      []columnOf             `json:"columns"`
}

type columnOf struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Role  string `json:"role"` // key, value or note
	Unit  string `json:"unit"`
	Null  bool   `json:"nullable"`
	About string `json:"about"`
}

var roles = map[sources.Role]string{sources.Key: "key", sources.Value: "value", sources.Note: "note"}

func (a *app) datasetsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "datasets [DATASET]", Short: "The dictionary: every dataset, or one with its columns",
		Long: `Lists the datasets that this program knows or, with a name, tells all of one:
where it comes from, its terms, its table and the unit and meaning of each
column.

` + exitHelp,
		Example: "  jevons datasets\n  jevons datasets skypilot.vms",
		Args:    argsBetween(0, 1, "at most one dataset"), ValidArgsFunction: a.completeDatasets,
		RunE: a.with(func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				d, err := a.dataset(args[0])
				if err != nil {
					return err
				}
				return a.describe(d)
			}
			if a.json {
				for _, d := range a.env.Datasets {
					if err := a.object(dictionary(d)); err != nil {
						return err
					}
				}
				return nil
			}
			t := &table{style: a.text, head: []string{"dataset", "about"}}
			t.numeric()
			for _, d := range a.env.Datasets {
				t.add(d.Name, d.About)
			}
			_, _, err := t.print(a.out)
			return err
		}),
	}
}

func dictionary(d *sources.Dataset) entryOf {
	e := entryOf{Name: d.Name, About: d.About, Home: d.Home, License: d.License, Citation: d.Citation, Redistribute: d.Redistribute,
		Off: d.Off, Fresh: d.Fresh.String(), Table: "latest." + d.Table()}
	for _, c := range d.Columns {
		e.Columns = append(e.Columns, columnOf{c.Name, c.SQLType(), roles[c.Role], c.Unit, c.Null, c.About})
	}
	return e
}

func (a *app) describe(d *sources.Dataset) error {
	if a.json {
		return a.object(dictionary(d))
	}
	a.say("%s", a.text.bold(d.Name))
	a.item("about", d.About)
	a.item("home", d.Home)
	a.item("licence", d.License+"; redistribute: "+string(d.Redistribute))
	a.item("cite", d.Citation)
	if d.Off != "" {
		a.item("off", d.Off)
	}
	a.item("fresh", d.Fresh.String())
	a.item("tables", fmt.Sprintf("latest.%[1]s newest state; raw.%[1]s every vintage; raw.%[1]s_asof(TIME) the state as known then", d.Table()))
	a.item("contract", fmt.Sprintf("at least %s; at most %g %% bad; at most %g %% of keys may vanish. %s",
		count(d.Contract.MinRows, "row"), 100*d.Contract.MaxBad, 100*d.Contract.MaxVanished, d.Contract.Why))
	for _, k := range d.Contract.Checks {
		a.item("check", k.Name+": "+k.Rule+" ("+k.Why+")")
	}
	for _, c := range d.Columns {
		marks := []string{c.SQLType(), c.Unit}
		if c.Role == sources.Key {
			marks = append(marks, "key")
		}
		if c.Null {
			marks = append(marks, "may be NULL")
		}
		a.say("")
		a.say("%s  %s", a.text.bold(c.Name), a.text.dim(inert(strings.Join(marks, ", "))))
		for _, l := range strings.Split(style{width: a.text.width - 2}.wrap(inert(c.About), ""), "\n") {
			a.say("  %s", l)
		}
	}
	return nil
}
