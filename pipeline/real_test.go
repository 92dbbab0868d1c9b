package pipeline_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
	"jevons/pipeline/warehouse"
	"jevons/sources/catalog"
	models "jevons/sql"
	"jevons/transforms"
	"jevons/transforms/compute"
)

// realFigures is realData for tests of what models make of the files: DuckDB
// computes that, and the race detector has nothing to see in it.
func realFigures(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("what models make of real files is tested without -short")
	}
	return realData(t)
}

// realData is a folder with files as providers published them, which does not
// belong to the project: shared/realdata beside the checkout or above it, or
// where JEVONS_REALDATA says.
func realData(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("JEVONS_REALDATA"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if p := filepath.Join(dir, "shared", "realdata"); isDir(p) {
			return p
		}
	}
	t.Skip("no folder shared/realdata with real files; set JEVONS_REALDATA to run this test")
	return ""
}

func isDir(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.IsDir()
}

// realRunner builds the models named and what they read, or all where none is named.
func realRunner(t testing.TB, dir string, only ...string) *pipeline.Runner {
	t.Helper()
	var files fs.FS = models.Files
	if len(only) > 0 {
		files = modelsOf(t, only)
	}
	// A second a call, so that landings without a stated vintage have one each.
	clock := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	r, err := pipeline.Open(context.Background(), pipeline.Config{Dir: dir, Datasets: catalog.All(), SQL: files, Computes: compute.All(), Version: "test",
		Env: pipeline.Env{Now: func() time.Time { clock = clock.Add(time.Second); return clock }, Getenv: func(string) string { return "" },
			Sleep: func(context.Context, time.Duration) error { return nil }, Jitter: func() float64 { return 0 }}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// tableName is the name of a table in a model. More than the model reads may look
// like one, which builds a model too many.
var tableName = regexp.MustCompile(`\b(?:core|marts|claims|ref)\.[a-z0-9_]+`)

// modelsOf are the files of some models, and of the models and reference tables
// that they read.
func modelsOf(t testing.TB, names []string) fs.FS {
	t.Helper()
	all, refs, err := transforms.Load(models.Files)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, m := range all {
		files[m.String()] = m.File
	}
	for _, r := range refs {
		files[r.String()] = r.File
	}
	out, todo := fstest.MapFS{}, slices.Clone(names)
	for len(todo) > 0 {
		name, file := todo[0], files[todo[0]]
		todo = todo[1:]
		switch {
		case file == "" && slices.Contains(names, name):
			t.Fatalf("there is no model %s", name)
		case file == "" || out[file] != nil:
			continue
		}
		b, err := fs.ReadFile(models.Files, file)
		if err != nil {
			t.Fatal(err)
		}
		out[file] = &fstest.MapFile{Data: b}
		if strings.HasSuffix(file, ".sql") {
			todo = append(todo, tableName.FindAllString(string(b), -1)...)
		}
	}
	return out
}

func loadReal(t testing.TB, r *pipeline.Runner, dir string, f realFile) pipeline.Run {
	t.Helper()
	var at time.Time
	if f.at != "" {
		at, _ = time.Parse(time.DateOnly, f.at)
	}
	run, err := r.LoadFile(context.Background(), f.dataset, filepath.Join(dir, f.path), f.part, at)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func published(t *testing.T, dir, query string) (out []string) {
	t.Helper()
	err := warehouse.Query(context.Background(), dir, query, warehouse.Options{TempDir: t.TempDir()}, func(_, _ []string, row []any) error {
		if row == nil {
			return nil
		}
		cells := make([]string, len(row))
		for i, x := range row {
			if at, ok := x.(time.Time); ok {
				x = at.Format(time.DateOnly)
			}
			cells[i] = fmt.Sprint(x)
		}
		out = append(out, strings.Join(cells, " "))
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

func TestRealFilesLoadWithClosedLedgersAndGiveTheKnownFigures(t *testing.T) {
	t.Parallel()
	data, dir := realData(t), t.TempDir()
	r := realRunner(t, dir)
	for _, f := range realFiles {
		if testing.Short() && slices.Contains(slowFiles, f.path) {
			continue
		}
		run := loadReal(t, r, data, f)
		c, want := run.Counts, pipeline.Loaded
		if f.read == 0 {
			want = pipeline.Unchanged
		}
		if run.Outcome != want || c.Read != f.read || c.Kept != f.kept || c.Quarantined != f.quarantined || c.Ignored != f.ignored {
			t.Errorf("%s %s: %s, %+v; %v", f.dataset, f.path, run.Outcome, c, run.Err)
		}
		if c.Read+c.Ignored != c.Records || c.Kept+c.Quarantined != c.Read {
			t.Errorf("%s: %d records, %d read, %d kept, %d quarantined, %d ignored", f.path, c.Records, c.Read, c.Kept, c.Quarantined, c.Ignored)
		}
	}
	p, err := r.Publish(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	// May 2018 is counted by the occupations of 2010, of which not all have a score.
	if len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], `"high coverage" does not hold, first for year=2018 `) {
		t.Errorf("models warn: %v", p.Warnings)
	}
	t.Run("ledgers", func(t *testing.T) { ledgersClose(t, dir) })
	t.Run("figures", func(t *testing.T) { knownFigures(t, dir) })
	t.Run("refusals", func(t *testing.T) { refuse(t, r, data, dir, p.SHA256) })
}

// slowFiles take seconds each: workbooks of some hundred thousand cells.
var slowFiles = []string{"census/btos/State.xlsx", "philadelphia-fed/employMvMd.xlsx", "philadelphia-fed/ROUTPUTQvQd.xlsx"}

// ledgersClose asks the published file itself: every line of a file is a row or
// has a reason why it is none, and every row stands in its table or in
// quarantine.
func ledgersClose(t *testing.T, dir string) {
	answers(t, dir, `SELECT dataset, part, known_at FROM meta.landing
WHERE records <> rows_read + rows_ignored OR rows_read <> rows_kept + rows_quarantined OR (rows_ignored > 0) <> (ignored <> '')`)
	answers(t, dir, "SELECT sum(rows_quarantined) - (SELECT count(*) FROM meta.quarantine) FROM meta.landing", "0")
	// These have a record on each line: not one is lost between file and ledger.
	answers(t, dir, `SELECT dataset, part, lines, records FROM meta.landing WHERE lines > 0 AND lines <> records
  AND dataset IN ('bls.ces', 'bls.ces_series', 'bls.cpi', 'bls.oews', 'bls.productivity', 'bls.qcew', 'bls.qcew_revisions', 'crosswalk.onet_2010_2019',
    'crosswalk.soc_isco', 'epoch.benchmarks', 'epoch.data_centers', 'epoch.model_costs', 'exposure.gpts_occupations', 'exposure.gpts_tasks',
    'exposure.working_with_ai', 'ilostat.unemployment', 'indeed.ai_tracker', 'indeed.postings', 'indeed.postings_by_sector', 'indeed.wages',
    'onet.occupations', 'onet.tasks', 'skypilot.vms')`)
}

func knownFigures(t *testing.T, dir string) {
	answers(t, dir, `SELECT threshold, printf('%.4f', share_at_least), printf('%.4f', share_above) FROM marts.exposure_workers_share
WHERE year = 2021 AND rater = 'human' AND measure = 'beta' AND threshold IN (0.1, 0.5) ORDER BY 1`, "0.1 0.8150 0.8081", "0.5 0.2274 0.1936")
	answers(t, dir, `SELECT gpu, known_at, median_usd FROM marts.gpu_hour_price_vintage
WHERE cloud = 'lambda' AND gpu IN ('A10', 'H100') AND gpu_count = 1 AND tenure = 'on_demand' AND known_at < TIMESTAMP '2026-04-10' ORDER BY 1, 2`,
		"A10 2026-04-02 0.86", "A10 2026-04-06 1.29", "H100 2026-04-02 3.78", "H100 2026-04-06 4.29")
	// The workbook and the CSV of May 2021 are one table.
	answers(t, dir, "SELECT count(*) FROM raw.bls_oews_national WHERE year = 2021", "1403")
}

// refuse loads files that are no data of the dataset, and looks that the
// published file stays as it is.
func refuse(t *testing.T, r *pipeline.Runner, data, dir, sha string) {
	for _, f := range refusedFiles {
		run := loadReal(t, r, data, f.realFile)
		if run.Outcome != pipeline.Refused || !strings.Contains(run.Error, f.words) {
			t.Errorf("%s as %s: %s, %q; want %q", f.path, f.dataset, run.Outcome, run.Error, f.words)
		}
	}
	p, err := r.Publish(context.Background())
	if err != nil || p.New || p.SHA256 != sha {
		t.Errorf("after refusals: published anew %t, %v", p.New, err)
	}
	s, err := warehouse.ReadSnapshot(dir)
	if err != nil || s.SHA256 != sha {
		t.Errorf("the published file changed: %v", err)
	}
}

// TestRealNastyFilesAllHaveAnAnswer: a file added to the folder must get an answer.
func TestRealNastyFilesAllHaveAnAnswer(t *testing.T) {
	var tried []string
	for _, f := range realFiles {
		tried = append(tried, f.path)
	}
	for _, f := range refusedFiles {
		tried = append(tried, f.path)
	}
	files, err := filepath.Glob(filepath.Join(realData(t), "nasty", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		if !slices.Contains(tried, "nasty/"+filepath.Base(f)) {
			t.Errorf("nasty/%s is not tried", filepath.Base(f))
		}
	}
}

func TestRealLambdaVintagesInAnyOrder(t *testing.T) {
	t.Parallel()
	data := realData(t)
	var lambda []realFile
	for _, f := range realFiles {
		if strings.HasSuffix(f.path, "lambda/vms.csv") {
			lambda = append(lambda, f)
		}
	}
	var want []string
	orders := [][4]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}}
	if testing.Short() {
		orders = orders[:2]
	}
	for _, order := range orders {
		dir := t.TempDir()
		r := realRunner(t, dir, "marts.gpu_hour_price_vintage")
		for _, i := range order {
			if run := loadReal(t, r, data, lambda[i]); run.Err != nil {
				t.Fatal(run.Err)
			}
		}
		if _, err := r.Publish(context.Background()); err != nil {
			t.Fatal(err)
		}
		got := published(t, dir, "SELECT * FROM raw.skypilot_vms ORDER BY ALL")
		got = append(got, published(t, dir, "SELECT * FROM marts.gpu_hour_price_vintage ORDER BY ALL")...)
		if want == nil {
			want = got
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("order %v:\n%s", order, d)
		}
	}
	if len(want) < 600 {
		t.Errorf("only %d rows compared", len(want))
	}
}
