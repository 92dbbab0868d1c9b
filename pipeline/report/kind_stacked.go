package report

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg"
)

// stack is one bar of a stacked chart.
type stack struct {
	x     float64
	parts []Point // one a series, in their order
}

// stacks returns the positions at which every series has a value, in order. A
// bar without one of its parts would pass for a smaller whole, so it is left
// out, and the table says where.
func (c Chart) stacks() []stack {
	at := map[float64][]Point{}
	for _, s := range c.Series {
		for _, p := range s.Points {
			if p.Y != nil {
				at[c.at(p)] = append(at[c.at(p)], p)
			}
		}
	}
	var out []stack
	for x, parts := range at {
		if len(parts) == len(c.Series) {
			out = append(out, stack{x, parts})
		}
	}
	slices.SortFunc(out, func(a, b stack) int { return cmp.Compare(a.x, b.x) })
	return out
}

// lacksParts says whether some series has a value where another has none.
func (c Chart) lacksParts() bool {
	at := map[float64]bool{}
	for _, s := range c.Series {
		for _, p := range s.Points {
			at[c.at(p)] = true
		}
	}
	return len(at) > len(c.stacks())
}

// stacked draws the parts of each bar on top of each other, from zero.
func (m marks) stacked(p *pen) {
	c := m.chart
	room := 0.8
	if c.X.Time {
		room = c.gap() * 0.8
	}
	for _, b := range c.stacks() {
		from := 0.0
		for i, q := range b.parts {
			to := from + *q.Y
			x := b.x - room/2
			bar(p.Canvas, i, []vg.Point{p.at(x, from), p.at(x+room, from), p.at(x+room, to), p.at(x, to)}, q.Preliminary)
			from = to
		}
	}
}
