package daemon

import (
	"testing"
	"testing/synctest"
	"time"

	"jevons/schedules"
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
