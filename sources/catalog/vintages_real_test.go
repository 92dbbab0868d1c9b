package catalog_test

import (
	"encoding/csv"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"jevons/sources/sourcetest"
)

// stated is what a series of bls.ces_vintages was as of a release: month to
// value.
func stated(r *sourcetest.Result, release string) map[string]string {
	out := map[string]string{}
	for _, row := range r.Rows {
		if month, from, to, value := row[1], row[2], row[3], row[4]; from <= release && (to == sourcetest.Null || to >= release) {
			out[month] = value
		}
	}
	return out
}

func TestRealTriangles(t *testing.T) {
	for _, c := range []struct {
		name             string
		rows             int
		months, releases int
		first, last      string // of the months of the last release
	}{
		{"000000_NSA", 3596, 1033, 261, "1939-01-01 29296", "2025-01-01 157091"},
		{"000000_SA", 6559, 1033, 261, "1939-01-01 29923", "2025-01-01 159069"},
		{"202370_SA", 2177, 421, 261, "", ""},
		{"500000_SA", 2993, 1033, 261, "", ""},
		{"505180_SA", 2229, 421, 261, "", ""},
		{"605400_SA", 2922, 421, 261, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, r, err := decodeReal(t, "bls.ces_vintages", "bls/ces-vintage/cesvinall/tri_"+c.name+".csv")
			if err != nil {
				t.Fatal(err)
			}
			if l := r.Ledger; len(r.Rows) != c.rows || l.Quarantined != 0 || l.IgnoredText() != "header 1" || len(l.Warnings) > 0 || len(byKey(d, r)) != c.rows {
				t.Errorf("want %d rows: %.500s", c.rows, r.LedgerText())
			}
			if n := violations(t, d, r)["print"]; n > 0 {
				t.Errorf("%d rows are printed before their month", n)
			}
			// The rows give back every cell of the file.
			in, err := os.Open(realFile(t, "bls/ces-vintage/cesvinall/tri_"+c.name+".csv"))
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			lines, err := csv.NewReader(in).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if len(lines)-1 != c.releases || len(lines[0])-2 != c.months {
				t.Errorf("the file has %d releases of %d months", len(lines)-1, len(lines[0])-2)
			}
			for _, line := range lines[1:] {
				release, err := time.Parse("2006-1", line[0]+"-"+line[1])
				if err != nil {
					t.Fatal(err)
				}
				got := stated(r, release.Format(time.DateOnly))
				cells := 0
				for i, v := range line[2:] {
					month, err := time.Parse("Jan_06", lines[0][i+2])
					if err != nil {
						t.Fatal(err)
					}
					if month.After(release) {
						month = month.AddDate(-100, 0, 0)
					}
					if v != "" {
						cells++
					}
					if got[month.Format(time.DateOnly)] != v {
						t.Fatalf("release %s, month %s: %q, the file says %q", release.Format("2006-01"), month.Format("2006-01"), got[month.Format(time.DateOnly)], v)
					}
				}
				if cells != len(got) {
					t.Fatalf("release %s states %d months, the file %d", release.Format("2006-01"), len(got), cells)
				}
			}
			if c.first == "" {
				return
			}
			newest := stated(r, "2025-01-01")
			for _, want := range []string{c.first, c.last} {
				if month, value, _ := strings.Cut(want, " "); newest[month] != value {
					t.Errorf("%s is %s, want %s", month, newest[month], value)
				}
			}
		})
	}
}

// TestRealTrianglesAgreeWithALFRED: two archives of the same releases, kept by
// two agencies.
func TestRealTrianglesAgreeWithALFRED(t *testing.T) {
	_, sa, err := decodeReal(t, "bls.ces_vintages", "bls/ces-vintage/cesvinall/tri_000000_SA.csv")
	if err != nil {
		t.Fatal(err)
	}
	// ALFRED's vintage of a day is the release before it.
	in, err := os.Open(realFile(t, "fred/alfredgraph_PAYEMS_4_vintages_2024-2025.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	lines, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	agreed := 0
	for i, release := range map[int]string{1: "2024-11-01", 2: "2024-12-01", 3: "2025-01-01"} {
		got := stated(sa, release)
		for _, line := range lines[1:] {
			if got[line[0]] != line[i] {
				t.Errorf("%s, %s: the triangle says %q, ALFRED %q", lines[0][i], line[0], got[line[0]], line[i])
			}
			if line[i] != "" {
				agreed++
			}
		}
	}
	if agreed != 12 {
		t.Errorf("%d values were compared, want 12", agreed)
	}
	for _, c := range []struct {
		part, file, release string
		compared            int
	}{
		{"PAYEMS@2025-01-31", "fred/observations_PAYEMS_rt2025-01-31.json", "2024-12-01", 4},
		{"PAYEMS@2023-07-18", "fred/observations_PAYEMS_rt2023-07-18.json", "2023-06-01", 294},
	} {
		_, r, err := decodePart(t, "fred.observations", c.part, c.file)
		if err != nil {
			t.Fatal(err)
		}
		got := stated(sa, c.release)
		if len(r.Rows) != c.compared {
			t.Errorf("%s has %d rows, want %d", c.file, len(r.Rows), c.compared)
		}
		for _, row := range r.Rows {
			if got[row[2]] != row[5] {
				t.Errorf("%s, %s: the triangle says %q, ALFRED %q", c.part, row[2], got[row[2]], row[5])
			}
		}
	}
}

func TestRealReleaseCalendar(t *testing.T) {
	d, r, err := decodeReal(t, "bls.release_calendar", "bls/schedule/bls_2025-2026.ics")
	if err != nil {
		t.Fatal(err)
	}
	if l := r.Ledger; len(r.Rows) != 246 || l.Quarantined != 0 || l.IgnoredRows() != 0 || len(l.Warnings) > 0 || len(byKey(d, r)) != 246 {
		t.Errorf("want 246 rows: %.500s", r.LedgerText())
	}
	if n := violations(t, d, r)["zone"]; n > 0 {
		t.Errorf("%d entries are in no zone", n)
	}
	var situation []string
	for _, row := range r.Rows {
		if row[1] == "Employment Situation" {
			situation = append(situation, row[2]+" "+row[4])
		}
		if row[3] != "America/New_York" || row[6] != "Washington, DC" || row[4] == sourcetest.Null {
			t.Errorf("an entry elsewhere: %q", row)
		}
	}
	all := strings.Join(situation, "\n")
	for _, want := range []string{
		"2025-07-03 08:30:00Z 2025-07-03 12:30:00Z", // summer: four hours
		"2025-11-20 08:30:00Z 2025-11-20 13:30:00Z", // of September, late for the shutdown
		"2025-12-16 08:30:00Z 2025-12-16 13:30:00Z", // of October and November
		"2026-02-11 08:30:00Z 2026-02-11 13:30:00Z", // moved
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no Employment Situation on %s; there is\n%s", want, all)
		}
	}
}

func TestRealRealTimeData(t *testing.T) {
	for _, c := range []struct {
		file                   string
		rows, vintages, period int
		want                   string // a row
		first, last            string // vintage and date, first and last
	}{
		{"philadelphia-fed/employMvMd.xlsx", 415844, 712, 1022, "EMPLOY|1984:02|90M8|93068", "1964-12-01 1939-01-01", "2024-03-01 2024-02-01"},
		{"philadelphia-fed/ROUTPUTQvQd.xlsx", 44272, 234, 308, "ROUTPUT|1947:Q1|65Q4|306.4", "1965-10-01 1947-01-01", "2024-01-01 2023-10-01"},
	} {
		t.Run(strings.ReplaceAll(c.file, "/", "_"), func(t *testing.T) {
			d, r, err := decodeReal(t, "phillyfed.vintages", c.file)
			if err != nil {
				t.Fatal(err)
			}
			keys := byKey(d, r)
			if l := r.Ledger; len(r.Rows) != c.rows || l.Quarantined != 0 || l.IgnoredText() != "header 1" || len(l.Warnings) > 0 || len(keys) != c.rows {
				t.Errorf("want %d rows: %.500s", c.rows, r.LedgerText())
			}
			if got := count(d, r, "value", sourcetest.Null); got != 0 {
				t.Errorf("%d rows without a value; these workbooks have none between values", got)
			}
			vintages, periods := map[string]bool{}, map[string]bool{}
			few := &sourcetest.Result{Header: r.Header} // one row of each vintage and each period
			for _, row := range r.Rows {
				if !periods[row[1]] || !vintages[row[2]] {
					few.Rows = append(few.Rows, row)
				}
				periods[row[1]], vintages[row[2]] = true, true
			}
			if len(vintages) != c.vintages || len(periods) != c.period {
				t.Errorf("%d vintages of %d periods, want %d and %d", len(vintages), len(periods), c.vintages, c.period)
			}
			parts := strings.Split(c.want, "|")
			if got := keys[strings.Join(parts[:min(3, len(parts))], "|")]; c.want != "" && (len(got) != 1 || got[0] != c.want) {
				t.Errorf("row is %q, want %q", got, c.want)
			}
			db := tableOf(t, d, few)
			sql := map[string]string{}
			for _, col := range d.Columns {
				sql[col.Name] = col.SQL
			}
			var got [2]string
			if err := db.QueryRow("select concat_ws(' ', min(v), min(d)), concat_ws(' ', max(v), max(d)) from (select "+sql["vintage_date"]+" as v, "+sql["date"]+" as d from t)").Scan(&got[0], &got[1]); err != nil {
				t.Fatal(err)
			}
			if got != [2]string{c.first, c.last} {
				t.Errorf("vintages and periods go from %s to %s", got[0], got[1])
			}
			if r.Rows[0][0] == "EMPLOY" {
				agreeWithTriangle(t, r)
			}
		})
	}
}

// agreeWithTriangle: the vintage of the middle of a month is the release of the
// month before. Two agencies kept the same releases; the differences are of the
// first months of the triangles, which have later seasonal factors, and of a
// month of 2020.
func agreeWithTriangle(t *testing.T, r *sourcetest.Result) {
	t.Helper()
	_, sa, err := decodeReal(t, "bls.ces_vintages", "bls/ces-vintage/cesvinall/tri_000000_SA.csv")
	if err != nil {
		t.Fatal(err)
	}
	releases := map[string]map[string]string{}
	compared, differ := 0, map[string]int{}
	for _, row := range r.Rows {
		at, err := time.Parse("06M1", row[2])
		if err != nil {
			t.Fatal(err)
		}
		if at.Year() >= 2064 { // the parser's century begins in 1969
			at = at.AddDate(-100, 0, 0)
		}
		release := at.AddDate(0, -1, 0).Format(time.DateOnly)
		if release < "2003-05-01" {
			continue
		}
		if releases[release] == nil {
			releases[release] = stated(sa, release)
		}
		month := strings.Replace(row[1], ":", "-", 1) + "-01"
		if compared++; releases[release][month] != row[3] {
			differ[row[2]]++
		}
	}
	if want := map[string]int{"03M7": 194, "03M8": 194, "03M9": 194, "03M10": 194, "20M5": 3}; compared != 200375 || !maps.Equal(differ, want) {
		t.Errorf("of %d values %v differ, want %v of 200,375", compared, differ, want)
	}
}
