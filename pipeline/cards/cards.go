// Package cards makes the report of the claims from a database of indicators: a
// card for each claim of ref.claim, with its verdict from claims.verdict, and
// the figures that the lists in this package declare for it. What is shown is
// asked of the database in SQL; how it may be shown is package report's.
package cards

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"jevons/pipeline/report"
	"jevons/transforms"
)

// Reader answers questions about one database.
type Reader interface {
	Rows(ctx context.Context, query string, args ...any) ([]transforms.Row, error)
}

// Figure is a chart of a claim's card. Its query returns x (a date, a number or
// a category's name) and y, and may return series, low, high, label and flags,
// in ascending order of series and x. Flags that it knows: preliminary, and
// break_before, which breaks the line before the point.
type Figure struct {
	Claim    string
	Mart     string   // the table that it shows, for its method and whether it rests on the sample
	Datasets []string // that the mart is made of
	Query    string
	Chart    report.Chart // without data and stamp
}

// Figures are the figures of all claims.
func Figures() []Figure {
	return slices.Concat(costFigures(), priceFigures(), frontierFigures(), exposureFigures(), workFigures())
}

// Page asks the database for everything that the report shows.
func Page(ctx context.Context, db Reader, figures []Figure) (report.Page, error) {
	p := report.Page{
		Title: "What public data say of the claims about AI, compute and work",
		Lead: "Each card holds one claim, what its source itself says, a measure and a threshold that were registered before the figures were looked at, " +
			"and what the data say. A verdict is about the measure, not about the whole claim. Nothing here is an estimate of an effect unless its card says by which design.",
	}
	b := builder{ctx: ctx, db: db, marts: map[string]mart{}}
	snapshot, err := b.one("SELECT known_at, is_sample FROM meta.snapshot")
	if err != nil {
		return p, fmt.Errorf("read what the database knows of: %w", err)
	}
	b.known, _ = snapshot.Time("known_at")
	sample, _ := snapshot["is_sample"].(bool)
	p.Stamp = report.Stamp{AsOf: b.known, NewestPeriod: b.known.Format("2006-01"), Method: "1", Sample: sample}
	if err := b.martTable(); err != nil {
		return p, err
	}
	used := map[string]bool{}
	if p.Cards, err = b.cards(figures, used); err != nil {
		return p, err
	}
	p.Stamp.Sources = slices.Sorted(maps.Keys(used))
	if p.Reproductions, err = b.reproductions(); err != nil {
		return p, err
	}
	if p.Indicators, err = b.indicators(); err != nil {
		return p, err
	}
	p.Sources, err = b.sources(used)
	return p, err
}

type builder struct {
	ctx   context.Context
	db    Reader
	known time.Time
	marts map[string]mart
}

// mart is what the database says of one of its tables.
type mart struct {
	method string
	sample bool
}

func (b *builder) one(query string) (transforms.Row, error) {
	rows, err := b.db.Rows(b.ctx, query)
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, fmt.Errorf("%d rows where one was expected", len(rows))
	}
	return rows[0], nil
}

func (b *builder) martTable() error {
	rows, err := b.db.Rows(b.ctx, "SELECT schema || '.' || name AS name, method_version, is_sample FROM meta.model")
	if err != nil {
		return fmt.Errorf("read which models there are: %w", err)
	}
	for _, r := range rows {
		sample, _ := r["is_sample"].(bool)
		b.marts[r.Text("name")] = mart{r.Text("method_version"), sample}
	}
	return nil
}

func (b *builder) cards(figures []Figure, used map[string]bool) ([]report.Card, error) {
	rows, err := b.db.Rows(b.ctx, `SELECT c.*, v.verdict, v.value, v.low, v.high, v.unit, v.n, v.reason
FROM ref.claim AS c JOIN claims.verdict AS v ON v.claim = c.claim ORDER BY c.position`)
	if err != nil {
		return nil, fmt.Errorf("read the claims: %w", err)
	}
	var out []report.Card
	for _, r := range rows {
		c := report.Card{
			ID: r.Text("claim"), Title: r.Text("title"), Statement: r.Text("statement"), StatementBy: "Op-ed of 2025-02-13",
			SourceSays: r.Text("source_says"), Measure: r.Text("measure"), Threshold: r.Text("threshold"),
			Verdict: report.Verdict(r.Text("verdict")), Why: r.Text("reason"),
			Value: amount(r, "value"), Uncertainty: interval(r),
			Stamp: report.Stamp{AsOf: b.known, NewestPeriod: b.known.Format("2006-01"), Method: "1", Sources: strings.Fields(r.Text("datasets"))},
		}
		if c.Value == "" {
			c.Value = "no value"
		}
		for _, d := range c.Stamp.Sources {
			used[d] = true
		}
		for _, f := range figures {
			if f.Claim != c.ID {
				continue
			}
			chart, err := b.figure(f)
			if err != nil {
				return nil, fmt.Errorf("figure %q of claim %s: %w", f.Chart.Title, c.ID, err)
			}
			for _, d := range f.Datasets {
				used[d] = true
				if !slices.Contains(c.Stamp.Sources, d) {
					c.Stamp.Sources = append(c.Stamp.Sources, d)
				}
			}
			c.Stamp.Sample = c.Stamp.Sample || chart.Sample
			if points(chart) == 0 {
				c.Caveats = append(c.Caveats, fmt.Sprintf("No data for the figure %q are loaded.", f.Chart.Title))
				continue
			}
			c.Charts = append(c.Charts, chart)
		}
		out = append(out, c)
	}
	return out, nil
}

func points(c report.Chart) (n int) {
	for _, s := range c.Series {
		for _, p := range s.Points {
			if p.Y != nil {
				n++
			}
		}
	}
	return n
}

// amount is a number with its unit, as a reader would write it.
func amount(r transforms.Row, column string) string {
	v, ok := r.Number(column)
	if !ok {
		return ""
	}
	return strings.TrimSpace(plain(v) + " " + r.Text("unit"))
}

func interval(r transforms.Row) string {
	lo, ok1 := r.Number("low")
	hi, ok2 := r.Number("high")
	if !ok1 || !ok2 {
		return "no interval is published or computed"
	}
	return fmt.Sprintf("from %s to %s", plain(lo), plain(hi))
}

// plain rounds for display only: four digits that count.
func plain(v float64) string {
	switch a := max(v, -v); {
	case a >= 10_000:
		return fmt.Sprintf("%.0f", v)
	case a >= 100:
		return fmt.Sprintf("%.1f", v)
	case a >= 1:
		return fmt.Sprintf("%.2f", v)
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.4f", v), "0"), ".")
}

func (b *builder) indicators() (out []report.Indicator, err error) {
	rows, err := b.db.Rows(b.ctx, "SELECT indicator, title, status, reason FROM marts.indicator_status ORDER BY position")
	if err != nil {
		return nil, fmt.Errorf("read the state of the indicators: %w", err)
	}
	for _, r := range rows {
		out = append(out, report.Indicator{ID: r.Text("indicator"), Title: r.Text("title"), Status: r.Text("status"), Note: r.Text("reason")})
	}
	return out, nil
}

// sources are the datasets that the figures rest on, with their terms.
func (b *builder) sources(used map[string]bool) (out []report.Source, err error) {
	rows, err := b.db.Rows(b.ctx, "SELECT name, about, home, license, citation FROM meta.dataset ORDER BY name")
	if err != nil {
		return nil, fmt.Errorf("read the terms of the sources: %w", err)
	}
	for _, r := range rows {
		if used[r.Text("name")] {
			out = append(out, report.Source{ID: r.Text("name"), Title: r.Text("about"), URL: r.Text("home"), Licence: r.Text("license"), Attribution: r.Text("citation")})
		}
	}
	return out, nil
}
