package gen

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
)

// task is one made task of an occupation.
type task struct {
	occupation
	id   int
	text string
	kind string // Core or Supplemental; "" is not rated
}

// tasks are three made tasks of every occupation.
func tasks() []task {
	var out []task
	for i, o := range occupations {
		for k := range 3 {
			t := task{o, 90001 + 3*i + k, fmt.Sprintf("Sample task %d of %s.", k+1, o.title), []string{"Core", "Core", "Supplemental"}[k]}
			if k == 2 && i%9 == 4 {
				t.kind = ""
			}
			out = append(out, t)
		}
	}
	return out
}

// exposureOf is the centre of an occupation's made exposure.
func exposureOf(o occupation) float64 {
	return groups[slices.IndexFunc(groups, func(g group) bool { return g.code == o.onet[:2] })].exposure
}

// onetArchive is a version of the O*NET database with the tables that are read.
func onetArchive() ([]byte, error) {
	const folder = "db_30_3_text/"
	return archive([]member{
		{folder + "Abilities.txt", onetRated(onetAbilities, "Analyst")},
		{folder + "Occupation Data.txt", onetOccupations()},
		{folder + "Read Me.txt", []byte("Sample data, figures made up.\n")},
		{folder + "Task Ratings.txt", onetRatings()},
		{folder + "Task Statements.txt", onetTasks()},
		{folder + "Work Activities.txt", onetRated(onetActivities, "Incumbent")},
		{folder + "Work Context.txt", onetContext()},
	})
}

func tabbed(b *bytes.Buffer, cells ...string) { b.WriteString(strings.Join(cells, "\t") + "\n") }

func onetOccupations() []byte {
	var b bytes.Buffer
	tabbed(&b, "O*NET-SOC Code", "Title", "Description")
	for _, o := range occupations {
		tabbed(&b, o.onet, o.title, "Sample description of "+o.title+".")
	}
	return b.Bytes()
}

// or is n/a for an empty text.
func or(text string) string {
	if text == "" {
		return "n/a"
	}
	return text
}

func onetTasks() []byte {
	var b bytes.Buffer
	tabbed(&b, "O*NET-SOC Code", "Task ID", "Task", "Task Type", "Incumbents Responding", "Date", "Domain Source")
	for _, t := range tasks() {
		raters, source := fmt.Sprint(raters(t.id)), "Incumbent"
		if t.kind == "" {
			raters, source = "n/a", "Analyst"
		}
		tabbed(&b, t.onet, fmt.Sprint(t.id), t.text, or(t.kind), raters, "08/2025", source)
	}
	return b.Bytes()
}

func raters(id int) int { return 20 + id%70 }

// interval are the cells from the value to the advice on its use.
func interval(value, spread, lo, hi float64, n int) []string {
	e := round(spread/math.Sqrt(float64(n)), 2)
	advice := "N"
	if e > 0.51*spread/math.Sqrt(20) && n < 25 {
		advice = "Y"
	}
	return []string{plain(value), fmt.Sprint(n), plain(e), plain(max(lo, round(value-1.96*e, 2))), plain(min(hi, round(value+1.96*e, 2))), advice}
}

func onetRatings() []byte {
	var b bytes.Buffer
	tabbed(&b, "O*NET-SOC Code", "Task ID", "Scale ID", "Category", "Data Value", "N", "Standard Error", "Lower CI Bound", "Upper CI Bound",
		"Recommend Suppress", "Date", "Domain Source")
	for _, t := range tasks() {
		if t.kind == "" {
			continue
		}
		n := raters(t.id)
		row := func(scale, category string, value, spread, lo, hi float64) {
			cells := append([]string{t.onet, fmt.Sprint(t.id), scale, category}, interval(value, spread, lo, hi, n)...)
			tabbed(&b, append(cells, "08/2025", "Incumbent")...)
		}
		left := 100.0
		for c := 1; c <= 7; c++ {
			share := round(left*(0.3+0.25*noise("frequency", t.id, c)), 2)
			if c == 7 {
				share = round(left, 2)
			}
			left -= share
			row("FT", fmt.Sprint(c), share, 30, 0, 100)
		}
		row("IM", "n/a", round(3.6+1.2*noise("importance", t.id), 2), 0.9, 1, 5)
		row("RT", "n/a", round(75+24*noise("relevance", t.id), 2), 30, 0, 100)
	}
	return b.Bytes()
}

// element is a rated element of the content model. By takes part in its made
// rating: how much more of it an exposed occupation has, negative for less.
type element struct {
	id, name string
	by       float64
}

var onetActivities = []element{
	{"4.A.1.a.1", "Getting Information", 1.4},
	{"4.A.2.a.4", "Analyzing Data or Information", 1.4},
	{"4.A.2.b.2", "Thinking Creatively", 1.4},
	{"4.A.3.a.3", "Controlling Machines and Processes", -1.1},
	{"4.A.3.a.4", "Operating Vehicles, Mechanized Devices, or Equipment", -1.3},
	{"4.A.3.b.1", "Working with Computers", 1.4},
	{"4.A.4.a.1", "Interpreting the Meaning of Information for Others", 1.2},
	{"4.A.4.a.4", "Establishing and Maintaining Interpersonal Relationships", 0.7},
	{"4.A.4.b.4", "Guiding, Directing, and Motivating Subordinates", 0.5},
	{"4.A.4.b.5", "Coaching and Developing Others", 0.4},
}

var onetAbilities = []element{
	{"1.A.1.f.1", "Spatial Orientation", -1.2},
	{"1.A.2.a.2", "Manual Dexterity", -1.2},
}

var onetConditions = []element{
	{"4.C.2.d.1.g", "Spend Time Using Your Hands to Handle, Control, or Feel Objects, Tools, or Controls", -1.2},
	{"4.C.2.d.1.i", "Spend Time Making Repetitive Motions", -0.8},
	{"4.C.3.b.4", "Importance of Being Exact or Accurate", 0.5},
	{"4.C.3.b.7", "Importance of Repeating Same Tasks", 0.3},
	{"4.C.3.b.8", "Determine Tasks, Priorities and Goals", 0.9},
	{"4.C.3.d.3", "Pace Determined by Speed of Equipment", -1.0},
}

// amount is the made amount of an element in an occupation, 0 to 1.
func (e element) amount(kind string, o occupation) float64 {
	x := e.by * exposureOf(o)
	if e.by < 0 {
		x = 0.75 + e.by*exposureOf(o)
	}
	return min(1, max(0, x+0.25*noise(kind, o.onet, e.id)))
}

// onetRated is a table of importance and level, answered by a source.
func onetRated(elements []element, source string) []byte {
	var b bytes.Buffer
	tabbed(&b, "O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value", "N", "Standard Error", "Lower CI Bound", "Upper CI Bound",
		"Recommend Suppress", "Not Relevant", "Date", "Domain Source")
	for i, o := range occupations {
		for _, e := range elements {
			x := e.amount("activity", o)
			importance := append([]string{o.onet, e.id, e.name, "IM"}, interval(round(1+4*x, 2), 0.8, 1, 5, raters(i))...)
			level := append([]string{o.onet, e.id, e.name, "LV"}, interval(round(7*x, 2), 1.2, 0, 7, raters(i))...)
			irrelevant := "N"
			if x < 0.05 {
				irrelevant = "Y"
			}
			tabbed(&b, append(importance, "n/a", "08/2025", source)...)
			tabbed(&b, append(level, irrelevant, "08/2025", source)...)
		}
	}
	return b.Bytes()
}

// onetContext is the table of conditions of work: a mean answer and the shares
// of the five answers.
func onetContext() []byte {
	var b bytes.Buffer
	tabbed(&b, "O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Category", "Data Value", "N", "Standard Error", "Lower CI Bound",
		"Upper CI Bound", "Recommend Suppress", "Not Relevant", "Date", "Domain Source")
	for i, o := range occupations {
		for _, e := range onetConditions {
			row := func(scale, category string, value, spread, lo, hi float64) {
				cells := append([]string{o.onet, e.id, e.name, scale, category}, interval(value, spread, lo, hi, raters(i))...)
				tabbed(&b, append(cells, "n/a", "08/2025", "Incumbent")...)
			}
			mean := round(1+4*e.amount("context", o), 2)
			row("CX", "n/a", mean, 0.8, 1, 5)
			// Two answers that have the mean as theirs: the ones beside it.
			low := min(4, math.Floor(mean))
			for c := 1.0; c <= 5; c++ {
				share := 0.0
				switch c {
				case low:
					share = round(100*(low+1-mean), 2)
				case low + 1:
					share = round(100*(mean-low), 2)
				}
				row("CXP", plain(c), share, 30, 0, 100)
			}
		}
	}
	return b.Bytes()
}
