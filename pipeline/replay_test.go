package pipeline_test

import (
	"context"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
	"jevons/pipeline/fault"
	"jevons/pipeline/fault/faulttest"
	"jevons/pipeline/warehouse"
)

// cycled is a folder after a whole cycle, and its state.
func cycled(t *testing.T) (dir string, want state) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	r := openRunner(t, toyConfig(dir))
	if err := cycle(context.Background(), r, dir); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, publishedState(t, dir)
}

// rebuilt opens a folder, publishes everything again and compares. It returns
// what Open said that it mended.
func rebuilt(t *testing.T, dir string, want state) []string {
	t.Helper()
	for _, n := range []string{warehouse.StableName, "snapshot.json", "snapshots", "parquet"} {
		if err := os.RemoveAll(filepath.Join(dir, n)); err != nil {
			t.Fatal(err)
		}
	}
	r := openRunner(t, toyConfig(dir))
	defer r.Close()
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, publishedState(t, dir)); d != "" {
		t.Errorf("the rebuilt state differs (-want +got):\n%s", d)
	}
	return r.Healed
}

// TestArchiveAloneRebuildsEverything damages the working file in every way that
// was seen or can be thought of; what is published afterwards, Parquet bytes
// included, is the same.
func TestArchiveAloneRebuildsEverything(t *testing.T) {
	inside := func(statements ...string) func(*testing.T, string) {
		return func(t *testing.T, file string) {
			db, err := sql.Open("duckdb", file)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for _, s := range statements {
				if _, err := db.Exec(s); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	overwrite := func(change func(b []byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, file string) {
			b, err := os.ReadFile(file)
			if err == nil {
				err = os.WriteFile(file, change(b), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, file string)
		healed string // part of what is said; "" when nothing needs to be
	}{
		{"nothing", func(*testing.T, string) {}, ""},
		{"file deleted", func(t *testing.T, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}, "lacks"},
		{"file empty", overwrite(func([]byte) []byte { return nil }), "lacks"},
		{"file of garbage", overwrite(func([]byte) []byte { return []byte(strings.Repeat("garbage ", 4096)) }), "cannot be used"},
		{"file cut in half", overwrite(func(b []byte) []byte { return b[:len(b)/2] }), "cannot be used"},
		{"header damaged", overwrite(func(b []byte) []byte { b[4096+16] ^= 0xff; b[8192+16] ^= 0xff; return b }), "cannot be used"},
		{"layout of another version", inside("UPDATE meta.info SET version = version + 1"), "another layout"},
		{"rows deleted", inside("DELETE FROM store.toy_jobs WHERE _rev = 1"), "toy.jobs holds"},
		{"a landing deleted with its rows", inside("DELETE FROM store.toy_prices WHERE _load = (SELECT max(load) FROM meta.ledger WHERE dataset = 'toy.prices')",
			"DELETE FROM meta.ledger WHERE load = (SELECT max(load) FROM meta.ledger WHERE dataset = 'toy.prices')"), "toy.prices lacks 1 landings"},
		{"everything deleted", inside("DELETE FROM store.toy_jobs", "DELETE FROM store.toy_prices", "DELETE FROM meta.ledger", "DELETE FROM meta.quarantine"), "lacks"},
		{"a table dropped", inside("DROP VIEW raw.toy_jobs", "DROP VIEW latest.toy_jobs", "DROP TABLE store.toy_jobs"), "toy.jobs"},
		{"texts deleted", inside("DELETE FROM store.toy_jobs_text"), "no texts"},
		{"texts dropped", inside("DROP TABLE store.toy_jobs_text"), "toy.jobs"},
		{"declared otherwise", inside("UPDATE meta.dataset SET fingerprint = 'another' WHERE name = 'toy.jobs'"), "toy.jobs is declared otherwise"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir, want := cycled(t)
			c.damage(t, pipeline.Folder(dir).Working())
			healed := strings.Join(rebuilt(t, dir, want), "\n")
			if (c.healed == "") != (healed == "") || !strings.Contains(healed, c.healed) {
				t.Errorf("said to have mended %q, want %q", healed, c.healed)
			}
		})
	}
}

// TestDamagedWriteAheadLogLosesNothing kills before the log of the working file
// is folded into it, and cuts or changes the log. DuckDB opens a file with a cut
// log without a word, without the transactions that were in it.
func TestDamagedWriteAheadLogLosesNothing(t *testing.T) {
	_, want := cycled(t)
	for name, damage := range map[string]func(b []byte) []byte{
		"whole":   func(b []byte) []byte { return b },
		"empty":   func(b []byte) []byte { return nil },
		"third":   func(b []byte) []byte { return b[:len(b)/3] },
		"tail":    func(b []byte) []byte { return b[:len(b)-1] },
		"flipped": func(b []byte) []byte { b[len(b)/2] ^= 0x10; return b },
		"zeroed":  func(b []byte) []byte { clear(b[len(b)/2:]); return b },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "data")
			// The second snapshot's copy is made of the closed file, so the last
			// transaction before it is the last that leaves a log.
			last := 0
			for hit := 12; hit > 6 && last == 0; hit-- {
				if faulttest.Kill(t, "cycle", fault.MergeDone, hit, dirEnv+"="+dir) {
					last = hit
				} else if err := os.RemoveAll(dir); err != nil {
					t.Fatal(err)
				}
			}
			log := pipeline.Folder(dir).Working() + ".wal"
			b, err := os.ReadFile(log)
			if err != nil || len(b) == 0 {
				t.Fatalf("killed at commit %d, %d bytes of log: %v", last, len(b), err)
			}
			if err := os.WriteFile(log, damage(b), 0o644); err != nil {
				t.Fatal(err)
			}
			r := openRunner(t, toyConfig(dir))
			if err := finish(context.Background(), r, dir); err != nil {
				t.Fatal(err)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
			rebuilt(t, dir, want)
		})
	}
}

// TestOpenFailsWithoutPanicWhereTheArchiveCannotBe covers the ways out of Open
// before there is a warehouse.
func TestOpenFailsWithoutPanicWhereTheArchiveCannotBe(t *testing.T) {
	for _, name := range []string{"archive", "warehouse"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if r, err := pipeline.Open(context.Background(), toyConfig(dir)); err == nil || r != nil {
			t.Errorf("a file in the place of folder %s: runner %v, %v", name, r, err)
		}
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		openRunner(t, toyConfig(dir)) // the lock was given back
	}
}

// TestCancelledPublicationLeavesAWarehouseToWorkWith cancels while the working
// file is closed for copying.
func TestCancelledPublicationLeavesAWarehouseToWorkWith(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	r := openRunner(t, toyConfig(dir))
	if err := walk(context.Background(), r, 1); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Publish(ctx); err == nil {
		t.Error("a cancelled publication says that it worked")
	}
	if err := finish(context.Background(), r, dir); err != nil {
		t.Error(err)
	}
}

// TestPublicationSweepsWhatAnotherLeft plants the names that killed
// publications and exports leave.
func TestPublicationSweepsWhatAnotherLeft(t *testing.T) {
	dir, want := cycled(t)
	for _, n := range []string{".link-a", ".tmp-snapshot.json", "snapshots/.next-a.duckdb", "snapshots/.next-a.duckdb.wal", "snapshots/.tmp-a.json",
		"parquet/.tmp-manifest.json", "parquet/marts/.tmp-x.parquet", "parquet/marts/tmp_.tmp-x.parquet"} {
		if err := os.WriteFile(filepath.Join(dir, n), []byte("left"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// What is not ours stays.
	mine := []string{".hidden", "parquet/marts/mine.parquet.txt", "notes.tmp"}
	for _, n := range mine {
		if err := os.WriteFile(filepath.Join(dir, n), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	openRunner(t, toyConfig(dir)).Close()
	for _, n := range mine {
		if err := os.Remove(filepath.Join(dir, n)); err != nil {
			t.Error(err)
		}
	}
	checkSwept(t, dir)
	if d := cmp.Diff(want, publishedState(t, dir)); d != "" {
		t.Error(d)
	}
	if _, err := fs.Stat(os.DirFS(dir), warehouse.StableName); err != nil {
		t.Error(err)
	}
}
