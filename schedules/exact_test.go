package schedules

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

// fields is what an oracle knows of a line: which minutes, hours and days.
type fields struct {
	spec string
	day  func(time.Time) bool
	hour func(int) bool
	min  func(int) bool
}

func among(n ...int) func(int) bool { return func(v int) bool { return slices.Contains(n, v) } }
func every(n int) func(int) bool    { return func(v int) bool { return v%n == 0 } }
func anyDay(time.Time) bool         { return true }
func on(d time.Weekday) func(time.Time) bool {
	return func(t time.Time) bool { return t.Weekday() == d }
}

var lines = []fields{
	{"30 2 * * *", anyDay, among(2), among(30)}, // skipped in New York and Lord Howe's half hour
	{"30 1 * * *", anyDay, among(1), among(30)}, // comes twice in New York and London
	{"0 2 * * 0", on(time.Sunday), among(2), among(0)},
	{"15 0,1,2,3 * * *", anyDay, among(0, 1, 2, 3), among(15)},
	{"45 1 * * 0", on(time.Sunday), among(1), among(45)},
	{"0 * * * *", anyDay, every(1), among(0)},
	{"*/10 * * * *", anyDay, every(1), every(10)},
	{"15 */6 * * *", anyDay, every(6), among(15)},
	{"0 0 1 * *", func(t time.Time) bool { return t.Day() == 1 }, among(0), among(0)},
	{"40 8 * * 1-5", func(t time.Time) bool { return t.Weekday()%6 != 0 }, among(8), among(40)},
	{"59 23 31 12 *", func(t time.Time) bool { return t.YearDay() >= 365 && t.Day() == 31 }, among(23), among(59)},
	{"5 2 29 3 *", func(t time.Time) bool { return t.Day() == 29 && t.Month() == time.March }, among(2), among(5)},
}

func schedule(t *testing.T, spec, zone string) cron.Schedule {
	t.Helper()
	entries, err := Load(fstest.MapFS{"x.cron": {Data: []byte("CRON_TZ=" + zone + "\n" + spec + " bls.ces\n")}})
	if err != nil {
		t.Fatal(err)
	}
	return entries[0].When
}

// oracle walks every minute there is in two years and looks at the wall clock:
// a minute that the clock shows or jumps over for the first time is due there and
// then. It knows nothing of how the next tick is found.
func oracle(zone *time.Location, from, to time.Time) map[string][]time.Time {
	out := map[string][]time.Time{}
	seen := asUTC(from.Add(-time.Minute).In(zone))
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		wall := asUTC(at.In(zone))
		ticked := map[string]bool{}
		for seen.Before(wall) {
			seen = seen.Add(time.Minute)
			for _, l := range lines {
				if !ticked[l.spec] && l.min(seen.Minute()) && l.hour(seen.Hour()) && l.day(seen) {
					ticked[l.spec] = true
					out[l.spec] = append(out[l.spec], at)
				}
			}
		}
	}
	return out
}

func TestEachLocalTimeTicksOnce(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(2, 0, 0)
	for _, name := range []string{"America/New_York", "Europe/London", "Asia/Hong_Kong", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		want := oracle(zone, from, to)
		for _, l := range lines {
			when := schedule(t, l.spec, name)
			var got []time.Time
			for at := when.Next(from.Add(-time.Second)); at.Before(to); at = when.Next(at) {
				if len(got) > 0 && !at.After(got[len(got)-1]) {
					t.Fatalf("%s %q: after %s comes %s", name, l.spec, got[len(got)-1], at)
				}
				got = append(got, at)
			}
			if !slices.EqualFunc(got, want[l.spec], time.Time.Equal) {
				t.Errorf("%s %q: %d ticks, the calendar has %d", name, l.spec, len(got), len(want[l.spec]))
			}
			fromAnywhere(t, name+" "+l.spec, when, want[l.spec], zone)
		}
		for _, daily := range []string{"30 2 * * *", "30 1 * * *"} {
			if n := len(want[daily]); n != 730 {
				t.Errorf("%s %q: the oracle counts %d days in two years", name, daily, n)
			}
		}
	}
}

// fromAnywhere asks for the next tick at random instants, most of them near
// changes of the clocks.
func fromAnywhere(t *testing.T, name string, when cron.Schedule, ticks []time.Time, zone *time.Location) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, uint64(len(ticks))))
	first, last := ticks[0], ticks[len(ticks)-1]
	for range 400 {
		at := first.Add(time.Duration(rng.Int64N(int64(last.Sub(first)))))
		if start, _ := at.In(zone).ZoneBounds(); rng.IntN(4) > 0 && start.After(first) {
			at = start.Add(time.Duration(rng.Int64N(int64(6*time.Hour))) - 3*time.Hour)
		}
		i, _ := slices.BinarySearchFunc(ticks, at, func(tick, at time.Time) int {
			if tick.After(at) {
				return 1
			}
			return -1
		})
		if got := when.Next(at); !got.Equal(ticks[i]) {
			t.Fatalf("%s: after %s comes %s, want %s", name, at.In(zone), got.In(zone), ticks[i].In(zone))
		}
	}
}

func TestTicksAtChangesOfTheClocks(t *testing.T) {
	for _, tc := range []struct{ zone, spec, from, want string }{
		{"America/New_York", "30 2 * * *", "2026-03-07T12:00:00-05:00", "2026-03-08T03:00:00-04:00 2026-03-09T02:30:00-04:00"},
		{"America/New_York", "30 1 * * *", "2026-10-31T12:00:00-04:00", "2026-11-01T01:30:00-04:00 2026-11-02T01:30:00-05:00"},
		{"America/New_York", "0 2 * * 0", "2026-03-02T00:00:00-05:00", "2026-03-08T03:00:00-04:00 2026-03-15T02:00:00-04:00"},
		{"America/New_York", "30 1 * * *", "2026-11-01T01:40:00-05:00", "2026-11-02T01:30:00-05:00"},
		{"Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00:00+10:30", "2026-10-04T02:30:00+11:00 2026-10-05T02:15:00+11:00"},
		{"Australia/Lord_Howe", "45 1 * * *", "2026-04-04T12:00:00+11:00", "2026-04-05T01:45:00+11:00 2026-04-06T01:45:00+10:30"},
		{"Europe/London", "*/30 * * * *", "2026-10-25T01:20:00+01:00", "2026-10-25T01:30:00+01:00 2026-10-25T02:00:00+00:00"},
		{"Africa/Cairo", "0 0 * * 5", "2026-04-20T00:00:00+02:00", "2026-04-24T01:00:00+03:00 2026-05-01T00:00:00+03:00"},
		{"Pacific/Apia", "0 9 30 12 *", "2011-12-01T00:00:00-10:00", "2011-12-31T00:00:00+14:00 2012-12-30T09:00:00+14:00"},
	} {
		when := schedule(t, tc.spec, tc.zone)
		at, err := time.Parse(time.RFC3339, tc.from)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range strings.Fields(tc.want) {
			want, err := time.Parse(time.RFC3339, w)
			if err != nil {
				t.Fatal(err)
			}
			if got := when.Next(at); !got.Equal(want) {
				t.Errorf("%s %q: after %s comes %s, want %s", tc.zone, tc.spec, at, got, w)
			}
			at = want
		}
	}
}

// counting counts how often the library is asked.
type counting struct {
	cron.Schedule
	asked *int
}

func (c counting) Next(t time.Time) time.Time {
	*c.asked++
	return c.Schedule.Next(t)
}

// Ten years of all built-in timetables: the library is asked about once a tick,
// and a change of the clocks does not make it search.
func TestTenYearsOfWork(t *testing.T) {
	entries, err := Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(10, 0, 0)
	total := 0
	for _, e := range entries {
		asked, ticks := 0, 0
		x := e.When.(exact)
		x.spec = counting{x.spec, &asked}
		for at := x.Next(from); at.Before(to); at = x.Next(at) {
			ticks++
		}
		if ticks < 10 || ticks > 10*366*24 {
			t.Errorf("%s: %d ticks in ten years", e.From, ticks)
		}
		if asked > ticks+100 {
			t.Errorf("%s: the library was asked %d times for %d ticks", e.From, asked, ticks)
		}
		total += ticks
	}
	t.Logf("%d lines, %d ticks", len(entries), total)
}
