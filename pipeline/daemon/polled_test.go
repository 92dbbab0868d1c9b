package daemon

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jevons/pipeline/landing"
	"jevons/pipeline/watch"
	"jevons/schedules"
	"jevons/sources"
)

// polling makes releases what a world looks for.
func polling(w *world, releases func() []schedules.Release) {
	w.cfg.Poll = func(name string, looks []Look, now time.Time) (time.Time, string) {
		made := make([]schedules.Look, len(looks))
		for i, l := range looks {
			made[i] = schedules.Look(l)
		}
		p := schedules.NextPoll(releases(), name, made, now)
		return p.Next.At, p.Next.Why
	}
}

func aRelease(at time.Time) []schedules.Release {
	return []schedules.Release{{Datasets: []string{"a.x"}, Period: "1999-12", At: at, State: schedules.Scheduled}}
}

// A clock that was years ahead for an hour has not seen the releases of those
// years arrive.
func TestLooksOfAClockThatWasAheadHideNoRelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 3 1 1 * a.x\n", "a.x")
		w.up.script["a.x"] = always("loaded")
		at := day(time.January, 3, 8)
		polling(w, func() []schedules.Release { return aRelease(at) })
		w.offset.Store(int64(5 * 365 * 24 * hour))
		w.live(hour)
		w.offset.Store(0)
		w.live(24 * hour)
		w.live(2 * 24 * hour) // a restart reads the look of the wrong clock again
		looks := w.up.of("a.x")
		if last := looks[len(looks)-1].at; !last.Equal(at.Add(schedules.PollLead)) {
			t.Errorf("the last look was at %s, and the release at %s: %v", last, at, looks)
		}
	})
}

// What somebody loaded by hand while no scheduler ran has arrived.
func TestAReleaseThatWasLoadedByHandIsNotLookedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 3 1 1 * a.x\n", "a.x")
		at := day(time.January, 1, 0).Add(-5 * hour)
		polling(w, func() []schedules.Release { return aRelease(at) })
		loadedByHand(t, w.cfg.Dir, at.Add(hour))
		w.live(20 * 24 * hour)
		if got := w.up.of("a.x"); len(got) != 1 { // that of the timetable
			t.Errorf("%d looks: %v", len(got), got)
		}
	})
}

// A release that its agency has moved before the start is not looked for on its
// old day, not even once.
func TestAStartKnowsWhatHasMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 3 1 1 * a.x\n", "a.x")
		w.live(4 * hour) // the first look, and the timetable's
		rels := aRelease(day(time.January, 1, 3))
		polling(w, func() []schedules.Release { return rels })
		w.cfg.Changes = func(time.Time) []watch.Event {
			rels = aRelease(day(time.March, 1, 8))
			return []watch.Event{}
		}
		before := len(w.up.of("a.x"))
		w.live(24 * hour)
		if got := w.up.of("a.x"); len(got) != before {
			t.Errorf("looks: %v", got[before:])
		}
	})
}

// loadedByHand leaves the journals that jevons run would.
func loadedByHand(t *testing.T, dir string, at time.Time) {
	t.Helper()
	archive, err := landing.Open(dir, landing.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := landing.Landing{Dataset: "a.x", SHA256: strings.Repeat("0", 64), KnownAt: at, SeenAt: at, KnownBy: sources.BySeen}.Numbered()
	if err := archive.Append(landing.Look{At: at, Dataset: "a.x", Outcome: landing.Landed, Landing: &l}); err != nil {
		t.Fatal(err)
	}
	if err := archive.AppendLoad(landing.LoadRecord{At: at, Landing: l.ID, Dataset: "a.x", SHA256: l.SHA256, Outcome: "loaded"}); err != nil {
		t.Fatal(err)
	}
}

// A dataset whose every tick is made up does not pile them up for ever while its
// host is away.
func TestWhatIsToBeMadeUpIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "* * * * * a.x missed=all\n", "a.x")
		w.up.script["a.x"] = always("failed")
		d := w.live(3 * 24 * hour)
		s := d.byName["a.x"]
		if n := len(s.pending); n != schedules.MaxDue {
			t.Errorf("%d ticks are to be made up, want the newest %d", n, schedules.MaxDue)
		}
		if last := s.pending[len(s.pending)-1]; !last.Equal(s.cursor) {
			t.Errorf("the newest of them is %s, and those up to %s are accounted for", last, s.cursor)
		}
	})
}
