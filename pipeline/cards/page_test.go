package cards

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"

	_ "github.com/marcboeker/go-duckdb"

	"jevons/pipeline/report"
	"jevons/transforms"
)

// base is a database in memory with what a page needs.
type base struct{ *sql.DB }

// Rows implements Reader.
func (b base) Rows(ctx context.Context, query string, args ...any) ([]transforms.Row, error) {
	rows, err := b.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out []transforms.Row
	for rows.Next() {
		cells, into := make([]any, len(names)), make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		r := transforms.Row{}
		for i, n := range names {
			r[n] = cells[i]
			if v, ok := cells[i].(int32); ok {
				r[n] = int64(v)
			}
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

const made = `
CREATE SCHEMA meta; CREATE SCHEMA ref; CREATE SCHEMA claims; CREATE SCHEMA marts;
CREATE TABLE meta.snapshot AS SELECT TIMESTAMP '2026-11-24 08:30:00' AS known_at, FALSE AS is_sample;
CREATE TABLE meta.model AS SELECT 'marts' AS schema, 'jobs' AS name, CAST(3 AS INTEGER) AS method_version, FALSE AS is_sample UNION ALL SELECT 'claims', 'verdict', 2, FALSE;
CREATE TABLE meta.landing AS SELECT 'bls.ces' AS dataset;
CREATE TABLE meta.dataset AS SELECT * FROM (VALUES ('bls.ces', 'Jobs', 'https://www.bls.gov/ces/', 'US public domain', 'BLS'), ('bls.jolts', 'Openings', '', 'US public domain', 'BLS'),
  ('censtatd.labour', 'Labour', '', 'terms', '')) AS t(name, about, home, license, citation);
CREATE TABLE ref.claim AS SELECT 'adoption' AS claim, 1 AS position, 'Firms adopt it' AS title, 'Everybody does.' AS statement, 'The question changed.' AS source_says, 'Share' AS measure, 'ai_use_rate_firms' AS indicator,
  'supported when it rose' AS threshold, DATE '2026-11-24' AS registered, '' AS fixed, 'bls.ces' AS datasets
  UNION ALL SELECT 'hong_kong_fund', 2, 'A fund', 'It stopped.', 'One firm.', 'none', 'hk_junior_labour', 'not testable', DATE '2026-11-24', 'not testable', 'censtatd.labour';
CREATE TABLE claims.verdict AS SELECT 'adoption' AS claim, 'supported' AS verdict, 0.815e0 AS value, 0.1e0 AS low, 0.9e0 AS high, 'of firms' AS unit, 3 AS n, 'It rose.' AS reason
  UNION ALL SELECT 'hong_kong_fund', 'not testable', NULL, NULL, NULL, NULL, NULL, 'No public data here speak of it.';
CREATE TABLE claims.history AS SELECT TIMESTAMP '2026-10-01 00:00:00' AS at, 'adoption' AS claim, NULL AS before, 'mixed' AS verdict, 1.0e0 AS value, 'first verdict' AS landings
  UNION ALL SELECT TIMESTAMP '2026-11-01 00:00:00', 'adoption', 'mixed', 'supported', 1.0e0, 'census.btos 2026-10-30';
CREATE TABLE marts.indicator_status AS SELECT 'ai_use_rate_firms' AS indicator, 1 AS position, 'Firms' AS title, 'built' AS status, '' AS reason UNION ALL SELECT 'hk_junior_labour', 2, 'Juniors', 'not testable', 'no table';
CREATE TABLE marts.jobs AS SELECT * FROM (VALUES (DATE '2025-08-01', 4.3e0, ''), (DATE '2025-09-01', 4.4e0, ''), (DATE '2025-10-01', NULL, 'hole'), (DATE '2025-11-01', 4.6e0, 'break_before'), (DATE '2025-12-01', 4.5e0, 'preliminary')) AS t(month, value, flags);`

func filled(t *testing.T) base {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(made); err != nil {
		t.Fatal(err)
	}
	return base{db}
}

func jobs() Figure {
	return Figure{
		Claim: "adoption", Indicator: "ai_use_rate_firms", Mart: "marts.jobs", Datasets: []string{"bls.ces", "bls.jolts"},
		Query:  "SELECT 'rate' AS series, month AS x, value AS y, flags FROM marts.jobs ORDER BY month",
		Remark: "SELECT 'Of ' || count(value) || ' months.' AS note FROM marts.jobs",
		Chart: report.Chart{Kind: report.Line, Title: "Rate", Subtitle: "It moved.", X: days("Month"), Y: rate("Rate", "percent", report.SA), Events: events(),
			Shades: []report.Shade{{From: date(2020, 1, 1), To: date(2021, 1, 1), Label: "long ago"}}, Revision: payrollRevision},
	}
}

func page(t *testing.T, figures ...Figure) report.Page {
	t.Helper()
	p, err := Page(context.Background(), filled(t), figures)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.WriteHTML(&b, p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCardsGapsAndBreaksStayOpen(t *testing.T) {
	c := page(t, jobs()).Cards[0].Charts[0]
	pts := c.Series[0].Points
	// October has no value, and a break lies before November.
	if len(pts) != 6 || pts[2].Y != nil || pts[3].Y != nil || !pts[5].Preliminary || pts[4].Preliminary {
		t.Errorf("points %+v", pts)
	}
	if got := c.Table().Rows[2]; !slices.Contains(got, "n/a") || !slices.Contains(got, "no observation") {
		t.Errorf("the table says of October %q", got)
	}
	all := strings.Join(c.Notes, " ")
	for _, want := range []string{"A line is broken where its definition changed", "Of 4 months.", "SE not published"} {
		if !strings.Contains(all, want) {
			t.Errorf("the notes lack %q: %s", want, all)
		}
	}
	if len(c.Events) != 0 || len(c.Shades) != 0 {
		t.Error("a mark stands where no data are")
	}
	if c.NewestPeriod != "2025-12" || c.Method != "3" || !slices.Equal(c.Stamp.Sources, []string{"bls.ces"}) {
		t.Errorf("as-of line %q; only what is loaded is a source", c.Line())
	}
}

func TestCardsIntervalsAreNotCalledUnpublished(t *testing.T) {
	f := jobs()
	f.Query = "SELECT 'rate' AS series, month AS x, value AS y, value - 1 AS low, value + 1 AS high, flags FROM marts.jobs WHERE value IS NOT NULL ORDER BY month"
	f.Chart.Interval = "90 % interval"
	if all := strings.Join(page(t, f).Cards[0].Charts[0].Notes, " "); strings.Contains(all, "SE not published") {
		t.Error("an interval is drawn and said not to be published")
	}
}

func TestCardsSeasonsDoNotShareAnAxis(t *testing.T) {
	f := jobs()
	f.Query = "SELECT 'rate' AS series, month AS x, value AS y, 'NSA' AS adjustment FROM marts.jobs ORDER BY month"
	p, err := Page(context.Background(), filled(t), []Figure{f})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Validate(); err == nil || !strings.Contains(err.Error(), "is NSA on an axis that is SA") {
		t.Errorf("figures of another adjustment pass: %v", err)
	}
}

func TestCardsShowVerdictHistoryAndWhatIsMissing(t *testing.T) {
	empty := jobs()
	empty.Query, empty.Chart.Title = "SELECT 'a' AS series, month AS x, value AS y FROM marts.jobs WHERE FALSE", "Hires"
	other := empty
	other.Datasets, other.Chart.Title = []string{"bls.jolts"}, "Quits"
	p := page(t, jobs(), empty, other)
	c := p.Cards[0]
	if c.Value != "81.5 % of firms" || c.Uncertainty != "from 10.0 to 90.0 %" || c.Registered != "2026-11-24" || c.Method != "2" {
		t.Errorf("value %q, %q, registered %q, method %q", c.Value, c.Uncertainty, c.Registered, c.Method)
	}
	if c.Answer != words["adoption"].answers[report.Supported] {
		t.Errorf("answer %q", c.Answer)
	}
	if len(c.History) != 2 || c.History[1].Before != report.Mixed || c.History[1].Known != "census.btos 2026-10-30" || c.History[0].Known != "" {
		t.Errorf("history %+v", c.History)
	}
	if want := []string{"“Hires” has no data: what is loaded of bls.ces holds too little for it.", "“Quits” has no data: not loaded: bls.jolts."}; !slices.Equal(c.Missing, want) {
		t.Errorf("missing %q", c.Missing)
	}
	fund := p.Cards[1]
	if fund.Verdict != report.NotTestable || len(fund.Missing) != 1 || !strings.Contains(fund.Answer, "Not testable") || fund.NewestPeriod != "none" {
		t.Errorf("the card that cannot be tested: %+v", fund)
	}
	if i := p.Indicators[0]; !slices.Equal(i.Cards, []string{"adoption"}) || i.Newest != "2025-12" || len(i.Charts) != 0 {
		t.Errorf("the indicator: %+v", i)
	}
}

func TestCardsPathsAndEqualSpending(t *testing.T) {
	f := jobs()
	f.Chart.X, f.Chart.Kind, f.Chart.Events, f.Chart.Shades = bare("Unemployment", "percent", report.Rate), report.Path, nil, nil
	f.Query = "SELECT 'm' AS series, value AS x, value AS y FROM marts.jobs ORDER BY month"
	if pts := page(t, f).Cards[0].Charts[0].Series[0].Points; len(pts) != 5 || pts[2].Y != nil {
		t.Errorf("a month without both rates does not stop the path: %+v", pts)
	}
	f.Chart.Kind, f.IsoSpend = report.Scatter, true
	f.Query = "SELECT 'm' AS series, x, y FROM (VALUES (100e0, 100e0), (50e0, 300e0), (200e0, 40e0)) AS t(x, y)"
	g := page(t, f).Cards[0].Charts[0].Guides
	if len(g) != 1 || g[0].X1*g[0].Y1 != 10_000 || g[0].X2*g[0].Y2 != 10_000 || g[0].X1 != 50 || g[0].X2 != 200 {
		t.Errorf("line of equal spending %+v", g)
	}
}
