package report

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"
)

// faults gathers what is wrong with one thing, so that a user mends it in one go.
type faults struct {
	what string
	errs []error
}

func (f *faults) add(format string, args ...any) {
	if len(f.errs) < 20 {
		f.errs = append(f.errs, fmt.Errorf("%s: "+format, append([]any{f.what}, args...)...))
	}
}

func (f *faults) wrap(err error) {
	if err != nil {
		f.add("%w", err)
	}
}

func (f *faults) err() error { return errors.Join(f.errs...) }

// need reports a missing text and holds one that is there to Check.
func (f *faults) need(name, text string) {
	if Clean(text) == "" {
		f.add("no %s", name)
	}
	f.wrap(Check(text))
}

// Validate returns every reason for which nobody could tell what a figure
// rests on.
func (s Stamp) Validate() error {
	f := faults{what: "as-of line"}
	if !dated(s.AsOf) {
		f.add("no instant at which the data were known")
	}
	if Clean(s.NewestPeriod) == "" {
		f.add("no newest period")
	}
	if len(s.Sources) == 0 {
		f.add("no source")
	}
	for _, id := range s.Sources {
		if Clean(id) == "" {
			f.add("a source without a name")
		}
	}
	if Clean(s.Method) == "" {
		f.add("no version of the method")
	}
	return f.err()
}

// dated says whether t can be an instant of these data.
func dated(t time.Time) bool { return t.Year() >= 1800 && t.Year() <= 2200 }

// Validate returns every reason for which the chart would mislead or cannot be
// drawn, joined.
func (c Chart) Validate() error {
	f := &faults{what: fmt.Sprintf("chart %q", shorten(c.Title))}
	f.need("title", c.Title)
	f.need("subtitle; say in one sentence what is seen", c.Subtitle)
	f.wrap(c.X.Validate("x"))
	f.wrap(c.Y.Validate("y"))
	f.wrap(Check(c.X.Title()))
	f.wrap(Check(c.Y.Title()))
	f.wrap(c.Stamp.Validate())
	if !c.Y.quantity() {
		f.add("the y axis must carry quantities")
	}
	c.checkKind(f)
	c.checkSeries(f)
	c.checkMarks(f)
	c.checkExposure(f)
	for _, n := range c.Notes {
		f.wrap(Check(n))
	}
	if c.has(interval) {
		f.need("name of the interval; say which, such as 90 % interval", c.Interval)
	}
	if c.has(preliminary) {
		f.need("date of the next revision of its preliminary points", c.Revision)
	}
	return f.err()
}

func (c Chart) checkKind(f *faults) {
	rows := len(c.X.Categories) > 0
	switch c.Kind {
	case Line, Step, Scatter:
		if rows {
			f.add("kind %s joins or spaces positions, which categories do not have; use bars, dots or dumbbell", c.Kind)
		}
	case Path:
		if rows || c.X.Time {
			f.add("a path joins points of two quantities; use line for one over time")
		}
	case Bars, Stacked:
		if !rows && !c.X.Time {
			f.add("bars need categories or a time axis")
		}
		if c.Kind == Stacked && c.has(func(p Point) bool { return interval(p) || p.Y != nil && *p.Y < 0 }) {
			f.add("parts of a stack are not below zero and have no interval of their own; use bars")
		}
		if c.Y.Log {
			f.add("bars start at zero, which a log axis does not have; use dots")
		}
	case Dumbbell, Dots:
		if !rows {
			f.add("kind %s needs categories", c.Kind)
		}
		if c.Kind == Dumbbell && len(c.Series) < 2 {
			f.add("a dumbbell compares two series or more")
		}
	case Area:
		if rows || c.Y.Log || len(c.Series) > 1 {
			f.add("an area shows one series from zero over a continuous axis")
		}
	default:
		f.add("kind %q is not known", c.Kind)
	}
}

func (c Chart) checkSeries(f *faults) {
	if len(c.Series) == 0 || len(c.Series) > maxSeries {
		f.add("%d series; from 1 to %d can be shown", len(c.Series), maxSeries)
	}
	if len(c.Series) > maxColours && len(c.X.Categories) > 0 {
		f.add("%d series on categories; at most %d can be told apart", len(c.Series), maxColours)
	}
	n, seen := 0, 0
	names := map[string]bool{}
	for _, s := range c.Series {
		name := Clean(s.Name)
		if name == "" || names[name] {
			f.add("series %q: the name is empty or used twice", shorten(s.Name))
		}
		names[name] = true
		f.wrap(Check(s.Name))
		if s.Adjustment != "" && s.Adjustment != c.Y.Adjustment {
			f.add("series %q is %s on an axis that is %s; give it a chart of its own", shorten(s.Name), s.Adjustment, c.Y.Adjustment)
		}
		n += len(s.Points)
		if n > maxPoints {
			f.add("more than %d points; show fewer periods or a coarser period", maxPoints)
			return
		}
		seen += c.checkPoints(f, s)
	}
	if seen == 0 {
		f.add("no value at all")
	}
}

// checkPoints returns the number of observations in s.
func (c Chart) checkPoints(f *faults, s Series) (seen int) {
	joined := c.Kind == Line || c.Kind == Step || c.Kind == Area
	rows := map[float64]bool{}
	for i, p := range s.Points {
		bad := func(what string) { f.add("series %q, point %d: %s", shorten(s.Name), i+1, what) }
		x := c.at(p)
		switch {
		case c.X.Time && !dated(p.T):
			bad("no date, or one outside 1800 to 2200")
		case !finite(x), c.X.Log && x < least:
			bad("its position cannot be drawn")
		case len(c.X.Categories) > 0 && (x != math.Trunc(x) || x < 0 || int(x) >= len(c.X.Categories)):
			bad("there is no such category")
		case joined && i > 0 && x <= c.at(s.Points[i-1]):
			bad("it is not after the point before it")
		case rows[x] && (c.Kind == Bars || c.Kind == Stacked || c.Kind == Dumbbell):
			bad("its place is taken by another point")
		}
		rows[x] = true
		if (p.Low == nil) != (p.High == nil) || interval(p) && *p.Low > *p.High {
			bad("its interval has one end or is upside down")
		}
		for _, v := range []*float64{p.Y, p.Low, p.High} {
			if v != nil && (!finite(*v) || c.Y.Log && *v < least) {
				bad("a value is no finite number, or not above zero on a log axis")
			}
		}
		if p.Y != nil {
			seen++
		}
	}
	return seen
}

func (c Chart) checkMarks(f *faults) {
	if len(c.Events)+len(c.Breaks) > maxMarks {
		f.add("%d events and breaks; at most %d can be read", len(c.Events)+len(c.Breaks), maxMarks)
	}
	if len(c.X.Categories) > 0 && len(c.Breaks) > 0 || !c.X.Time && len(c.Events) > 0 {
		f.add("events need a time axis, and breaks a continuous one")
	}
	for _, e := range c.Events {
		f.need("label of an event", e.Label)
		if !dated(e.T) {
			f.add("event %q has no date", shorten(e.Label))
		}
	}
	for _, g := range c.Guides {
		f.need("label of a guide", g.Label)
		for _, v := range []float64{g.X1, g.Y1, g.X2, g.Y2} {
			if !finite(v) {
				f.add("guide %q cannot be drawn", shorten(g.Label))
			}
		}
		if c.Y.Log && (g.Y1 < least || g.Y2 < least) || g.Slanted && (!c.X.quantity() || c.X.Log && (g.X1 < least || g.X2 < least)) {
			f.add("guide %q does not fit the axes", shorten(g.Label))
		}
	}
	for _, s := range c.Shades {
		f.need("label of a shaded stretch", s.Label)
		if !c.X.Time || !dated(s.From) || !s.To.After(s.From) || !dated(s.To) {
			f.add("shaded stretch %q needs a time axis and two dates in order", shorten(s.Label))
		}
	}
	for _, b := range c.Breaks {
		f.need("note of a break", b.Note)
		if c.X.Time && !dated(b.T) || !finite(b.X) {
			f.add("break %q has no position", shorten(b.Note))
		}
	}
}

var (
	exposed  = regexp.MustCompile(`(?i)\bexpos(?:ed|ure)\b`)
	rater    = regexp.MustCompile(`(?i)\bhumans?\b|\bpeople\b|GPT-4`)
	measured = regexp.MustCompile(`(?i)\b(?:alpha|beta|gamma|zeta)\b`)
)

// checkExposure holds a chart of exposure to what its figures mean: whose
// rating, which measure, of the models of which year, and that it is no loss.
func (c Chart) checkExposure(f *faults) {
	words := []string{c.Title, c.Subtitle, c.X.Title(), c.Y.Title()}
	for _, s := range c.Series {
		words = append(words, s.Name)
	}
	if !exposed.MatchString(strings.Join(words, " ")) {
		return
	}
	words = append(append(words, c.X.Categories...), c.Notes...)
	all := strings.Join(words, " ")
	if !strings.Contains(all, "not a forecast of jobs") || !strings.Contains(all, "2023") || !rater.MatchString(all) || !measured.MatchString(all) {
		f.add("exposure must say that it is not a forecast of jobs, who rated (human or GPT-4), by which measure, and that the models rated are of 2023")
	}
}

// least is the smallest value on a log axis; half of a smaller one could be zero.
const least = 1e-300

// finite refuses what no scale can carry; beyond 1e300 a range overflows.
func finite(v float64) bool { return !math.IsNaN(v) && math.Abs(v) <= 1e300 }
