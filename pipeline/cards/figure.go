package cards

import (
	"cmp"
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
	c.Series, c.Notes = nil, slices.Clone(c.Notes)
	newest, broken := "", false
	var from []string
	for _, r := range rows {
		if c.Kind == report.Path && r["x"] == nil {
			hole(&c)
			continue
		}
		p, err := point(&c, r)
		if err != nil {
			return c, err
		}
		if c.X.Time && p.Y != nil {
			newest = max(newest, p.T.Format("2006-01"))
		}
		newest = max(newest, r.Text("newest"))
		if d := r.Text("dataset"); d != "" && !slices.Contains(from, d) {
			from = append(from, d)
		}
		s := seriesOf(&c, r)
		if c.X.Time && len(s.Points) > 0 && strings.Contains(r.Text("flags"), "break_before") {
			// A hole breaks the line; signs for dozens of them would hide it.
			s.Points = append(s.Points, report.Point{T: p.T.Add(-time.Second)})
			broken = true
		}
		s.Points = append(s.Points, p)
	}
	if broken {
		c.Notes = append(c.Notes, "A line is broken where its definition changed, or where data lack before a point.")
	}
	if f.IsoSpend {
		isoSpend(&c)
	}
	dropMarks(&c)
	m := b.marts[f.Mart]
	c.Stamp = report.Stamp{AsOf: b.known, NewestPeriod: cmp.Or(newest, b.known.Format("2006-01")), Sources: from, Method: b.method(f.Mart), Sample: m.sample}
	if len(from) == 0 {
		c.Stamp.Sources = b.present(f.Datasets)
	}
	return c, b.remarks(f, &c)
}

// present returns those of the datasets of which something is loaded.
func (b *builder) present(datasets []string) []string {
	return slices.DeleteFunc(slices.Clone(datasets), func(d string) bool { return !b.loaded[d] })
}

// remarks adds what the data shown give cause to say, and that there is no
// standard error where no interval is drawn.
func (b *builder) remarks(f Figure, c *report.Chart) error {
	if points(*c) == 0 {
		return nil
	}
	if f.Remark != "" {
		notes, err := b.db.Rows(b.ctx, f.Remark)
		if err != nil {
			return fmt.Errorf("remarks: %w", err)
		}
		for _, r := range notes {
			if n := r.Text("note"); n != "" {
				c.Notes = append(c.Notes, n)
			}
		}
	}
	for _, s := range c.Series {
		if slices.ContainsFunc(s.Points, func(p report.Point) bool { return p.Low != nil }) {
			return nil
		}
	}
	c.Notes = append(c.Notes, "No interval is drawn: SE not published.")
	return nil
}

// seriesOf returns the series that a row belongs to, which may be a new one.
func seriesOf(c *report.Chart, r transforms.Row) *report.Series {
	name := cmp.Or(r.Text("series"), "all")
	at := slices.IndexFunc(c.Series, func(s report.Series) bool { return s.Name == name })
	if at < 0 {
		c.Series = append(c.Series, report.Series{Name: name, Adjustment: report.Adjustment(r.Text("adjustment"))})
		at = len(c.Series) - 1
	}
	return &c.Series[at]
}

// hole stops the path of the last series.
func hole(c *report.Chart) {
	if len(c.Series) == 0 {
		return
	}
	s := &c.Series[len(c.Series)-1]
	last := s.Points[len(s.Points)-1]
	s.Points = append(s.Points, report.Point{X: last.X})
}

// isoSpend draws through the first point the line on which price times volume
// stays what it is there, as far as the prices shown reach.
func isoSpend(c *report.Chart) {
	if points(*c) < 2 {
		return
	}
	first := c.Series[0].Points[0]
	lo, hi := first.X, first.X
	for _, s := range c.Series {
		for _, p := range s.Points {
			lo, hi = min(lo, p.X), max(hi, p.X)
		}
	}
	spend := first.X * *first.Y
	c.Guides = append(slices.Clone(c.Guides), report.Between(lo, spend/lo, hi, spend/hi, "equal spending, slope -1"))
}

// dropMarks leaves out events and shades beyond the data, so that no line
// stands where nothing is seen.
func dropMarks(c *report.Chart) {
	if !c.X.Time {
		return
	}
	var from, to time.Time
	for _, s := range c.Series {
		for _, p := range s.Points {
			if from.IsZero() || p.T.Before(from) {
				from = p.T
			}
			if p.T.After(to) {
				to = p.T
			}
		}
	}
	c.Events = slices.DeleteFunc(slices.Clone(c.Events), func(e report.Event) bool { return e.T.Before(from) || e.T.After(to) })
	c.Shades = slices.DeleteFunc(slices.Clone(c.Shades), func(s report.Shade) bool { return s.To.Before(from) || s.From.After(to) })
}

// table asks for the rows of a table.
func (b *builder) table(f Figure) (report.Table, error) {
	t := report.Table{Caption: f.Chart.Title, Columns: f.Columns}
	rows, err := b.db.Rows(b.ctx, f.Query)
	if err != nil {
		return t, err
	}
	newest := ""
	for _, r := range rows {
		cells := make([]string, len(f.Columns))
		for i := range cells {
			cells[i] = r.Text(fmt.Sprintf("c%d", i+1))
		}
		newest = max(newest, r.Text("newest"))
		t.Rows = append(t.Rows, cells)
	}
	t.Stamp = report.Stamp{AsOf: b.known, NewestPeriod: cmp.Or(newest, b.known.Format("2006-01")), Sources: b.present(f.Datasets), Method: b.method(f.Mart), Sample: b.marts[f.Mart].sample}
	return t, nil
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
	p.Detail = r.Text("detail")
	if p.Low == nil || p.High == nil {
		p.Low, p.High = nil, nil
	}
	p.Preliminary = strings.Contains(r.Text("flags"), "preliminary")
	return p, nil
}
