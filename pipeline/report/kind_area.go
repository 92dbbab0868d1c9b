package report

import (
	"gonum.org/v1/plot/vg"
)

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
