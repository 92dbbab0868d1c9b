package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jevons/sources"
)

func build(models ...string) Build {
	return Build{Version: "test", Hash: fmt.Sprint(models), Run: func(ctx context.Context, conn *sql.Conn, _ []*sql.Conn, _ time.Time) error {
		for _, m := range models {
			if _, err := conn.ExecContext(ctx, m); err != nil {
				return err
			}
		}
		return nil
	}}
}

func publish(t *testing.T, w *Warehouse, dir string, b Build) Snapshot {
	t.Helper()
	s, _, err := w.Publish(context.Background(), dir, b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ask(t *testing.T, dir, query string) string {
	t.Helper()
	var out strings.Builder
	err := Query(context.Background(), dir, query, Options{TempDir: t.TempDir()}, func(_, _ []string, row []any) error {
		for i, x := range row {
			if i > 0 {
				out.WriteByte(' ')
			}
			fmt.Fprint(&out, x)
		}
		if row != nil {
			out.WriteByte('\n')
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out.String()
}

func TestPublishedFileHasEverythingAndIsReadOnly(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	s.load(t, w, s.put("", body("A|1|10|", "B|1|1|P"), day(1)))
	s.load(t, w, s.put("", body("A|1|12|"), day(2)))
	dir := t.TempDir()
	snap := publish(t, w, dir, build("CREATE SCHEMA marts", "CREATE TABLE marts.m AS SELECT sum(value) AS total FROM latest.toy_series"))
	if got := ask(t, dir, "SELECT total FROM marts.m"); got != "12\n" {
		t.Errorf("mart: %q", got)
	}
	if got := ask(t, dir, "SELECT series_id, value FROM raw.toy_series_asof('2026-01-01 12:00:00') ORDER BY 1"); got != "A 10\nB 1\n" {
		t.Errorf("as of: %q", got)
	}
	if got := ask(t, dir, "SELECT id FROM meta.snapshot"); got != snap.ID+"\n" {
		t.Errorf("snapshot: %q", got)
	}
	if got := ask(t, dir, "SELECT comment FROM duckdb_columns() WHERE schema_name = 'latest' AND column_name = 'value'"); got != "Value. Unit: jobs.\n" {
		t.Errorf("comment: %q", got)
	}
	st, err := os.Stat(filepath.Join(dir, StableName))
	if err != nil || st.Mode().Perm() != 0o444 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	err = Query(context.Background(), dir, "DELETE FROM meta.snapshot", Options{TempDir: t.TempDir()}, func(_, _ []string, _ []any) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("a write to the published file: %v", err)
	}
	if _, isNew, err := w.Publish(context.Background(), dir, build("CREATE SCHEMA marts", "CREATE TABLE marts.m AS SELECT sum(value) AS total FROM latest.toy_series")); err != nil || isNew {
		t.Errorf("publishing the same again: new %t, %v", isNew, err)
	}
}

func TestFailedModelLeavesThePublishedFile(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	s.load(t, w, s.put("", body("A|1|10|"), day(1)))
	dir := t.TempDir()
	first := publish(t, w, dir, build())
	s.load(t, w, s.put("", body("A|1|11|"), day(2)))
	if _, _, err := w.Publish(context.Background(), dir, build("SELECT no_such_column FROM latest.toy_series")); err == nil {
		t.Fatal("a broken model was published")
	}
	if got := ask(t, dir, "SELECT value FROM latest.toy_series"); got != "10\n" {
		t.Errorf("published: %q", got)
	}
	if now, err := ReadSnapshot(dir); err != nil || now.ID != first.ID {
		t.Errorf("snapshot %v, %v", now.ID, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "snapshots", ".next*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	// The working file is open again and loads go on.
	if c := s.load(t, w, s.put("", body("A|1|12|"), day(3))); c.Revised != 1 {
		t.Errorf("%+v", c)
	}
}

func TestStaleWALStopsPublication(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	s.load(t, w, s.put("", body("A|1|10|"), day(1)))
	dir := t.TempDir()
	publish(t, w, dir, build())
	wal := filepath.Join(dir, StableName+".wal")
	if err := os.WriteFile(wal, []byte("left by a killed writer"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.load(t, w, s.put("", body("A|1|11|"), day(2)))
	_, _, err := w.Publish(context.Background(), dir, build())
	if err == nil || !strings.Contains(err.Error(), "remove the .wal") {
		t.Fatalf("got %v", err)
	}
	if err := os.Remove(wal); err != nil {
		t.Fatal(err)
	}
	publish(t, w, dir, build())
	if got := ask(t, dir, "SELECT value FROM latest.toy_series"); got != "11\n" {
		t.Errorf("published: %q", got)
	}
}

func TestLastThreeSnapshotsStay(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	dir := t.TempDir()
	for n := range 5 {
		s.load(t, w, s.put("", body(fmt.Sprintf("A|1|%d|", n)), day(1+n)))
		publish(t, w, dir, build())
	}
	files, err := filepath.Glob(filepath.Join(dir, "snapshots", "*.duckdb"))
	if err != nil || len(files) != keepSnapshots {
		t.Errorf("%d files: %v %v", len(files), files, err)
	}
	a, err := os.Stat(filepath.Join(dir, StableName))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range files {
		b, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		found = found || os.SameFile(a, b)
	}
	if !found {
		t.Error("the stable name is none of the snapshots")
	}
}

func TestHeldFileIsUndisturbed(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	s.load(t, w, s.put("", body("A|1|10|"), day(1)))
	dir := t.TempDir()
	publish(t, w, dir, build())
	held, err := openDB(filepath.Join(dir, StableName), Options{MemoryMB: 100, Threads: 1, TempDir: t.TempDir()}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	for n := 2; n < 5; n++ {
		s.load(t, w, s.put("", body(fmt.Sprintf("A|1|%d|", 10*n)), day(n)))
		publish(t, w, dir, build())
	}
	var v float64
	if err := held.QueryRow("SELECT value FROM latest.toy_series").Scan(&v); err != nil || v != 10 {
		t.Errorf("the held file shows %v, %v", v, err)
	}
	if got := ask(t, dir, "SELECT value FROM latest.toy_series"); got != "40\n" {
		t.Errorf("the new file shows %q", got)
	}
}

func TestLostRowsAreFound(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	s.load(t, w, s.put("", body("A|1|10|", "A|2|1|"), day(1)))
	if err := w.exec(context.Background(), "DELETE FROM store.toy_series WHERE period = '2'"); err != nil {
		t.Fatal(err)
	}
	p, err := w.Problems(context.Background(), []*sources.Dataset{s.d})
	if err != nil || len(p) != 1 || p[0] != "toy.series holds 1 rows, the ledger says 2" {
		t.Errorf("%q %v", p, err)
	}
}

func TestFullDiskIsRefusedBeforeWork(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	w.opt.Free = func(string) (uint64, error) { return 100 << 20, nil }
	_, err := w.Load(context.Background(), s.d, s.put("", body("A|1|10|"), day(1)), s.files, nil)
	if err == nil || !strings.Contains(err.Error(), "make room") {
		t.Errorf("load: %v", err)
	}
	if _, _, err := w.Publish(context.Background(), t.TempDir(), build()); err == nil || !strings.Contains(err.Error(), "make room") {
		t.Errorf("publish: %v", err)
	}
	w.watch(errors.New("IO Error: Could not write file: No space left on device"))
	w.opt.Free = nil
	if _, err := w.Load(context.Background(), s.d, s.put("", body("A|1|10|"), day(1)), s.files, nil); err == nil || !strings.Contains(err.Error(), "not to be trusted") {
		t.Errorf("after a full disk: %v", err)
	}
}

func TestExportLeavesWholeFilesOnly(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	s.load(t, w, s.put("", body("B|1|1|", "A|1|10|"), day(1)))
	dir, out := t.TempDir(), t.TempDir()
	publish(t, w, dir, build("CREATE SCHEMA marts", "CREATE TABLE marts.m AS SELECT series_id, value FROM latest.toy_series",
		"CREATE TABLE meta.model (schema VARCHAR, name VARCHAR, rows BIGINT, is_sample BOOLEAN)", "INSERT INTO meta.model VALUES ('marts', 'm', 2, true)"))
	want := []Wanted{{"marts", "m", []string{"series_id"}}}
	m, err := Export(context.Background(), dir, out, want, Options{TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != 1 || m.Files[0].Rows != 2 || !m.Files[0].Sample {
		t.Errorf("%+v", m)
	}
	again, err := Export(context.Background(), dir, out, want, Options{TempDir: t.TempDir()})
	if err != nil || again.Files[0].SHA256 != m.Files[0].SHA256 {
		t.Errorf("a second export gives %v, %v", again.Files, err)
	}
	if got := ask(t, dir, "SELECT string_agg(series_id, '') FROM read_parquet("+lit(filepath.Join(out, "marts", "m.parquet"))+")"); got != "AB\n" {
		t.Errorf("rows: %q", got)
	}
	if left, _ := filepath.Glob(filepath.Join(out, "marts", ".tmp*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestSnapshotTellsTheNewestPeriods: of the newest state only, without withdrawn
// rows and without projections of periods that have not begun.
func TestSnapshotTellsTheNewestPeriods(t *testing.T) {
	years := toy(func(d *sources.Dataset) {
		d.Name = "toy.years"
		d.Columns = append(d.Columns, sources.Year("year", "Year.").Shown("CAST(period AS SMALLINT)"))
		d.Fresh = sources.Freshness{Every: sources.Yearly, Period: "year", Lag: 30, Why: "made up"}
	})
	days := toy(func(d *sources.Dataset) {
		d.Name = "toy.days"
		d.Columns = append(d.Columns, sources.Date("day", "Day.").Shown("make_date(2026, 1, CAST(period AS INTEGER))"))
		d.Fresh = sources.Freshness{Every: sources.Daily, Period: "day", Lag: 3, Why: "made up"}
	})
	empty := toy(func(d *sources.Dataset) {
		d.Name, d.Columns, d.Fresh = "toy.empty", days.Columns, days.Fresh
	})
	w := open(t) // its clock stands at 28 January 2026
	a, b := newShelf(years), newShelf(days)
	a.load(t, w, a.put("", body("A|2024|10|", "A|2025|11|", "A|2031|12|"), day(1)))
	b.load(t, w, b.put("", body("A|5|10|", "A|28|11|", "A|29|12|"), day(1)))
	if _, err := w.Ensure(context.Background(), []*sources.Dataset{empty}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	first := publish(t, w, dir, build())
	if got := fmt.Sprint(first.Newest); got != "map[toy.days:2026-01-28 toy.years:2025-01-01]" {
		t.Errorf("newest periods: %s", got)
	}
	b.load(t, w, b.put("", body("A|5|10|", "A|29|12|"), day(2)))
	publish(t, w, dir, build())
	s, err := ReadSnapshot(dir)
	if err != nil || s.Newest["toy.days"] != "2026-01-05" {
		t.Errorf("after a withdrawal: %v, %v", s.Newest, err)
	}
}
