package report

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Guide is a thin line to compare the data with: level at Y1 across the plot,
// or, where Slanted, from (X1, Y1) to (X2, Y2) on axes of quantities.
type Guide struct {
	X1, Y1, X2, Y2 float64
	Slanted        bool
	Label          string
}

// At is a guide at one value.
func At(y float64, label string) Guide { return Guide{Y1: y, Y2: y, Label: label} }

// Between is a guide between two points.
func Between(x1, y1, x2, y2 float64, label string) Guide {
	return Guide{X1: x1, Y1: y1, X2: x2, Y2: y2, Slanted: true, Label: label}
}

var guideLine = draw.LineStyle{Color: quiet, Width: 1, Dashes: []vg.Length{1, 3}}

// ends returns where g begins and ends on the canvas.
func (m marks) ends(p *pen, g Guide) (a, b vg.Point) {
	if g.Slanted {
		return p.at(g.X1, g.Y1), p.at(g.X2, g.Y2)
	}
	return p.at(m.x.lo, g.Y1), p.at(m.x.hi, g.Y1)
}

// guides draws the lines to compare with.
func (m marks) guides(p *pen) {
	for _, g := range m.chart.Guides {
		a, b := m.ends(p, g)
		p.StrokeLine2(guideLine, a.X, a.Y, b.X, b.Y)
	}
}

// guideLabels names each guide at its right end, over the data and on white,
// since it would be lost between dots. Between rows there is no room; the
// captions name all.
func (m marks) guideLabels(p *pen) {
	if p.flip {
		return
	}
	for _, g := range m.chart.Guides {
		_, b := m.ends(p, g)
		st := labelText
		st.Color = quiet
		t := fit(st, Clean(g.Label), float64(p.Max.X-p.Min.X)*0.6)
		w := st.Width(t)
		at := vg.Point{X: min(b.X, p.Max.X) - w/2 - 2, Y: b.Y + 8}
		if at.Y+6 > p.Max.Y {
			at.Y = b.Y - 8
		}
		box := about(at, w/2+2, 6)
		p.used = append(p.used, box)
		p.FillPolygon(haze, []vg.Point{box.Min, {X: box.Max.X, Y: box.Min.Y}, box.Max, {X: box.Min.X, Y: box.Max.Y}})
		st.XAlign, st.YAlign = draw.XCenter, draw.YCenter
		p.FillText(st, at, t)
	}
}

// shades colours the stretches of time that the captions explain.
func (m marks) shades(p *pen) {
	for _, s := range m.chart.Shades {
		lo, hi := max(instant(s.From), m.x.lo), min(instant(s.To), m.x.hi)
		if lo >= hi {
			continue
		}
		l, r := p.fx(lo), p.fx(hi)
		p.FillPolygon(shadeGrey, []vg.Point{{X: l, Y: p.Min.Y}, {X: r, Y: p.Min.Y}, {X: r, Y: p.Max.Y}, {X: l, Y: p.Max.Y}})
	}
}
