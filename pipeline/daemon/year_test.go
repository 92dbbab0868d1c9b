package daemon

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline/watch"
)

// budget is a host that answers a number of requests in any 24 hours.
type budget struct {
	most int
	sent []time.Time
}

func (b *budget) ask(at time.Time) (wait time.Duration) {
	b.sent = slices.DeleteFunc(b.sent, func(t time.Time) bool { return at.Sub(t) >= 24*time.Hour })
	if len(b.sent) >= b.most {
		return b.sent[0].Add(24 * time.Hour).Sub(at)
	}
	b.sent = append(b.sent, at)
	return 0
}

// The script of the year 2000, as outcomes at instants.
var (
	day      = func(m time.Month, d, h int) time.Time { return time.Date(2000, m, d, h, 0, 0, 0, time.UTC) }
	fails    = [][2]time.Time{{day(3, 3, 5), day(3, 5, 12)}, {day(7, 1, 5), day(7, 1, 7)}, {day(9, 9, 9), day(9, 9, 10)}}
	refusals = [][2]time.Time{{day(6, 1, 0), day(6, 4, 0)}}
	// out are the releases of a monthly dataset, each announced for 13:30: on
	// time, 40 minutes late, six weeks late, moved by a week, cancelled.
	releases = []struct{ announced, out time.Time }{
		{day(1, 7, 13).Add(30 * time.Minute), day(1, 7, 13).Add(30 * time.Minute)},
		{day(2, 4, 13).Add(30 * time.Minute), day(2, 4, 14).Add(10 * time.Minute)},
		{day(3, 3, 13).Add(30 * time.Minute), day(4, 14, 13)},
		{day(5, 12, 13).Add(30 * time.Minute), day(5, 12, 13).Add(30 * time.Minute)}, // was announced for 5 May
	}
)

func within(spans [][2]time.Time, at time.Time) bool {
	return slices.ContainsFunc(spans, func(s [2]time.Time) bool { return !at.Before(s[0]) && at.Before(s[1]) })
}

// poll looks for a release every ten minutes for two hours, then once a day.
func poll(_ string, looks []Look, _ time.Time) (time.Time, string) {
	if len(looks) == 0 {
		return time.Time{}, ""
	}
	last := looks[len(looks)-1].At
	for i := len(releases) - 1; i >= 0; i-- {
		r := releases[i]
		if last.Before(r.announced) {
			if next := r.announced; i == 0 || slices.ContainsFunc(looks, func(l Look) bool { return l.Changed && !l.At.Before(releases[i-1].announced) }) {
				return next, fmt.Sprint("release ", i)
			}
			continue
		}
		if slices.ContainsFunc(looks, func(l Look) bool { return l.Changed && !l.At.Before(r.announced) }) {
			break
		}
		if last.Sub(r.announced) < 2*time.Hour {
			return last.Add(10 * time.Minute), fmt.Sprint("release ", i)
		}
		return last.Add(24 * time.Hour), fmt.Sprint("release ", i)
	}
	for i, r := range releases {
		if last.Before(r.announced) {
			return r.announced, fmt.Sprint("release ", i)
		}
	}
	return time.Time{}, ""
}

// outcomes is the script: what a look at an instant comes to.
func outcomes() map[string]func(at time.Time) (string, time.Duration) {
	seen := 0
	hourly := &budget{most: 10}
	return map[string]func(at time.Time) (string, time.Duration){
		"a.daily": func(time.Time) (string, time.Duration) { return "loaded", 0 },
		"a.same":  func(time.Time) (string, time.Duration) { return "unchanged", 0 },
		"b.fails": func(at time.Time) (string, time.Duration) {
			if within(fails, at) {
				return "failed", 0
			}
			return "unchanged", 0
		},
		"c.refused": func(at time.Time) (string, time.Duration) {
			if within(refusals, at) {
				return "refused", 0
			}
			return "unchanged", 0
		},
		"d.budget": func(at time.Time) (string, time.Duration) {
			if wait := hourly.ask(at); wait > 0 {
				return Unsent, wait
			}
			return "unchanged", 0
		},
		"e.release": func(at time.Time) (string, time.Duration) {
			if seen < len(releases) && !at.Before(releases[seen].out) {
				seen++
				return "loaded", 0
			}
			return "unchanged", 0
		},
	}
}

// ticks says by a calendar, not by cron, when a dataset of the year ticks next.
var ticks = map[string]func(t time.Time) time.Time{
	"a.daily":   func(t time.Time) time.Time { return nextAt(t, 5, 10, nil) },
	"a.same":    func(t time.Time) time.Time { return nextAt(t, 5, 20, weekday) },
	"b.fails":   func(t time.Time) time.Time { return nextAt(t, 6, 0, nil) },
	"c.refused": func(t time.Time) time.Time { return nextAt(t, 6, 30, nil) },
	"d.budget":  func(t time.Time) time.Time { return t.Truncate(time.Hour).Add(time.Hour) },
	"e.release": func(t time.Time) time.Time {
		return nextAt(t, 7, 0, func(d time.Time) bool { return d.Weekday() == time.Sunday })
	},
}

const yearLines = `10 5 * * *    a.daily
20 5 * * 1-5  a.same
0  6 * * *    b.fails
30 6 * * *    c.refused
0  * * * *    d.budget
0  7 * * 0    e.release
`

func weekday(d time.Time) bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }

func nextAt(t time.Time, h, m int, ok func(time.Time) bool) time.Time {
	for d := t.AddDate(0, 0, -1); ; d = d.AddDate(0, 0, 1) {
		at := time.Date(d.Year(), d.Month(), d.Day(), h, m, 0, 0, time.UTC)
		if at.After(t) && (ok == nil || ok(at)) {
			return at
		}
	}
}

// expected is the history that the script makes, worked out dataset by dataset.
func expected(name string, off time.Duration, from, to time.Time) (out []looked) {
	script := outcomes()[name]
	var seen []Look
	n := 0
	for at := from; at.Before(to); {
		outcome, wait := script(at)
		out = append(out, looked{name, at, outcome})
		seen = append(seen, Look{at, outcome == "loaded"})
		switch outcome {
		case "failed", "refused":
			minutes := 1
			for range n {
				minutes = min(2*minutes, 6*60)
			}
			n++
			at = at.Add(time.Duration(minutes) * time.Minute)
			continue
		case Unsent:
			at = at.Add(wait + time.Second)
			continue
		}
		n = 0
		next := ticks[name](at).Add(off)
		if p, _ := poll("", seen, at); name == "e.release" && !p.IsZero() && p.Before(next) {
			next = p
		}
		at = next
	}
	return out
}

func yearWorld(t *testing.T) *world {
	w := newWorld(t, yearLines, "a.daily", "a.same", "b.fails", "c.refused", "d.budget", "e.release")
	script := outcomes()
	for name, f := range script {
		w.up.script[name] = func(_ context.Context, at time.Time) (Result, error) {
			outcome, wait := f(at)
			r := result(outcome, "scripted")
			r.Wait = wait
			return r, nil
		}
	}
	w.cfg.Spread = 3 * time.Minute
	w.cfg.Poll = func(name string, looks []Look, now time.Time) (time.Time, string) {
		if name != "e.release" {
			return time.Time{}, ""
		}
		return poll(name, looks, now)
	}
	return w
}

func TestAYearOfTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := yearWorld(t)
		from := time.Now().UTC()
		d := w.live(366 * 24 * time.Hour)
		total := checkYear(t, w, d, from, from.Add(366*24*time.Hour))
		if sent := len(w.up.of("d.budget")); sent < 366*10 {
			t.Errorf("only %d looks with a budget of 3660", sent)
		}
		if n := len(w.told.of("recovered")); n != 3 {
			t.Errorf("%d recoveries told, want those of b.fails twice and of c.refused", n)
		}
		t.Logf("%d looks, %d publications, %d events", total, len(w.up.published), len(w.told.all))
	})
}

// checkYear holds what the upstream saw against what the script makes.
func checkYear(t *testing.T, w *world, d *Daemon, from, to time.Time) (total int) {
	t.Helper()
	for _, s := range w.cfg.Datasets {
		want := expected(s.Name, spread(s.Name, d.memo.Seed, w.cfg.Spread), from, to)
		got := w.up.of(s.Name)
		if diff := cmp.Diff(texts(want), texts(got)); diff != "" {
			t.Errorf("%s: %d looks, want %d:\n%.3000s", s.Name, len(got), len(want), diff)
		}
		total += len(got)
	}
	for i, l := range w.up.of("d.budget") {
		if l.outcome == Unsent {
			continue
		}
		n := 0
		for _, k := range w.up.of("d.budget")[:i+1] {
			if k.outcome != Unsent && l.at.Sub(k.at) < 24*time.Hour {
				n++
			}
		}
		if n > 10 {
			t.Fatalf("%d requests in the day before %s", n, l.at)
		}
	}
	return total
}

func texts(looks []looked) []string {
	out := make([]string, len(looks))
	for i, l := range looks {
		out[i] = l.String()
	}
	return out
}

// Ended and begun again at any instant, half a year is the same.
func TestHalfAYearWithRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := yearWorld(t)
		rng := rand.New(rand.NewPCG(1, 2))
		from := time.Now().UTC()
		end := from.Add(180 * 24 * time.Hour)
		var d *Daemon
		n := 0
		for ; time.Now().Before(end); n++ {
			life := time.Duration(rng.Int64N(int64(8 * 24 * time.Hour))).Truncate(time.Second)
			d = w.live(min(life+time.Second, time.Until(end)))
			if n%2 == 0 {
				w.kill()
			}
		}
		checkYear(t, w, d, from, end)
		for _, r := range d.Runs("", maxRuns) {
			if r.Outcome == CutShort {
				t.Errorf("run %s of %s was cut short", r.ID, r.Dataset)
			}
		}
		t.Logf("%d restarts", n)
	})
}

// Cut off in the midst of looks, by a signal or by kill -9, each tick is still
// answered once.
func TestEachTickIsAnsweredOnceThroughKills(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 * * * * a.x\n5 * * * * a.y\n", "a.x", "a.y")
		w.up.script["a.x"] = taking(20*time.Minute, "loaded")
		w.up.script["a.y"] = taking(10*time.Minute, "unchanged")
		rng := rand.New(rand.NewPCG(3, 4))
		from := time.Now().UTC()
		cut := 0
		end := from.Add(15 * 24 * time.Hour)
		var d *Daemon
		for time.Now().Before(end) {
			d = w.live(time.Hour + time.Duration(rng.Int64N(int64(6*time.Hour))).Truncate(time.Second))
			if rng.IntN(2) == 0 {
				w.kill()
			}
		}
		for _, name := range []string{"a.x", "a.y"} {
			seen := map[time.Time]int{}
			for _, r := range d.Runs(name, maxRuns) {
				if r.Outcome == CutShort {
					cut++
					continue
				}
				seen[r.Due]++
			}
			for due, n := range seen {
				if n > 1 {
					t.Errorf("%s of %s was answered %d times", name, due, n)
				}
			}
			// A look that is begun again may take the next tick's place, but no hour
			// without a look is left.
			got := w.up.of(name)
			for i := 1; i < len(got); i++ {
				if gap := got[i].at.Sub(got[i-1].at); gap > 2*time.Hour+30*time.Minute {
					t.Errorf("%s: nothing between %s and %s", name, got[i-1].at, got[i].at)
				}
			}
		}
		if cut < 10 {
			t.Errorf("only %d looks were cut short; the test tests nothing", cut)
		}
		t.Logf("%d looks were cut short", cut)
	})
}

var _ watch.Source = (*Daemon)(nil).Source()
