package pipeline_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// contents are the rows of every table that an analyst reads.
func contents(t *testing.T, path string) map[string][]string {
	t.Helper()
	db := readOnly(t, path)
	defer db.Close()
	out := map[string][]string{}
	for _, q := range []string{"SELECT DISTINCT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name IN ('core', 'marts') ORDER BY 1",
		"SELECT DISTINCT schema_name || '.' || view_name FROM duckdb_views() WHERE schema_name IN ('raw', 'latest') ORDER BY 1"} {
		for _, table := range texts(t, db, q) {
			out[table] = texts(t, db, "SELECT CAST(t AS VARCHAR) FROM "+table+" AS t ORDER BY 1")
		}
	}
	out["ledger"] = texts(t, db, "SELECT dataset || part || sha256 || CAST(known_at AS VARCHAR) FROM meta.landing ORDER BY 1")
	return out
}

// TestWhatComesLaterDoesNotChangeWhatWasKnown builds as of one instant from a
// folder that ends there, and from one that goes on with other bytes.
func TestWhatComesLaterDoesNotChangeWhatWasKnown(t *testing.T) {
	ctx := context.Background()
	build := func(dir string, editions int, at time.Time) string {
		t.Helper()
		r := openRunner(t, toyConfig(dir))
		if err := walk(ctx, r, editions); err != nil {
			t.Fatal(err)
		}
		if editions > 1 {
			if err := finish(ctx, r, dir); err != nil {
				t.Fatal(err)
			}
		}
		to := filepath.Join(t.TempDir(), "then.duckdb")
		p, err := r.BuildAsOf(ctx, at, to)
		if err != nil || p.Path != to {
			t.Fatal(p, err)
		}
		if _, err := r.BuildAsOf(ctx, at, to); err == nil {
			t.Error("a file that was there was written over")
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		return to
	}
	at := day(2).Add(12 * time.Hour)
	short, long := contents(t, build(filepath.Join(t.TempDir(), "a"), 1, at)), contents(t, build(filepath.Join(t.TempDir(), "b"), 2, at))
	// The longer folder was also given an older vintage, which was known then.
	delete(short, "ledger")
	delete(long, "ledger")
	for _, table := range []string{"latest.toy_jobs", "latest.toy_prices", "core.jobs", "marts.jobs_total"} {
		if len(short[table]) == 0 {
			t.Errorf("%s is empty", table)
		}
	}
	if diff := cmp.Diff(short["core.jobs"], long["core.jobs"]); diff != "" {
		t.Error(diff)
	}
	early := contents(t, build(filepath.Join(t.TempDir(), "c"), 1, day(1)))
	if n := len(early["latest.toy_jobs"]) + len(early["marts.jobs_total"]); n > 0 {
		t.Errorf("%d rows before anything was known", n)
	}
}
