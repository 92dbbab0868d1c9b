package report

import (
	"fmt"
	"strings"
	"time"
)

// What a chart may hold. Beyond these it can be drawn but not read.
const (
	maxColours = 6
	maxSeries  = 24
	maxPoints  = 20000
	maxRows    = 60
	maxMarks   = 20
)

// Kind says how a chart shows its points.
type Kind string

// The kinds. Line and Step join the points of a series up to the next hole or
// break; Step holds each value until the next point. Scatter joins nothing.
// Bars, Dumbbell and Dots stand on categories, one row each (Bars also on a
// time axis); a Dumbbell joins the values of one row. Area fills from zero, and
// shows one series.
const (
	Line     Kind = "line"
	Step     Kind = "step"
	Scatter  Kind = "scatter"
	Bars     Kind = "bars"
	Dumbbell Kind = "dumbbell"
	Dots     Kind = "dots"
	Area     Kind = "area"
)

// Stamp says what a figure rests on.
type Stamp struct {
	AsOf         time.Time // data known at this instant
	NewestPeriod string    // "2026-10"
	Sources      []string  // dataset ids, such as "bls.ces"
	Method       string    // version of the method: "3"
	Sample       bool      // made or replayed data, no statistic
}

// Line returns the as-of line that stands under every chart and table.
func (s Stamp) Line() string {
	line := fmt.Sprintf("Data known at %s UTC, newest period %s, sources %s, method v%s",
		s.AsOf.UTC().Format("2006-01-02 15:04"), s.NewestPeriod, strings.Join(s.Sources, ", "), s.Method)
	if s.Sample {
		line = "SAMPLE DATA. " + line
	}
	return Clean(line)
}

// Point is one value. On a Time axis it stands at T, on an axis with Categories
// at the category with index X, else at X.
type Point struct {
	T           time.Time
	X           float64
	Y           *float64 // nil: no observation, a hole
	Low, High   *float64 // ends of the interval that Chart.Interval names; both or none
	Preliminary bool     // will be revised
	Label       string   // written beside the point where there is room
}

// Num returns a pointer to v, for Point.
func Num(v float64) *float64 { return &v }

// Series is a named row of points, in ascending order of position for the kinds
// that join them.
type Series struct {
	Name       string
	Points     []Point
	Adjustment Adjustment // empty: as the Y axis says; another one is refused
}

// Break is a change of definition: nothing is joined across it.
type Break struct {
	T    time.Time
	X    float64
	Note string
}

// Event is a dated happening, drawn as a line through the plot.
type Event struct {
	T     time.Time
	Label string
}

// EventCaption stands under every chart with an event line.
const EventCaption = "Timing only; not an estimate of an effect."

// Chart is one figure. Bars, Dumbbell and Dots put their categories on X and
// their values on Y, whichever way they are drawn.
type Chart struct {
	Kind     Kind
	Title    string
	Subtitle string // one sentence that says what is seen
	X, Y     Axis
	Series   []Series
	Breaks   []Break
	Events   []Event
	Interval string // what Low and High are: "90 % interval"
	Revision string // when preliminary points are next revised
	Notes    []string
	Stamp
}

// heading returns the title, marked where the data are a sample.
func (c Chart) heading() string {
	if c.Sample {
		return "SAMPLE: " + Clean(c.Title)
	}
	return Clean(c.Title)
}

// Height returns a height in pixels at which a chart of width w can be read.
func (c Chart) Height(w int) int {
	h := 400
	switch cols := panelColumns(w); {
	case len(c.Series) > maxColours:
		h = 130 + 170*((len(c.Series)+cols-1)/cols)
	case c.flipped(float64(w)) && c.Kind == Bars:
		h = 130 + (12+16*len(c.Series))*len(c.X.Categories)
	case c.flipped(float64(w)):
		h = 130 + 26*len(c.X.Categories)
	case w < 500:
		h = 340
	}
	return min(h, maxSide)
}

// flipped says whether the categories run down the left side: always where
// values of one row are compared, and for bars whose names would collide.
func (c Chart) flipped(w float64) bool {
	switch c.Kind {
	case Dumbbell, Dots:
		return true
	case Bars:
		room := (w - 90) / float64(max(1, len(c.X.Categories)))
		for _, name := range c.X.Categories {
			if textWidth(tickText, Clean(name)) > room-8 {
				return true
			}
		}
	}
	return false
}

// at returns the position of p along X.
func (c Chart) at(p Point) float64 {
	if c.X.Time {
		return instant(p.T)
	}
	return p.X
}

func (c Chart) breakAt(b Break) float64 {
	if c.X.Time {
		return instant(b.T)
	}
	return b.X
}

// instant returns t as seconds since 1970, exact for every date of the data.
func instant(t time.Time) float64 { return float64(t.Unix()) }

// runs splits the points of s into stretches that may be joined: no hole and no
// break lies within one.
func (c Chart) runs(s Series) [][]Point {
	var out [][]Point
	var run []Point
	for _, p := range s.Points {
		if len(run) > 0 && (p.Y == nil || c.broken(run[len(run)-1], p)) {
			out, run = append(out, run), nil
		}
		if p.Y != nil {
			run = append(run, p)
		}
	}
	if len(run) > 0 {
		out = append(out, run)
	}
	return out
}

// broken says whether a break lies after p and not after q.
func (c Chart) broken(p, q Point) bool {
	for _, b := range c.Breaks {
		if x := c.breakAt(b); c.at(p) < x && x <= c.at(q) {
			return true
		}
	}
	return false
}

// has says whether any point answers ok.
func (c Chart) has(ok func(Point) bool) bool {
	for _, s := range c.Series {
		for _, p := range s.Points {
			if ok(p) {
				return true
			}
		}
	}
	return false
}

func preliminary(p Point) bool { return p.Preliminary && p.Y != nil }
func interval(p Point) bool    { return p.Low != nil && p.High != nil && p.Y != nil }
func hole(p Point) bool        { return p.Y == nil }

// captions returns the sentences under the chart, the as-of line last.
func (c Chart) captions() []string {
	var out []string
	for i, e := range c.Events {
		out = append(out, fmt.Sprintf("[%d] %s: %s", i+1, e.T.UTC().Format(time.DateOnly), Clean(e.Label)))
	}
	for i, b := range c.Breaks {
		where := Clean(number(b.X))
		if c.X.Time {
			where = b.T.UTC().Format(time.DateOnly)
		}
		out = append(out, fmt.Sprintf("[%c] Break at %s: %s", 'a'+rune(i), where, Clean(b.Note)))
	}
	if len(c.Events) > 0 {
		out = append(out, EventCaption)
	}
	if c.has(preliminary) {
		look := "Hollow"
		if c.Kind == Bars {
			look = "Hatched"
		}
		out = append(out, look+": preliminary; next revision: "+Clean(c.Revision)+".")
	}
	if c.has(hole) {
		if len(c.X.Categories) > 0 {
			out = append(out, "Where a mark is missing there is no observation.")
		} else {
			out = append(out, "A gap is a period without an observation; nothing is drawn across it.")
		}
	}
	for _, n := range c.Notes {
		out = append(out, Clean(n))
	}
	return append(out, c.Line())
}
