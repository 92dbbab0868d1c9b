package report

import (
	"cmp"
	"math"
	"strconv"
	"time"
)

// Table returns what c draws as rows, one for each point and each hole, in the
// order of the series.
func (c Chart) Table() Table {
	t := Table{Caption: "Data of the chart: " + Clean(c.Title), Stamp: c.Stamp}
	many, label := len(c.Series) > 1, c.has(func(p Point) bool { return p.Label+p.Detail != "" })
	band, first := c.has(interval), c.has(preliminary) || c.has(hole)
	add := func(on bool, name string, numeric bool) {
		if on {
			t.Columns = append(t.Columns, Column{name, numeric})
		}
	}
	add(true, c.X.Title(), !c.X.Time && len(c.X.Categories) == 0)
	add(many, "Series", false)
	add(label, "Label", false)
	add(true, c.Y.Title(), true)
	add(band, "Low, "+Clean(c.Interval), true)
	add(band, "High, "+Clean(c.Interval), true)
	add(first, "Status", false)
	for _, s := range c.Series {
		for _, p := range s.Points {
			row := []string{c.place(p)}
			if many {
				row = append(row, Clean(s.Name))
			}
			if label {
				row = append(row, Clean(cmp.Or(p.Detail, p.Label)))
			}
			row = append(row, value(p.Y))
			if band {
				row = append(row, value(p.Low), value(p.High))
			}
			if first {
				row = append(row, status(p))
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func status(p Point) string {
	switch {
	case p.Y == nil:
		return "no observation"
	case p.Preliminary:
		return "preliminary"
	}
	return ""
}

// place prints where p stands. Dates at midnight lose their hour.
func (c Chart) place(p Point) string {
	switch {
	case c.X.Time:
		if t := p.T.UTC(); !t.Equal(t.Truncate(24 * time.Hour)) {
			return t.Format("2006-01-02 15:04")
		}
		return p.T.UTC().Format(time.DateOnly)
	case len(c.X.Categories) > 0:
		return Clean(c.X.Categories[int(p.X)])
	}
	return value(&p.X)
}

// value prints v with up to ten significant digits, never as millions, so that
// a column can be read downwards and no published figure is cut.
func value(v *float64) string {
	if v == nil {
		return "n/a"
	}
	if a := math.Abs(*v); a >= 1e15 || a < 1e-6 && a > 0 {
		return strconv.FormatFloat(*v, 'g', 10, 64)
	}
	return grouped(*v, 10)
}
