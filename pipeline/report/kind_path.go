package report

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// trail joins the points of series i in the order in which they stand, which
// is that of time, and stops at each hole.
func (m marks) trail(p *pen, i int, s Series) {
	c := m.chart
	for _, run := range c.runs(s) {
		pts := make([]vg.Point, len(run))
		for k, q := range run {
			pts[k] = p.at(c.at(q), *q.Y)
		}
		if len(pts) > 1 {
			p.StrokeLines(draw.LineStyle{Color: colours[i], Width: 1.2, Dashes: dashes[i]}, pts)
		}
		for k, q := range run {
			// The points in between are the line's; a mark on each would hide it.
			if q.Label != "" || q.Preliminary || k == 0 || k == len(run)-1 {
				dot(p.Canvas, i, pts[k], 2.8, q.Preliminary)
			}
		}
	}
}
