package catalog_test

import (
	"database/sql"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"jevons/sources/sourcetest"
)

func TestRealSurveysDecodeWhole(t *testing.T) {
	for _, c := range []struct {
		dataset, file     string
		rows, nulls       int // of them without a value
		first, last, mark string
	}{
		{"bls.cpi", "bls/time.series/cu/cu.data.1.AllItems", 63630, 62, "1913-01-01", "2026-03-01", "X"},
		{"bls.cpi", "bls/time.series/cu.2018-10/cu.data.1.AllItems", 55879, 0, "1913-01-01", "2018-09-01", ""},
		{"bls.productivity", "bls/time.series/pr/pr.data.0.Current", 37881, 0, "1995-01-01", "2025-10-01", ""},
		{"bls.oews", "bls/time.series/oe/oe.data.0.Current.California.RECONSTRUCTED", 14110, 576, "", "", "4"},
	} {
		t.Run(c.dataset+"/"+strings.ReplaceAll(c.file, "/", "_"), func(t *testing.T) {
			d, r, err := decodeReal(t, c.dataset, c.file)
			if err != nil {
				t.Fatal(err)
			}
			if l := r.Ledger; len(r.Rows) != c.rows || l.Quarantined != 0 || l.IgnoredText() != "header 1" || l.Lines != int64(c.rows)+1 || len(l.Warnings) > 0 || !l.Ascending {
				t.Errorf("want %d rows: %.500s", c.rows, r.LedgerText())
			}
			if keys := byKey(d, r); len(keys) != c.rows {
				t.Errorf("%d keys in %d rows", len(keys), c.rows)
			}
			if got := count(d, r, "value", sourcetest.Null); got != c.nulls {
				t.Errorf("%d rows without a value, want %d", got, c.nulls)
			}
			db := tableOf(t, d, r)
			for _, k := range d.Contract.Checks {
				var n int
				if err := db.QueryRow("select count(*) from t where not (" + k.Rule + ")").Scan(&n); err != nil || n > 0 {
					t.Errorf("check %q fails for %d rows, error %v", k.Name, n, err)
				}
			}
			for _, s := range d.Columns {
				if s.Name != "month" && s.Name != "quarter" {
					continue
				}
				var first, last sql.NullTime
				if err := db.QueryRow("select min("+s.SQL+"), max("+s.SQL+") from t").Scan(&first, &last); err != nil {
					t.Fatal(err)
				}
				if got := first.Time.Format(time.DateOnly) + " " + last.Time.Format(time.DateOnly); got != c.first+" "+c.last {
					t.Errorf("%s goes from %s, want %s to %s", s.Name, got, c.first, c.last)
				}
			}
		})
	}
}

// TestRealPricesAreRevisedBySeasonalFactorsOnly compares two vintages of one
// file, seven years apart.
func TestRealPricesAreRevisedBySeasonalFactorsOnly(t *testing.T) {
	_, was, err := decodeReal(t, "bls.cpi", "bls/time.series/cu.2018-10/cu.data.1.AllItems")
	if err != nil {
		t.Fatal(err)
	}
	d, is, err := decodeReal(t, "bls.cpi", "bls/time.series/cu/cu.data.1.AllItems")
	if err != nil {
		t.Fatal(err)
	}
	after, revised, years := byKey(d, is), 0, map[string]bool{}
	for key, rows := range byKey(d, was) {
		now, ok := after[key]
		if !ok {
			t.Errorf("%s was withdrawn", key)
			continue
		}
		if now[0] != rows[0] {
			revised++
			years[rows[0][len("CUSR0000SA0|"):][:4]] = true
			if !strings.HasPrefix(key, "CUSR0000SA0|") {
				t.Errorf("%s was revised from %s to %s; unadjusted indexes are final", key, rows[0], now[0])
			}
		}
	}
	if got := slices.Sorted(maps.Keys(years)); revised != 57 || !slices.Equal(got, []string{"2014", "2015", "2016", "2017", "2018"}) {
		t.Errorf("%d values are revised, in %v, want 57 in 2014 to 2018", revised, got)
	}
	for key, want := range map[string]string{
		"CUUR0000SA0|2025|M10": "CUUR0000SA0|2025|M10|NULL|X",
		"CUSR0000SA0|2025|M10": "CUSR0000SA0|2025|M10|NULL|X",
		"CUUR0000SA0|2025|M13": "CUUR0000SA0|2025|M13|321.943|NULL",
	} {
		if got := after[key]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

func TestRealCensusHidesNoFigureBehindAZero(t *testing.T) {
	for _, c := range []struct {
		file                 string
		rows, hidden, absent int
	}{
		{"bls/qcew/2024_1_area_US000.csv", 4526, 599, 32},
		{"bls/qcew/2016.q1-q4 34033 Salem County, New Jersey.csv", 4112, 2819, 26},
	} {
		d, r, err := decodeReal(t, "bls.qcew", c.file)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Rows) != c.rows || r.Ledger.Quarantined != 0 || r.Ledger.IgnoredText() != "header 1" || len(r.Ledger.Warnings) > 0 {
			t.Errorf("%s: want %d rows: %.500s", c.file, c.rows, r.LedgerText())
		}
		if keys := byKey(d, r); len(keys) != c.rows {
			t.Errorf("%s: %d keys in %d rows", c.file, len(keys), c.rows)
		}
		for column, want := range map[string]int{"month1_emplvl": c.hidden, "total_qtrly_wages": c.hidden, "avg_wkly_wage": c.hidden, "qtrly_estabs": 0} {
			if got := count(d, r, column, sourcetest.Null); got != want {
				t.Errorf("%s: %d rows without %s, want %d", c.file, got, column, want)
			}
		}
		if n, a := count(d, r, "disclosure_code", "N"), count(d, r, "disclosure_code", "-"); n != c.hidden || a != c.absent {
			t.Errorf("%s: %d rows are suppressed and %d absent, want %d and %d", c.file, n, a, c.hidden, c.absent)
		}
	}
	body, err := os.ReadFile(realFile(t, "bls/qcew/qcew_industry23.csv"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := sourcetest.Decode(dataset(t, "bls.qcew"), sourcetest.Body{Name: "23.csv", Part: "2025.4.23", Bytes: body}, sourcetest.Options{})
	if err != nil || r.Ledger.Kept != 5 || r.Ledger.Quarantined != 0 {
		t.Errorf("the slice of industry 23: %v, error %v", r, err)
	}
}

func TestRealCensusRevisionsDecodeWhole(t *testing.T) {
	d, r, err := decodeReal(t, "bls.qcew_revisions", "bls/qcew/qcew-revisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 9180 || len(byKey(d, r)) != 9180 || r.Ledger.Quarantined != 0 || r.Ledger.IgnoredText() != "header 1" || len(r.Ledger.Warnings) > 0 {
		t.Errorf("want 9,180 rows: %.500s", r.LedgerText())
	}
	if got := count(d, r, "initial_value", sourcetest.Null); got != 0 {
		t.Errorf("%d rows were never published", got)
	}
}

// TestShownColumnsOfTheSample computes the columns that views show: a year's
// average has no month and no quarter.
func TestShownColumnsOfTheSample(t *testing.T) {
	const first = "@2026-01-09/"
	for _, c := range []struct{ dataset, part, file, shown, where, want string }{
		{"bls.cpi", "1.AllItems", "download.bls.gov/pub/time.series/cu/cu.data.1.AllItems", "month", "year = 2025 and period = 'M10' and value is null", "2025-10-01"},
		{"bls.cpi", "1.AllItems", "download.bls.gov/pub/time.series/cu/cu.data.1.AllItems", "month", "period = 'M13'", ""},
		{"bls.cpi", "1.AllItems", "download.bls.gov/pub/time.series/cu/cu.data.1.AllItems", "area_code || ' ' || item_code", "year = 2025", "0000 SA0"},
		{"bls.laus", "3.AllStatesS", "download.bls.gov/pub/time.series/la/la.data.3.AllStatesS", "area_code || ' ' || measure_code", "year = 2025", "ST0600000000000 06"},
		{"bls.jolts", "1.AllItems", "download.bls.gov/pub/time.series/jt/jt.data.1.AllItems", "concat_ws(' ', industry_code, state_code, dataelement_code, ratelevel_code)", "year = 2025", "510000 00 JO L"},
		{"bls.productivity", "0.Current", "download.bls.gov/pub/time.series/pr/pr.data.0.Current", "quarter", "year = 2024 and period = 'Q04'", "2024-10-01"},
		{"bls.productivity", "0.Current", "download.bls.gov/pub/time.series/pr/pr.data.0.Current", "quarter", "period = 'Q05'", ""},
		{"bls.oews", "0.Current", "download.bls.gov/pub/time.series/oe/oe.data.0.Current", "occ_code", "series_id = 'OEUN000000000000015125201'", "15-1252"},
		{"bls.oews", "0.Current", "download.bls.gov/pub/time.series/oe/oe.data.0.Current", "area_type || area_code || industry_code || datatype_code", "series_id = 'OEUN000000000000015125204'", "N000000000000004"},
		{"bls.qcew", "2025.2.518", "data.bls.gov/cew/data/api/2025/2/industry/518.csv", "quarter", "area_fips = 'US000'", "2025-04-01"},
		{"bls.qcew_revisions", "", "www.bls.gov/cew/revisions/qcew-revisions.csv", "quarter", "year = 2024 and qtr = '4'", "2024-10-01"},
	} {
		d := dataset(t, c.dataset)
		db := tableOf(t, d, sampleFile(t, c.dataset, c.part, first+c.file))
		list := "*"
		for _, s := range d.Columns {
			if s.SQL != "" {
				list += ", " + s.SQL + " as " + s.Name
			}
		}
		var n int
		var got sql.NullString
		err := db.QueryRow("select count(*), max(cast(shown as varchar)) from (select "+c.shown+" as shown from (select "+list+" from t) where "+c.where+")").Scan(&n, &got)
		if err != nil || n == 0 || got.String != c.want {
			t.Errorf("%s: %s where %s is %q in %d rows, want %q, error %v", c.dataset, c.shown, c.where, got.String, n, c.want, err)
		}
	}
}

func TestCensusIsAskedForEightQuartersThatHaveEnded(t *testing.T) {
	requests := dataset(t, "bls.qcew").Fetch.First(time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", 14*3600)))
	first, last := requests[0], requests[len(requests)-1]
	// In UTC the year is still 2025, so its fourth quarter has not ended.
	if len(requests) != 56 || first.Part != "2023.4.10" || last.Part != "2025.3.561" ||
		last.URL != "https://data.bls.gov/cew/data/api/2025/3/industry/561.csv" || !last.MayLack {
		t.Errorf("%d requests from %+v to %+v", len(requests), first, last)
	}
}
