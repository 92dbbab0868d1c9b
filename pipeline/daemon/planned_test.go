package daemon

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/landing"
)

func TestPlanTellsWhatNoTimetableDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 5 * * * a.*\n", "a.bad", "a.good")
		w.up.script["a.bad"] = always("failed")
		w.up.script["a.good"] = func(ctx context.Context, at time.Time) (Result, error) {
			if at.Equal(day(time.January, 1, 5)) {
				return taking(hour, "loaded")(ctx, at)
			}
			return result("loaded", ""), nil
		}
		plan := func(held *landing.Owner) map[string]Planned {
			t.Helper()
			status, err := pipeline.ReadStatus(w.cfg.Dir, w.cfg.Datasets)
			if err != nil {
				t.Fatal(err)
			}
			status.Holder = held
			before, _ := os.ReadFile(filepath.Join(w.cfg.Dir, "runs.jsonl"))
			got, err := Plan(Config{Dir: w.cfg.Dir, Datasets: w.cfg.Datasets, Entries: w.cfg.Entries, Now: w.cfg.Now}, status)
			after, _ := os.ReadFile(filepath.Join(w.cfg.Dir, "runs.jsonl"))
			if err != nil || string(before) != string(after) {
				t.Errorf("error %v; the history has %d bytes, had %d", err, len(after), len(before))
			}
			return got
		}
		if got := plan(nil); len(got) != 0 {
			t.Errorf("before the first start: %v", got)
		}
		owner := &landing.Owner{PID: 7, Since: time.Now()}
		d, stop := w.begin()
		time.Sleep(2 * time.Minute) // after failures at 0 and 1 minute
		got, at := plan(owner), day(time.January, 1, 0).Add(3*time.Minute)
		if len(got) != 1 || !got["a.bad"].At.Equal(at) || got["a.bad"].Why != "after 2 failures" {
			t.Errorf("while it runs: %v", got)
		}
		if st := d.State().Datasets[0]; !st.NextAt.Equal(at) || st.NextWhy != got["a.bad"].Why {
			t.Errorf("the scheduler plans %s, %s", st.NextAt, st.NextWhy)
		}
		// A look in hand is not one that was cut short.
		time.Sleep(5*hour + 10*time.Minute)
		if got := plan(owner); len(got) != 1 || got["a.bad"].Why == "" {
			t.Errorf("during a look: %v", got)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if got := plan(nil)["a.good"]; got.Why != "made up, the last look was cut short" || !got.At.Equal(time.Now()) {
			t.Errorf("after it was ended: %v", got)
		}
		w.live(hour)
		time.Sleep(48 * hour)
		if got := plan(nil)["a.good"]; got.Why != "made up when serve starts, timetable t.cron:2" || !got.At.Equal(time.Now()) {
			t.Errorf("after two days without: %v", got)
		}
	})
}
