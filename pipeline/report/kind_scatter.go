package report

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dots draws free points, with whiskers where they have an interval.
func (m marks) dots(p *pen, i int, s Series) {
	size := vg.Length(4)
	if len(s.Points) > 150 {
		size = 2.5 // so many would cover each other
	}
	for _, q := range s.Points {
		if q.Y == nil {
			continue
		}
		x := m.chart.at(q) + m.chart.aside(i)
		m.whisker(p, i, x, q)
		dot(p.Canvas, i, p.at(x, *q.Y), size, q.Preliminary)
	}
}

// aside returns how far the dots of series i stand from the middle of their row,
// so that intervals of one row do not lie on each other.
func (c Chart) aside(i int) float64 {
	if c.Kind != Dots || len(c.Series) < 2 || !c.has(interval) {
		return 0
	}
	return (float64(i) - float64(len(c.Series)-1)/2) * 0.6 / float64(len(c.Series))
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
