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
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/marcboeker/go-duckdb"

	"jevons/pipeline"
	"jevons/sources/catalog"
)

var benchRows = flag.Int("rows", 400_000, "rows of the generated file in BenchmarkLoad")

// writeBLS writes rows lines in the layout of a LABSTAT data file. With later,
// it is the next month's release: one new month and two revised ones a series.
func writeBLS(b *testing.B, path string, rows int, later bool) {
	b.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	w.WriteString("series_id        \tyear\tperiod\t       value\tfootnote_codes\r\n")
	r := rand.New(rand.NewPCG(1, 2))
	for n, s := 0, 0; n < rows; s++ {
		id := fmt.Sprintf("CES%08d%02d    ", s, s%99)
		v := 100 + r.IntN(150_000)
		for year := 1990; year < 2026 && n < rows; year++ {
			for month := 1; month <= 13 && n < rows; month++ {
				v += r.IntN(101) - 50
				note, value := "", v
				if year == 2025 && month > 10 {
					note = "P"
					if later {
						value++
					}
				}
				fmt.Fprintf(w, "%s\t%d\tM%02d\t%12s\t%s\r\n", id, year, month, strconv.FormatFloat(float64(value)/10, 'f', 1, 64), note)
				n++
			}
		}
		if later && n < rows {
			fmt.Fprintf(w, "%s\t2026\tM01\t%12s\tP\r\n", id, strconv.FormatFloat(float64(v)/10, 'f', 1, 64))
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
}

// byDuckDB is the other way of doing the same work: DuckDB's own reader with
// equal trims and casts, into a new file.
func byDuckDB(b *testing.B, dir, path string) time.Duration {
	b.Helper()
	file := filepath.Join(dir, "other.duckdb")
	os.Remove(file)
	began := time.Now()
	db, err := sql.Open("duckdb", file+"?memory_limit=512MB")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE t AS SELECT trim(series_id) AS series_id, CAST(trim(year) AS SMALLINT) AS "year", trim(period) AS period,
  CAST(nullif(trim(value), '-') AS DOUBLE) AS "value", nullif(trim(footnote_codes), '') AS footnote_codes
FROM read_csv('` + path + `', delim = '\t', quote = '', escape = '', header = false, skip = 1, columns = {
  'series_id': 'VARCHAR', 'year': 'VARCHAR', 'period': 'VARCHAR', 'value': 'VARCHAR', 'footnote_codes': 'VARCHAR'})`); err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	return took
}

// peak resets and reads the process's peak memory, in MiB; 0 where the system
// does not tell.
func peak(reset bool) float64 {
	if reset {
		runtime.GC()
		_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
		return 0
	}
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), "VmHWM:")
	kib, _ := strconv.Atoi(strings.Fields(rest)[0])
	return float64(kib) / 1024
}

func size(b *testing.B, path string) float64 {
	b.Helper()
	st, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return float64(st.Size()) / (1 << 20)
}

// used is what of a database file holds data, in MiB: the file itself also
// holds blocks that were freed and wait to be used again.
func used(b *testing.B, path string) float64 {
	b.Helper()
	db, err := sql.Open("duckdb", path+"?access_mode=read_only")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	var blocks, size int64
	if err := db.QueryRow("SELECT used_blocks, block_size FROM pragma_database_size() WHERE database_name NOT IN ('temp', 'system')").Scan(&blocks, &size); err != nil {
		b.Fatal(err)
	}
	return float64(blocks*size) / (1 << 20)
}

func benchRunner(b *testing.B, dir string) *pipeline.Runner {
	b.Helper()
	r, err := pipeline.Open(context.Background(), pipeline.Config{Dir: dir, Datasets: catalog.All(), Version: "bench", Env: pipeline.Env{
		Now: time.Now, Sleep: func(context.Context, time.Duration) error { return nil },
		Jitter: func() float64 { return 0 }, Getenv: func(string) string { return "" },
	}})
	if err != nil {
		b.Fatal(err)
	}
	return r
}

func loadOnce(b *testing.B, r *pipeline.Runner, file string, at time.Time) (time.Duration, pipeline.Run) {
	b.Helper()
	began := time.Now()
	run, err := r.LoadFile(context.Background(), "bls.ces", file, "0.AllCESSeries", at)
	if err != nil || run.Err != nil {
		b.Fatal(err, run.Err)
	}
	return time.Since(began), run
}

// BenchmarkLoad loads a generated file of -rows rows from its first byte to
// the merge's commit, with archive, hash, ledger, contract and vintages, then
// the next month's release, then publishes; and does the first with DuckDB's own
// reader in turn. Times are reported as ratios to that: wall times of a shared
// machine are noise. Run it with -benchtime 1x and up.
func BenchmarkLoad(b *testing.B) {
	dir := b.TempDir()
	one, two := filepath.Join(dir, "one.txt"), filepath.Join(dir, "two.txt")
	writeBLS(b, one, *benchRows, false)
	writeBLS(b, two, *benchRows, true)
	var first, second, publish, look []float64
	for i := 0; i < b.N; i++ {
		data := filepath.Join(dir, "data")
		if err := os.RemoveAll(data); err != nil {
			b.Fatal(err)
		}
		r := benchRunner(b, data)
		peak(true)
		t1, run := loadOnce(b, r, one, time.Date(2026, 2, 6, 0, 0, 0, 0, time.UTC))
		mem := peak(false)
		if run.Counts.New != int64(*benchRows) {
			b.Fatalf("%+v", run)
		}
		began := time.Now()
		if _, err := r.Publish(context.Background()); err != nil {
			b.Fatal(err)
		}
		tp := time.Since(began)
		before := used(b, filepath.Join(data, "jevons.duckdb"))
		t2, run := loadOnce(b, r, two, time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC))
		changed := run.Counts.New + run.Counts.Revised
		began = time.Now()
		if _, err := r.Run(context.Background(), pipeline.Source{Mirror: os.DirFS(dir)}, "bls.ces_series"); err != nil {
			b.Fatal(err)
		}
		tl := time.Since(began)
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
		after := used(b, filepath.Join(data, "warehouse", "warehouse.duckdb"))
		ref := byDuckDB(b, dir, one)
		first, second = append(first, t1.Seconds()/ref.Seconds()), append(second, t2.Seconds()/t1.Seconds())
		publish, look = append(publish, tp.Seconds()/ref.Seconds()), append(look, tl.Seconds()*1000)
		b.ReportMetric(mem, "MiB-peak")
		b.ReportMetric(100*(after-before)/before, "%growth")
		b.ReportMetric(100*float64(changed)/float64(*benchRows), "%changed-rows")
		b.ReportMetric(size(b, one), "MiB-file")
	}
	for name, v := range map[string][]float64{"load/read_csv": first, "second/first": second, "publish/read_csv": publish, "ms-empty-look": look} {
		slices.Sort(v)
		b.ReportMetric(v[len(v)/2], name)
	}
	b.ReportMetric(0, "ns/op")
}
