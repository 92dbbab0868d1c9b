package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// marks draws the data of a chart inside its axes.
type marks struct {
	chart  Chart
	x, y   span
	flip   bool
	ticks  []plot.Tick // of the values, for the grid
	marked bool        // each point of a line gets its shape
}

// pen turns positions and values into points of the canvas.
type pen struct {
	draw.Canvas
	fx, fy func(float64) vg.Length
	flip   bool
	used   []vg.Rectangle // what labels must not cover
}

func (p *pen) at(x, y float64) vg.Point {
	if p.flip {
		return vg.Point{X: p.fx(y), Y: p.fy(x)}
	}
	return vg.Point{X: p.fx(x), Y: p.fy(y)}
}

// Plot implements plot.Plotter.
func (m marks) Plot(cv draw.Canvas, pl *plot.Plot) {
	p := &pen{Canvas: cv, flip: m.flip}
	p.fx, p.fy = pl.Transforms(&cv)
	c := m.chart
	m.grid(p)
	m.lines(p)
	for i, s := range c.Series {
		if !c.whiskers() {
			m.band(p, i, s)
		}
	}
	if c.Kind == Dumbbell {
		m.joinRows(p)
	}
	for i, s := range c.Series {
		switch c.Kind {
		case Line, Step:
			m.stroke(p, i, s)
		case Area:
			m.area(p, i, s)
		case Bars:
			m.bars(p, i, s)
		default:
			m.dots(p, i, s)
		}
	}
	m.labels(p)
}

// grid draws a rule at each labelled value, and a darker one at zero.
func (m marks) grid(p *pen) {
	for _, t := range m.ticks {
		if t.IsMinor() {
			continue
		}
		st := draw.LineStyle{Color: rule, Width: 0.8}
		if t.Value == 0 {
			st = draw.LineStyle{Color: quiet, Width: 1}
		}
		a, b := p.at(m.x.lo, t.Value), p.at(m.x.hi, t.Value)
		p.StrokeLine2(st, a.X, a.Y, b.X, b.Y)
	}
}

// lines draws events and breaks, each with the sign that the captions explain.
func (m marks) lines(p *pen) {
	type sign struct {
		x    float64
		text string
		st   draw.LineStyle
	}
	var signs []sign
	for i, b := range m.chart.Breaks {
		signs = append(signs, sign{m.chart.breakAt(b), fmt.Sprintf("[%c]", 'a'+rune(i)), draw.LineStyle{Color: quiet, Width: 1, Dashes: []vg.Length{1.5, 2.5}}})
	}
	for i, e := range m.chart.Events {
		signs = append(signs, sign{instant(e.T), fmt.Sprintf("[%d]", i+1), draw.LineStyle{Color: quiet, Width: 1}})
	}
	slices.SortStableFunc(signs, func(a, b sign) int { return cmp.Compare(a.x, b.x) })
	last, row := vg.Length(math.Inf(-1)), 0
	for _, s := range signs {
		if s.x < m.x.lo || s.x > m.x.hi {
			continue
		}
		at := p.fx(s.x)
		p.StrokeLine2(s.st, at, p.Min.Y, at, p.Max.Y)
		// Signs that would touch go one row lower, in turn.
		if at-last < 22 {
			row = (row + 1) % 3
		} else {
			row = 0
		}
		last = at
		t := markText
		t.XAlign, t.YAlign = draw.XCenter, draw.YBottom
		y := p.Max.Y + 3 - vg.Length(row)*15
		if row > 0 {
			w := markText.Width(s.text)
			p.FillPolygon(white, []vg.Point{{X: at - w/2, Y: y}, {X: at + w/2, Y: y}, {X: at + w/2, Y: y + 11}, {X: at - w/2, Y: y + 11}})
		}
		p.FillText(t, vg.Point{X: at, Y: y}, s.text)
	}
}

// band shades the interval of each run, or of its part that has one.
func (m marks) band(p *pen, i int, s Series) {
	c := m.chart
	for _, run := range c.runs(s) {
		for len(run) > 0 {
			n := 0
			for n < len(run) && interval(run[n]) {
				n++
			}
			var top, low []vg.Point
			for k, q := range run[:n] {
				x := c.at(q)
				if c.Kind == Step && k > 0 {
					top = append(top, p.at(x, *run[k-1].High))
					low = append(low, p.at(x, *run[k-1].Low))
				}
				top = append(top, p.at(x, *q.High))
				low = append(low, p.at(x, *q.Low))
			}
			if n == 1 {
				p.StrokeLines(draw.LineStyle{Color: faint(colours[i]), Width: 5}, []vg.Point{top[0], low[0]})
			} else if n > 1 {
				for k := len(low) - 1; k >= 0; k-- {
					top = append(top, low[k])
				}
				p.FillPolygon(faint(colours[i]), top)
			}
			run = run[max(n, 1):]
		}
	}
}

// stroke draws the runs of a line or a staircase, and its markers.
func (m marks) stroke(p *pen, i int, s Series) {
	c := m.chart
	for _, run := range c.runs(s) {
		var pts []vg.Point
		for k, q := range run {
			if c.Kind == Step && k > 0 {
				pts = append(pts, p.at(c.at(q), *run[k-1].Y))
			}
			pts = append(pts, p.at(c.at(q), *q.Y))
		}
		if end, ok := m.held(s, run); ok {
			pts = append(pts, p.at(end, *run[len(run)-1].Y))
		}
		if len(pts) > 1 {
			p.StrokeLines(line(i), pts)
		}
		for _, q := range run {
			// A run of one point would be no line, and so would vanish.
			if m.marked || q.Preliminary || len(pts) == 1 {
				dot(p.Canvas, i, p.at(c.at(q), *q.Y), 3.2, q.Preliminary)
			}
		}
	}
}

// held returns where the last value of a run of a staircase ceases to hold: at
// the hole or the break that ends the run, whichever comes first.
func (m marks) held(s Series, run []Point) (float64, bool) {
	c := m.chart
	if c.Kind != Step {
		return 0, false
	}
	from := c.at(run[len(run)-1])
	end := math.Inf(1)
	for _, q := range s.Points {
		if x := c.at(q); x > from {
			end = x
			break
		}
	}
	for _, b := range c.Breaks {
		if x := c.breakAt(b); x > from && x < end {
			end = x
		}
	}
	return end, !math.IsInf(end, 1) && end <= m.x.hi
}

// area fills each run from zero.
func (m marks) area(p *pen, i int, s Series) {
	c := m.chart
	for _, run := range c.runs(s) {
		pts := []vg.Point{p.at(c.at(run[0]), 0)}
		var top []vg.Point
		for _, q := range run {
			top = append(top, p.at(c.at(q), *q.Y))
		}
		pts = append(append(pts, top...), p.at(c.at(run[len(run)-1]), 0))
		if len(run) > 1 {
			p.FillPolygon(faint(colours[i]), pts)
			p.StrokeLines(line(i), top)
		}
		for _, q := range run {
			if q.Preliminary || len(run) == 1 {
				dot(p.Canvas, i, p.at(c.at(q), *q.Y), 3.2, q.Preliminary)
			}
		}
	}
}

// bars draws the bars of series i beside those of the others.
func (m marks) bars(p *pen, i int, s Series) {
	c := m.chart
	room := 0.8
	if c.X.Time {
		room = c.gap() * 0.8
	}
	w := room / float64(len(c.Series))
	for _, q := range s.Points {
		if q.Y == nil {
			continue
		}
		x := c.at(q) - room/2 + float64(i)*w
		box := []vg.Point{p.at(x, 0), p.at(x+w*0.94, 0), p.at(x+w*0.94, *q.Y), p.at(x, *q.Y)}
		bar(p.Canvas, i, box, q.Preliminary)
		m.whisker(p, i, x+w*0.47, q)
	}
}

// bar fills a rectangle, given by its corners in turn; a preliminary one is
// white with hatching.
func bar(c draw.Canvas, i int, box []vg.Point, hollow bool) {
	var path vg.Path
	path.Move(box[0])
	for _, q := range box[1:] {
		path.Line(q)
	}
	path.Close()
	c.SetColor(colours[i])
	if hollow {
		c.SetColor(white)
	}
	c.Fill(path)
	c.SetLineStyle(draw.LineStyle{Color: colours[i], Width: 1.2})
	c.Stroke(path)
	lo := vg.Point{X: min(box[0].X, box[2].X), Y: min(box[0].Y, box[2].Y)}
	hi := vg.Point{X: max(box[0].X, box[2].X), Y: max(box[0].Y, box[2].Y)}
	pitch := vg.Length(4 + 2*i) // hatching and ribs keep the series apart without colour
	if hollow {
		for x := lo.X - (hi.Y - lo.Y); x < hi.X; x += pitch {
			a := vg.Point{X: max(x, lo.X), Y: lo.Y + max(0, lo.X-x)}
			b := vg.Point{X: min(x+hi.Y-lo.Y, hi.X), Y: min(hi.Y, lo.Y+hi.X-x)}
			if a.X < b.X {
				c.StrokeLine2(draw.LineStyle{Color: colours[i], Width: 0.8}, a.X, a.Y, b.X, b.Y)
			}
		}
		return
	}
	if i > 0 {
		for y := lo.Y + pitch; y < hi.Y; y += pitch {
			c.StrokeLine2(draw.LineStyle{Color: white, Width: 0.9, Dashes: dashes[i]}, lo.X, y, hi.X, y)
		}
	}
}

// joinRows draws the bar of a dumbbell between the outermost values of a row.
func (m marks) joinRows(p *pen) {
	c := m.chart
	for row := range c.X.Categories {
		v, n := nothing(), 0
		for _, s := range c.Series {
			for _, q := range s.Points {
				if int(q.X) == row && q.Y != nil {
					v.take(*q.Y)
					n++
				}
			}
		}
		if n > 1 {
			a, b := p.at(float64(row), v.lo), p.at(float64(row), v.hi)
			p.StrokeLine2(draw.LineStyle{Color: quietBar, Width: 3}, a.X, a.Y, b.X, b.Y)
		}
	}
}

// dots draws free points, with whiskers where they have an interval.
func (m marks) dots(p *pen, i int, s Series) {
	for _, q := range s.Points {
		if q.Y == nil {
			continue
		}
		x := m.chart.at(q)
		m.whisker(p, i, x, q)
		dot(p.Canvas, i, p.at(x, *q.Y), 4, q.Preliminary)
	}
}

func (m marks) whisker(p *pen, i int, x float64, q Point) {
	if !interval(q) {
		return
	}
	st := draw.LineStyle{Color: ink, Width: 1}
	if m.chart.Kind != Bars {
		st.Color = colours[i]
	}
	a, b := p.at(x, *q.Low), p.at(x, *q.High)
	p.StrokeLine2(st, a.X, a.Y, b.X, b.Y)
	for _, e := range []vg.Point{a, b} {
		if p.flip {
			p.StrokeLine2(st, e.X, e.Y-3, e.X, e.Y+3)
		} else {
			p.StrokeLine2(st, e.X-3, e.Y, e.X+3, e.Y)
		}
	}
}
