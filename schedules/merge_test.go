package schedules_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jevons/schedules"
)

// announced are entries of one name: days and hours, a day alone, or either with
// a status after it.
func announced(t *testing.T, name string, entries ...string) (out []schedules.Announced) {
	t.Helper()
	for _, e := range entries {
		e, status, _ := strings.Cut(e, " !")
		a := schedules.Announced{Name: name, Status: status, AllDay: len(e) == len(time.DateOnly)}
		if a.AllDay {
			e += " 00:00"
		}
		a.At = ny(t, e).UTC()
		out = append(out, a)
	}
	return out
}

func history(changes []schedules.Change) (out []string) {
	for _, c := range changes {
		out = append(out, c.What+": "+c.Why)
	}
	return out
}

func releases(rs []schedules.Release) (out []string) {
	for _, r := range rs {
		s := r.At.Format("01-02 15:04 ") + string(r.State) + " " + r.Period
		if !r.Was.IsZero() {
			s += " was " + r.Was.Format("01-02")
		}
		out = append(out, s)
	}
	return out
}

func TestMerge(t *testing.T) {
	three := []string{"2026-10-02 08:30 2026-09 bls.ces bls.cps", "2026-11-06 08:30 2026-10 bls.ces bls.cps", "2026-12-04 08:30 2026-11 bls.ces bls.cps"}
	scheduled := []string{"10-02 08:30 scheduled 2026-09", "11-06 08:30 scheduled 2026-10", "12-04 08:30 scheduled 2026-11"}
	for _, tc := range []struct {
		name      string
		lines     []string
		announced []string
		want      []string
		history   []string
	}{
		{"no calendar", three, nil, scheduled, nil},
		{"the same", three, []string{"2026-10-02 08:30", "2026-11-06 08:30", "2026-12-04 08:30"}, scheduled, nil},
		{"whole days", three, []string{"2026-10-02", "2026-11-06", "2026-12-04"}, scheduled, nil},
		{"an entry twice", three, []string{"2026-10-02 08:30", "2026-11-06 08:30", "2026-11-06 08:30", "2026-12-04 08:30"}, scheduled, nil},
		{"a calendar that ends sooner and begins later", three, []string{"2026-11-06 08:30"}, scheduled, nil},
		{"another hour", three, []string{"2026-10-02 08:30", "2026-11-06 10:00", "2026-12-04 08:30"},
			[]string{"10-02 08:30 scheduled 2026-09", "11-06 10:00 moved 2026-10 was 11-06", "12-04 08:30 scheduled 2026-11"},
			[]string{`moved: the calendar of "Employment Situation" has it 2026-11-06 10:00 instead of 2026-11-06 08:30`}},
		{"another day", three, []string{"2026-10-02 08:30", "2026-11-06 08:30", "2026-12-16 08:30"},
			[]string{"10-02 08:30 scheduled 2026-09", "11-06 08:30 scheduled 2026-10", "12-16 08:30 moved 2026-11 was 12-04"},
			[]string{`moved: the calendar of "Employment Situation" has it 2026-12-16 08:30 instead of 2026-12-04 08:30`}},
		{"another whole day", three, []string{"2026-10-02", "2026-11-06", "2026-12-16"},
			[]string{"10-02 08:30 scheduled 2026-09", "11-06 08:30 scheduled 2026-10", "12-16 08:30 moved 2026-11 was 12-04"},
			[]string{`moved: the calendar of "Employment Situation" has it 2026-12-16 08:30 instead of 2026-12-04 08:30`}},
		{"a day earlier", three, []string{"2026-10-02 08:30", "2026-11-06 08:30", "2026-12-03 08:30"},
			[]string{"10-02 08:30 scheduled 2026-09", "11-06 08:30 scheduled 2026-10", "12-03 08:30 moved 2026-11 was 12-04"},
			[]string{`moved: the calendar of "Employment Situation" has it 2026-12-03 08:30 instead of 2026-12-04 08:30`}},
		{"one has gone", append(three, "2027-01-08 08:30 2026-12 bls.ces bls.cps"), []string{"2026-10-02 08:30", "2026-11-06 08:30", "2027-01-08 08:30"},
			[]string{"10-02 08:30 scheduled 2026-09", "11-06 08:30 scheduled 2026-10", "12-04 08:30 cancelled 2026-11", "01-08 08:30 scheduled 2026-12"},
			[]string{`cancelled: the calendar of "Employment Situation" does not have 2026-12-04 any more`}},
		{"called cancelled", three, []string{"2026-10-02 08:30", "2026-11-06 08:30", "2026-12-04 08:30 !CANCELLED"},
			[]string{"10-02 08:30 scheduled 2026-09", "11-06 08:30 scheduled 2026-10", "12-04 08:30 cancelled 2026-11"},
			[]string{`cancelled: the calendar of "Employment Situation" calls 2026-12-04 cancelled`}},
		{"new", three, []string{"2026-10-02 08:30", "2026-11-06 08:30", "2026-12-04 08:30", "2027-01-08 08:30", "2027-02-05 08:30", "2027-03-05 08:30 !CANCELLED"},
			append(scheduled, "01-08 08:30 scheduled 2026-12", "02-05 08:30 scheduled "),
			[]string{`new: the calendar of "Employment Situation" has 2027-01-08, which no file has`, `new: the calendar of "Employment Situation" has 2027-02-05, which no file has`}},
		{"new and old", three, []string{"2026-01-09 08:30", "2026-10-02 08:30", "2026-11-06 08:30", "2026-12-04 08:30"}, scheduled, nil},
		{"phantom in the past", append(three, "2026-10-20 08:30 2026-09 bls.ces"), []string{"2026-10-02 08:30", "2026-11-06 08:30", "2026-12-04 08:30"}, scheduled,
			[]string{`dropped: 2026-10-20 is past, and the calendar of "Employment Situation" does not have it`}},
		{"phantom on a holiday", append(three, "2026-11-26 08:30 2026-10 bls.ces"), []string{"2026-10-02 08:30", "2026-11-06 08:30", "2026-12-04 08:30"}, scheduled,
			[]string{`dropped: 2026-11-26 is Thanksgiving Day, and the calendar of "Employment Situation" does not have it`}},
		{"phantom on a Sunday", append(three, "2026-11-29 08:30 2026-10 bls.ces"), []string{"2026-10-02 08:30", "2026-11-06 08:30", "2026-12-04 08:30"}, scheduled,
			[]string{`dropped: 2026-11-29 is a Sunday, and the calendar of "Employment Situation" does not have it`}},
		{"phantoms of the calendar", three, []string{"2026-05-02 08:30", "2026-10-02 08:30", "2026-11-06 08:30", "2026-11-28 08:30", "2026-12-04 08:30", "2026-12-25 08:30"}, scheduled,
			[]string{`dropped: the calendar of "Employment Situation" has 2026-11-28, which is a Saturday`, `dropped: the calendar of "Employment Situation" has 2026-12-25, which is Christmas Day`}},
		{"a Saturday of which both know", append(three, "2026-11-28 08:30 2026-10 bls.ces"), []string{"2026-11-06 08:30", "2026-11-28 08:30", "2026-12-04 08:30"},
			slices.Insert(slices.Clone(scheduled), 2, "11-28 08:30 scheduled 2026-10"), nil},
		{"other names are no business of it", append(three, "2026-12-10 08:30 2026-11 bls.cpi"), []string{"2026-10-02 08:30", "2026-11-06 08:30", "2026-12-04 08:30", "2027-01-08 08:30 !CANCELLED"},
			append(slices.Clone(scheduled), "12-10 08:30 scheduled 2026-11"), nil},
	} {
		c := calendar(t, append([]string{"named Employment Situation = bls.ces bls.cps", "closed 2026-11-26 Thanksgiving Day", "closed 2026-12-25 Christmas Day"}, tc.lines...)...)
		theirs := append(announced(t, "Employment Situation", tc.announced...), announced(t, "Employment Situation of Veterans", "2026-11-10 10:00")...)
		now := ny(t, "2026-11-24 12:00")
		got, changes := schedules.Merge(c, theirs, now)
		if !slices.Equal(releases(got), tc.want) || !slices.Equal(history(changes), tc.history) {
			t.Errorf("%s: got\n %s\n %s", tc.name, strings.Join(releases(got), "\n "), strings.Join(history(changes), "\n "))
		}
		c.Releases = got
		again, changes := schedules.Merge(c, theirs, now)
		changes = slices.DeleteFunc(changes, func(x schedules.Change) bool { return x.What == "dropped" })
		if !slices.Equal(releases(again), releases(got)) || len(changes) > 0 {
			t.Errorf("%s: merged again\n %s\n %s", tc.name, strings.Join(releases(again), "\n "), strings.Join(history(changes), "\n "))
		}
	}
}

// The releases of autumn 2025, as they were planned, held against days after the
// shutdown. What cannot be known from a calendar without periods, that October was
// left out, a file says.
func TestMergeAfterAShutdown(t *testing.T) {
	c := calendar(t, "named Employment Situation = bls.ces", "2025-09-05 08:30 2025-08 bls.ces", "2025-10-03 08:30 2025-09 bls.ces",
		"cancelled 2025-11-07 08:30 2025-10 bls.ces", "2025-12-05 08:30 2025-11 bls.ces", "2026-01-09 08:30 2025-12 bls.ces")
	theirs := announced(t, "Employment Situation", "2025-09-05 08:30", "2025-11-20 08:30", "2025-12-16 08:30", "2026-01-09 08:30")
	got, changes := schedules.Merge(c, theirs, ny(t, "2025-11-14 12:00"))
	want := []string{"09-05 08:30 scheduled 2025-08", "11-07 08:30 cancelled 2025-10", "11-20 08:30 moved 2025-09 was 10-03",
		"12-16 08:30 moved 2025-11 was 12-05", "01-09 08:30 scheduled 2025-12"}
	if !slices.Equal(releases(got), want) || len(changes) != 2 {
		t.Errorf("got\n %s\n %s", strings.Join(releases(got), "\n "), strings.Join(history(changes), "\n "))
	}
}

func TestPeriodsOfNewReleases(t *testing.T) {
	for _, tc := range []struct{ line, next, want string }{
		{"2026-12-04 08:30 2026-11 bls.ces", "2027-01-08 08:30", "2026-12"},
		{"2026-12-04 08:30 2026-12 bls.ces", "2027-01-08 08:30", "2027-01"},
		{"2026-12-04 08:30 2026-11 bls.ces", "2027-02-05 08:30", ""}, // one was left out
		{"2026-12-04 08:30 2026-11 bls.ces", "2026-12-10 08:30", ""},
		{"2026-12-04 10:00 2026-Q4 bls.ces", "2027-03-10 10:00", "2027-Q1"},
		{"2026-11-05 08:30 2026-Q3 bls.ces", "2026-12-08 08:30", ""}, // the second estimate
		{"2026-12-04 08:30 2026 bls.ces", "2027-12-03 08:30", ""},
	} {
		c := calendar(t, "named A = bls.ces", tc.line)
		got, _ := schedules.Merge(c, announced(t, "A", tc.line[:16], tc.next), ny(t, "2026-12-05 12:00"))
		if last := got[len(got)-1]; len(got) != 2 || last.Period != tc.want {
			t.Errorf("%s, then %s: got %v, want period %q", tc.line, tc.next, releases(got), tc.want)
		}
	}
}

// The built-in calendar is what the bureau's own says, as it was published; only
// days of 2025, which no file has, are not in it.
func TestBuiltInCalendarIsTheBureaus(t *testing.T) {
	text := realCalendar(t)
	var theirs []schedules.Announced
	entry := regexp.MustCompile(`(?s)DTSTART;TZID=US-Eastern:(\d{8}T\d{4})00.*?SUMMARY:([^\r\n]*)`)
	for _, m := range entry.FindAllStringSubmatch(text, -1) {
		at, err := time.ParseInLocation("20060102T1504", m[1], ny(t, "2026-01-01 00:00").Location())
		if err != nil {
			t.Fatal(err)
		}
		theirs = append(theirs, schedules.Announced{Name: m[2], At: at})
	}
	if len(theirs) != 246 {
		t.Fatalf("%d entries", len(theirs))
	}
	c := builtInCalendar(t)
	got, changes := schedules.Merge(c, theirs, ny(t, "2026-02-20 12:00"))
	if len(changes) > 0 || len(got) != len(c.Releases) {
		t.Errorf("changes %s", strings.Join(history(changes), "\n"))
	}
	// Every entry of 2026 with a name that the file knows is in the file.
	for _, a := range theirs {
		known := slices.ContainsFunc(c.Names, func(n schedules.Name) bool { return n.Name == a.Name })
		if known && a.At.Year() == 2026 && !slices.ContainsFunc(c.Releases, func(r schedules.Release) bool { return r.At.Equal(a.At) }) {
			t.Errorf("%s %s is not in the file", a.At, a.Name)
		}
	}
	for _, n := range c.Names {
		if !slices.ContainsFunc(theirs, func(a schedules.Announced) bool { return a.Name == n.Name }) {
			t.Errorf("%s: the bureau's calendar has no %q", n.From, n.Name)
		}
	}
}

func realCalendar(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	folders := []string{os.Getenv("JEVONS_REALDATA")}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		folders = append(folders, filepath.Join(dir, "shared", "realdata"))
	}
	for _, f := range folders {
		if text, err := os.ReadFile(filepath.Join(f, "bls", "schedule", "bls_2025-2026.ics")); f != "" && err == nil {
			return string(text)
		}
	}
	t.Skip("the bureau's calendar is not here: no folder shared/realdata beside the repository")
	return ""
}
