package schedules_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"jevons/schedules"
)

func timetable(t *testing.T, lines ...string) []schedules.Entry {
	t.Helper()
	text := "CRON_TZ=America/New_York\n" + strings.Join(lines, "\n") + "\n"
	entries, err := schedules.Load(fstest.MapFS{"us.cron": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// ny is a time on the clocks of New York.
func ny(t *testing.T, s string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// told is what is owed, as text.
func told(t *testing.T, o schedules.Owed) string {
	t.Helper()
	var out []string
	for _, tick := range o.Ticks {
		out = append(out, tick.At.In(ny(t, "2026-01-01 00:00").Location()).Format("01-02 15:04")+" "+tick.Why)
	}
	return strings.Join(out, "; ")
}

func TestDue(t *testing.T) {
	release := func(at, period string, state schedules.State) schedules.Release {
		return schedules.Release{Datasets: []string{"bls.ces"}, Period: period, At: ny(t, at), State: state}
	}
	const daily, late = "40 8 * * *  bls.ces", "0 20 * * *  bls.*"
	for _, tc := range []struct {
		name      string
		lines     []string
		releases  []schedules.Release
		last, now string
		policy    schedules.Missed
		want      string
	}{
		{"nothing yet", []string{daily}, nil, "2026-03-02 08:40", "2026-03-03 08:39", "", ""},
		{"on the tick", []string{daily}, nil, "2026-03-02 08:40", "2026-03-03 08:40", "", "03-03 08:40 timetable us.cron:2"},
		{"a look after the tick did for it", []string{daily}, nil, "2026-03-03 08:41", "2026-03-03 09:00", "", ""},
		{"three days of suspend, last", []string{daily, late}, nil, "2026-03-06 08:45", "2026-03-09 10:00", "", "03-09 08:40 timetable us.cron:2"},
		{"three days of suspend, all", []string{daily}, nil, "2026-03-06 08:45", "2026-03-09 10:00", "all",
			"03-07 08:40 timetable us.cron:2; 03-08 08:40 timetable us.cron:2; 03-09 08:40 timetable us.cron:2"},
		{"three days of suspend, none", []string{daily}, nil, "2026-03-06 08:45", "2026-03-09 10:00", "none", ""},
		{"none, in time", []string{daily}, nil, "2026-03-06 08:45", "2026-03-09 08:55", "none", "03-09 08:40 timetable us.cron:2"},
		{"the line has its own policy", []string{daily + " missed=none"}, nil, "2026-03-06 08:45", "2026-03-09 10:00", "all", ""},
		{"one line all, one last and later", []string{daily + " missed=all", late}, nil, "2026-03-06 08:45", "2026-03-08 21:00", "",
			"03-07 08:40 timetable us.cron:2; 03-08 08:40 timetable us.cron:2; 03-08 20:00 timetable us.cron:3"},
		{"one line all, one last and earlier", []string{daily + " missed=all", late}, nil, "2026-03-06 08:45", "2026-03-08 19:00", "",
			"03-07 08:40 timetable us.cron:2; 03-08 08:40 timetable us.cron:2"},
		{"a skipped hour is made up", []string{"30 2 * * * bls.ces"}, nil, "2026-03-07 12:00", "2026-03-08 03:05", "none", "03-08 03:00 timetable us.cron:2"},
		{"the second 01:30 is no tick", []string{"30 1 * * * bls.ces"}, nil, "2026-11-01 01:31", "2026-11-01 23:00", "", ""},
		{"another dataset", []string{"40 8 * * *  bls.cpi"}, nil, "2026-03-02 08:40", "2026-03-09 08:40", "", ""},
		{"release", nil, []schedules.Release{release("2026-03-06 08:30", "2026-02", schedules.Scheduled)}, "2026-03-05 08:40", "2026-03-06 08:30", "", "03-06 08:30 release of 2026-02"},
		{"release that moved", nil, []schedules.Release{release("2026-03-06 08:30", "2026-02", schedules.Moved)}, "2026-03-05 08:40", "2026-03-06 08:30", "", "03-06 08:30 release of 2026-02"},
		{"release that was cancelled", nil, []schedules.Release{release("2026-03-06 08:30", "2026-02", schedules.Cancelled)}, "2026-03-05 08:40", "2026-03-07 08:30", "", ""},
		{"release and line, last", []string{daily}, []schedules.Release{release("2026-03-06 08:30", "", schedules.Scheduled)}, "2026-03-05 08:40", "2026-03-06 08:35", "", "03-06 08:30 release of 2026-03-06"},
		{"release and line at once", []string{"30 8 * * * bls.ces"}, []schedules.Release{release("2026-03-06 08:30", "2026-02", schedules.Scheduled)}, "2026-03-05 08:40", "2026-03-06 08:35", "", "03-06 08:30 release of 2026-02"},
		{"clock put back by an hour", []string{daily}, nil, "2026-03-06 08:45", "2026-03-06 07:45", "", ""},
	} {
		got := schedules.Due(timetable(t, tc.lines...), tc.releases, "bls.ces", ny(t, tc.last), ny(t, tc.now), tc.policy)
		if told(t, got) != tc.want || got.Note != "" {
			t.Errorf("%s: got %q %q, want %q", tc.name, told(t, got), got.Note, tc.want)
		}
		if back := ny(t, tc.now).Before(ny(t, tc.last)); back != got.Waits.Equal(ny(t, tc.last)) {
			t.Errorf("%s: waits until %s", tc.name, got.Waits)
		}
	}
}

func TestDueAtOnce(t *testing.T) {
	now := ny(t, "2026-03-06 12:00")
	for _, policy := range []schedules.Missed{"", schedules.MissedAll, schedules.MissedNone} {
		first := schedules.Due(timetable(t, "40 8 * * * bls.ces"), nil, "bls.ces", time.Time{}, now, policy)
		if told(t, first) != "03-06 12:00 never looked at" || first.Note != "" {
			t.Errorf("first start: got %+v", first)
		}
	}
	wrong := schedules.Due(nil, nil, "bls.ces", now.Add(48*time.Hour), now, "")
	if len(wrong.Ticks) != 1 || !strings.Contains(wrong.Note, "bls.ces was last looked at 2026-03-08 17:00 UTC, which is after now, 2026-03-06 17:00 UTC; check the clock") {
		t.Errorf("last look two days ahead: got %+v", wrong)
	}
}

func TestDueIsBounded(t *testing.T) {
	now := ny(t, "2026-03-06 12:00")
	got := schedules.Due(timetable(t, "* * * * * bls.ces missed=all"), nil, "bls.ces", now.AddDate(-10, 0, 0), now, "")
	if n := len(got.Ticks); n != schedules.MaxDue || !got.Ticks[n-1].At.Equal(now) || !strings.Contains(got.Note, "the newest 1000 are") {
		t.Errorf("%d ticks, %q", n, got.Note)
	}
	got = schedules.Due(timetable(t, "0 8 1 1 * bls.ces missed=all"), nil, "bls.ces", now.AddDate(-10, 0, 0), now, "")
	if told(t, got) != "01-01 08:00 timetable us.cron:2" || got.Note == "" {
		t.Errorf("got %q %q", told(t, got), got.Note)
	}
}

// world is a scheduler that wakes every minute by a clock that is stepped and
// stopped, and keeps only its last look.
func world(entries []schedules.Entry, policy schedules.Missed, wakes []time.Time) (done []schedules.Tick) {
	last := wakes[0]
	for _, now := range wakes[1:] {
		owed := schedules.Due(entries, nil, "bls.ces", last, now, policy)
		if len(owed.Ticks) > 0 {
			done = append(done, owed.Ticks...)
			last = now
		}
	}
	return done
}

func TestStepsOfTheClockLoseAndDoubleNothing(t *testing.T) {
	entries := timetable(t, "*/20 * * * * bls.ces", "30 2 * * * bls.*")
	from := ny(t, "2026-03-06 00:00")
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 1))
		wakes := []time.Time{from}
		now, latest := from, from
		for range 5000 {
			now = now.Add(time.Minute)
			switch rng.IntN(500) {
			case 0:
				now = now.Add(time.Hour)
			case 1:
				now = now.Add(-time.Hour)
			case 2:
				now = now.Add(3 * 24 * time.Hour) // suspended
			}
			if now.After(latest) {
				latest = now
			}
			wakes = append(wakes, now)
		}
		for now = now.Add(time.Minute); !now.After(latest.Add(time.Hour)); now = now.Add(time.Minute) {
			wakes = append(wakes, now)
		}
		got := world(entries, schedules.MissedAll, wakes)
		want := schedules.Due(entries, nil, "bls.ces", from, wakes[len(wakes)-1], schedules.MissedAll).Ticks
		if len(got) > len(want) && len(want) < schedules.MaxDue || !slices.EqualFunc(got[len(got)-min(len(got), len(want)):], want, func(a, b schedules.Tick) bool { return a.At.Equal(b.At) }) {
			t.Fatalf("seed %d: %d ticks done, %d asked for", seed, len(got), len(want))
		}
		for i := 1; i < len(got); i++ {
			if !got[i].At.After(got[i-1].At) {
				t.Fatalf("seed %d: after %s comes %s", seed, got[i-1].At, got[i].At)
			}
		}
	}
}

func TestUpcoming(t *testing.T) {
	entries := timetable(t, "30 8 * * 1-5 bls.ces")
	releases := []schedules.Release{
		{Datasets: []string{"bls.*"}, Period: "2026-02", At: ny(t, "2026-03-06 08:30"), State: schedules.Moved},
		{Datasets: []string{"bls.ces"}, Period: "2026-03", At: ny(t, "2026-03-07 08:30"), State: schedules.Cancelled},
	}
	for _, tc := range []struct{ now, want string }{
		{"2026-03-05 07:00", "03-05 08:30 timetable us.cron:2"},
		{"2026-03-05 08:30", "03-06 08:30 release of 2026-02"},
		{"2026-03-06 08:30", "03-09 08:30 timetable us.cron:2"},
	} {
		got := schedules.Upcoming(entries, releases, "bls.ces", ny(t, tc.now))
		if told(t, schedules.Owed{Ticks: []schedules.Tick{got}}) != tc.want {
			t.Errorf("after %s: got %+v, want %s", tc.now, got, tc.want)
		}
	}
	if got := schedules.Upcoming(entries, releases, "made.up", ny(t, "2026-03-05 07:00")); !got.At.IsZero() {
		t.Errorf("got %+v", got)
	}
}
