package report

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

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
