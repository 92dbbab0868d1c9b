package daemon

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/landing"
	"jevons/pipeline/watch"
)

// handClock is a clock that a test sets, and whose sleepers it wakes.
type handClock struct {
	mu   sync.Mutex
	at   time.Time
	wake chan struct{}
}

func (c *handClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// sleep ends when the clock is set. The loop's naps end early too: it may have
// read the time just before the clock was set.
func (c *handClock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	wake := c.wake
	c.mu.Unlock()
	var early <-chan time.Time
	if d <= maxSleep {
		early = time.After(20 * time.Millisecond)
	}
	select {
	case <-wake:
		return nil
	case <-early:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *handClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
	close(c.wake)
	c.wake = make(chan struct{})
}

// Two days over a real data folder: what comes is published, what fails is
// tried again, and a second process is told who is there.
func TestTwoDaysOverARealFolder(t *testing.T) {
	h := &host{body: map[string]string{"/jobs": "id\tjobs\na\t1\nb\t2\n"}}
	run, _ := toyWorld(t, h)
	clock := &handClock{at: time.Date(2026, 1, 1, 6, 0, 0, 0, time.UTC), wake: make(chan struct{})}
	run.Env.Now = clock.now
	heard := make(chan watch.Event, 1000)
	cfg := Config{Dir: run.Dir, Datasets: run.Datasets, Entries: timetable(t, "0 5 * * * toy.*\n"), Open: OpenRunner(run, pipeline.Source{}),
		Now: clock.now, Sleep: clock.sleep, Jitter: func() float64 { return 0 }, Spread: -1, Grace: time.Hour, Notify: func(e watch.Event) { heard <- e }}
	d, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	until := func(kinds ...watch.Kind) string {
		t.Helper()
		var told []string
		for len(kinds) > 0 {
			select {
			case e := <-heard:
				told = append(told, string(e.Kind)+" "+e.Dataset)
				if e.Kind == kinds[0] {
					kinds = kinds[1:]
				}
			case err := <-done:
				t.Fatalf("it ended (%v) after %q, waiting for %v", err, told, kinds)
			}
		}
		return strings.Join(told, ", ")
	}
	if got, want := until("published"), "started toy.jobs, loaded toy.jobs, started toy.none, failed toy.none, published "; got != want {
		// A minute until toy.none is tried again is soon, but there is no spread.
		t.Errorf("told %q, want %q", got, want)
	}
	second, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var held *landing.LockedError
	if err := second.Run(t.Context()); !errors.As(err, &held) || held.Owner.PID != os.Getpid() || held.Owner.Since.IsZero() {
		t.Errorf("the second one is told %v", err)
	}
	h.body["/jobs"], h.body["/none"] = "id\tjobs\na\t1\nb\t3\nc\t4\n", "id\tjobs\nx\t1\ny\t1\n"
	clock.set(time.Date(2026, 1, 2, 5, 0, 0, 0, time.UTC))
	if got, want := until("recovered", "published"), "started toy.none, loaded toy.none, recovered toy.none, started toy.jobs, loaded toy.jobs, published "; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	jobs := d.Runs("toy.jobs", 1)[0]
	if got := stepNames(jobs.Steps); !strings.HasPrefix(got, "fetch ") || !strings.HasSuffix(got, " models publish") {
		t.Errorf("steps: %s", got)
	}
	if p := jobs.Parts[0]; p.New != 1 || p.Revised != 1 {
		t.Errorf("part: %+v", p)
	}
	st := d.State()
	if s := st.Datasets[0]; s.Name != "toy.jobs" || s.Rows != 3 || s.Standing != watch.Fresh || s.LastRun != jobs.ID || s.NextAt == nil {
		t.Errorf("state: %+v", s)
	}
	if _, ok := d.Source().Run(jobs.ID); !ok {
		t.Error("the run cannot be asked for")
	}
	if _, err := os.Stat(filepath.Join(run.Dir, "runs.jsonl")); err != nil {
		t.Error(err)
	}
	// What else lies in the folder does not keep a command from it.
	r, err := pipeline.Open(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Healed) > 0 {
		t.Errorf("healed: %v", r.Healed)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}
