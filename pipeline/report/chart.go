package report

import (
	"fmt"
	"strings"
	"time"

	"gonum.org/v1/plot/text"
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
// break; Step holds each value until the next point. Scatter joins nothing, and
// Path joins points of two quantities in the order given, up to the next hole.
// Bars, Stacked, Dumbbell and Dots stand on categories, one row each (Bars and
// Stacked also on a time axis); a Dumbbell joins the values of one row. Area
// fills from zero, and shows one series.
const (
	Line     Kind = "line"
	Step     Kind = "step"
	Scatter  Kind = "scatter"
	Path     Kind = "path"
	Bars     Kind = "bars"
	Stacked  Kind = "stacked"
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

// Short is the as-of line with the number of the sources only, for the head of
// a page that lists them below.
func (s Stamp) Short() string {
	n := len(s.Sources)
	s.Sources = []string{fmt.Sprintf("%d datasets (listed at the end)", n)}
	return s.Line()
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
	Detail      string   // stands in the table only
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

// Shade is a stretch of time with something to mind, coloured behind the data.
type Shade struct {
	From, To time.Time
	Label    string
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
	Guides   []Guide
	Shades   []Shade
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

// Height returns a height in pixels at which a chart of width w can be read
// without its title and captions, which a page sets as text of its own.
func (c Chart) Height(w int) int {
	width := float64(w) - 20
	h := 330
	switch cols := panelColumns(w); {
	case len(c.Series) > maxColours:
		h = 80 + 170*((len(c.Series)+cols-1)/cols)
	case c.flipped(float64(w)) && c.Kind == Bars:
		h = 80 + (12+16*len(c.Series))*len(c.X.Categories)
	case c.flipped(float64(w)):
		row := 26
		for _, name := range c.X.Categories {
			row = max(row, 6+int(lineHeight(tickText))*len(wrap(tickText, Clean(name), (width-16)*rowNames, rowLines)))
		}
		if c.aside(0) != 0 {
			row += 7 * (len(c.Series) - 1)
		}
		h = 80 + row*len(c.X.Categories)
	case w < 500:
		h = 270
	}
	for _, title := range []string{c.X.Title(), c.Y.Title()} {
		h += int(lineHeight(axisText)) * len(wrap(axisText, title, width, 3))
	}
	return min(h+17*c.legendRows(width), maxSide)
}

// PictureHeight returns the height at which a chart of width w can be read as a
// picture of its own, with title and captions.
func (c Chart) PictureHeight(w int) int {
	width := float64(w) - 20
	h := float64(c.Height(w)) + 24
	add := func(st text.Style, t string, most int) {
		h += float64(lineHeight(st))*float64(len(wrap(st, t, width, most))) + 3
	}
	add(headText, c.heading(), 3)
	add(subText, Clean(c.Subtitle), 4)
	for _, t := range c.captions() {
		add(noteText, t, 6)
	}
	return min(int(h), maxSide)
}

// named returns the series that the legend names: all, unless there is but one
// and its name is "all".
func (c Chart) named() []Series {
	if len(c.Series) == 1 && c.Series[0].Name == "all" {
		return nil
	}
	return c.Series
}

// legendRows returns how many rows the legend takes on a plot of width w.
func (c Chart) legendRows(w float64) int {
	if len(c.Series) > maxColours {
		return 0
	}
	var names []string
	for _, s := range c.named() {
		names = append(names, Clean(s.Name))
	}
	if c.has(interval) {
		names = append(names, Clean(c.Interval))
	}
	rows, x := 0, 0.0
	for _, name := range names {
		wide := legendIcon + 6 + textWidth(legendText, fit(legendText, name, w-legendIcon-8))
		if rows == 0 || x+wide > w {
			rows, x = rows+1, 0
		}
		x += wide + 18
	}
	return rows
}

// flipped says whether the categories run down the left side: always where
// values of one row are compared, and for bars whose names would collide.
func (c Chart) flipped(w float64) bool {
	switch c.Kind {
	case Dumbbell, Dots:
		return true
	case Bars, Stacked:
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
	var guides []string
	for _, g := range c.Guides {
		guides = append(guides, Clean(g.Label))
	}
	switch len(guides) {
	case 0:
	case 1:
		out = append(out, "Dotted line: "+guides[0]+".")
	default:
		out = append(out, "Dotted lines: "+strings.Join(guides, "; ")+".")
	}
	for _, s := range c.Shades {
		out = append(out, fmt.Sprintf("Shaded, %s to %s: %s.", s.From.UTC().Format(time.DateOnly), s.To.UTC().Format(time.DateOnly), Clean(s.Label)))
	}
	if c.has(preliminary) {
		look := "Hollow"
		if c.Kind == Bars || c.Kind == Stacked {
			look = "Hatched"
		}
		out = append(out, look+": preliminary; next revision: "+Clean(c.Revision)+".")
	}
	if c.Kind == Stacked && c.lacksParts() {
		out = append(out, "Where a part has no value the whole bar is left out.")
	} else if c.has(hole) {
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
