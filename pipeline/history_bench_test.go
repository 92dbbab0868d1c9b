package pipeline_test

import (
	"bufio"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"jevons/pipeline"
)

var (
	benchSeries   = flag.Int("series", 200, "series of BenchmarkHistory")
	benchVintages = flag.Int("vintages", 12, "vintages of BenchmarkHistory")
)

// writeVintage writes 500 months of each series. Every vintage moves every value.
func writeVintage(b *testing.B, path string, series, vintage int) {
	b.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	w.WriteString("series_id        \tyear\tperiod\t       value\tfootnote_codes\r\n")
	r := rand.New(rand.NewPCG(1, uint64(vintage)))
	for s := range series {
		for m := range 500 {
			fmt.Fprintf(w, "CES%08d01    \t%d\tM%02d\t%12d\t\r\n", s, 1984+m/12, 1+m%12, 100_000+1_000*vintage+r.IntN(1_000))
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkHistory asks a warehouse in which each of -vintages vintages moved
// every value of -series series of 500 months: the panel as it was known halfway,
// and the revision triangle by lag; and answers both again by ranking all rows
// with a window, as it is written down in textbooks. Ratios are to that. Run it
// with -series 2000 for 12 million rows.
func BenchmarkHistory(b *testing.B) {
	dir := b.TempDir()
	data := filepath.Join(dir, "data")
	r := benchRunner(b, data)
	month := func(v int) time.Time { return time.Date(2025, time.Month(1+v), 7, 0, 0, 0, 0, time.UTC) }
	for v := range *benchVintages {
		file := filepath.Join(dir, "v.txt")
		writeVintage(b, file, *benchSeries, v)
		loadOnce(b, r, file, month(v))
	}
	if err := r.Close(); err != nil {
		b.Fatal(err)
	}
	half := month(*benchVintages / 2).Format(time.DateOnly)
	cells := *benchSeries * 500
	questions := []struct {
		name, ours, window string
		rows               int
	}{
		{"asof", "SELECT series_id, month, value FROM raw.bls_ces_asof('" + half + "')",
			`SELECT series_id, month, value FROM raw.bls_ces WHERE _known_at <= TIMESTAMP '` + half + `'
QUALIFY row_number() OVER (PARTITION BY series_id, month ORDER BY _known_at DESC) = 1`, cells},
		{"triangle", `SELECT l.series_id, l._rev AS lag, count(*), avg(l.value - f.value), avg(abs(l.value - f.value))
FROM raw.bls_ces AS l JOIN raw.bls_ces AS f ON f.series_id = l.series_id AND f.month = l.month AND f._rev = 0 WHERE l._rev > 0 GROUP BY 1, 2`,
			`SELECT series_id, lag, count(*), avg(value - first), avg(abs(value - first)) FROM (
  SELECT series_id, value, row_number() OVER w - 1 AS lag, first_value(value) OVER w AS first
  FROM raw.bls_ces WINDOW w AS (PARTITION BY series_id, month ORDER BY _known_at)) WHERE lag > 0 GROUP BY 1, 2`,
			*benchSeries * (*benchVintages - 1)},
	}
	db, err := sql.Open("duckdb", filepath.Join(data, "warehouse", "warehouse.duckdb")+"?access_mode=read_only&memory_limit=2GB")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, q := range questions {
		var took, ratio []float64
		for range b.N {
			ours, rows := timed(b, db, q.ours)
			other, same := timed(b, db, q.window)
			if rows != q.rows || same != q.rows {
				b.Fatalf("%s: %d and %d rows, want %d", q.name, rows, same, q.rows)
			}
			took, ratio = append(took, ours.Seconds()), append(ratio, ours.Seconds()/other.Seconds())
		}
		slices.Sort(took)
		slices.Sort(ratio)
		b.ReportMetric(took[len(took)/2], "s-"+q.name)
		b.ReportMetric(ratio[len(ratio)/2], q.name+"/window")
	}
	b.ReportMetric(float64(cells**benchVintages), "rows")
	b.ReportMetric(0, "ns/op")
}

// timed runs a query into a table that is thrown away, so that the driver's way
// of handing rows over is not part of it.
func timed(b *testing.B, db *sql.DB, query string) (time.Duration, int) {
	b.Helper()
	began := time.Now()
	if _, err := db.Exec("CREATE OR REPLACE TEMP TABLE answer AS " + query); err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	var n int
	if err := db.QueryRow("SELECT count(*) FROM answer").Scan(&n); err != nil {
		b.Fatal(err)
	}
	return took, n
}

// BenchmarkModels loads every real file there is and builds all models from
// them in a copy of the database, as it is done for each publication, and again
// without building models side by side.
func BenchmarkModels(b *testing.B) {
	data, dir := realData(b), b.TempDir()
	r := realRunner(b, dir)
	landings := 0
	for _, f := range realFiles {
		if loadReal(b, r, data, f).Outcome == pipeline.Loaded {
			landings++
		}
	}
	build := func(name string) float64 {
		began := time.Now()
		if _, err := r.BuildAsOf(context.Background(), time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), filepath.Join(dir, name)); err != nil {
			b.Fatal(err)
		}
		return time.Since(began).Seconds()
	}
	var took, ratio []float64
	for i := range b.N {
		s := build(fmt.Sprintf("%d.duckdb", i))
		procs := runtime.GOMAXPROCS(1)
		alone := build(fmt.Sprintf("%d-alone.duckdb", i))
		runtime.GOMAXPROCS(procs)
		took, ratio = append(took, s), append(ratio, s/alone)
	}
	slices.Sort(took)
	slices.Sort(ratio)
	b.ReportMetric(took[len(took)/2], "s-build")
	b.ReportMetric(ratio[len(ratio)/2], "build/alone")
	b.ReportMetric(float64(landings), "landings")
	b.ReportMetric(0, "ns/op")
}
