package catalog_test

import (
	"strings"
	"testing"

	"jevons/sources/catalog"
	"jevons/sources/sourcetest"
)

// FuzzReaders: whatever the text, a dataset that makes its records itself
// refuses or quarantines it and never crashes, its ledger closes and its memory
// is given back.
func FuzzReaders(f *testing.F) {
	for _, text := range []string{
		"State,Question ID,Question,Answer ID,Answer,202602\nCA,7,q,1,Yes,9.2%\n",
		"Date,Office,Date\nJul-26p,1,Jul-26p\n",
		`[["HRHHID","PWSSWGT"],["1","2"],["1"]]`,
		`[{"page":1,"pages":1,"per_page":1,"total":1},[{"date":"2024","value":1}]]`,
		`{"description":{"cdid":"MGSX"},"months":[{"date":"2026 JAN","value":"5.0"}]}`,
		"Economy,H1 2025 AI Diffusion\nT\x9frkiye,13.40%\n",
		"FIPS,State name,County name,AI User Share\n1001,A,B,20.8\n",
		"task_name,pct\na,1\n",
		"date_start,date_end,geo_id,geo_level,category_name,hierarchy_level,metric_id,value,node_name,node_external_id\n2026-05-01,2026-06-01,USA,country,onet,0,pct,1,a,-\n",
		"ISCO_08,Title\n110,a\n",
	} {
		f.Add(text)
	}
	parts := map[string][]string{
		"census.btos": {"state"}, "census.construction": {"private_sa"}, "census.cps_basic": {"2026-07"},
		"worldbank.indicators": {"SL.UEM.TOTL.ZS"}, "ons.timeseries": {"MGSX"}, "microsoft.ai_diffusion": {"economies", "counties.2026Q1"},
		"exposure.anthropic_index": {"2025_02_10", "2025_03_27.modes", "2026_06_26"}, "exposure.ilo": {""},
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range catalog.All() {
			for _, part := range parts[d.Name] {
				_, err := sourcetest.Decode(d, sourcetest.Body{Name: "in", Part: part, Bytes: []byte(text)}, sourcetest.Options{BatchRows: 3, Workers: 2})
				if err != nil && (strings.Contains(err.Error(), "Arrow memory") || strings.Contains(err.Error(), "row ledger")) {
					t.Errorf("%s part %s: %v", d.Name, part, err)
				}
			}
		}
	})
}
