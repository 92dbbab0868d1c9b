package daemon

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/watch"
	"jevons/sources"
)

// Worker owns a data folder. One goroutine at a time uses it.
type Worker interface {
	// Look looks at a dataset and loads what is new. What its parts did is in the
	// result; an error means that the worker is not to be used any further, or
	// that ctx ended.
	Look(ctx context.Context, dataset, why string) (Result, error)
	// Publish builds the models and publishes.
	Publish(ctx context.Context) (Published, error)
	// Close gives the folder free.
	Close() error
}

// Unsent is the outcome of a part whose request the host's budget did not allow.
const Unsent = "skipped"

// CutShort is the outcome of a run that the end of a process interrupted.
const CutShort = "cut short"

// Result is what a look did.
type Result struct {
	Parts []watch.Part
	Steps []watch.Step
	Log   []string
	// Wait is how long hosts ask to be left alone.
	Wait time.Duration
}

// Published is what a publication did.
type Published struct {
	ID    string // of the snapshot; "" when there is nothing to publish yet
	New   bool
	Steps []watch.Step
	Log   []string
}

// unsent is what an error of package fetch tells about waiting.
type unsent interface {
	error
	Patience() (wait time.Duration, unsent bool)
}

// OpenRunner is the Worker over a real data folder: a [pipeline.Runner] that
// takes its answers from src.
func OpenRunner(cfg pipeline.Config, src pipeline.Source) func(context.Context) (Worker, error) {
	return func(ctx context.Context) (Worker, error) {
		if err := pipeline.CheckFolder(cfg.Dir); err != nil {
			return nil, err
		}
		w := &runner{src: src, rec: &record{}}
		own := cfg
		if own.Env.Log == nil {
			own.Env.Log = slog.New(slog.DiscardHandler)
		}
		own.Env.Log = slog.New(&tee{Handler: own.Env.Log.Handler(), rec: w.rec})
		own.Step = w.rec.step
		r, err := pipeline.Open(ctx, own)
		if err != nil {
			return nil, err
		}
		w.r = r
		if err := errors.Join(r.Unmixed(src.Sample), r.KeepHealed()); err != nil {
			return nil, errors.Join(err, r.Close())
		}
		return w, nil
	}
}

type runner struct {
	r   *pipeline.Runner
	src pipeline.Source
	rec *record
}

func (w *runner) Look(ctx context.Context, dataset, _ string) (Result, error) {
	w.rec.take() // what was said between jobs belongs to none
	runs, err := w.r.Run(ctx, w.src, dataset)
	var out Result
	for _, run := range runs {
		p, wait := partOf(run)
		out.Wait = max(out.Wait, wait)
		out.Parts = append(out.Parts, p)
	}
	out.Steps, out.Log = w.rec.take()
	return out, err
}

func (w *runner) Publish(ctx context.Context) (Published, error) {
	w.rec.take()
	var out Published
	loaded, err := w.r.Loaded(ctx)
	if err == nil && loaded {
		var p pipeline.Published
		p, err = w.r.Publish(ctx)
		out.ID, out.New = p.ID, p.New
		out.Log = append(out.Log, p.Warnings...)
	}
	steps, log := w.rec.take()
	out.Steps, out.Log = steps, append(out.Log, log...)
	return out, err
}

func (w *runner) Close() error { return w.r.Close() }

// partOf says what a run did, and how long its host wants to be left alone.
func partOf(run pipeline.Run) (watch.Part, time.Duration) {
	c := run.Counts
	p := watch.Part{Part: run.Part, Outcome: string(run.Outcome), Error: run.Error, KnownAt: run.KnownAt, SHA256: run.SHA256, Bytes: run.Bytes,
		Read: c.Read, Kept: c.Kept, Quarantined: c.Quarantined, Ignored: c.Ignored, New: c.New, Revised: c.Revised, Withdrawn: c.Withdrawn}
	var u unsent
	if run.Outcome != pipeline.Failed || !errors.As(run.Err, &u) {
		return p, 0
	}
	wait, sent := u.Patience()
	if sent {
		p.Outcome = Unsent
	}
	return p, wait
}

const (
	maxSteps   = 400 // of one run that are kept
	maxLog     = 100 // lines
	maxLogLine = 500 // bytes
)

// record collects the steps and log lines of the job in hand. The runner may
// log from several goroutines.
type record struct {
	mu    sync.Mutex
	steps []watch.Step
	log   []string
}

func (r *record) step(name, part string, began, ended time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.steps) < maxSteps {
		r.steps = append(r.steps, watch.Step{Name: name, Began: began.UTC(), Seconds: ended.Sub(began).Seconds(), Note: inert(part, 100)})
	}
}

func (r *record) take() ([]watch.Step, []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	steps, log := r.steps, r.log
	r.steps, r.log = nil, nil
	return steps, log
}

// tee hands a log on and keeps its lines, but for those of debugging.
type tee struct {
	slog.Handler
	rec   *record
	attrs string
}

func (t *tee) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelInfo || t.Handler.Enabled(ctx, l)
}

func (t *tee) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= slog.LevelInfo {
		var b strings.Builder
		b.WriteString(r.Level.String() + " " + r.Message + t.attrs)
		r.Attrs(func(a slog.Attr) bool {
			b.WriteString(" " + a.String())
			return true
		})
		t.rec.mu.Lock()
		if len(t.rec.log) < maxLog {
			t.rec.log = append(t.rec.log, b.String())
		}
		t.rec.mu.Unlock()
	}
	if !t.Handler.Enabled(ctx, r.Level) {
		return nil
	}
	return t.Handler.Handle(ctx, r)
}

func (t *tee) WithAttrs(attrs []slog.Attr) slog.Handler {
	more := t.attrs
	for _, a := range attrs {
		more += " " + a.String()
	}
	return &tee{t.Handler.WithAttrs(attrs), t.rec, more}
}

func (t *tee) WithGroup(name string) slog.Handler {
	return &tee{t.Handler.WithGroup(name), t.rec, t.attrs}
}

// HideKeys returns a [Config.Hide] that takes the values of the datasets' keys
// out of texts. Package fetch does so for its own errors; a panic may quote
// anything.
func HideKeys(datasets []*sources.Dataset, now time.Time, getenv func(string) string) func(string) string {
	keys := map[string]bool{}
	for _, d := range datasets {
		for _, s := range pipeline.Secrets(d, now) {
			if v := strings.TrimSpace(getenv(s.Env)); v != "" {
				keys[v] = true
			}
		}
	}
	var pairs []string
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		pairs = append(pairs, k, "[secret]")
	}
	hide := strings.NewReplacer(pairs...)
	return hide.Replace
}
