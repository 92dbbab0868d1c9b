package daemon

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"jevons/pipeline/watch"
	"jevons/schedules"
	"jevons/sources"
)

// looked is one look that the upstream saw.
type looked struct {
	dataset string
	at      time.Time
	outcome string
}

func (l looked) String() string { return l.at.Format("01-02 15:04:05 ") + l.dataset + " " + l.outcome }

// upstream is the outside world by a script, and every worker that reaches it.
type upstream struct {
	mu        sync.Mutex
	script    map[string]func(ctx context.Context, at time.Time) (Result, error)
	looks     []looked
	published []time.Time
	opened    int
	closed    int
	inside    int // workers' calls that run
	clash     bool
	publish   func(ctx context.Context, n int) (Published, error)
	now       func() time.Time
}

func (u *upstream) open(context.Context) (Worker, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.opened++
	return &hand{u}, nil
}

type hand struct{ u *upstream }

func (h *hand) enter() (leave func()) {
	u := h.u
	u.mu.Lock()
	defer u.mu.Unlock()
	u.inside++
	u.clash = u.clash || u.inside > 1
	return func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.inside--
	}
}

func (h *hand) Look(ctx context.Context, dataset, _ string) (r Result, err error) {
	defer h.enter()()
	at := h.u.now().Round(0).UTC()
	f := h.u.script[dataset]
	if f == nil {
		return Result{}, fmt.Errorf("no script for %s", dataset)
	}
	r, err = f(ctx, at)
	if ctx.Err() != nil {
		return r, err
	}
	h.u.mu.Lock()
	defer h.u.mu.Unlock()
	h.u.looks = append(h.u.looks, looked{dataset, at, worst(r.Parts)})
	return r, err
}

func (h *hand) Publish(ctx context.Context) (Published, error) {
	defer h.enter()()
	h.u.mu.Lock()
	h.u.published = append(h.u.published, h.u.now().Round(0).UTC())
	n := len(h.u.published)
	h.u.mu.Unlock()
	if h.u.publish != nil {
		return h.u.publish(ctx, n)
	}
	return Published{ID: fmt.Sprint(n), New: true}, nil
}

func (h *hand) Close() error {
	h.u.mu.Lock()
	defer h.u.mu.Unlock()
	h.u.closed++
	return nil
}

func (u *upstream) of(dataset string) (out []looked) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, l := range u.looks {
		if l.dataset == dataset {
			out = append(out, l)
		}
	}
	return out
}

func result(outcome, why string) Result {
	return Result{Parts: []watch.Part{{Outcome: outcome, Error: why}}}
}

// always answers in no time.
func always(outcome string) func(context.Context, time.Time) (Result, error) {
	return func(context.Context, time.Time) (Result, error) { return result(outcome, ""), nil }
}

// taking answers after a while, unless it is asked to end.
func taking(d time.Duration, outcome string) func(context.Context, time.Time) (Result, error) {
	return func(ctx context.Context, _ time.Time) (Result, error) {
		if err := sleep(ctx, d); err != nil {
			return Result{}, err
		}
		return result(outcome, ""), nil
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func dataset(name string) *sources.Dataset {
	return &sources.Dataset{Name: name, About: "Invented.", Fresh: sources.Freshness{Every: sources.Irregular, Why: "made up"}}
}

func timetable(t testing.TB, lines string) []schedules.Entry {
	t.Helper()
	out, err := schedules.Load(fstest.MapFS{"t.cron": {Data: []byte("CRON_TZ=UTC\n" + lines)}})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// events collects what is told.
type events struct {
	mu  sync.Mutex
	all []watch.Event
}

func (e *events) add(x watch.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, x)
}

func (e *events) of(kind watch.Kind) (out []watch.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, x := range e.all {
		if x.Kind == kind {
			out = append(out, x)
		}
	}
	return out
}

// world is a daemon's surroundings in a bubble of testing/synctest.
type world struct {
	t      testing.TB
	up     *upstream
	told   *events
	cfg    Config
	sync   func(*os.File) error // nil waits for no disk
	offset atomic.Int64         // of the clock on the wall, in nanoseconds
}

func newWorld(t testing.TB, lines string, names ...string) *world {
	w := &world{t: t, told: &events{}}
	now := func() time.Time { return time.Now().Add(time.Duration(w.offset.Load())) }
	w.up = &upstream{script: map[string]func(context.Context, time.Time) (Result, error){}, now: now}
	w.cfg = Config{Dir: t.TempDir(), Version: "test", Entries: timetable(t, lines), Open: w.up.open,
		Now: now, Sleep: sleep, Jitter: func() float64 { return 0 }, Notify: w.told.add, Spread: -1}
	for _, n := range names {
		w.cfg.Datasets = append(w.cfg.Datasets, dataset(n))
		w.up.script[n] = always("unchanged")
	}
	return w
}

func (w *world) daemon() *Daemon {
	w.t.Helper()
	d, err := New(w.cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	// Tens of thousands of lines would wait for the disk, which has nothing to do
	// with what they say.
	if d.sync = w.sync; d.sync == nil {
		d.sync = func(*os.File) error { return nil }
	}
	return d
}

// live runs a daemon for a while.
func (w *world) live(d time.Duration) *Daemon {
	w.t.Helper()
	x := w.daemon()
	ctx, stop := context.WithTimeout(context.Background(), d)
	defer stop()
	if err := x.Run(ctx); err != nil {
		w.t.Fatalf("run: %v", err)
	}
	if w.up.clash {
		w.t.Error("two jobs were in hand at once")
	}
	return x
}

// begin runs a daemon until stop is called, which returns what Run did.
func (w *world) begin() (d *Daemon, stop func() error) {
	w.t.Helper()
	d = w.daemon()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	return d, func() error { cancel(); return <-done }
}

// kill leaves the folder as a process that was killed in its last run would
// have: without that run's end, and with half a line.
func (w *world) kill() {
	w.t.Helper()
	path := filepath.Join(w.cfg.Dir, "runs.jsonl")
	text, err := os.ReadFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	lines := slices.Collect(strings.Lines(string(text)))
	if n := len(lines); n > 0 && strings.Contains(lines[n-1], CutShort) {
		lines = lines[:n-1]
	}
	if err := os.WriteFile(path, []byte(strings.Join(lines, "")+`{"id":"2000`), 0o640); err != nil {
		w.t.Fatal(err)
	}
}

var errScript = errors.New("the script says so")
