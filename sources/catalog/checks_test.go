package catalog_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/marcboeker/go-duckdb"

	"jevons/sources"
	"jevons/sources/catalog"
	"jevons/sources/sample"
	"jevons/sources/sourcetest"
)

// tableOf puts decoded rows into the table t of a real DuckDB.
func tableOf(t *testing.T, d *sources.Dataset, r *sourcetest.Result) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	file := filepath.Join(t.TempDir(), "rows.csv")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(out)
	if err := w.WriteAll(r.Rows); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, c := range d.Stored() {
		columns = append(columns, fmt.Sprintf("'%s': '%s'", c.Name, c.SQLType()))
	}
	columns = append(columns, "'_line': 'BIGINT'")
	_, err = db.ExecContext(context.Background(), fmt.Sprintf("create table t as select * from read_csv('%s', header = false, nullstr = '%s', delim = ',', quote = '\"', escape = '\"', auto_detect = false, columns = {%s})",
		file, sourcetest.Null, strings.Join(columns, ", ")))
	if err != nil {
		t.Fatalf("%s: %v", d.Name, err)
	}
	return db
}

// violations runs the contract's checks over rows, and gives the number of rows
// that break each.
func violations(t *testing.T, d *sources.Dataset, r *sourcetest.Result) map[string]int {
	t.Helper()
	if len(d.Contract.Checks) == 0 {
		return nil
	}
	db := tableOf(t, d, r)
	defer db.Close()
	found := map[string]int{}
	for _, c := range d.Contract.Checks {
		var n int
		if err := db.QueryRow("select count(*) from t where not coalesce((" + c.Rule + "), true)").Scan(&n); err != nil {
			t.Errorf("%s: check %q: %v", d.Name, c.Name, err)
		}
		found[c.Name] = n
	}
	return found
}

func TestChecksHoldForTheSample(t *testing.T) {
	first, err := fs.ReadDir(sample.Mirror(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range catalog.All() {
		for _, r := range d.Fetch.First(time.Date(2026, 9, 4, 0, 0, 0, 0, time.UTC)) {
			body, name := sampleLanding(t, d, r, first[:1])
			if body == nil && (r.MayLack || d.Off != "") {
				continue
			}
			if body == nil {
				t.Fatalf("%s part %q is not in the sample", d.Name, r.Part)
			}
			got, err := sourcetest.Decode(d, sourcetest.Body{Name: name, Part: r.Part, Bytes: body}, sourcetest.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for name, n := range violations(t, d, got) {
				if n > 0 {
					t.Errorf("%s part %q: check %q fails for %d rows", d.Name, r.Part, name, n)
				}
			}
		}
	}
}

func TestChecksHoldForRealFiles(t *testing.T) {
	for _, c := range []struct{ dataset, file string }{
		{"bls.ces", "bls/time.series/ce/ce.data.90a.Government.Employment"},
		{"bls.ces_series", "bls/time.series/ce/ce.series"},
		{"bls.oews_national", "bls/oews/national_May2021_dl.csv"},
		{"bls.oews_national", "bls/oews/national_M2019_dl.xlsx"},
		{"exposure.gpts_occupations", "gpts-are-gpts/occ_level.csv"},
		{"llmprices.history", "llm-prices/2026-08-05/historical-v1.json"},
		{"skypilot.vms", "skypilot-catalog/2026-05-20/azure/vms.csv"},
		{"skypilot.vms", "skypilot-catalog/2026-05-20/gcp/vms.csv"},
		{"skypilot.vms", "skypilot-catalog/2026-05-20/vast/vms.csv"},
		{"epoch.models", "epoch/notable_ai_models.csv"},
		{"crosswalk.onet_2010_2019", "crosswalks/onet_2010_to_2019_Crosswalk.csv"},
		{"crosswalk.onet_soc", "bls/ep/nem-onet-to-soc-crosswalk.xlsx"},
		{"crosswalk.soc_isco", "crosswalks/ISCO_SOC_Crosswalk.csv"},
		{"exposure.gpts_tasks", "gpts-are-gpts/full_labelset.tsv"},
		{"exposure.aioe", "aioe/AIOE_DataAppendix.xlsx"},
		{"exposure.working_with_ai", "working-with-ai/soc_ai_applicability_scores.csv"},
		{"openrouter.models", "openrouter/models_2025-12-02.json"},
		{"openrouter.models", "openrouter/models_2026-01-29.json"},
		{"onet.occupations", "onet/db_29_3_text/Occupation Data.txt"},
		{"onet.tasks", "onet/db_18_1/Task Statements.txt"},
		{"onet.tasks", "onet/db_29_3_text/Task Statements.txt"},
	} {
		d, r, err := decodeReal(t, c.dataset, c.file)
		if err != nil {
			t.Fatal(err)
		}
		for name, n := range violations(t, d, r) {
			if n > 0 {
				t.Errorf("%s: check %q fails for %d rows of %s", c.dataset, name, n, c.file)
			}
		}
	}
}
