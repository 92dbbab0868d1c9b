package pipeline_test

import (
	"context"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
)

// TestAVerdictThatFlipsIsWrittenDown publishes two editions between which a
// claim's verdict changes, and a third time without a change.
func TestAVerdictThatFlipsIsWrittenDown(t *testing.T) {
	ctx := context.Background()
	cfg := toyConfig(t.TempDir())
	models := toyModels().(fstest.MapFS)
	models["claims/verdict.sql"] = &fstest.MapFile{Data: []byte(`-- about: What the data say of the claims.
-- grain: claim
-- unit: claim, verdict = code
-- unit: value = jobs
SELECT 'few' AS claim, CASE WHEN max(jobs) > 32 THEN 'contradicted' ELSE 'supported' END AS verdict, max(jobs) AS value FROM marts.jobs_total
UNION ALL SELECT 'none', 'not testable', NULL`)}
	cfg.SQL = models
	r := openRunner(t, cfg)
	step := func(editions fstest.MapFS) {
		t.Helper()
		if _, err := r.Run(ctx, pipeline.Source{Mirror: editions}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Publish(ctx); err != nil {
			t.Fatal(err)
		}
	}
	edition := func(date, jobs string) fstest.MapFS {
		return fstest.MapFS{"@" + date + "/toy.test/jobs.txt": &fstest.MapFile{Data: jobsFile("A\tM01\t"+jobs+"\t", "B\tM01\t20\t")},
			"@" + date + "/toy.test/prices.json": &fstest.MapFile{Data: pricesFile(map[string]float64{"x": 1})}}
	}
	step(edition("2026-01-02", "10"))
	step(edition("2026-01-03", "11")) // another value, the same verdict
	step(edition("2026-01-05", "14"))
	if _, err := r.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2026-01-02 00:00:00 few  supported 30.0 first verdict",
		"2026-01-02 00:00:00 none  not testable  first verdict",
		"2026-01-05 00:00:00 few supported contradicted 34.0 toy.jobs 2026-01-05, toy.jobs 2026-01-03",
	}
	query := "SELECT concat_ws(' ', at, claim, coalesce(before, ''), verdict, coalesce(CAST(value AS VARCHAR), ''), landings) FROM claims.history ORDER BY at, claim"
	db := readOnly(t, filepath.Join(cfg.Dir, "jevons.duckdb"))
	if diff := cmp.Diff(want, texts(t, db, query)); diff != "" {
		t.Error(diff)
	}
	db.Close()
	to := filepath.Join(t.TempDir(), "then.duckdb")
	if _, err := r.BuildAsOf(ctx, day(4).Add(time.Hour), to); err != nil {
		t.Fatal(err)
	}
	db = readOnly(t, to)
	defer db.Close()
	if diff := cmp.Diff(want[:2], texts(t, db, query)); diff != "" {
		t.Error(diff)
	}
	if got := texts(t, db, "SELECT verdict FROM claims.verdict WHERE claim = 'few'"); !cmp.Equal(got, []string{"supported"}) {
		t.Error(got)
	}
}
