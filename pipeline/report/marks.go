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
	m.shades(p)
	m.grid(p)
	m.guides(p)
	m.lines(p)
	for i, s := range c.Series {
		if !c.whiskers() {
			m.band(p, i, s)
		}
	}
	switch c.Kind {
	case Dumbbell:
		m.joinRows(p)
	case Stacked:
		m.stacked(p)
	}
	for i, s := range c.Series {
		switch c.Kind {
		case Line, Step:
			m.stroke(p, i, s)
		case Area:
			m.area(p, i, s)
		case Bars:
			m.bars(p, i, s)
		case Path:
			m.trail(p, i, s)
		case Stacked:
		default:
			m.dots(p, i, s)
		}
	}
	m.guideLabels(p)
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
