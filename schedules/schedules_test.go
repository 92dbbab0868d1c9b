package schedules_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"jevons/pipeline"
	"jevons/schedules"
	"jevons/sources"
	"jevons/sources/catalog"
)

func names() []string {
	var out []string
	for _, d := range catalog.All() {
		out = append(out, d.Name)
	}
	return out
}

// off tells whether a dataset is not looked for unless somebody asks.
func off(name string) bool {
	return slices.ContainsFunc(catalog.All(), func(d *sources.Dataset) bool { return d.Name == name && d.Off != "" })
}

func builtIn(t *testing.T) []schedules.Entry {
	t.Helper()
	entries, err := schedules.Load(schedules.Files())
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestEveryDatasetIsLookedFor(t *testing.T) {
	uncovered, err := schedules.Check(builtIn(t), names(), pipeline.Nearest)
	uncovered = slices.DeleteFunc(uncovered, off)
	if err != nil || len(uncovered) > 0 {
		t.Fatalf("uncovered %v, error %v; add a line to a timetable", uncovered, err)
	}
}

// Two years of ticks, through four changes of the clocks: each is later than
// the one before, at the wall-clock time that its line says, and on each day
// that the line names.
func TestTwoYearsHaveNoGapAndNoDouble(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(2, 0, 0)
	for _, tc := range []struct {
		dataset string
		want    int // ticks, counted on a calendar
		wall    []string
	}{
		{"bls.ces", weekdays(from, to), []string{"08:40"}},
		{"bls.cpi", weekdays(from, to), []string{"08:50"}},
		{"bls.jolts", weekdays(from, to), []string{"10:15"}},
		{"bls.oews_national", wednesdays(from, to), []string{"10:20"}},
		{"skypilot.vms", 730 * 4, []string{"00:15", "06:15", "12:15", "18:15"}},
		{"litellm.prices", 730, []string{"04:10"}},
		{"llmprices.history", 730, []string{"04:20"}},
		{"exposure.gpts_occupations", 24, []string{"03:00"}},
		{"epoch.models", 730, []string{"05:00"}},
	} {
		entries := builtIn(t)
		n := 0
		for at := schedules.Next(entries, tc.dataset, from.Add(-time.Second)); at.Before(to); {
			if !strings.Contains(strings.Join(tc.wall, " "), at.Format("15:04")) {
				t.Errorf("%s ticks at %s, want %v", tc.dataset, at, tc.wall)
			}
			n++
			next := schedules.Next(entries, tc.dataset, at)
			if !next.After(at) {
				t.Fatalf("%s: after %s comes %s", tc.dataset, at, next)
			}
			at = next
		}
		if n != tc.want {
			t.Errorf("%s ticks %d times in two years, want %d", tc.dataset, n, tc.want)
		}
	}
}

func weekdays(from, to time.Time) (n int) {
	for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
		if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
			n++
		}
	}
	return n
}

func wednesdays(from, to time.Time) (n int) {
	for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
		if d.Weekday() == time.Wednesday && d.Month() >= time.March && d.Month() <= time.August {
			n++
		}
	}
	return n
}

func TestNextIsZeroForWhatNobodyNames(t *testing.T) {
	if at := schedules.Next(builtIn(t), "made.up", time.Unix(0, 0)); !at.IsZero() {
		t.Errorf("got %s", at)
	}
}

func TestLoadRefusesWithFileAndLine(t *testing.T) {
	const zone = "CRON_TZ=America/New_York\n"
	for _, tc := range []struct{ name, text, want string }{
		{"no zone", "# a comment\n40 8 * * *  bls.ces\n", "x.cron:2: the first line that is no comment must be CRON_TZ"},
		{"empty", "# only a comment\n", "x.cron: the file is empty"},
		{"empty zone", "CRON_TZ=\n", "x.cron:1: CRON_TZ= names no zone"},
		{"this machine's zone", "CRON_TZ=Local\n", "names no zone"},
		{"unknown zone", "CRON_TZ=America/Nowhere\n", "x.cron:1: CRON_TZ=America/Nowhere: no such time zone"},
		{"zone with blank", "CRON_TZ=UTC 1 2 3 4 5\n", "no such time zone"},
		{"no dataset", zone + "40 8 * * *\n", "x.cron:2: \"40 8 * * *\" has 5 fields"},
		{"not a dataset", zone + "40 8 * * *  everything\n", "\"everything\" is no dataset"},
		{"broken pattern", zone + "40 8 * * *  bls.[\n", "is no dataset"},
		{"no such minute", zone + "61 8 * * *  bls.ces\n", "x.cron:2: \"61 8 * * *\": the time cannot be read"},
		{"Sunday as 7", zone + "1 8 * * 7  bls.ces\n", "the time cannot be read"},
		{"every so often", zone + "@every 1h 2 3 4  bls.ces\n", "the time cannot be read"},
		{"zone in a line", zone + "CRON_TZ=UTC 8 * * *  bls.ces\n", "the zone stands once"},
		{"zone that panics", zone + "TZ=0 8 * * *  bls.ces\n", "the zone stands once"},
		{"31 February", zone + "0 8 31 2 *  bls.ces\n", "this time never comes"},
		{"either day", zone + "0 8 1 * 1  bls.ces\n", "day of the month and day of the week are both given"},
		{"policy", zone + "0 8 * * *  bls.ces missed=some\n", "x.cron:2: missed=some is not known; write missed=last, missed=all or missed=none"},
		{"policy only", zone + "0 8 * * *  missed=all\n", "x.cron:2: no dataset is named"},
		{"policy before the dataset", zone + "0 8 * * *  missed=all bls.ces\n", "\"missed=all\" is no dataset"},
	} {
		_, err := schedules.Load(fstest.MapFS{"x.cron": {Data: []byte(tc.text)}})
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want an error with %q", tc.name, err, tc.want)
		}
	}
	if _, err := schedules.Load(fstest.MapFS{}); err == nil {
		t.Error("a folder without timetables is accepted")
	}
}

func TestLoadAccepts(t *testing.T) {
	entries, err := schedules.Load(fstest.MapFS{
		"a.cron": {Data: []byte("\n# UTC has no changes of the clocks\nCRON_TZ=UTC\n30 2 * * * bls.*\n")},
		"b.cron": {Data: []byte("CRON_TZ=America/New_York\n30 0-3 * * *   bls.ces  epoch.models missed=all\n")},
	})
	if err != nil || len(entries) != 2 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	if e := entries[0]; e.From != "a.cron:4" || !e.Matches("bls.ces_series") || e.Matches("epoch.models") {
		t.Errorf("got %+v", e)
	}
	if e := entries[1]; e.Missed != schedules.MissedAll || len(e.Datasets) != 2 {
		t.Errorf("got %+v", e)
	}
}

func TestCheckNamesTheNearestDataset(t *testing.T) {
	entries, err := schedules.Load(fstest.MapFS{"x.cron": {Data: []byte("CRON_TZ=UTC\n1 5 * * * bls.cse\n")}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = schedules.Check(entries, names(), pipeline.Nearest)
	if err == nil || err.Error() != `x.cron:2: no dataset is called "bls.cse"; did you mean "bls.ces"?` {
		t.Errorf("got %v", err)
	}
	uncovered, err := schedules.Check(builtIn(t), append(names(), "made.up"), pipeline.Nearest)
	uncovered = slices.DeleteFunc(uncovered, off)
	if err != nil || len(uncovered) != 1 || uncovered[0] != "made.up" {
		t.Errorf("uncovered %v, %v", uncovered, err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("CRON_TZ=America/New_York\n40 8 * * 1-5 bls.ces\n")
	f.Add("CRON_TZ=UTC\nTZ= 1 2 3 4 bls.*\n")
	f.Fuzz(func(t *testing.T, text string) {
		entries, err := schedules.Load(fstest.MapFS{"x.cron": {Data: []byte(text)}})
		if err != nil {
			return
		}
		now := time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)
		for _, e := range entries {
			if next := e.When.Next(now); !next.After(now) {
				t.Errorf("%q: after %s comes %s", e.Spec, now, next)
			}
		}
	})
}
