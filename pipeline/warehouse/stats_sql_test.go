package warehouse_test

import (
	"database/sql"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	_ "github.com/marcboeker/go-duckdb"

	"jevons/transforms/stats"
)

// The models compute closed forms in SQL, package stats computes them in Go.
// These tests hold the two to each other, so that a figure does not depend on
// where it was made.

// quotes has eight items in six periods; items 0 and 1 come and go, so that
// matching matters.
func quotes() []stats.Period {
	r := rand.New(rand.NewPCG(7, 7))
	out := make([]stats.Period, 6)
	for t := range out {
		out[t] = stats.Period{}
		for i := range 8 {
			q := stats.Quote{Price: math.Exp(2*r.Float64() - 1), Quantity: math.Exp(2*r.Float64() - 1)}
			if i == 0 && t > 3 || i == 1 && t < 2 {
				continue
			}
			out[t][fmt.Sprintf("item%d", i)] = q
		}
	}
	return out
}

func openStats(t *testing.T, statements ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1) // each connection would have a database of its own
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return db
}

func quoteTable(periods []stats.Period) string {
	var rows []string
	for t, p := range periods {
		for item, q := range p {
			rows = append(rows, fmt.Sprintf("(%d, '%s', CAST(%.17g AS DOUBLE), CAST(%.17g AS DOUBLE))", t, item, q.Price, q.Quantity))
		}
	}
	return "CREATE TABLE quote AS SELECT * FROM (VALUES " + strings.Join(rows, ", ") + ") v(period, item, p, q)"
}

// column reads the one column of a query, in its order.
func column(t *testing.T, db *sql.DB, query string) []float64 {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var out []float64
	for rows.Next() {
		var v float64
		if err := rows.Scan(&v); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

func agree(t *testing.T, what string, inSQL, inGo []float64) {
	t.Helper()
	if len(inSQL) != len(inGo) || len(inGo) == 0 {
		t.Fatalf("%s: %d values in SQL, %d in Go", what, len(inSQL), len(inGo))
	}
	for i, g := range inGo {
		if !(math.Abs(inSQL[i]-g) <= 1e-9*max(1, math.Abs(g))) {
			t.Errorf("%s, value %d: %.15g in SQL, %.15g in Go", what, i+1, inSQL[i], g)
		}
	}
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// pair holds the quotes of items in both periods a and b.
const pair = `SELECT x.period AS a, y.period AS b, x.item, x.p AS p0, x.q AS q0, y.p AS p1, y.q AS q1,
	sum(x.p * x.q) OVER (PARTITION BY x.period, y.period) AS e0,
	sum(y.p * y.q) OVER (PARTITION BY x.period, y.period) AS e1
	FROM quote x JOIN quote y USING (item)`

var bilateral = map[string]struct {
	sql string
	f   stats.Formula
}{
	"dutot":     {"sum(p1)/sum(p0)", stats.Unweighted(stats.Dutot)},
	"carli":     {"avg(p1/p0)", stats.Unweighted(stats.Carli)},
	"harmonic":  {"1/avg(p0/p1)", stats.Unweighted(stats.Harmonic)},
	"jevons":    {"exp(avg(ln(p1) - ln(p0)))", stats.Unweighted(stats.Jevons)},
	"laspeyres": {"sum(p1*q0)/sum(p0*q0)", stats.Laspeyres},
	"paasche":   {"sum(p1*q1)/sum(p0*q1)", stats.Paasche},
	"fisher":    {"sqrt(sum(p1*q0)/sum(p0*q0)*sum(p1*q1)/sum(p0*q1))", stats.Fisher},
	"tornqvist": {"exp(sum((p0*q0/e0 + p1*q1/e1)/2*(ln(p1) - ln(p0))))", stats.Tornqvist},
	"walsh":     {"sum(p1*sqrt(q0*q1))/sum(p0*sqrt(q0*q1))", stats.Walsh},
}

func TestIndexNumbersInSQLAgreeWithGo(t *testing.T) {
	periods := quotes()
	db := openStats(t, quoteTable(periods))
	rule := stats.MatchRule{MinMatches: 5}
	for name, c := range bilateral {
		fixed := must[stats.Chain](t)(stats.Fixed(periods, c.f, rule))
		agree(t, name+", fixed base", column(t, db,
			"SELECT "+c.sql+" FROM ("+pair+") WHERE a = 0 GROUP BY b ORDER BY b"), fixed.Index)
		chained := must[stats.Chain](t)(stats.Chained(periods, c.f, rule))
		agree(t, name+", chained", column(t, db,
			"WITH link AS (SELECT b, ln("+c.sql+") AS l FROM ("+pair+") WHERE b = a + 1 GROUP BY b) "+
				"SELECT exp(sum(l) OVER (ORDER BY b)) FROM link ORDER BY b"), chained.Index[1:])
		g := must[[]float64](t)(stats.GEKS(periods, c.f, rule))
		level := column(t, db, "WITH m AS (SELECT a, b, ln("+c.sql+") AS l FROM ("+pair+") GROUP BY a, b) "+
			"SELECT exp(avg(x.l + y.l)) FROM m x JOIN m y ON x.b = y.a WHERE x.a = 0 GROUP BY y.b ORDER BY y.b")
		for i := len(level) - 1; i >= 0; i-- {
			level[i] /= level[0]
		}
		agree(t, name+", geks", level, g)
		var matches []float64
		for _, l := range chained.Links {
			matches = append(matches, float64(l.Matches))
		}
		agree(t, name+", matches", column(t, db,
			"SELECT CAST(count(*) AS DOUBLE) FROM ("+pair+") WHERE b = a + 1 GROUP BY b ORDER BY b"), matches)
	}
}

func TestMatchedJevonsInSQLGivesThePrintedIndex(t *testing.T) {
	db := openStats(t, `CREATE TABLE quote AS SELECT period, item, CAST(p AS DOUBLE) AS p, CAST(1 AS DOUBLE) AS q FROM (VALUES
		(0,'A',2.50),(0,'B',4.10),(0,'C',5.00),(1,'A',2.10),(1,'B',3.30),(1,'C',4.20),(1,'D',7.40),
		(2,'B',2.60),(2,'C',3.10),(2,'D',5.60),(2,'E',6.50)) v(period, item, p)`)
	agree(t, "chained", column(t, db, "WITH link AS (SELECT b, avg(ln(p1) - ln(p0)) AS l FROM ("+pair+") WHERE b = a + 1 GROUP BY b) "+
		"SELECT 100*exp(sum(l) OVER (ORDER BY b)) FROM link ORDER BY b"), []float64{82.81256155442348, 62.99009422939695})
}

func TestSimpleRegressionInSQLAgreesWithGo(t *testing.T) {
	price := []float64{4.0, 3.5, 3.0, 2.6, 2.2, 1.9, 1.6, 1.4}
	quantity := []float64{100, 118, 150, 175, 230, 270, 345, 400}
	var rows []string
	for i := range price {
		rows = append(rows, fmt.Sprintf("(%d, CAST(%v AS DOUBLE), CAST(%v AS DOUBLE))", i, price[i], quantity[i]))
	}
	db := openStats(t, "CREATE TABLE demand AS SELECT * FROM (VALUES "+strings.Join(rows, ", ")+") v(t, p, q)")
	e := must[*stats.Elasticity](t)(stats.Elasticities(price, quantity))
	const regression = `WITH r AS (SELECT regr_slope(y, x) AS b, regr_intercept(y, x) AS a, regr_r2(y, x) AS r2, CAST(regr_count(y, x) AS DOUBLE) AS n,
		regr_sxx(y, x) AS sxx, regr_syy(y, x) AS syy, regr_sxy(y, x) AS sxy FROM (%s))
		SELECT v FROM (SELECT 1 AS o, a AS v FROM r UNION ALL SELECT 2, b FROM r UNION ALL SELECT 3, r2 FROM r UNION ALL SELECT 4, n FROM r
		UNION ALL SELECT 5, sqrt((syy - b*sxy)/(n - 2)/sxx) FROM r) ORDER BY o`
	for _, c := range []struct {
		name, sql string
		e         stats.Estimate
	}{
		{"levels", "SELECT ln(q) AS y, ln(p) AS x FROM demand", e.Levels},
		{"differences", "SELECT y, x FROM (SELECT ln(q) - lag(ln(q)) OVER (ORDER BY t) AS y, ln(p) - lag(ln(p)) OVER (ORDER BY t) AS x FROM demand) WHERE x IS NOT NULL", e.Differences},
	} {
		agree(t, c.name, column(t, db, fmt.Sprintf(regression, c.sql)),
			[]float64{c.e.Fit.Coef[0], c.e.Value, c.e.R2, float64(c.e.N), c.e.SE})
	}
	years := []float64{0, 1, 2, 3, 4, 5, 6, 7}
	g := must[*stats.Growth](t)(stats.GrowthRate(years, price, 0.9))
	agree(t, "growth rate", column(t, db, fmt.Sprintf(regression, "SELECT log10(p) AS y, CAST(t AS DOUBLE) AS x FROM demand")),
		[]float64{g.Intercept, g.Slope, g.R2, float64(g.N), g.SE})
	d := must[*stats.Diffusion](t)(stats.FitDiffusion(years, []float64{.02, .03, .05, .07, .11, .16, .22, .3}))
	agree(t, "diffusion", column(t, db, fmt.Sprintf(regression, `SELECT ln(s/(1 - s)) AS y, t AS x FROM (VALUES (0,.02::DOUBLE),(1,.03),(2,.05),(3,.07),(4,.11),(5,.16),(6,.22),(7,.3)) v(t, s)`)),
		[]float64{d.Fit.Coef[0], d.Fit.Coef[1], d.Fit.R2, 8, d.Fit.SE[1]})
}

func TestConcentrationAndInequalityInSQLAgreeWithGo(t *testing.T) {
	x, y := []float64{40, 25, 15, 10, 6, 4}, []float64{30, 28, 12, 14, 1, 9}
	db := openStats(t, `CREATE TABLE part AS SELECT i, CAST(x AS DOUBLE) AS x, CAST(y AS DOUBLE) AS y FROM
		(VALUES (1,40,30),(2,25,28),(3,15,12),(4,10,14),(5,6,1),(6,4,9)) v(i, x, y)`)
	con := must[stats.Concentration](t)(stats.Concentrate(x))
	f := must[float64](t)
	for _, c := range []struct {
		name, sql string
		want      float64
	}{
		{"hhi", "SELECT 10000*sum(s*s) FROM (SELECT x/sum(x) OVER () AS s FROM part)", con.HHI},
		{"effective n", "SELECT 1/sum(s*s) FROM (SELECT x/sum(x) OVER () AS s FROM part)", con.EffectiveN},
		{"cr4", "SELECT 100*sum(x) FILTER (WHERE r <= 4)/sum(x) FROM (SELECT x, row_number() OVER (ORDER BY x DESC, i) AS r FROM part)", f(stats.CR(x, 4))},
		{"duncan", "SELECT sum(abs(a - b))/2 FROM (SELECT x/sum(x) OVER () AS a, y/sum(y) OVER () AS b FROM part)", f(stats.Duncan(x, y))},
		{"gini", "SELECT 2*sum(r*y)/(max(n)*sum(y)) - (max(n) + 1)/max(n) FROM (SELECT y, CAST(row_number() OVER (ORDER BY y, i) AS DOUBLE) AS r, CAST(count(*) OVER () AS DOUBLE) AS n FROM part)", f(stats.Gini(y))},
		{"grouped gini", "SELECT sum(a.y*b.y*abs(a.x - b.x))/(2*max(m.mean)*max(m.w)*max(m.w)) FROM part a, part b, (SELECT sum(x*y)/sum(y) AS mean, sum(y) AS w FROM part) m", f(stats.GiniGrouped(x, y))},
		{"theil", "SELECT avg(r*ln(r)) FROM (SELECT y/avg(y) OVER () AS r FROM part)", f(stats.Theil(y))},
		{"p90/p10", "SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY y)/percentile_cont(0.1) WITHIN GROUP (ORDER BY y) FROM part", f(stats.QuantileRatio(y, 0.9, 0.1))},
		{"weighted mean", "SELECT sum(x*y)/sum(y) FROM part", f(stats.WeightedMean(x, y))},
		{"share at least", "SELECT sum(y) FILTER (WHERE x >= 10 - 1e-9)/sum(y) FROM part", f(stats.ShareAtLeast(x, y, 10))},
		{"cagr", "SELECT power(4.0/40.0, 1.0/5.0) - 1", f(stats.CAGR(40, 4, 5))},
		{"survey error", "SELECT sqrt(1.6*0.081*(1 - 0.081)/1200)", f(stats.ShareSE(.081, 1200, 1.6))},
	} {
		agree(t, c.name, column(t, db, c.sql), []float64{c.want})
	}
}

func TestAsOfAndRevisionsInSQLAgreeWithGo(t *testing.T) {
	start := time.Date(2025, 1, 3, 12, 30, 0, 0, time.UTC)
	r := rand.New(rand.NewPCG(11, 3))
	var prints []stats.Print
	var rows []string
	for month := range 9 {
		for lag := range 1 + r.IntN(3) {
			p := stats.Print{Period: fmt.Sprintf("2025-%02d", month+1), Value: math.Round(400*r.Float64() - 100),
				At: start.AddDate(0, month+lag, 0), Seq: int64(len(prints))}
			prints = append(prints, p)
			rows = append(rows, fmt.Sprintf("('%s', CAST(%v AS DOUBLE), TIMESTAMP '%s', %d)", p.Period, p.Value, p.At.Format(time.DateTime), p.Seq))
		}
	}
	db := openStats(t, "CREATE TABLE print AS SELECT * FROM (VALUES "+strings.Join(rows, ", ")+") v(period, value, released_at, seq)")
	for _, at := range []time.Time{start, start.AddDate(0, 4, 0), start.AddDate(0, 4, 0).Add(-time.Second), start.AddDate(2, 0, 0)} {
		var want []float64
		for _, p := range stats.AsOf(prints, at) {
			want = append(want, p.Value)
		}
		agree(t, "as of "+at.String(), column(t, db, `SELECT value FROM (SELECT *, row_number() OVER (PARTITION BY period ORDER BY released_at DESC, seq DESC) AS n
			FROM print WHERE released_at <= TIMESTAMP '`+at.Format(time.DateTime)+`') WHERE n = 1 ORDER BY period`), want)
	}
	s := must[*stats.RevisionSummary](t)(stats.Revise(prints))
	agree(t, "revisions", column(t, db, `WITH d AS (SELECT arg_max(value, released_at) - arg_min(value, released_at) AS d FROM print GROUP BY period HAVING count(*) > 1)
		SELECT v FROM (SELECT 1 AS o, avg(d) AS v FROM d UNION ALL SELECT 2, avg(abs(d)) FROM d UNION ALL SELECT 3, CAST(count(*) AS DOUBLE) FROM d) ORDER BY o`),
		[]float64{s.Mean, s.MeanAbsolute, float64(s.N)})
}
