package pipeline_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
	"jevons/pipeline/fault/faulttest"
	"jevons/pipeline/landing"
	"jevons/pipeline/warehouse"
	"jevons/sources"
	"jevons/sources/decode"
)

func TestMain(m *testing.M) {
	faulttest.Main(m, os.Getenv, map[string]func() error{"cycle": cycleJob, "churn": churnJob, "read": readJob, "approve": approveJob, "hold": holdJob})
}

// toyJobs is an invented flat file: its landings can be compared line by line.
func toyJobs() *sources.Dataset {
	return &sources.Dataset{
		Name: "toy.jobs", About: "Invented job counts.", Home: "https://toy.test/", License: "none", Citation: "nobody", Redistribute: sources.RedistributeYes,
		Fetch:  sources.Get("https://toy.test/jobs.txt"),
		Decode: decode.Flat{Cells: decode.Cells{Trim: true}, Comma: '\t', Keyed: 2},
		Columns: []sources.Column{
			sources.Code("series_id", "Series.").Key().AsCode(),
			sources.Code("period", "Month.").Key(),
			sources.Number("jobs", "jobs", "Jobs.").Optional(),
			sources.Text("note", "Footnote.").Optional().AsCode(),
		},
		Complete: true,
		Fresh:    sources.Freshness{Every: sources.Irregular, Why: "made up"},
		Contract: sources.Contract{MinRows: 2, MaxBad: 0.4, MaxVanished: 0.5, Why: "made up",
			Checks: []sources.Check{{Name: "sign", Rule: "jobs >= 0", Why: "nobody employs fewer than none"}}},
	}
}

// toyPrices is an invented price list in JSON: its landings are compared by key.
func toyPrices() *sources.Dataset {
	return &sources.Dataset{
		Name: "toy.prices", About: "Invented prices.", Home: "https://toy.test/", License: "none", Citation: "nobody", Redistribute: sources.RedistributeYes,
		Fetch:  sources.Get("https://toy.test/prices.json"),
		Decode: decode.JSON{Cells: decode.Cells{Trim: true}, Path: []string{"prices"}},
		Columns: []sources.Column{
			sources.Code("model", "Model.").Key(),
			sources.Number("usd", "USD per million tokens", "Price.").Optional(),
		},
		Complete: true, Snapshot: true,
		Fresh:    sources.Freshness{Every: sources.Irregular, Why: "made up"},
		Contract: sources.Contract{MinRows: 1, MaxBad: 0.4, MaxVanished: 0.9, Why: "made up"},
	}
}

func toyDatasets() []*sources.Dataset { return []*sources.Dataset{toyJobs(), toyPrices()} }

// toyModels are a core table and a mart over it, both exported.
func toyModels() fs.FS {
	model := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"core/jobs.sql": model(`-- about: Jobs per series and month.
-- grain: series_id, period
-- unit: series_id, period = code
-- unit: jobs = jobs
-- export: parquet
SELECT series_id, period, jobs FROM latest.toy_jobs`),
		"marts/jobs_total.sql": model(`-- about: Jobs of all series per month.
-- grain: period
-- unit: period = code
-- unit: jobs = jobs
-- export: parquet
SELECT period, sum(jobs) AS jobs FROM core.jobs GROUP BY 1`),
	}
}

func jobsFile(rows ...string) []byte {
	return []byte("series_id\tperiod\tjobs\tnote\n" + strings.Join(rows, "\n") + "\n")
}

func pricesFile(prices map[string]float64) []byte {
	type row struct {
		Model string  `json:"model"`
		USD   float64 `json:"usd"`
	}
	rows := []row{}
	for _, m := range slices.Sorted(maps.Keys(prices)) {
		rows = append(rows, row{m, prices[m]})
	}
	b, err := json.Marshal(map[string]any{"prices": rows})
	if err != nil {
		panic(err)
	}
	return b
}

// toyOld is a vintage of the jobs before those of the mirror.
func toyOld() ([]byte, time.Time) {
	return jobsFile("A\tM01\t9\tP", "B\tM01\t18\t"), day(1)
}

// toyEditions are the two data files of the invented mirror at three dates. The
// jobs of the third have too many bad rows and must be refused.
func toyEditions(n int) fstest.MapFS {
	m := fstest.MapFS{}
	put := func(date, name string, b []byte) { m["@"+date+"/toy.test/"+name] = &fstest.MapFile{Data: b} }
	put("2026-01-02", "jobs.txt", jobsFile("A\tM01\t10\t", "A\tM02\t11\tP", "B\tM01\t20\t", "B\tM02\t\t", "C\tM01\t30\tP"))
	put("2026-01-02", "prices.json", pricesFile(map[string]float64{"x": 1, "y": 2, "z": 3}))
	if n > 1 {
		put("2026-01-03", "jobs.txt", jobsFile("A\tM01\t10\t", "A\tM02\t12\t", "A\tM03\t13\tP", "B\tM01\t20\t", "B\tM02\t21\t"))
		put("2026-01-03", "prices.json", pricesFile(map[string]float64{"x": 1.5, "y": 2, "w": 4}))
		// Both files change at every date, because an edition also shows the files
		// of the ones before it, and one that failed would land with a later date.
		put("2026-01-04", "prices.json", pricesFile(map[string]float64{"x": 1.25, "y": 2, "w": 4}))
		put("2026-01-04", "jobs.txt", jobsFile("A\tM01\tx\t", "A\tM02\ty\t", "A\tM03\t-1\t", "B\tM01\t20\t"))
	}
	return m
}

func day(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }

// noNet is a transport for tests that must not reach a network.
type noNet struct{}

func (noNet) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("this test has no network")
}

// toyEnv has a clock that stands still and a sleep that does not.
func toyEnv() pipeline.Env {
	return pipeline.Env{
		Now:    func() time.Time { return day(20) },
		Sleep:  func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Jitter: func() float64 { return 0 },
		Getenv: func(string) string { return "" },
		Live:   noNet{},
		Log:    slog.New(slog.DiscardHandler),
	}
}

func toyConfig(dir string) pipeline.Config {
	return pipeline.Config{Dir: dir, Datasets: toyDatasets(), SQL: toyModels(), Version: "test", Command: "test",
		Env: toyEnv(), MemoryMB: 128, Threads: 1, MinFree: 1}
}

func openRunner(t testing.TB, cfg pipeline.Config) *pipeline.Runner {
	t.Helper()
	r, err := pipeline.Open(context.Background(), cfg)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// cycle is what the fault tests disturb: an edition, a publication, and then
// [finish]. It ends with the first step that fails.
func cycle(ctx context.Context, r *pipeline.Runner, dir string) error {
	if err := walk(ctx, r, 1); err != nil {
		return err
	}
	if _, err := r.Publish(ctx); err != nil {
		return err
	}
	return finish(ctx, r, dir)
}

// finish walks all editions (new rows, revisions, withdrawals, a refusal),
// loads an older vintage, which makes the newer ones merge again, and publishes.
func finish(ctx context.Context, r *pipeline.Runner, dir string) error {
	if err := walk(ctx, r, 2); err != nil {
		return err
	}
	body, at := toyOld()
	old := filepath.Join(filepath.Dir(dir), filepath.Base(dir)+".old.txt")
	if err := os.WriteFile(old, body, 0o644); err != nil {
		return err
	}
	run, err := r.LoadFile(ctx, "toy.jobs", old, "", at)
	if err := errors.Join(err, run.Err); err != nil {
		return err
	}
	_, err = r.Publish(ctx)
	return err
}

func walk(ctx context.Context, r *pipeline.Runner, editions int) error {
	runs, err := r.Run(ctx, pipeline.Source{Mirror: toyEditions(editions)})
	for _, run := range runs {
		if run.Outcome == pipeline.Failed {
			err = errors.Join(err, run.Err)
		}
	}
	return err
}

// state is everything about a data folder that a fault must not change.
type state struct {
	Snapshot string
	Rows     []string           // of every table and view, after its name
	Landings map[string][]int64 // of the journals
	Parquet  map[string]string  // hash of each file
}

// publishedState reads the state from what readers see, and checks on the way
// that the ledgers close.
func publishedState(t testing.TB, dir string) state {
	t.Helper()
	db := readOnly(t, filepath.Join(dir, warehouse.StableName))
	defer db.Close()
	s := state{Landings: map[string][]int64{}, Parquet: map[string]string{}}
	var all []string
	for _, rel := range texts(t, db, `SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name IN ('core', 'marts')
UNION ALL SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE schema_name IN ('raw', 'latest') ORDER BY 1`) {
		all = append(all, fmt.Sprintf("SELECT '%[1]s ' || CAST(r AS VARCHAR) FROM %[1]s AS r", rel))
	}
	s.Rows = texts(t, db, strings.Join(all, " UNION ALL ")+` UNION ALL SELECT 'meta.snapshot ' || id FROM meta.snapshot
UNION ALL SELECT 'meta.quarantine ' || CAST(q AS VARCHAR) FROM meta.quarantine AS q
UNION ALL SELECT concat_ws(' ', 'meta.ledger', dataset, part, id, sha256, outcome, known_at, known_by, records, rows_read, rows_kept,
  rows_new, rows_revised, rows_withdrawn, rows_quarantined, rows_ignored, ignored, error) FROM meta.ledger ORDER BY 1`)
	s.Snapshot = texts(t, db, "SELECT id FROM meta.snapshot")[0]
	checkLedgers(t, db, dir)
	a, err := landing.Open(dir, landing.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{"toy.jobs", "toy.prices"} {
		history, err := a.History(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range history {
			s.Landings[d] = append(s.Landings[d], l.ID)
		}
	}
	s.Parquet = parquetFiles(t, dir)
	return s
}

// checkLedgers holds the ledger inside the file against the tables and against
// the one beside the archive.
func checkLedgers(t testing.TB, db *sql.DB, dir string) {
	t.Helper()
	if bad := texts(t, db, `SELECT 'records do not add up: ' || dataset FROM meta.ledger
  WHERE records <> rows_kept + rows_quarantined + rows_ignored OR rows_read <> rows_kept + rows_quarantined
UNION ALL SELECT 'a landing is there twice: ' || id FROM meta.ledger GROUP BY id HAVING count(*) > 1
UNION ALL SELECT 'rows of no landing: ' || _landing FROM raw.toy_jobs WHERE _landing NOT IN (SELECT id FROM meta.landing)
UNION ALL SELECT 'a vintage of a key is there twice: ' || series_id || period FROM raw.toy_jobs GROUP BY series_id, period, _rev HAVING count(*) > 1
UNION ALL SELECT 'table and ledger disagree: ' || dataset FROM meta.landing GROUP BY dataset HAVING sum(rows_new + rows_revised + rows_withdrawn) <>
  CASE dataset WHEN 'toy.jobs' THEN (SELECT count(*) FROM raw.toy_jobs) ELSE (SELECT count(*) FROM raw.toy_prices) END`); len(bad) > 0 {
		t.Errorf("%q", bad)
	}
	a, err := landing.Open(dir, landing.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	loads, err := a.Loads()
	if err != nil {
		t.Fatal(err)
	}
	last := map[int64]landing.LoadRecord{}
	for _, l := range loads {
		last[l.Landing] = l
	}
	var outer []string
	for _, l := range last {
		outer = append(outer, fmt.Sprint(l.Landing, " ", l.Dataset, " ", strings.Replace(l.Outcome, "loaded", "merged", 1), " ", l.Records, " ", l.Kept, " ", l.New, " ", l.Revised, " ", l.Withdrawn, " ", l.Quarantined))
	}
	slices.Sort(outer)
	inner := texts(t, db, `SELECT concat_ws(' ', id, dataset, outcome, records, rows_kept, rows_new, rows_revised, rows_withdrawn, rows_quarantined) AS x FROM meta.ledger`)
	slices.Sort(inner)
	if d := cmp.Diff(inner, outer); d != "" {
		t.Errorf("the ledgers inside and beside the file differ (-inside +beside):\n%s", d)
	}
}

// parquetFiles are the hashes of the files under final names, and checks that
// DuckDB reads each.
func parquetFiles(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, err := filepath.Glob(filepath.Join(dir, "parquet", "*", "[a-z]*.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		out[filepath.Base(f)] = hex.EncodeToString(sum[:])
		if !bytes.HasPrefix(b, []byte("PAR1")) || !bytes.HasSuffix(b, []byte("PAR1")) {
			t.Errorf("%s is half a Parquet file of %d bytes", f, len(b))
		}
	}
	return out
}

func readOnly(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", path+"?access_mode=read_only&threads=1&memory_limit=128MB&temp_directory="+t.TempDir())
	if err == nil {
		err = db.Ping()
	}
	if err != nil {
		t.Fatalf("open %s as a reader: %v", path, err)
	}
	return db
}

func texts(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	out := []string{}
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func hashOf(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
