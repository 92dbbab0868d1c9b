package pipeline_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
	"jevons/sources/catalog"
	"jevons/sources/sample"
	models "jevons/sql"
	"jevons/transforms/compute"
)

// Analysts open what we publish with programs of other versions than ours.
// READERS_PYTHON lists interpreters, joined by colons, that have some duckdb
// installed, and may have pandas, polars and pyarrow.
func TestOtherProgramsReadWhatIsPublished(t *testing.T) {
	pythons := os.Getenv("READERS_PYTHON")
	if pythons == "" {
		t.Skip("READERS_PYTHON names no Python interpreters with duckdb installed")
	}
	dir := t.TempDir()
	r, err := pipeline.Open(context.Background(), pipeline.Config{Dir: dir, Datasets: catalog.All(), SQL: models.Files, Computes: compute.All(), Version: "test",
		Env: pipeline.Env{Now: time.Now, Getenv: func(string) string { return "" },
			Sleep: func(context.Context, time.Duration) error { return nil }, Jitter: func() float64 { return 0 }}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Run(context.Background(), pipeline.Source{Mirror: sample.Mirror(), Sample: true}); err != nil {
		t.Fatal(err)
	}
	p, err := r.Publish(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	type answer struct {
		DuckDB   string `json:"duckdb"`
		Database map[string]float64
		Parquet  map[string]map[string]any
	}
	var first *answer
	for _, python := range strings.Split(pythons, ":") {
		cmd := exec.Command(python, filepath.Join("testdata", "readers.py"), dir)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s", python, err, err.(*exec.ExitError).Stderr)
		}
		var a answer
		if err := json.Unmarshal(out, &a); err != nil {
			t.Fatal(err)
		}
		t.Logf("duckdb %s reads %d relations", a.DuckDB, len(a.Database))
		if first == nil {
			first = &a
			for name, n := range p.Rows {
				if got, ok := a.Database[name]; ok && int64(got) != n {
					t.Errorf("%s: %v rows of %d", name, got, n)
				}
			}
		}
		if d := cmp.Diff(first.Database, a.Database); d != "" {
			t.Errorf("duckdb %s and %s differ:\n%s", first.DuckDB, a.DuckDB, d)
		}
		for _, f := range p.Manifest.Files {
			for program, n := range a.Parquet[f.File] {
				if program == "marked" {
					// The catalogue of indicators is written by hand and rests on no data.
					if want := fmt.Sprint(f.File != "marts/indicator_status.parquet"); n != want {
						t.Errorf("%s says sample data: %v, want %s", f.File, n, want)
					}
				} else if int64(n.(float64)) != f.Rows {
					t.Errorf("%s: %s reads %v rows of %d", f.File, program, n, f.Rows)
				}
			}
		}
	}
}
