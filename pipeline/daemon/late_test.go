package daemon

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/watch"
	"jevons/sources"
)

// lateWorld has a monthly dataset, due ten days after a month's end, whose
// newest period the test sets.
func lateWorld(t *testing.T, newest *time.Time) *world {
	w := newWorld(t, "0 5 * * * a.m\n", "a.m")
	w.cfg.Datasets[0].Fresh = sources.Freshness{Every: sources.Monthly, Lag: 10, Why: "made up"}
	w.up.script["a.m"] = always("loaded") // so that it is published, and judged, daily
	w.cfg.Newest = func(pipeline.Status) map[string]time.Time {
		return map[string]time.Time{"a.m": *newest}
	}
	return w
}

func heard(w *world) string {
	var out []string
	for _, e := range w.told.all {
		if e.Kind == "late" || e.Kind == "recovered" {
			out = append(out, string(e.Kind)+" "+e.Text)
		}
	}
	return strings.Join(out, "; ")
}

func TestEachMissingPeriodIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		newest := day(time.January, 1, 0).AddDate(0, -1, 0)
		w := lateWorld(t, &newest)
		w.live(50*24*hour + 30*time.Minute) // to 20 February
		if got, want := heard(w), "late a.m 2000-01 is due today"; got != want {
			t.Errorf("told %q, want %q", got, want)
		}
		d := w.live(24 * hour) // a restart tells nothing again
		st := d.State().Datasets[0]
		if st.Standing != watch.Late || st.Late == nil || st.Late.Words != "a.m 2000-01 is 10 days late" || st.Newest != "1999-12" {
			t.Errorf("it stands %+v, %+v", st, st.Late)
		}
		if got := heard(w); strings.Count(got, "late ") != 1 {
			t.Errorf("told %q", got)
		}
		w.live(24 * 24 * hour) // to 16 March: February is missing too
		newest = day(time.February, 1, 0)
		d = w.live(2 * 24 * hour)
		want := "late a.m 2000-01 is due today; late a.m 2000-01 is 29 days late; recovered a.m: 2000-01 has come"
		if got := heard(w); got != want {
			t.Errorf("told %q, want %q", got, want)
		}
		if st := d.State().Datasets[0]; st.Standing != watch.Fresh || st.Late != nil {
			t.Errorf("it stands %+v", st)
		}
	})
}

func TestAReaderWhoIsSlowHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "* * * * * a.x\n", "a.x")
		var d *Daemon
		w.cfg.Notify = func(e watch.Event) {
			w.told.add(e)
			d.State() // whoever is told may ask
		}
		d, err := New(w.cfg)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		slow, quick := d.Source().Events(ctx), d.Source().Events(ctx)
		var got []watch.Event
		read := make(chan struct{})
		go func() {
			defer close(read)
			for e := range quick {
				got = append(got, e)
			}
		}()
		done := make(chan error, 1)
		go func() { done <- d.Run(ctx) }()
		time.Sleep(5 * hour)
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		<-read
		if len(got) < 600 || len(w.up.of("a.x")) < 300 {
			t.Errorf("%d events, %d looks", len(got), len(w.up.of("a.x")))
		}
		for i, e := range got {
			if e.Seq != int64(i+1) {
				t.Fatalf("event %d has number %d", i+1, e.Seq)
			}
		}
		n := 0
		for range slow {
			n++
		}
		if n != maxBehind {
			t.Errorf("the slow one got %d events, want %d", n, maxBehind)
		}
		if st := d.State(); st.Seq < int64(len(got)) {
			t.Errorf("state knows of %d events", st.Seq)
		}
		if r := d.Recent(10); len(r) != 10 || r[9].Seq != d.State().Seq {
			t.Errorf("recent: %+v", r)
		}
	})
}

func TestAChangeOfACalendarIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 5 * * * a.x\n", "a.x")
		moved := watch.Event{Kind: "moved", Dataset: "a.x", Text: "a.x: release of 2000-01 moved from 4 to 11 February"}
		from := day(time.January, 3, 0).Add(30 * time.Minute)
		w.cfg.Changes = func(now time.Time) []watch.Event {
			if now.Before(from) {
				return nil
			}
			return []watch.Event{moved, moved}
		}
		w.live(2 * 24 * hour)
		if n := len(w.told.of("moved")); n != 0 {
			t.Errorf("%d told too early", n)
		}
		w.live(2 * 24 * hour)
		w.live(2 * 24 * hour)
		if got := w.told.of("moved"); len(got) != 1 || got[0].Text != moved.Text || got[0].At.Before(from) {
			t.Errorf("told %+v", got)
		}
	})
}

// A calendar that cannot be read for an hour has not forgotten what moved.
func TestAnUnreadableCalendarRepeatsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 5 * * * a.x\n", "a.x")
		moved := watch.Event{Kind: "moved", Dataset: "a.x", Text: "a.x: release of 2000-01 moved from 4 to 11 February"}
		said := [][]watch.Event{{moved}, nil, {moved}, {}, {moved}} // each for two hours
		from := day(time.January, 1, 0)
		w.cfg.Changes = func(now time.Time) []watch.Event { return said[min(int(now.Sub(from)/(2*hour)), len(said)-1)] }
		w.live(5 * hour)
		if n := len(w.told.of("moved")); n != 1 {
			t.Errorf("told %d times", n)
		}
		// What the calendar takes back, and says again, is news.
		d := w.live(5 * hour)
		if n := len(w.told.of("moved")); n != 2 || len(d.memo.Told) != 1 {
			t.Errorf("told %d times, %q is kept", n, d.memo.Told)
		}
	})
}

func TestBackoffHasACeiling(t *testing.T) {
	for n, want := range map[int]time.Duration{1: time.Minute, 2: 2 * time.Minute, 9: 256 * time.Minute, 10: 6 * hour, 1000: 6 * hour} {
		if got := backoff(n, 0); got != want {
			t.Errorf("after %d failures %s, want %s", n, got, want)
		}
		if got := backoff(n, 0.999); got < want || got > 6*hour || got > want+want/4 {
			t.Errorf("after %d failures with jitter %s", n, got)
		}
	}
}

func TestSpreadIsStableAndEven(t *testing.T) {
	seen := map[time.Duration]int{}
	for i := range 200 {
		name := "bls." + string(rune('a'+i%26)) + string(rune('a'+i/26))
		d := spread(name, 42, 3*time.Minute)
		if d < 0 || d >= 3*time.Minute || d != spread(name, 42, 3*time.Minute) {
			t.Errorf("%s: %s", name, d)
		}
		seen[d.Truncate(30*time.Second)]++
	}
	for part, n := range seen {
		if n > 70 {
			t.Errorf("%d of 200 lie in the half minute from %s", n, part)
		}
	}
	if spread("bls.ces", 1, hour) == spread("bls.ces", 2, hour) && spread("bls.cps", 1, hour) == spread("bls.cps", 2, hour) {
		t.Error("two machines ask at the same second")
	}
	if spread("bls.ces", 1, 0) != 0 {
		t.Error("it spreads over nothing")
	}
}

// A period that has another date is not late any more, and has not come.
func TestAPeriodThatIsPutOffHasNotCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		newest := day(time.January, 1, 0).AddDate(0, -1, 0)
		w := lateWorld(t, &newest)
		putOff := day(time.February, 15, 0)
		w.cfg.Lateness = func(newest map[string]time.Time, now time.Time) map[string]Reach {
			if now.Before(putOff) {
				return byFreshness(w.cfg.Datasets, newest, now)
			}
			return map[string]Reach{"a.m": {Newest: "1999-12"}}
		}
		w.live(50 * 24 * hour)
		if got, want := heard(w), "late a.m 2000-01 is due today; recovered a.m: 2000-01 is not late any more, its date has changed"; got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

// Data that were there and are gone make an older period late, and the newer
// one has not come by that.
func TestWhatVanishesBringsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		newest := day(time.January, 1, 0)
		w := lateWorld(t, &newest)
		w.live(75 * 24 * hour) // to 16 March: February is missing
		newest = newest.AddDate(0, -1, 0)
		w.live(2 * 24 * hour)
		if got, want := heard(w), "late a.m 2000-02 is due today; late a.m 2000-01 is 34 days late"; got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}
