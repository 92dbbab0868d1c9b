// Package cards makes the report of the claims from a database of indicators: a
// card for each claim of ref.claim, with its verdict from claims.verdict, and
// the figures that the lists in this package declare for it. What is shown is
// asked of the database in SQL; how it may be shown is package report's.
package cards

import (
	"cmp"
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

// Figure is a chart, or with Columns a table, of a claim's card or, without
// Claim, of its indicator alone. The query of a chart returns x (a date, a
// number or a category's name) and y, and may return series, low, high, label,
// detail (for the table behind), adjustment (refused where it is not the
// axis's), dataset (which of Datasets it is from), newest (the newest period, where x is no date) and flags, in
// ascending order of series and x. Flags that it knows: preliminary, and
// break_before, which breaks the line before the point. The query of a table
// returns its cells as c1, c2 and so on.
type Figure struct {
	Claim     string
	Indicator string
	Also      []string // further indicators that it shows
	Mart      string   // the table that it shows, for its method and whether it rests on the sample
	Datasets  []string // that the mart is made of
	Query     string
	Remark    string // a query for a column note: what is to be said of the data shown
	Lack      string // why there may be no rows although data are loaded
	IsoSpend  bool   // draw the line of equal spending through the first point
	Columns   []report.Column
	Chart     report.Chart // without data and stamp
}

// Figures are the figures of all claims and indicators.
func Figures() []Figure {
	return slices.Concat(trainingFigures(), tokenFigures(), hourFigures(), demandFigures(), hardwareFigures(), frontierFigures(),
		exposureFigures(), adoptionFigures(), postingFigures(), employmentFigures(), macroFigures(), revisionFigures(), tables())
}

// Page asks the database for everything that the report shows.
func Page(ctx context.Context, db Reader, figures []Figure) (report.Page, error) {
	p := report.Page{
		Title: "What public data say of the claims about AI, compute and work",
		Lead: "Each card holds one claim, what its source itself says, a measure and a threshold that were registered before the figures were looked at, " +
			"and what the data say. A verdict is about the measure, not about the whole claim. Nothing here is an estimate of an effect unless its card says by which design.",
	}
	b := builder{ctx: ctx, db: db, marts: map[string]mart{}, loaded: map[string]bool{}}
	snapshot, err := b.one("SELECT known_at, is_sample FROM meta.snapshot")
	if err != nil {
		return p, fmt.Errorf("read what the database knows of: %w", err)
	}
	b.known, _ = snapshot.Time("known_at")
	b.sample, _ = snapshot["is_sample"].(bool)
	p.Stamp = report.Stamp{AsOf: b.known, Sample: b.sample}
	if err := b.tables(); err != nil {
		return p, err
	}
	p.Stamp.Method = b.method("claims.verdict")
	shown, err := b.show(figures)
	if err != nil {
		return p, err
	}
	used := map[string]bool{}
	if p.Cards, err = b.cards(shown, used); err != nil {
		return p, err
	}
	if p.Reproductions, err = b.reproductions(); err != nil {
		return p, err
	}
	if p.Indicators, err = b.indicators(shown, used); err != nil {
		return p, err
	}
	p.Stamp.Sources, p.Stamp.NewestPeriod = slices.Sorted(maps.Keys(used)), newestOf(shown)
	p.Sources, err = b.sources(used)
	return p, err
}

type builder struct {
	ctx    context.Context
	db     Reader
	known  time.Time
	sample bool
	marts  map[string]mart
	loaded map[string]bool // datasets of which something is loaded
}

// mart is what the database says of one of its tables.
type mart struct {
	method string
	sample bool
}

func (b *builder) method(name string) string { return cmp.Or(b.marts[name].method, "1") }

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

// tables asks which models and which data there are.
func (b *builder) tables() error {
	rows, err := b.db.Rows(b.ctx, "SELECT schema || '.' || name AS name, method_version, is_sample FROM meta.model")
	if err != nil {
		return fmt.Errorf("read which models there are: %w", err)
	}
	for _, r := range rows {
		sample, _ := r["is_sample"].(bool)
		b.marts[r.Text("name")] = mart{r.Text("method_version"), sample}
	}
	if rows, err = b.db.Rows(b.ctx, "SELECT DISTINCT dataset FROM meta.landing"); err != nil {
		return fmt.Errorf("read which data are loaded: %w", err)
	}
	for _, r := range rows {
		b.loaded[r.Text("dataset")] = true
	}
	return nil
}

// shown is a figure with what the database gave for it.
type shown struct {
	Figure
	chart   *report.Chart
	table   *report.Table
	missing string // why there is neither
}

func (s shown) stamp() report.Stamp {
	switch {
	case s.chart != nil:
		return s.chart.Stamp
	case s.table != nil:
		return s.table.Stamp
	}
	return report.Stamp{}
}

// show asks for the data of every figure.
func (b *builder) show(figures []Figure) ([]shown, error) {
	var out []shown
	for _, f := range figures {
		s := shown{Figure: f}
		if f.Columns != nil {
			t, err := b.table(f)
			if err != nil {
				return nil, fmt.Errorf("table %q: %w", f.Chart.Title, err)
			}
			if len(t.Rows) > 0 {
				s.table = &t
			}
		} else {
			c, err := b.figure(f)
			if err != nil {
				return nil, fmt.Errorf("figure %q: %w", f.Chart.Title, err)
			}
			if points(c) > 0 {
				s.chart = &c
			}
		}
		if s.chart == nil && s.table == nil {
			s.missing = b.lacking(f)
		}
		out = append(out, s)
	}
	return out, nil
}

// lacking says why a figure has nothing to show.
func (b *builder) lacking(f Figure) string {
	why := f.Lack
	if here := b.present(f.Datasets); len(here) == 0 {
		why = "not loaded: " + strings.Join(f.Datasets, ", ")
	} else if why == "" {
		why = "what is loaded of " + strings.Join(here, ", ") + " holds too little for it"
	}
	return fmt.Sprintf("“%s” has no data: %s.", f.Chart.Title, why)
}

// newestOf is the newest period of all that is shown.
func newestOf(all []shown) string {
	newest := ""
	for _, s := range all {
		newest = max(newest, s.stamp().NewestPeriod)
	}
	return cmp.Or(newest, "none")
}

func (b *builder) cards(all []shown, used map[string]bool) ([]report.Card, error) {
	rows, err := b.db.Rows(b.ctx, `SELECT c.*, CAST(c.registered AS VARCHAR) AS on_day, v.verdict, v.value, v.low, v.high, v.unit, v.n, v.reason
FROM ref.claim AS c JOIN claims.verdict AS v ON v.claim = c.claim ORDER BY c.position`)
	if err != nil {
		return nil, fmt.Errorf("read the claims: %w", err)
	}
	past, err := b.history()
	if err != nil {
		return nil, err
	}
	var out []report.Card
	for _, r := range rows {
		c := b.card(r)
		c.History = past[c.ID]
		n := 0
		var mine []shown
		for _, s := range all {
			if s.Claim != c.ID {
				continue
			}
			n++
			mine = append(mine, s)
			put(s, &c.Charts, &c.Tables, &c.Missing)
			c.Stamp.Sample = c.Stamp.Sample || s.stamp().Sample
			for _, d := range s.stamp().Sources {
				if !slices.Contains(c.Stamp.Sources, d) {
					c.Stamp.Sources = append(c.Stamp.Sources, d)
				}
			}
		}
		c.Stamp.NewestPeriod = newestOf(mine)
		if n == 0 {
			c.Missing = append(c.Missing, "No figure belongs to this claim, since what it needs is not among the data.")
		}
		c.Caveats = slices.Concat(words[c.ID].caveats, coverage(c.Stamp.Sources))
		for _, d := range c.Stamp.Sources {
			used[d] = true
		}
		out = append(out, c)
	}
	return out, nil
}

// put adds what s holds to a card or an indicator.
func put(s shown, charts *[]report.Chart, tables *[]report.Table, missing *[]string) {
	switch {
	case s.chart != nil:
		*charts = append(*charts, *s.chart)
	case s.table != nil:
		*tables = append(*tables, *s.table)
	default:
		*missing = append(*missing, s.missing)
	}
}

// card is the card of a row of the claims, without figures.
func (b *builder) card(r transforms.Row) report.Card {
	c := report.Card{
		ID: r.Text("claim"), Title: r.Text("title"), Statement: r.Text("statement"), StatementBy: "Op-ed of 2025-02-13",
		SourceSays: r.Text("source_says"), Measure: r.Text("measure"), Threshold: r.Text("threshold"), Registered: r.Text("on_day"),
		Verdict: report.Verdict(r.Text("verdict")), Why: r.Text("reason"),
		Value: cmp.Or(amount(r), "no value"), Uncertainty: interval(r),
		Stamp: report.Stamp{AsOf: b.known, Method: b.method("claims.verdict"), Sources: strings.Fields(r.Text("datasets")), Sample: b.sample},
	}
	_, found := r.Number("value")
	c.Answer = answer(c, found)
	c.Consequence = words[c.ID].consequence
	return c
}

// history returns how the verdict of each claim came to be.
func (b *builder) history() (map[string][]report.Change, error) {
	there, err := b.one("SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = 'claims' AND table_name = 'history'")
	if err != nil {
		return nil, fmt.Errorf("look for the history of the verdicts: %w", err)
	}
	out := map[string][]report.Change{}
	if n, _ := there.Number("n"); n == 0 {
		return out, nil
	}
	rows, err := b.db.Rows(b.ctx, "SELECT at, claim, before, verdict, landings FROM claims.history ORDER BY claim, at")
	if err != nil {
		return nil, fmt.Errorf("read the history of the verdicts: %w", err)
	}
	for _, r := range rows {
		at, _ := r.Time("at")
		h := report.Change{At: at, Before: report.Verdict(r.Text("before")), After: report.Verdict(r.Text("verdict"))}
		if h.Before != "" {
			h.Known = r.Text("landings")
		}
		out[r.Text("claim")] = append(out[r.Text("claim")], h)
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

// amount is a number with its unit, as a reader would write it. A share whose
// unit begins with "of" is written in percent.
func amount(r transforms.Row) string {
	v, ok := r.Number("value")
	if !ok {
		return ""
	}
	unit := r.Text("unit")
	if share(unit) {
		return plain(100*v, 100*v) + " % " + unit
	}
	return strings.TrimSpace(plain(v, v) + " " + unit)
}

func share(unit string) bool { return strings.HasPrefix(unit, "of ") }

func interval(r transforms.Row) string {
	lo, ok1 := r.Number("low")
	hi, ok2 := r.Number("high")
	if _, found := r.Number("value"); !found {
		return "no interval without a value"
	}
	if !ok1 || !ok2 {
		return "SE not published; no interval is computed"
	}
	// Some ranges are between two groups, whichever lies higher.
	lo, hi = min(lo, hi), max(lo, hi)
	if share(r.Text("unit")) {
		return fmt.Sprintf("from %s to %s %%", plain(100*lo, 100*hi), plain(100*hi, 100*hi))
	}
	most := max(lo, -lo, hi, -hi)
	return fmt.Sprintf("from %s to %s", plain(lo, most), plain(hi, most))
}

// plain rounds v for display only, with the decimals that suit a number of the
// size of like: four digits that count, at most.
func plain(v, like float64) string {
	switch a := max(like, -like); {
	case a >= 10_000:
		return fmt.Sprintf("%.0f", v)
	case a >= 10:
		return fmt.Sprintf("%.1f", v)
	case a >= 1:
		return fmt.Sprintf("%.2f", v)
	case a >= 0.01:
		return fmt.Sprintf("%.3f", v)
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.6f", v), "0"), ".")
}

func (b *builder) indicators(all []shown, used map[string]bool) (out []report.Indicator, err error) {
	rows, err := b.db.Rows(b.ctx, "SELECT indicator, title, status, reason FROM marts.indicator_status ORDER BY position")
	if err != nil {
		return nil, fmt.Errorf("read the state of the indicators: %w", err)
	}
	for _, r := range rows {
		i := report.Indicator{ID: r.Text("indicator"), Title: r.Text("title"), Status: r.Text("status"), Note: strings.TrimSuffix(r.Text("reason"), ".")}
		for _, s := range all {
			if s.Indicator != i.ID && !slices.Contains(s.Also, i.ID) {
				continue
			}
			i.Newest = max(i.Newest, s.stamp().NewestPeriod)
			for _, d := range s.stamp().Sources {
				used[d] = true
			}
			switch {
			case s.Claim == "":
				put(s, &i.Charts, &i.Tables, &i.Missing)
			case !slices.Contains(i.Cards, s.Claim):
				i.Cards = append(i.Cards, s.Claim)
			}
		}
		out = append(out, i)
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
