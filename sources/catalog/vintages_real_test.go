package catalog_test

import (
	"encoding/csv"
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
