package daemon

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jevons/pipeline/landing"
	"jevons/pipeline/watch"
)

const hour = time.Hour

func TestAPanicIsAFailedRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 * * * * a.x\n10 * * * * a.y\n", "a.x", "a.y")
		w.cfg.Hide = strings.NewReplacer("hunter2", "[secret]").Replace
		n := 0
		w.up.script["a.x"] = func(context.Context, time.Time) (Result, error) {
			if n++; n == 2 {
				panic("key hunter2\x1b[31m\u202e")
			}
			return result("unchanged", ""), nil
		}
		d := w.live(3*hour + time.Minute)
		if w.up.opened != 2 || w.up.closed != 2 {
			t.Errorf("the folder was opened %d times and closed %d times, want 2 and 2", w.up.opened, w.up.closed)
		}
		if got := len(w.up.of("a.y")); got != 4 {
			t.Errorf("a.y was looked at %d times, want 4", got)
		}
		runs := d.Runs("a.x", 100)
		var bad []watch.Run
		for _, r := range runs {
			if r.Outcome == "failed" {
				bad = append(bad, r)
			}
		}
		if len(bad) != 1 {
			t.Fatalf("%d failed runs: %+v", len(bad), runs)
		}
		text := fmt.Sprint(bad[0].Log, bad[0].Parts, w.told.all)
		if !strings.Contains(text, "a mistake in the program") || !strings.Contains(text, "TestAPanicIsAFailedRun") {
			t.Errorf("the log does not name the panic and where: %q", bad[0].Log)
		}
		if strings.Contains(text, "hunter2") || strings.ContainsAny(text, "\x1b\u202e") {
			t.Errorf("a secret or control characters are shown: %q", text)
		}
		if runs[0].Outcome != "unchanged" || d.State().Datasets[0].Failures != 0 {
			t.Errorf("it did not recover: %+v", runs[0])
		}
	})
}

func TestAWorkerThatGivesUpIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 0 * * * a.x\n", "a.x")
		n, open := 0, w.cfg.Open
		w.up.script["a.x"] = func(context.Context, time.Time) (Result, error) {
			if n++; n == 1 {
				return Result{}, errScript
			}
			return result("unchanged", ""), nil
		}
		w.cfg.Open = func(ctx context.Context) (Worker, error) {
			if w.up.opened == 1 {
				w.up.opened++
				return nil, errors.New("the disk is full")
			}
			return open(ctx)
		}
		d := w.live(hour)
		var got []string
		for _, r := range d.Runs("", 10) {
			got = append(got, r.Began.Format("15:04:05 ")+r.Outcome)
		}
		// The publication at the start is what finds the disk full, then the look.
		if s := strings.Join(got, ", "); s != "00:01:00 unchanged, 00:00:00 failed" {
			t.Errorf("runs: %s", s)
		}
	})
}

func TestOverlapIsSkippedAndSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "*/10 * * * * a.x\n", "a.x")
		w.up.script["a.x"] = taking(65*time.Minute, "unchanged")
		d, stop := w.begin()
		time.Sleep(30 * time.Minute)
		if st := d.State(); st.Datasets[0].Standing != watch.Running || st.Busy != "looking at a.x" {
			t.Errorf("state: %+v", st)
		}
		time.Sleep(4*hour - 30*time.Minute)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		var began []string
		for _, l := range w.up.of("a.x") {
			began = append(began, l.at.Format("15:04"))
		}
		if got := strings.Join(began, " "); got != "00:00 01:10 02:20" {
			t.Errorf("looks at %s", got)
		}
		n := 0
		for _, e := range w.told.of("skipped") {
			if strings.Contains(e.Text, "still runs") {
				n++
			}
		}
		if n != 4 { // of the three looks, and of the one that was cut short
			t.Errorf("%d skips told, want one a look", n)
		}
	})
}

func TestThreeDaysOfSleep(t *testing.T) {
	for policy, want := range map[Policy]string{
		Last: "01 00:00, 01 05:00, 05 01:00, 05 05:00",
		All:  "01 00:00, 01 05:00, 05 01:00, 05 01:00, 05 01:00, 05 05:00",
		None: "01 00:00, 01 05:00, 05 05:00",
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, "0 5 * * * a.x missed="+string(policy)+"\n", "a.x")
			d, stop := w.begin()
			time.Sleep(25*hour - time.Minute - 30*time.Second)
			w.offset.Store(int64(3*24*hour + 30*time.Second - time.Minute + 2*time.Minute - 30*time.Second))
			time.Sleep(6 * hour)
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			var got []string
			dues := map[time.Time]bool{}
			for _, l := range w.up.of("a.x") {
				got = append(got, l.at.Truncate(2*time.Minute).Format("02 15:04"))
			}
			for _, r := range d.Runs("", 100) {
				if dues[r.Due] {
					t.Errorf("%s: %s was answered twice", policy, r.Due)
				}
				dues[r.Due] = true
			}
			if s := strings.Join(got, ", "); s != want {
				t.Errorf("%s: looks at %s, want %s", policy, s, want)
			}
			if n := len(w.told.of("skipped")); (n > 0) != (policy == None) {
				t.Errorf("%s: %d skips told", policy, n)
			}
		})
	}
}

// Where each tick is to be made up, a look that was cut short, those that were
// missed meanwhile, and those that come while the first fail, are.
func TestEachIsMadeUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 5 * * * a.x\n", "a.x")
		w.cfg.Missed = func(string) Policy { return All }
		w.live(24 * hour)
		w.up.script["a.x"] = taking(hour, "loaded")
		w.live(5*hour + time.Minute) // to the second day, 05:01, in a look
		w.kill()
		time.Sleep(3 * 24 * hour)
		failing := time.Now().Add(30 * time.Hour)
		w.up.script["a.x"] = func(context.Context, time.Time) (Result, error) {
			if time.Now().Before(failing) {
				return result("failed", ""), nil
			}
			return result("loaded", ""), nil
		}
		w.live(20 * hour)
		d := w.live(28 * hour)
		n := map[string]int{}
		for _, r := range d.Runs("a.x", 1000) {
			if r.Outcome == "loaded" {
				n[r.Due.Format("02 15")]++
			}
		}
		// Day 1 has its tick, and the first look of all.
		for _, due := range []string{"02 05", "03 05", "04 05", "05 05", "06 05", "07 05"} {
			if n[due] != 1 {
				t.Errorf("%s was answered %d times: %v", due, n[due], n)
			}
		}
	})
}

func TestStepsOfTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "*/30 * * * * a.x\n", "a.x")
		d, stop := w.begin()
		for _, step := range []time.Duration{hour, -hour, -hour, hour, 90 * time.Minute, -90 * time.Minute} {
			time.Sleep(5*hour + 7*time.Minute)
			w.offset.Add(int64(step))
		}
		time.Sleep(5 * hour)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		runs := d.Runs("a.x", 1000)
		last := time.Time{}
		for i := len(runs) - 1; i >= 0; i-- {
			due := runs[i].Due
			if !due.After(last) {
				t.Errorf("%s comes after %s", due, last)
			}
			if gap := due.Sub(last); !last.IsZero() && gap > 91*time.Minute+30*time.Minute {
				t.Errorf("nothing between %s and %s", last, due)
			}
			if runs[i].Began.Before(due) {
				t.Errorf("a look at %s, before its tick %s", runs[i].Began, due)
			}
			if i > 0 && runs[i].ID >= runs[i-1].ID {
				t.Errorf("run %s is before %s", runs[i].ID, runs[i-1].ID)
			}
			last = due
		}
		if len(runs) < 60 {
			t.Errorf("only %d looks in 35 hours", len(runs))
		}
	})
}

func TestAClockThatWasYearsAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 * * * * a.x\n", "a.x")
		w.offset.Store(int64(5 * 365 * 24 * hour))
		w.live(2*hour + time.Minute)
		w.offset.Store(int64(0))
		w.live(2*hour + time.Minute)
		if n := len(w.up.of("a.x")); n < 5 {
			t.Errorf("%d looks; it waits for a time that is years ahead", n)
		}
	})
}

func TestAnEndThatIsAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 5 * * * a.x\n", "a.x")
		w.up.script["a.x"] = taking(hour, "loaded")
		began := time.Now()
		d := w.live(20 * time.Minute)
		if took := time.Since(began); took != 20*time.Minute {
			t.Errorf("the end took %s", took-20*time.Minute)
		}
		if r := d.Runs("", 9); len(r) != 1 || r[0].Outcome != CutShort || r[0].Ended == nil {
			t.Errorf("runs: %+v", r)
		}
		w.up.script["a.x"] = always("loaded")
		d = w.live(time.Minute)
		if r := d.Runs("", 9); len(r) != 2 || r[0].Outcome != "loaded" || !r[0].Due.Equal(r[1].Due) || !strings.Contains(r[0].Why, "made up") {
			t.Errorf("runs: %+v", r)
		}
	})
}

// A look that kills the process again and again is not begun at once each time.
func TestALookThatKillsIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 5 * * * a.x\n", "a.x")
		w.up.script["a.x"] = taking(hour, "loaded")
		from := time.Now()
		for range 2 {
			w.live(10 * time.Second)
			w.kill()
		}
		d := w.live(3 * time.Minute)
		var got []string
		for _, r := range d.Runs("", 9) {
			got = append(got, r.Began.Sub(from).String())
		}
		if s := strings.Join(got, " "); s != "1m10s 10s 0s" {
			t.Errorf("looks after %s", s)
		}
	})
}

func TestALookThatDoesNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 5 * * * a.x\n", "a.x")
		release := make(chan struct{})
		w.up.script["a.x"] = func(context.Context, time.Time) (Result, error) {
			<-release
			return result("loaded", ""), nil
		}
		d, stop := w.begin()
		time.Sleep(time.Minute)
		began := time.Now()
		err := stop()
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("it was waited for %s, want 10 s", took)
		}
		if err == nil || !strings.Contains(err.Error(), "the look at a.x did not end within 10s") {
			t.Errorf("error: %v", err)
		}
		if r := d.Runs("", 9); len(r) != 1 || r[0].Outcome != CutShort {
			t.Errorf("runs: %+v", r)
		}
		if w.up.closed != 0 {
			t.Error("the folder was closed under a look that still runs")
		}
		close(release)
	})
}

func TestWhoHoldsTheFolderIsTold(t *testing.T) {
	w := newWorld(t, "0 5 * * * a.x\n", "a.x")
	held := &landing.LockedError{Dir: "d", Owner: landing.Owner{PID: 7}}
	w.cfg.Open = func(context.Context) (Worker, error) { return nil, held }
	d, err := New(w.cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Run(t.Context()); !errors.Is(err, held) {
		t.Errorf("error: %v", err)
	}
}

func TestPublicationsAreBatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var names []string
		for i := range 8 {
			names = append(names, fmt.Sprintf("a.d%d", i))
		}
		w := newWorld(t, "0 12 * * * a.*\n", names...)
		w.cfg.Spread = 3 * time.Minute
		for _, n := range names {
			w.up.script[n] = taking(5*time.Second, "loaded")
		}
		w.live(12*hour + 50*time.Minute)
		if n := len(w.up.published); n != 2 { // of the first looks, and of noon
			t.Errorf("published at %v", w.up.published)
		}
		for _, n := range names {
			looks := w.up.of(n)
			if at := looks[1].at.Sub(looks[0].at.Truncate(24 * hour).Add(12 * hour)); len(looks) != 2 || at < 0 || at > 4*time.Minute {
				t.Errorf("%s was looked at %v", n, looks)
			}
		}

		// Landings without end are published every ten minutes.
		w = newWorld(t, "* * * * * a.*\n", names...)
		for _, n := range names {
			w.up.script[n] = taking(30*time.Second, "loaded")
		}
		w.live(hour)
		if n := len(w.up.published); n < 5 || n > 6 {
			t.Errorf("%d publications in an hour of landings: %v", n, w.up.published)
		}
	})
}

func TestAPublicationThatFailsIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 5 * * * a.x\n", "a.x")
		w.up.script["a.x"] = always("loaded")
		w.up.publish = func(_ context.Context, n int) (Published, error) {
			if n < 4 {
				return Published{}, errScript
			}
			return Published{ID: "s", New: true, Steps: []watch.Step{{Name: "models"}}}, nil
		}
		d := w.live(hour)
		var gaps []string
		for i, at := range w.up.published[1:] {
			gaps = append(gaps, at.Sub(w.up.published[i]).String())
		}
		if s := strings.Join(gaps, " "); s != "1m0s 2m0s 4m0s" {
			t.Errorf("tried again after %s", s)
		}
		if n := len(w.told.of("published")); n != 1 {
			t.Errorf("%d publications told", n)
		}
		if r := d.Runs("", 1)[0]; len(r.Steps) != 1 || r.Steps[0].Name != "models" {
			t.Errorf("the run does not tell its publication: %+v", r)
		}
	})
}

func TestNothingIsLookedForThatIsOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 * * * * a.x\n", "a.x", "b.none")
		w.cfg.Datasets[0].Off = "it costs money"
		d := w.live(3 * hour)
		if len(w.up.looks) != 0 {
			t.Errorf("looks: %v", w.up.looks)
		}
		if st := d.State().Datasets; st[0].Standing != watch.Off || st[0].NextAt != nil || st[1].Standing != watch.Never || st[1].NextAt != nil {
			t.Errorf("state: %+v", st)
		}
	})
}
