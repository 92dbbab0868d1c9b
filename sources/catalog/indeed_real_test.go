package catalog_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"jevons/sources/catalog"
	"jevons/sources/sourcetest"
)

func TestRealIndeedFiles(t *testing.T) {
	checkRealFiles(t, []realFileOf{
		{"indeed.postings", "indeed/US/aggregate_job_postings_US.csv", 4774, 4774, "header 1", 4775,
			map[string]int{"index_sa": 0, "index_nsa": 0, "pct_change_since_2020_02_01": 4774}},
		{"indeed.postings", "indeed/GB/aggregate_job_postings_GB.csv", 4774, 4774, "header 1", 4775, nil},
		{"indeed.postings", "indeed/vintage_2024-07-11/US/aggregate_job_postings_US.csv", 3234, 3234, "header 1", 3235, nil},
		{"indeed.postings", "indeed/vintage_2021-07-28/US/aggregate_job_postings_US.csv", 1078, 1078, "header 1", 1079,
			map[string]int{"index_sa": 1078, "index_nsa": 1078, "pct_change_since_2020_02_01": 0}},
		{"indeed.postings_by_sector", "indeed/vintage_2021-11-23/US/job_postings_by_sector_US.csv", 30926, 30926, "header 1", 30927,
			map[string]int{"index_sa": 30926, "pct_change_since_2020_02_01": 0}},
		{"indeed.ai_tracker", "indeed/ai-tracker/AI_posting.csv", 24642, 24642, "header 1", 24643, nil},
		{"indeed.ai_tracker", "indeed/ai-tracker/vintage_2024-09-12/ai-postings.csv", 14490, 14490, "header 1", 14491, nil},
		{"indeed.wages", "indeed/wage-tracker/posted-wage-growth-by-country.csv", 968, 968, "header 1", 969,
			map[string]int{"n_obs": 0, "wage_growth_yoy": 0, "wage_growth_yoy_3mo": 22}},
	})
}

// TestRealPostingsAreRevisedAsAWhole: all but five of the adjusted values of
// July 2024 were others in August 2026, and no day was gone.
func TestRealPostingsAreRevisedAsAWhole(t *testing.T) {
	values := func(file string) map[string]string {
		d, r, err := decodeReal(t, "indeed.postings", file)
		if err != nil {
			t.Fatal(err)
		}
		out, at := map[string]string{}, slices.Index(d.Names(), "index_sa")
		for _, row := range r.Rows {
			out[strings.Join(row[:3], " ")] = row[at]
		}
		return out
	}
	before, after := values("indeed/vintage_2024-07-11/US/aggregate_job_postings_US.csv"), values("indeed/US/aggregate_job_postings_US.csv")
	moved, gone := 0, 0
	for key, was := range before {
		switch is, ok := after[key]; {
		case !ok:
			gone++
		case is != was:
			moved++
		}
	}
	if moved != 3229 || gone != 0 {
		t.Errorf("%d values moved and %d are gone, want 3,229 and none", moved, gone)
	}
}

func TestRealWageMonths(t *testing.T) {
	_, r, err := decodeReal(t, "indeed.wages", "indeed/wage-tracker/posted-wage-growth-by-country.csv")
	if err != nil {
		t.Fatal(err)
	}
	if first, last := r.Rows[0], r.Rows[len(r.Rows)-1]; !slices.Equal(first[:4], []string{"CA", "2019-01-01", "Jan-19", "Canada"}) || first[6] != sourcetest.Null ||
		!slices.Equal(last[:7], []string{"US", "2026-04-01", "Apr-26", "United States", "761931", "0.023796275", "0.023020096"}) {
		t.Errorf("first row %q, last row %q", first, last)
	}
}

// TestTruncatedPostingsAreRefused: the rows before the cut are good, which
// must not make a table of them.
func TestTruncatedPostingsAreRefused(t *testing.T) {
	const name = "nasty/indeed_US_aggregate.csv.TRUNCATED.gz"
	body, err := os.ReadFile(realFile(t, name))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range catalog.All() {
		if !strings.HasPrefix(d.Name, "indeed.") {
			continue
		}
		_, err := sourcetest.Decode(d, sourcetest.Body{Name: name, Part: "US", Bytes: body}, sourcetest.Options{})
		if err == nil {
			t.Errorf("%s accepts a gzip that is cut", d.Name)
		}
		if d.Name == "indeed.postings" && (err == nil || !strings.Contains(err.Error(), "cut short")) {
			t.Errorf("%s refuses it with %v, want words on the cut", d.Name, err)
		}
	}
}
