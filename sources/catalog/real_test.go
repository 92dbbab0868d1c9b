package catalog_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jevons/sources"
	"jevons/sources/catalog"
	"jevons/sources/sourcetest"
)

// realFile finds a real file beside the checkout, and skips the test where
// there is none: real files are not part of this repository.
func realFile(t *testing.T, name string) string {
	t.Helper()
	if dir, ok := os.LookupEnv("JEVONS_REALDATA"); ok {
		return existing(t, filepath.Join(dir, name))
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for up := dir; ; up = filepath.Dir(up) {
		shared := filepath.Join(up, "shared", "realdata")
		if _, err := os.Stat(shared); err == nil {
			return existing(t, filepath.Join(shared, name))
		}
		if up == filepath.Dir(up) {
			t.Skip("no folder shared/realdata beside the checkout")
		}
	}
}

func existing(t *testing.T, path string) string {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the real file is not there: %v", err)
	}
	return path
}

func dataset(t *testing.T, name string) *sources.Dataset {
	t.Helper()
	for _, d := range catalog.All() {
		if d.Name == name {
			return d
		}
	}
	t.Fatalf("no dataset %s", name)
	return nil
}

// decodeReal decodes a real file as the part that its path tells.
func decodeReal(t *testing.T, name, file string) (*sources.Dataset, *sourcetest.Result, error) {
	t.Helper()
	d, part := dataset(t, name), ""
	if d.PartOf != nil {
		if part = d.PartOf(filepath.ToSlash(realFile(t, file))); part == "" {
			if !strings.HasPrefix(file, "nasty/") {
				t.Errorf("PartOf does not know %s", file)
			}
			part = "lambda"
		}
	}
	return decodePart(t, name, part, file)
}

// decodePart decodes a real file as a given part.
func decodePart(t *testing.T, name, part, file string) (*sources.Dataset, *sourcetest.Result, error) {
	t.Helper()
	d, path := dataset(t, name), realFile(t, file)
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sourcetest.Decode(d, sourcetest.Body{Name: filepath.Base(path), Part: part, Bytes: body}, sourcetest.Options{})
	return d, r, err
}

func TestRealFilesDecodeWhole(t *testing.T) {
	for _, c := range []struct {
		dataset, file string
		rows, keys    int
		ignored       string
		lines         int64
	}{
		{"bls.ces", "bls/time.series/ce/ce.data.90a.Government.Employment", 58523, 58523, "header 1", 58524},
		{"bls.ces_series", "bls/time.series/ce/ce.series", 23331, 23331, "header 1", 23332},
		{"bls.oews_national", "bls/oews/national_May2021_dl.csv", 1403, 1403, "header 1", 1404},
		{"bls.oews_national", "bls/oews/national_M2024_dl.csv", 1403, 1403, "header 1", 1404},
		{"bls.oews_national", "bls/oews/national_M2018_dl.xlsx", 1379, 1379, "header 1", 0},
		{"bls.oews_national", "bls/oews/national_M2019_dl.xlsx", 1329, 1329, "header 1", 0},
		{"bls.oews_national", "bls/oews/national_M2021_dl.xlsx", 1403, 1403, "header 1", 0},
		{"bls.oews_national", "bls/oews/national_M2024_dl.xlsx", 854, 854, "header 1", 0},
		{"exposure.gpts_occupations", "gpts-are-gpts/occ_level.csv", 923, 923, "header 1", 924},
		{"litellm.prices", "litellm/1.53.1/model_prices_and_context_window.json", 690, 690, "sample_spec is documentation 1", 0},
		// Two names stand twice in this release, with equal entries.
		{"litellm.prices", "litellm/1.61.20/model_prices_and_context_window.json", 804, 802, "sample_spec is documentation 1", 0},
		{"litellm.prices", "litellm/1.70.0/model_prices_and_context_window.json", 1015, 1015, "sample_spec is documentation 1", 0},
		{"litellm.prices", "litellm/1.80.0/model_prices_and_context_window.json", 1758, 1758, "sample_spec is documentation 1", 0},
		{"llmprices.history", "llm-prices/2026-08-05/historical-v1.json", 148, 148, "", 0},
		{"crosswalk.onet_2010_2019", "crosswalks/onet_2010_to_2019_Crosswalk.csv", 1164, 1164, "header 1", 1165},
		{"crosswalk.onet_soc", "bls/ep/nem-onet-to-soc-crosswalk.xlsx", 997, 997, "header 1, metadata line 4", 0},
		{"crosswalk.soc_isco", "crosswalks/ISCO_SOC_Crosswalk.csv", 1125, 1125, "header 1", 1126},
		{"exposure.gpts_tasks", "gpts-are-gpts/full_labelset.tsv", 19265, 19265, "header 1", 19266},
		{"exposure.aioe", "aioe/AIOE_DataAppendix.xlsx", 774, 774, "header 1", 0},
		{"exposure.working_with_ai", "working-with-ai/soc_ai_applicability_scores.csv", 785, 785, "header 1", 786},
		{"openrouter.models", "openrouter/models_2025-12-02.json", 335, 335, "", 0},
		{"openrouter.models", "openrouter/models_2025-12-18.json", 349, 349, "", 0},
		{"openrouter.models", "openrouter/models_2026-01-29.json", 347, 347, "", 0},
		{"onet.occupations", "onet/db_18_1/Occupation Data.txt", 1110, 1110, "header 1", 1111},
		{"onet.occupations", "onet/db_29_3_text/Occupation Data.txt", 1016, 1016, "header 1", 1017},
		{"onet.tasks", "onet/db_18_1/Task Statements.txt", 19450, 19450, "header 1", 19451},
		{"onet.tasks", "onet/db_29_3_text/Task Statements.txt", 18796, 18796, "header 1", 18797},
		{"skypilot.vms", "skypilot-catalog/2026-04-02/lambda/vms.csv", 272, 272, "header 1", 273},
		{"skypilot.vms", "skypilot-catalog/2026-04-06/lambda/vms.csv", 272, 272, "header 1", 273},
		{"skypilot.vms", "skypilot-catalog/2026-04-20/lambda/vms.csv", 289, 289, "header 1", 290},
		{"skypilot.vms", "skypilot-catalog/2026-05-20/lambda/vms.csv", 425, 425, "header 1", 426},
		{"skypilot.vms", "skypilot-catalog/2026-05-20/azure/vms.csv", 56671, 56671, "header 1", 56672},
		{"skypilot.vms", "skypilot-catalog/2026-05-20/gcp/vms.csv", 31285, 31131, "header 1", 31286},
		{"skypilot.vms", "skypilot-catalog/2026-05-20/vast/vms.csv", 64, 64, "header 1", 65},
		{"skypilot.vms", "skypilot-catalog/upstream_v8/aws/vms_CUT.csv", 19, 19, "header 1", 20},
		{"skypilot.vms", "skypilot-catalog/upstream_v8/nebius/vms.csv", 61, 61, "header 1", 62},
		{"skypilot.vms", "skypilot-catalog/upstream_v8/runpod/vms.csv", 79, 79, "header 1", 80},
		{"epoch.models", "epoch/notable_ai_models.csv", 952, 952, "header 1", 8040},
		{"skypilot.vms", "nasty/skypilot_azure_vms_header_only.csv", 0, 0, "header 1", 1},
		{"skypilot.vms", "nasty/skypilot_lambda_vms_header_only.csv", 0, 0, "header 1", 1},
	} {
		t.Run(c.dataset+"/"+strings.ReplaceAll(c.file, "/", "_"), func(t *testing.T) {
			d, r, err := decodeReal(t, c.dataset, c.file)
			if err != nil {
				t.Fatal(err)
			}
			if r.Ledger.Quarantined != 0 {
				t.Errorf("no row of a published file is bad, but: %.2000s", r.LedgerText())
			}
			if len(r.Rows) != c.rows || r.Ledger.IgnoredText() != c.ignored || r.Ledger.Lines != c.lines {
				t.Errorf("rows %d, want %d; %.300s", len(r.Rows), c.rows, r.LedgerText())
			}
			keys := byKey(d, r)
			if len(keys) != c.keys {
				t.Errorf("%d keys, want %d", len(keys), c.keys)
			}
			for key, rows := range keys {
				if len(slices.Compact(rows)) > 1 {
					t.Errorf("key %s stands for different rows", key)
				}
			}
			if c.rows > 0 && int64(c.rows) < d.Contract.MinRows {
				t.Errorf("the contract's %d rows refuse a real file", d.Contract.MinRows)
			}
		})
	}
}

// count counts the rows of a result in which a column has a text.
func count(d *sources.Dataset, r *sourcetest.Result, column, text string) (n int) {
	i := slices.Index(r.Header, column)
	for _, row := range r.Rows {
		if row[i] == text {
			n++
		}
	}
	return n
}

func TestRealMarksAndMissingValuesSurvive(t *testing.T) {
	d, r, err := decodeReal(t, "bls.ces", "bls/time.series/ce/ce.data.90a.Government.Employment")
	if err != nil {
		t.Fatal(err)
	}
	if got := count(d, r, "footnote_codes", "P"); got != 106 {
		t.Errorf("%d preliminary values, want 106", got)
	}
	if got := count(d, r, "period", "M13"); got != 2335 {
		t.Errorf("%d annual averages, want 2,335", got)
	}
	if !r.Ledger.Ascending {
		t.Error("the file's keys ascend, the ledger says they do not")
	}
	d, r, err = decodeReal(t, "bls.oews_national", "bls/oews/national_May2021_dl.csv")
	if err != nil {
		t.Fatal(err)
	}
	marked := map[string]int{}
	i := slices.Index(r.Header, "marks")
	for _, row := range r.Rows {
		for _, m := range strings.Fields(row[i]) {
			marked[m]++
		}
	}
	for mark, n := range map[string]int{"h_pct90:#": 75, "a_pct90:#": 83, "h_mean:*": 84, "a_mean:*": 8, "h_median:#": 20, "mean_prse:*": 1} {
		if marked[mark] != n {
			t.Errorf("%s occurs %d times, want %d (all: %v)", mark, marked[mark], n, marked)
		}
	}
	if got := count(d, r, "year", "2021"); got != len(r.Rows) {
		t.Errorf("%d of %d rows are of 2021", got, len(r.Rows))
	}
	d, r, err = decodeReal(t, "skypilot.vms", "skypilot-catalog/2026-05-20/azure/vms.csv")
	if err != nil {
		t.Fatal(err)
	}
	if got := count(d, r, "generation", "V1,V2"); got != 27141 {
		t.Errorf("%d rows have both generations, want 27,141", got)
	}
	d, r, err = decodeReal(t, "skypilot.vms", "skypilot-catalog/2026-05-20/gcp/vms.csv")
	if err != nil {
		t.Fatal(err)
	}
	if got := count(d, r, "price_usd_per_hour", sourcetest.Null); got != 11 {
		t.Errorf("%d rows without a price, want the 11 zeros", got)
	}
	if got := count(d, r, "instance_type", sourcetest.Null); got != 2395 {
		t.Errorf("%d accelerator rows, want 2,395", got)
	}
}

func TestWorkbookAndCSVOfOneYearAgree(t *testing.T) {
	_, book, err := decodeReal(t, "bls.oews_national", "bls/oews/national_M2021_dl.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	d, text, err := decodeReal(t, "bls.oews_national", "bls/oews/national_May2021_dl.csv")
	if err != nil {
		t.Fatal(err)
	}
	a, b := byKey(d, book), byKey(d, text)
	for _, key := range slices.Sorted(maps.Keys(a)) {
		if !slices.Equal(a[key], b[key]) {
			t.Fatalf("key %s: workbook %q, CSV %q", key, a[key], b[key])
		}
	}
}

func TestRefusalsAreRefusedByEveryDataset(t *testing.T) {
	for _, d := range catalog.All() {
		for _, body := range []string{"", " \n", "<!DOCTYPE html><html><title>Access Denied</title></html>", "<HTML><HEAD>\n<TITLE>403</TITLE>"} {
			if _, err := sourcetest.Decode(d, sourcetest.Body{Name: "answer", Part: "2024", Bytes: []byte(body)}, sourcetest.Options{}); err == nil {
				t.Errorf("%s accepts %q", d.Name, body)
			}
		}
	}
	for _, c := range []struct{ dataset, file, words string }{
		{"llmprices.history", "llm-prices/2026-08-05/current-v1.json", "historical-v1.json"},
		{"llmprices.history", "llm-prices/2025-12-17/current-v1.json", "historical-v1.json"},
		{"llmprices.history", "genai-prices/fixture_simonw_current_v1.json", "historical-v1.json"},
	} {
		if _, _, err := decodeReal(t, c.dataset, c.file); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s read as %s: error %v, want it to say %q", c.file, c.dataset, err, c.words)
		}
	}
	path := realFile(t, "nasty/indeed_US_aggregate.csv.TRUNCATED.gz")
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		t.Fatalf("%s is no gzip", path)
	}
	if _, err := sourcetest.Decode(dataset(t, "epoch.models"), sourcetest.Body{Name: "x.csv.gz", Bytes: body}, sourcetest.Options{}); err == nil {
		t.Error("a truncated gzip of another dataset is accepted")
	}
	for _, name := range []string{"eurostat_async_footer_413.xml", "fred_error_429_rate_limit.json", "ilostat_retired_dataset.json", "worldbank_error_120.status200.json",
		"bls_REQUEST_NOT_PROCESSED_daily_threshold.status200.json", "eurostat_async_result.zip", "openrouter_rankings_2026-05-17_EMPTY.json"} {
		body, err := os.ReadFile(realFile(t, "nasty/"+name))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range catalog.All() {
			r, err := sourcetest.Decode(d, sourcetest.Body{Name: name, Part: "2024", Bytes: body}, sourcetest.Options{})
			if err == nil && r.Ledger.Kept >= d.Contract.MinRows {
				t.Errorf("%s passes for %s with %d rows", name, d.Name, r.Ledger.Kept)
			}
		}
	}
}
