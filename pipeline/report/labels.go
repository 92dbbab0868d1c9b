package report

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// labels writes the labels of points where they cover neither a point nor each
// other; the others stand in the table behind the chart.
func (m marks) labels(p *pen) {
	c := m.chart
	if c.Kind == Stacked {
		return
	}
	type want struct {
		at   vg.Point
		text string
	}
	var wants []want
	for i, s := range c.Series {
		for _, q := range s.Points {
			if q.Y == nil {
				continue
			}
			x, y := c.at(q), *q.Y
			if c.Kind == Bars {
				x = m.barMiddle(i, q)
			}
			if c.whiskers() && interval(q) {
				low, high := p.at(x, *q.Low), p.at(x, *q.High)
				p.used = append(p.used, vg.Rectangle{Min: vg.Point{X: low.X - 3, Y: low.Y - 3}, Max: vg.Point{X: high.X + 3, Y: high.Y + 3}})
				if c.Kind == Bars {
					y = max(y, *q.High)
				}
			}
			at := p.at(x, y)
			if c.Kind == Path && q.Label == "" {
				continue // a path is drawn under its labels, or none would find room
			}
			p.used = append(p.used, about(at, 4, 4))
			if t := Clean(q.Label); t != "" && len(wants) < 200 {
				wants = append(wants, want{at, t})
			}
		}
	}
	for _, w := range wants {
		p.label(c.Kind == Bars, w.at, fit(labelText, w.text, float64(p.Max.X-p.Min.X)/2))
	}
}

func (m marks) barMiddle(i int, q Point) float64 {
	room := 0.8
	if m.chart.X.Time {
		room = m.chart.gap() * 0.8
	}
	return m.chart.at(q) - room/2 + (float64(i)+0.47)*room/float64(len(m.chart.Series))
}

func about(at vg.Point, dx, dy vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: at.X - dx, Y: at.Y - dy}, Max: vg.Point{X: at.X + dx, Y: at.Y + dy}}
}

// label tries above, right, left and below of at; at the end of a bar only what
// lies beyond the end is free.
func (p *pen) label(bar bool, at vg.Point, t string) {
	w, h := labelText.Width(t), vg.Length(12)
	tries := []vg.Point{
		{X: at.X, Y: at.Y + 12}, {X: at.X + 7 + w/2, Y: at.Y}, {X: at.X - 7 - w/2, Y: at.Y}, {X: at.X, Y: at.Y - 12},
	}
	if bar && p.flip {
		tries = tries[1:2]
	} else if bar {
		tries = tries[:1]
	}
	for _, try := range tries {
		box := about(try, w/2, h/2)
		if box.Min.X < p.Min.X || box.Max.X > p.Max.X || box.Min.Y < p.Min.Y || box.Max.Y > p.Max.Y+8 || p.taken(box) {
			continue
		}
		p.used = append(p.used, box)
		st := labelText
		st.XAlign, st.YAlign = draw.XCenter, draw.YCenter
		p.FillPolygon(haze, []vg.Point{box.Min, {X: box.Max.X, Y: box.Min.Y}, box.Max, {X: box.Min.X, Y: box.Max.Y}})
		p.FillText(st, try, t)
		return
	}
}

func (p *pen) taken(box vg.Rectangle) bool {
	for _, u := range p.used {
		if box.Min.X < u.Max.X && u.Min.X < box.Max.X && box.Min.Y < u.Max.Y && u.Min.Y < box.Max.Y {
			return true
		}
	}
	return false
}
