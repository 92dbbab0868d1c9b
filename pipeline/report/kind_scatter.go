package report

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

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
