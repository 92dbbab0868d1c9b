package report

import (
	"gonum.org/v1/plot/vg/draw"
)

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
