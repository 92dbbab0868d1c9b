package catalog_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"jevons/sources/sourcetest"
)

func TestRealGraphs(t *testing.T) {
	for _, c := range []struct {
		file        string
		part        string
		rows, nulls int
		last        string // series, date, value
	}{
		{"fred/vintages/JTSJOL/fredgraph_JTSJOL_2025-07-29.csv", "JTSJOL", 295, 0, "2025-06-01 7437"},
		{"fred/vintages/JTSJOL/fredgraph_JTSJOL_2025-08-01.csv", "JTSJOL", 295, 0, "2025-06-01 7437"},
		{"fred/vintages/JTSJOL/fredgraph_JTSJOL_2025-09-03.csv", "JTSJOL", 296, 0, "2025-07-01 7181"},
		{"fred/vintages/JTSJOL/fredgraph_JTSJOL_2025-12-09.csv", "JTSJOL", 299, 0, "2025-10-01 7670"},
		{"fred/vintages/JTSJOL/fredgraph_JTSJOL_2026-01-07.csv", "JTSJOL", 300, 0, "2025-11-01 7146"},
		{"fred/vintages/JTSJOL/fredgraph_JTSJOL_2026-02-05.csv", "JTSJOL", 301, 0, "2025-12-01 6542"},
		{"fred/vintages/JTSJOL/fredgraph_JTSJOL_2026-03-13.csv", "JTSJOL", 302, 0, "2026-01-01 6946"},
		{"fred/vintages/JTSJOL/fredgraph_JTSJOL_2026-05-05.csv", "JTSJOL", 304, 0, "2026-03-01 6866"},
		{"fred/vintages/JTSJOL/fredgraph_JTSJOL_2026-06-30.csv", "JTSJOL", 306, 0, "2026-05-01 7594"},
		{"fred/vintages/PAYEMS/PAYEMS_2026-03-22.csv", "PAYEMS", 1046, 0, "2026-02-01 158466"},
		{"fred/vintages/PAYEMS/PAYEMS_2026-05-08.csv", "PAYEMS", 1048, 0, "2026-04-01 158736"},
		{"fred/vintages/PAYEMS/PAYEMS_2026-06-05.csv", "PAYEMS", 1049, 0, "2026-05-01 159001"},
		{"fred/vintages/PAYEMS/alfredgraph_PAYEMS_20260330.csv", "PAYEMS", 1046, 0, "2026-02-01 158466"},
		{"fred/vintages/UNRATE/UNRATE_2026-03-22.csv", "UNRATE", 937, 0, "2026-02-01 4.4"},
		{"fred/vintages/UNRATE/UNRATE_2026-05-08.csv", "UNRATE", 939, 0, "2026-04-01 4.3"},
		{"fred/vintages/UNRATE/UNRATE_2026-06-05.csv", "UNRATE", 940, 0, "2026-05-01 4.3"},
		{"fred/vintages/UNRATE/fredgraph_UNRATE_2026-03-30.csv", "UNRATE", 938, 1, "2026-02-01 4.4"},
		{"fred/2026-01-02/PAYEMS.csv", "PAYEMS", 551, 0, "2025-11-01 159552"},
		{"fred/2026-01-02/UNRATE.csv", "UNRATE", 551, 1, "2025-11-01 4.6"},
		{"fred/2026-01-02/CPIAUCSL.csv", "CPIAUCSL", 551, 1, "2025-11-01 325.031"},
		{"fred/2026-01-02/JTSJOL.csv", "JTSJOL", 299, 0, "2025-10-01 7670"},
		{"fred/2026-03-29/UNRATE.csv", "UNRATE", 73, 0, "2026-02-01 4.4"},
		{"fred/2026-03-29/JTSJOL.csv", "JTSJOL", 73, 0, "2026-01-01 6946"},
		{"fred/OPHNFB_2026-01-18.csv", "OPHNFB", 315, 0, "2025-07-01 117.966"},
		{"fred/fredgraph_DGS10.csv", "DGS10", 13, 1, "2026-09-08 4.8"},
		{"fred/fredgraph_IHLIDXUSTPSOFTDEVE.cut.csv", "IHLIDXUSTPSOFTDEVE", 40, 0, "2020-03-11 100.42"},
		{"fred/fredgraph_RPSGENAIASSISTWRKHRSALL.csv", "RPSGENAIASSISTWRKHRSALL", 2, 0, "2026-04-01 6.2668768989"},
		{"epoch/training-cost-trends/PCU518210518210.csv", "PCU518210518210", 295, 0, "2025-06-01 123.659"},
	} {
		t.Run(strings.ReplaceAll(c.file, "/", "_"), func(t *testing.T) {
			d, r, err := decodeReal(t, "fred.graph", c.file)
			if err != nil {
				t.Fatal(err)
			}
			if l := r.Ledger; len(r.Rows) != c.rows || l.Quarantined != 0 || l.IgnoredText() != "header 1" || len(l.Warnings) > 0 || len(byKey(d, r)) != c.rows {
				t.Errorf("want %d rows: %.500s", c.rows, r.LedgerText())
			}
			last := r.Rows[len(r.Rows)-1]
			if got := last[1] + " " + last[2]; got != c.last || last[0] != c.part {
				t.Errorf("the last row is %s %s, want %s %s", last[0], got, c.part, c.last)
			}
			if got := count(d, r, "value", sourcetest.Null); got != c.nulls {
				t.Errorf("%d rows without a value, want %d", got, c.nulls)
			}
			if row := byKey(d, r)[c.part+"|2025-10-01"]; c.nulls > 0 && c.part != "DGS10" && row[0] != c.part+"|2025-10-01|NULL" {
				t.Errorf("October 2025 is %v", row)
			}
		})
	}
	for _, c := range []struct{ part, file, words string }{
		{"PAYEMS", "fred/alfredgraph_PAYEMS_4_vintages_2024-2025.csv", "one series and one vintage to a file"},
		{"CEU", "fred/vintages/CEU_three_prints_2012-2025.DERIVED.csv", "is not the header of a FRED graph"},
		{"JTSJOL", "fred/vintages/PAYEMS/alfredgraph_PAYEMS_20260330.csv", "is not the series JTSJOL"},
		{"PAYEMS", "nasty/fred_error_429_rate_limit.json", "try again later"},
	} {
		if _, _, err := decodePart(t, "fred.graph", c.part, c.file); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: error %v, want %q", c.file, err, c.words)
		}
	}
}

// TestRealVintagesOfOpenings: a normal month changes one older value, the
// yearly benchmark many, and a file of the same state none.
func TestRealVintagesOfOpenings(t *testing.T) {
	var was map[string][]string
	var got []string
	for _, day := range []string{"2025-07-29", "2025-08-01", "2025-09-03", "2025-12-09", "2026-01-07", "2026-02-05", "2026-03-13", "2026-05-05", "2026-06-30"} {
		d, r, err := decodeReal(t, "fred.graph", "fred/vintages/JTSJOL/fredgraph_JTSJOL_"+day+".csv")
		if err != nil {
			t.Fatal(err)
		}
		is, revised := byKey(d, r), 0
		for key, row := range was {
			if is[key] == nil {
				t.Errorf("%s is gone on %s", key, day)
			} else if is[key][0] != row[0] {
				revised++
			}
		}
		if was != nil {
			got = append(got, fmt.Sprintf("%d+%d", revised, len(is)-len(was)))
		}
		was = is
	}
	if want, s := "0+0 1+1 1+3 1+1 1+1 60+1 1+2 1+2", strings.Join(got, " "); s != want {
		t.Errorf("revised+new months are %s, want %s", s, want)
	}
}

func TestRealObservations(t *testing.T) {
	for _, c := range []struct {
		part, file         string
		rows, nulls, dates int
		current            int // rows that are still the published ones
	}{
		{"GDP", "fred/alfred_observations_GDP_all_vintages_rt2024-10.json", 3199, 245, 315, 315},
		{"GDP", "fred/observations_GDP_initial_release.json", 132, 0, 132, 1},
		{"GDP@2024-10-30", "fred/observations_GDP_rt2024-10-30.json", 315, 4, 315, 0},
		{"GDP@2024-12-19", "fred/observations_GDP_rt2024-12-19.json", 315, 4, 315, 0},
		{"CPILFESL@2024-10-10", "fred/observations_CPILFESL_rt2024-10-10.json", 813, 0, 813, 0},
		{"PAYEMS@2023-07-18", "fred/observations_PAYEMS_rt2023-07-18.json", 294, 0, 294, 0},
		{"PAYEMS@2025-01-31", "fred/observations_PAYEMS_rt2025-01-31.json", 4, 0, 4, 0},
		{"X@2020-05-20", "fred/fredr_observations_271.json", 271, 1, 271, 0},
		{"CPIAUCNS", "fred/alfred_SHAPE_revision_and_dot.json", 10, 1, 9, 9},
		{"X@2020-05-19", "fred/fredr_observations_empty_count0.json", 0, 0, 0, 0},
	} {
		t.Run(strings.ReplaceAll(c.file, "/", "_"), func(t *testing.T) {
			d, r, err := decodePart(t, "fred.observations", c.part, c.file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(c.part, "X") && c.part != "CPIAUCNS" {
				if got := d.PartOf(c.file); got != c.part {
					t.Errorf("PartOf says %q, want %q", got, c.part)
				}
			}
			if l := r.Ledger; len(r.Rows) != c.rows || l.Quarantined != 0 || l.IgnoredRows() != 0 || len(l.Warnings) > 0 || len(byKey(d, r)) != c.rows {
				t.Errorf("want %d rows: %.500s", c.rows, r.LedgerText())
			}
			if nulls, current := count(d, r, "value", sourcetest.Null), count(d, r, "realtime_end", sourcetest.Null); nulls != c.nulls || current != c.current {
				t.Errorf("%d rows without a value and %d current ones, want %d and %d", nulls, current, c.nulls, c.current)
			}
			dates := map[string]bool{}
			for _, row := range r.Rows {
				dates[row[slices.Index(r.Header, "date")]] = true
			}
			if len(dates) != c.dates {
				t.Errorf("%d dates, want %d", len(dates), c.dates)
			}
		})
	}
}

// TestRealHistoryGivesTheVintageOfADay: the whole history, read as of a day,
// is what FRED answered that day.
func TestRealHistoryGivesTheVintageOfADay(t *testing.T) {
	const day = "2024-10-30"
	_, all, err := decodePart(t, "fred.observations", "GDP", "fred/alfred_observations_GDP_all_vintages_rt2024-10.json")
	if err != nil {
		t.Fatal(err)
	}
	_, one, err := decodePart(t, "fred.observations", "GDP@"+day, "fred/observations_GDP_rt2024-10-30.json")
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string]string{}, map[string]string{}
	for _, r := range one.Rows {
		want[r[2]] = r[5]
	}
	for _, r := range all.Rows {
		if r[3] <= day && (r[4] == sourcetest.Null || r[4] >= day) {
			got[r[2]] = r[5]
		}
	}
	// Dates that the vintage has no value for are rows too.
	maps.DeleteFunc(got, func(date, v string) bool { return v == sourcetest.Null && want[date] == "" })
	if !maps.Equal(want, got) {
		t.Errorf("%d dates as of %s, want %d", len(got), day, len(want))
	}
}

func TestRealFREDRefusals(t *testing.T) {
	for _, c := range []struct{ dataset, part, file, words string }{
		{"fred.observations", "GDP", "nasty/fred_error_400_series_does_not_exist.json", "The series does not exist."},
		{"fred.observations", "GDP", "nasty/fred_error_429_rate_limit.json", "try again later"},
		{"fred.release_dates", "50", "nasty/fred_error_429_rate_limit.json", "try again later"},
		{"fred.observations", "X@2020-05-19", "fred/fredr_observations_page_limit20.json", "20 of 91 observations"},
		{"fred.observations", "GDP", "fred/observations_GDP_rt2024-10-30.json", "load it as part GDP@2024-10-30"},
		{"fred.observations", "GDP", "fred/vintagedates_GDP.json", "no observations"},
		{"fred.observations", "GDP", "fred/series_GDP.json", "a document without observations"},
		{"fred.release_dates", "10", "fred/release.json", "without release_dates"},
		{"fred.release_dates", "10", "fred/fredr_vintagedates_limit10.json", "without release_dates"},
	} {
		if _, _, err := decodePart(t, c.dataset, c.part, c.file); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: error %v, want %q", c.file, err, c.words)
		}
	}
}

func TestRealReleaseDates(t *testing.T) {
	d, r, err := decodeReal(t, "fred.release_dates", "fred/releases_dates_2026-10-12.SHAPE.json")
	if err != nil {
		t.Fatal(err)
	}
	// Release 10 stands twice with one day; the warehouse keeps one.
	if l := r.Ledger; len(r.Rows) != 7 || l.Quarantined != 0 || l.IgnoredRows() != 0 || len(l.Warnings) > 0 || len(byKey(d, r)) != 6 {
		t.Errorf("want 7 rows: %s", r.LedgerText())
	}
	if got := byKey(d, r)["10|2026-10-14"]; len(got) != 2 || got[0] != "10|2026-10-14|Consumer Price Index" || got[1] != got[0] {
		t.Errorf("release 10 is %q", got)
	}
}
