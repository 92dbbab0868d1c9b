package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"jevons/sources/sourcetest"
)

func TestRealAnswersOfTheBureau(t *testing.T) {
	for _, c := range []struct {
		file                 string
		rows, series, nulls  int
		preliminary, average int
		row                  string // one of them, as key and values
	}{
		{"bls/api_v2/CUUR0000SEGD01_2024_2025.json", 2, 1, 0, 0, 0, "CUUR0000SEGD01|2024|M09|457.042|NULL|NULL"},
		{"bls/api_v2/CUUR0000SETB01_2004_2023.json", 260, 1, 0, 0, 20, "CUUR0000SETB01|2023|M13|311.574|NULL|NULL"},
		{"bls/api_v2/CUUR0000SS31023_1984_2003.json", 2, 1, 0, 0, 0, "CUUR0000SS31023|1998|M01|96.3|NULL|NULL"},
		{"bls/api_v2/CUUS0000SA0E_2024_2025.json", 4, 1, 0, 0, 0, "CUUS0000SA0E|2025|S01|278.156|NULL|NULL"},
		{"bls/api_v2/CXU130119LB0101M_2004_2023.json", 1, 1, 0, 0, 0, "CXU130119LB0101M|2023|A01|2|NULL|NULL"},
		{"bls/api_v2/timeseries_data_APU0000701111_2022.json", 12, 1, 0, 0, 0, "APU0000701111|2022|M12|0.522|NULL|NULL"},
		{"bls/api_v2/timeseries_data_APU0000701111_2022.json.gz", 12, 1, 0, 0, 0, "APU0000701111|2022|M12|0.522|NULL|NULL"},
		{"bls/api_v2/timeseries_data_CES_LNS_2015-2016_as_of_2016-06.results_only.json", 51, 3, 0, 4, 0, "CES0000000001|2016|M05|143894|P|preliminary"},
		{"bls/api_v2/timeseries_data_CUUR_LNS_2024-2026_as_of_2026-05-22.json", 84, 3, 3, 0, 0, "LNS14000000|2025|M10|NULL|9|Data unavailable due to the 2025 lapse in appropriations."},
		{"bls/api_v2/timeseries_data_LAUST080000000000006_2017-2019.json", 36, 1, 0, 1, 2, "LAUST080000000000006|2019|M10|3.17807e+06|P|Preliminary."},
		{"nasty/bls_ap_shutdown_dash.SHAPE.json", 5, 2, 1, 0, 1, "APU0000708111|2025|M10|NULL|X|Data unavailable due to the 2025 lapse in appropriations"},
	} {
		t.Run(strings.ReplaceAll(c.file, "/", "_"), func(t *testing.T) {
			d, r, err := decodeReal(t, "bls.api", c.file)
			if err != nil {
				t.Fatal(err)
			}
			keys := byKey(d, r)
			if l := r.Ledger; len(r.Rows) != c.rows || l.Quarantined != 0 || l.IgnoredRows() != 0 || len(l.Warnings) > 0 || len(keys) != c.rows {
				t.Errorf("want %d rows: %.500s", c.rows, r.LedgerText())
			}
			if n := violations(t, d, r)["series code"]; n > 0 {
				t.Errorf("%d rows are of no series", n)
			}
			series := map[string]bool{}
			for _, row := range r.Rows {
				series[row[0]] = true
			}
			got := []int{len(series), count(d, r, "value", sourcetest.Null), count(d, r, "footnote_codes", "P"), count(d, r, "period", "M13")}
			if want := []int{c.series, c.nulls, c.preliminary, c.average}; !slices.Equal(got, want) {
				t.Errorf("series, rows without value, preliminary ones, annual averages are %v, want %v", got, want)
			}
			if id := strings.Split(c.row, "|"); c.row != "" {
				if have := keys[strings.Join(id[:3], "|")]; len(have) != 1 || have[0] != c.row {
					t.Errorf("row is %q, want %q", have, c.row)
				}
			}
		})
	}
	for file, words := range map[string]string{
		"nasty/bls_REQUEST_NOT_PROCESSED_daily_threshold.status200.json": "set BLS_API_KEY to a free key",
		"nasty/bls_invalid_series.status200.json":                        "Invalid Series for Series  laucn21219003!",
	} {
		if _, _, err := decodeReal(t, "bls.api", file); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: error %v, want %q", file, err, words)
		}
	}
}
