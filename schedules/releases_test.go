package schedules_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"jevons/pipeline"
	"jevons/schedules"
)

func calendar(t *testing.T, lines ...string) schedules.Calendar {
	t.Helper()
	c, err := schedules.LoadCalendar(fstest.MapFS{"x.dates": {Data: []byte("CRON_TZ=America/New_York\n" + strings.Join(lines, "\n") + "\n")}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func builtInCalendar(t *testing.T) schedules.Calendar {
	t.Helper()
	c, err := schedules.LoadCalendar(schedules.Files())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLoadCalendar(t *testing.T) {
	c := calendar(t, "# in any order",
		"2026-12-04 08:30 2026-11 bls.ces  bls.cps",
		"moved 2026-02-06 2026-02-11 08:30 2026-01 bls.ces bls.cps",
		"cancelled 2025-11-07 08:30 2025-10 bls.ces bls.cps",
		"2026-03-10 10:00 2025-Q3 bls.qcew", "2026-07-01 10:00 2025 bls.oews", "2026-12-03 10:00 2026-11-15 census.btos",
		"named  Employment   Situation = bls.ces bls.cps", "closed 2026-11-26 Thanksgiving Day")
	var got []string
	for _, r := range c.Releases {
		was := ""
		if !r.Was.IsZero() {
			was = " was " + r.Was.Format(time.DateTime)
		}
		got = append(got, r.From+" "+r.At.Format("2006-01-02 15:04 MST ")+string(r.State)+" "+r.Period+" "+strings.Join(r.Datasets, "+")+was)
	}
	want := []string{
		"x.dates:5 2025-11-07 08:30 EST cancelled 2025-10 bls.ces+bls.cps",
		"x.dates:4 2026-02-11 08:30 EST moved 2026-01 bls.ces+bls.cps was 2026-02-06 08:30:00",
		"x.dates:6 2026-03-10 10:00 EDT scheduled 2025-Q3 bls.qcew",
		"x.dates:7 2026-07-01 10:00 EDT scheduled 2025 bls.oews",
		"x.dates:8 2026-12-03 10:00 EST scheduled 2026-11-15 census.btos",
		"x.dates:3 2026-12-04 08:30 EST scheduled 2026-11 bls.ces+bls.cps",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if len(c.Names) != 1 || c.Names[0].Name != "Employment Situation" || len(c.Closed) != 1 || c.Closed[0].Why != "Thanksgiving Day" {
		t.Errorf("got %+v %+v", c.Names, c.Closed)
	}
	if none, err := schedules.LoadCalendar(fstest.MapFS{"a.cron": {}}); err != nil || len(none.Releases) != 0 {
		t.Errorf("a folder without calendars: %v, %v", none, err)
	}
}

func TestLoadCalendarRefusesWithFileAndLine(t *testing.T) {
	const good = "2026-12-04 08:30 2026-11 bls.ces"
	for _, tc := range []struct{ name, text, want string }{
		{"no zone", good, "x.dates:1: the first line that is no comment must be CRON_TZ"},
		{"fields", "\n2026-12-04 08:30 bls.ces", `x.dates:3: "2026-12-04 08:30 bls.ces" has 3 fields; a line is DATE TIME PERIOD DATASET…`},
		{"no such day", "2026-02-30 08:30 2026-01 bls.ces", `"2026-02-30" is no date; write a day that there is`},
		{"American date", "12/04/2026 08:30 2026-11 bls.ces", `"12/04/2026" is no date`},
		{"hour", "2026-12-04 8:30 2026-11 bls.ces", `"8:30" is no time of day`},
		{"hour that there is not", "2026-12-04 24:00 2026-11 bls.ces", `"24:00" is no time of day`},
		{"period", "2026-12-04 08:30 November bls.ces", `"November" is no period; write 2026, 2026-Q3`},
		{"quarter", "2026-12-04 08:30 2026-Q5 bls.ces", `"2026-Q5" is no period`},
		{"period to come", "2026-12-04 08:30 2027-01 bls.ces", "period 2027-01 begins after its release of 2026-12-04"},
		{"old period", "2026-12-04 08:30 2016-11 bls.ces", "over four years before"},
		{"dataset", "2026-12-04 08:30 2026-11 ces", `"ces" is no dataset`},
		{"twice", good + "\n" + good, "x.dates:3: bls.ces comes out at 2026-12-04 08:30 already by x.dates:2; take one"},
		{"moved without date", "moved " + good, "has 3 fields"},
		{"moved nowhere", "moved 2026-12-04 " + good, "moved from 2026-12-04 to the same day"},
		{"moved only", "moved", "moved: \"\" is no date"},
		{"named", "named Employment Situation bls.ces", "write named RELEASE = DATASET…"},
		{"named nothing", "named Employment Situation =", "no dataset is named"},
		{"named twice", "named A = bls.ces\nnamed A = bls.cps", `x.dates:3: "A" is named already by x.dates:2`},
		{"closed", "closed Thanksgiving", `closed: "Thanksgiving" is no date`},
		{"closed without reason", "closed 2026-11-26", "does not say why"},
	} {
		text := "CRON_TZ=America/New_York\n" + tc.text
		if tc.name == "no zone" {
			text = tc.text
		}
		_, err := schedules.LoadCalendar(fstest.MapFS{"x.dates": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.HasPrefix(err.Error(), "x.dates:") {
			t.Errorf("%s: got %v, want an error with %q", tc.name, err, tc.want)
		}
	}
}

// The built-in calendar names datasets that there are, on working days, and each
// period of a dataset after the one before.
func TestBuiltInCalendar(t *testing.T) {
	c := builtInCalendar(t)
	if err := schedules.CheckCalendar(c, names(), pipeline.Nearest); err != nil {
		t.Fatal(err)
	}
	closed := map[string]string{}
	for _, x := range c.Closed {
		closed[x.Day] = x.Why
	}
	last, n := map[string]string{}, map[string]int{}
	for _, r := range c.Releases {
		day := r.At.Format(time.DateOnly)
		if w := r.At.Weekday(); w == time.Saturday || w == time.Sunday || closed[day] != "" {
			t.Errorf("%s: %s is a %s %s", r.From, day, w, closed[day])
		}
		for _, d := range r.Datasets {
			if r.Period < last[d] {
				t.Errorf("%s: period %s of %s comes after %s", r.From, r.Period, d, last[d])
			}
			last[d] = r.Period
			n[d]++
		}
	}
	if n["bls.ces"] != 12 || n["bls.cpi"] != 12 || n["bls.productivity"] != 10 {
		t.Errorf("releases in 2026: %v", n)
	}
	if err := schedules.CheckCalendar(calendar(t, "2026-12-04 08:30 2026-11 bls.cse"), names(), pipeline.Nearest); err == nil ||
		err.Error() != `x.dates:2: no dataset is called "bls.cse"; did you mean "bls.ces"?` {
		t.Errorf("got %v", err)
	}
}

// The days on which federal offices are closed follow from a rule each.
func TestBuiltInHolidays(t *testing.T) {
	var want []string
	add := func(d time.Time) { want = append(want, d.Format(time.DateOnly)) }
	for y := 2026; y <= 2027; y++ {
		for _, h := range [][2]int{{1, 1}, {6, 19}, {7, 4}, {11, 11}, {12, 25}} {
			d := time.Date(y, time.Month(h[0]), h[1], 0, 0, 0, 0, time.UTC)
			add(d.AddDate(0, 0, map[time.Weekday]int{time.Saturday: -1, time.Sunday: 1}[d.Weekday()]))
		}
		nth := func(month time.Month, w time.Weekday, n int) {
			d := time.Date(y, month, 1, 0, 0, 0, 0, time.UTC)
			add(d.AddDate(0, 0, (int(w)-int(d.Weekday())+7)%7+7*(n-1)))
		}
		nth(time.January, time.Monday, 3)
		nth(time.February, time.Monday, 3)
		nth(time.September, time.Monday, 1)
		nth(time.October, time.Monday, 2)
		nth(time.November, time.Thursday, 4)
		last := time.Date(y, time.May, 31, 0, 0, 0, 0, time.UTC)
		add(last.AddDate(0, 0, -(int(last.Weekday())+6)%7))
	}
	want = append(want, "2027-12-31") // New Year's Day of 2028 is a Saturday
	slices.Sort(want)
	var got []string
	for _, x := range builtInCalendar(t).Closed {
		got = append(got, x.Day)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestEnds(t *testing.T) {
	c := calendar(t, "2026-11-06 08:30 2026-10 bls.ces", "2026-12-04 08:30 2026-11 bls.ces bls.cps", "2026-12-10 08:30 2026-11 bls.cpi",
		"cancelled 2026-12-30 08:30 2026-11 bls.cpi")
	words := func(now string) (out []string) {
		for _, e := range schedules.Ends(c.Releases, ny(t, now)) {
			out = append(out, strings.Join(e.Datasets, "+")+" "+e.Last.Format(time.DateOnly))
			if !strings.Contains(e.Words, "ends "+e.Last.Format(time.DateOnly)) {
				t.Errorf("words: %s", e.Words)
			}
		}
		return out
	}
	for _, tc := range []struct {
		now  string
		want []string
	}{
		{"2026-11-04 08:29", nil},
		{"2026-11-04 08:30", []string{"bls.ces+bls.cps 2026-12-04"}},
		{"2027-02-01 00:00", []string{"bls.ces+bls.cps 2026-12-04", "bls.cpi 2026-12-10"}},
	} {
		if got := words(tc.now); !slices.Equal(got, tc.want) {
			t.Errorf("at %s: got %v, want %v", tc.now, got, tc.want)
		}
	}
}

func FuzzLoadCalendar(f *testing.F) {
	f.Add("CRON_TZ=America/New_York\n2026-12-04 08:30 2026-11 bls.ces\nmoved 2026-12-04 2026-12-16 08:30 2026-11 bls.cps\n")
	f.Add("CRON_TZ=Australia/Lord_Howe\nnamed A = b.c\nclosed 2026-10-04 x\ncancelled 2026-10-04 02:15 2026-Q3 b.c\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := schedules.LoadCalendar(fstest.MapFS{"x.dates": {Data: []byte(text)}})
		if err != nil {
			return
		}
		now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
		schedules.Ends(c.Releases, now)
		if merged, changes := schedules.Merge(c, nil, now); len(merged) != len(c.Releases) || len(changes) > 0 {
			t.Errorf("an empty calendar changes %v", changes)
		}
	})
}
