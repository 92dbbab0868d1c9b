package report

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

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
