package schedules_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"jevons/schedules"
)

// follow looks whenever Poll says so, at a publisher who changes the content at
// out (zero: never), and tells the looks and the states that it went through.
// down is a time in which nobody looks.
func follow(t *testing.T, r schedules.Release, out time.Time, down ...time.Time) (looks []schedules.Look, states []schedules.PollState) {
	t.Helper()
	now := r.At.Add(-2 * time.Hour)
	for range 200 {
		next, state := schedules.Poll(r, looks, now)
		if len(states) == 0 || states[len(states)-1] != state {
			states = append(states, state)
		}
		if next.IsZero() {
			return looks, states
		}
		if next.Before(now) {
			t.Fatalf("at %s the next look is %s", now, next)
		}
		now = next
		if len(down) == 2 && now.After(down[0]) && now.Before(down[1]) {
			now = down[1]
		}
		looks = append(looks, schedules.Look{At: now, Changed: !out.IsZero() && !now.Before(out)})
	}
	t.Fatal("the looks have no end")
	return nil, nil
}

func TestPoll(t *testing.T) {
	at := ny(t, "2026-03-06 08:30")
	r := schedules.Release{Datasets: []string{"bls.ces"}, At: at, State: schedules.Scheduled}
	const w, p, a, l, g = schedules.Waiting, schedules.Polling, schedules.Arrived, schedules.Late, schedules.GivenUp
	for _, tc := range []struct {
		name   string
		out    time.Time
		looks  int
		ends   time.Duration // of the last look, after the release
		states []schedules.PollState
	}{
		{"in time", at, 1, 20 * time.Second, []schedules.PollState{w, a}},
		{"five seconds after the first look", at.Add(25 * time.Second), 2, time.Minute + 20*time.Second, []schedules.PollState{w, p, a}},
		{"forty minutes late", at.Add(40 * time.Minute), 8, time.Hour + 20*time.Second, []schedules.PollState{w, p, a}},
		{"in the afternoon", at.Add(7*time.Hour + 30*time.Minute), 15, 8*time.Hour + 20*time.Second, []schedules.PollState{w, p, a}},
		{"two days late", at.Add(48 * time.Hour), 17, 48*time.Hour + 20*time.Second, []schedules.PollState{w, p, l, a}},
		{"six weeks late", at.Add(42 * 24 * time.Hour), 57, 42*24*time.Hour + 20*time.Second, []schedules.PollState{w, p, l, a}},
		{"never", time.Time{}, schedules.PollBudget, 45*24*time.Hour + 20*time.Second, []schedules.PollState{w, p, l, g}},
	} {
		looks, states := follow(t, r, tc.out)
		if len(looks) != tc.looks || !slices.Equal(states, tc.states) {
			t.Errorf("%s: %d looks, %v; want %d, %v", tc.name, len(looks), states, tc.looks, tc.states)
		} else if end := looks[len(looks)-1].At.Sub(at); end != tc.ends {
			t.Errorf("%s: the last look is %s after the release, want %s", tc.name, end, tc.ends)
		}
	}
}

func TestPollAfterTimesWithoutLooks(t *testing.T) {
	at := ny(t, "2026-03-06 08:30")
	r := schedules.Release{At: at}
	for _, tc := range []struct {
		name   string
		out    time.Time
		down   [2]time.Time
		looks  int
		states []schedules.PollState
	}{
		{"suspended over the release", at, [2]time.Time{at.Add(-time.Hour), at.Add(72 * time.Hour)}, 1, []schedules.PollState{schedules.Waiting, schedules.Arrived}},
		{"suspended, and it is late", at.Add(80 * time.Hour), [2]time.Time{at.Add(-time.Hour), at.Add(73 * time.Hour)}, 2,
			[]schedules.PollState{schedules.Waiting, schedules.Late, schedules.Arrived}},
	} {
		looks, states := follow(t, r, tc.out, tc.down[:]...)
		if len(looks) != tc.looks || !slices.Equal(states, tc.states) {
			t.Errorf("%s: looks %v, states %v", tc.name, looks, states)
		}
	}
	if next, state := schedules.Poll(r, nil, at.Add(60*24*time.Hour)); !next.IsZero() || state != schedules.GivenUp {
		t.Errorf("two months later: %s %s", next, state)
	}
	if next, state := schedules.Poll(r, nil, at.Add(3*time.Hour)); !next.Equal(at.Add(3*time.Hour)) || state != schedules.Polling {
		t.Errorf("three hours later: %s %s", next, state)
	}
}

func TestPollAndOtherLooks(t *testing.T) {
	at := ny(t, "2026-03-06 08:30")
	r := schedules.Release{At: at}
	look := func(after time.Duration, changed bool) schedules.Look {
		return schedules.Look{At: at.Add(after), Changed: changed}
	}
	for _, tc := range []struct {
		name  string
		looks []schedules.Look
		now   time.Duration
		next  time.Duration // after the release; 0 for none
		state schedules.PollState
	}{
		{"a change the day before is another", []schedules.Look{look(-24*time.Hour, true)}, -time.Hour, 20 * time.Second, schedules.Waiting},
		{"a change just before means a slow clock", []schedules.Look{look(-2*time.Minute, true)}, 0, 0, schedules.Arrived},
		{"the timetable's look takes the place of some", []schedules.Look{look(20*time.Second, false), look(10*time.Minute, false)}, 10 * time.Minute, 15*time.Minute + 20*time.Second, schedules.Polling},
		{"in any order", []schedules.Look{look(10*time.Minute, false), look(20*time.Second, false)}, 11 * time.Minute, 15*time.Minute + 20*time.Second, schedules.Polling},
		{"the clock was put back", []schedules.Look{look(10*time.Minute, false)}, -50 * time.Minute, 15*time.Minute + 20*time.Second, schedules.Waiting},
		{"all is used", []schedules.Look{look(46*24*time.Hour, false)}, 45 * 24 * time.Hour, 0, schedules.GivenUp},
	} {
		next, state := schedules.Poll(r, tc.looks, at.Add(tc.now))
		if state != tc.state || next.IsZero() != (tc.next == 0) || !next.IsZero() && !next.Equal(at.Add(tc.next)) {
			t.Errorf("%s: got %s, %s", tc.name, next, state)
		}
	}
	cancelled := schedules.Release{At: at, State: schedules.Cancelled}
	if next, state := schedules.Poll(cancelled, nil, at); !next.IsZero() || state != schedules.Abandoned {
		t.Errorf("cancelled: got %s, %s", next, state)
	}
}

// Whatever others look at and when, a release asks for no more than its budget.
func TestPollKeepsItsBudget(t *testing.T) {
	r := schedules.Release{At: ny(t, "2026-10-30 08:30")}
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 2))
		var looks []schedules.Look
		asked := 0
		for now := r.At.Add(-time.Hour); now.Before(r.At.AddDate(0, 2, 0)); now = now.Add(time.Duration(rng.Int64N(int64(3 * time.Hour)))) {
			next, _ := schedules.Poll(r, looks, now)
			if asked++; next.IsZero() || next.After(now) {
				asked--
				if rng.IntN(10) > 0 {
					continue
				}
			}
			looks = append(looks, schedules.Look{At: now})
		}
		if asked > schedules.PollBudget || asked < 30 {
			t.Errorf("seed %d: %d looks, the budget is %d", seed, asked, schedules.PollBudget)
		}
	}
}
