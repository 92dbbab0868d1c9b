package cards

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"jevons/pipeline/report"
	"jevons/transforms"
)

// figure asks for the data of a chart.
func (b *builder) figure(f Figure) (report.Chart, error) {
	c := f.Chart
	rows, err := b.db.Rows(b.ctx, f.Query)
	if err != nil {
		return c, err
	}
	m := b.marts[f.Mart]
	newest := b.known
	c.Series = nil
	broken := false
	for _, r := range rows {
		p, err := point(&c, r)
		if err != nil {
			return c, err
		}
		if c.X.Time && p.Y != nil && (newest.Equal(b.known) || p.T.After(newest)) {
			newest = p.T
		}
		name := r.Text("series")
		if len(c.Series) == 0 || c.Series[len(c.Series)-1].Name != name {
			c.Series = append(c.Series, report.Series{Name: name})
		}
		s := &c.Series[len(c.Series)-1]
		if c.X.Time && len(s.Points) > 0 && strings.Contains(r.Text("flags"), "break_before") {
			// A hole breaks the line; signs for dozens of them would hide it.
			s.Points = append(s.Points, report.Point{T: p.T.Add(-time.Second)})
			broken = true
		}
		s.Points = append(s.Points, p)
	}
	if broken {
		c.Notes = append(slices.Clone(c.Notes), "A line is broken where its definition changed, or where data lack before a point.")
	}
	c.Stamp = report.Stamp{AsOf: b.known, NewestPeriod: newest.Format("2006-01"), Sources: f.Datasets, Method: m.method, Sample: m.sample}
	if c.Stamp.Method == "" {
		c.Stamp.Method = "1"
	}
	return c, nil
}

// point is a row as a point of the chart. A category takes the place in which
// it first comes.
func point(c *report.Chart, r transforms.Row) (p report.Point, err error) {
	switch x := r["x"].(type) {
	case time.Time:
		if !c.X.Time {
			return p, fmt.Errorf("x is a date on an axis of %s", c.X.Name)
		}
		p.T = x
	case string:
		at := slices.Index(c.X.Categories, x)
		if at < 0 {
			c.X.Categories = append(c.X.Categories, x)
			at = len(c.X.Categories) - 1
		}
		p.X = float64(at)
	default:
		v, ok := r.Number("x")
		if !ok {
			return p, fmt.Errorf("a row without x")
		}
		p.X = v
	}
	number := func(column string) *float64 {
		if v, ok := r.Number(column); ok {
			return report.Num(v)
		}
		return nil
	}
	p.Y, p.Low, p.High, p.Label = number("y"), number("low"), number("high"), r.Text("label")
	if p.Low == nil || p.High == nil {
		p.Low, p.High = nil, nil
	}
	p.Preliminary = strings.Contains(r.Text("flags"), "preliminary")
	return p, nil
}
