package daemon

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/watch"
)

// begin writes down that a job begins, and starts it.
func (d *Daemon) begin(ctx context.Context, j job) {
	now := d.now()
	if j.set == nil {
		d.mu.Lock()
		d.busy = &j
		d.mu.Unlock()
		go func() { d.done <- d.publish(ctx, j) }()
		return
	}
	s := j.set
	j.run = watch.Run{ID: d.kept.id(now), Dataset: s.d.Name, Why: j.tick.why, Due: j.tick.due, Began: now}
	d.mu.Lock()
	if d.each(s.d.Name) {
		s.cursor = latest(s.cursor, j.tick.due)
	} else {
		s.cursor = latest(s.cursor, now)
	}
	s.queued, s.running, s.wait = false, true, ""
	d.busy = &j
	d.kept.put(kept{Run: j.run})
	d.mu.Unlock()
	d.emit(watch.Event{Kind: "started", Dataset: s.d.Name, Run: j.run.ID, Text: s.d.Name + " is looked at: " + j.run.Why})
	if err := d.journal.append(kept{Run: j.run}); err != nil {
		// Without a record of it the run could be lost, so there is none.
		j.err = err
		d.done <- j
		return
	}
	go func() { d.done <- d.look(ctx, j) }()
}

// look does a look. Whatever happens in it, the process lives.
func (d *Daemon) look(ctx context.Context, j job) job {
	err := d.guarded(ctx, &j, func(w Worker) (err error) {
		j.result, err = w.Look(ctx, j.set.d.Name, j.tick.why)
		return err
	})
	j.err = err
	return j
}

func (d *Daemon) publish(ctx context.Context, j job) job {
	j.err = d.guarded(ctx, &j, func(w Worker) (err error) {
		j.published, err = w.Publish(ctx)
		return err
	})
	if j.err != nil {
		return j
	}
	err := guard(func() error {
		status, err := pipeline.ReadStatus(d.cfg.Dir, d.cfg.Datasets)
		j.status = &status
		return err
	})
	if err != nil {
		j.status = nil
		d.cfg.Log.Warn("the data folder's state cannot be read", "error", d.clean(err.Error()))
	}
	return j
}

// guarded lends the worker to f, a new one where the old one broke. A worker
// that panics or gives up is closed.
func (d *Daemon) guarded(ctx context.Context, j *job, f func(Worker) error) error {
	if d.work == nil {
		var w Worker
		if err := guard(func() (err error) { w, err = d.cfg.Open(ctx); return err }); err != nil {
			return fmt.Errorf("open the data folder again: %w", err)
		}
		d.work = w
	}
	err := guard(func() error { return f(d.work) })
	if err == nil || ctx.Err() != nil && !errors.As(err, new(*panicError)) {
		return err
	}
	j.panicked = errors.As(err, new(*panicError))
	if cerr := d.closeWorker(); cerr != nil {
		d.cfg.Log.Warn("closing the data folder after a failure failed too", "error", d.clean(cerr.Error()))
	}
	return err
}

// panicError is a panic that was caught.
type panicError struct {
	value any
	stack []string // its first lines
}

func (e *panicError) Error() string {
	return fmt.Sprintf("a mistake in the program ended the job: %v; please report it with the stack in the run's log", e.value)
}

// maxStack is how many lines of a stack are kept.
const maxStack = 24

// guard turns a panic into an error.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			lines := strings.Split(string(debug.Stack()), "\n")
			// What stands above the panic is the catching of it.
			if i := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "panic(") }); i >= 0 {
				lines = lines[min(i+2, len(lines)):]
			}
			err = &panicError{p, lines[:min(len(lines), maxStack)]}
		}
	}()
	return f()
}

// settle takes over what became of a job.
func (d *Daemon) settle(ctx context.Context, j job) {
	if j.set == nil {
		d.settlePublish(ctx, j)
		return
	}
	now, s := d.now(), j.set
	k := d.conclude(ctx, j, now)
	d.mu.Lock()
	before := s.failures
	d.account(s, &k, j, now)
	s.running, d.busy = false, nil
	if slices.ContainsFunc(k.Parts, func(p watch.Part) bool { return p.Outcome == "loaded" }) {
		d.batch = append(d.batch, k.ID)
		if d.dirty.IsZero() {
			d.dirty = now
		}
	}
	d.kept.put(k)
	s.saw(k)
	d.replan(s, now)
	d.mu.Unlock()
	if err := d.journal.append(k); err != nil {
		d.cfg.Log.Error("the end of a run could not be written down; after a restart it counts as cut short", "dataset", s.d.Name, "run", k.ID, "error", d.clean(err.Error()))
	}
	if d.journal.full() {
		if err := d.journal.rewrite(d.kept.all()); err != nil {
			d.cfg.Log.Warn("the runs' history could not be shortened", "error", d.clean(err.Error()))
		}
	}
	d.emit(watch.Event{Kind: watch.Kind(kindOf(k.Outcome)), Dataset: s.d.Name, Run: k.ID, Text: describe(k)})
	if before > 0 && good(k.Outcome) {
		d.emit(watch.Event{Kind: "recovered", Dataset: s.d.Name, Run: k.ID, Text: fmt.Sprintf("%s answers again after %s", s.d.Name, failuresText(before))})
	}
	if k.Outcome == "failed" || k.Outcome == "refused" {
		d.cfg.Log.Warn(string(k.Outcome), "dataset", s.d.Name, "run", k.ID, "error", k.reason(), "failures", s.failures, "again", s.next.at)
	}
}

// conclude makes the record of a look that ended.
func (d *Daemon) conclude(ctx context.Context, j job, now time.Time) kept {
	k := kept{Run: j.run}
	k.Ended = &now
	for _, p := range j.result.Parts[:min(len(j.result.Parts), maxParts)] {
		p.Part, p.Error = d.clean(p.Part), d.clean(p.Error)
		k.Parts = append(k.Parts, p)
	}
	k.Steps = j.result.Steps[:min(len(j.result.Steps), maxSteps)]
	k.Outcome = worst(j.result.Parts)
	log := j.result.Log
	var p *panicError
	switch {
	case j.err == nil && (ctx.Err() == nil || !interrupted(j.result.Parts)):
	case ctx.Err() != nil && !errors.As(j.err, &p):
		k.Outcome = CutShort
		log = append(log, "the process was asked to end")
	default:
		k.Outcome = "failed"
		log = append(log, j.err.Error())
		if errors.As(j.err, &p) {
			log = append(log, p.stack...)
		}
		k.Parts = append(k.Parts, watch.Part{Outcome: "failed", Error: d.clean(j.err.Error())})
	}
	for _, line := range log[max(len(log)-maxLog, 0):] {
		k.Log = append(k.Log, d.clean(line))
	}
	return k
}

// interrupted tells whether a look that was asked to end lost parts by that:
// their requests failed, as far as one can tell.
func interrupted(parts []watch.Part) bool { return worst(parts) == "failed" }

// account works out from a run's outcome when the dataset is due again.
func (d *Daemon) account(s *set, k *kept, j job, now time.Time) {
	again := func(wait time.Duration, why string) {
		s.redo = tick{due: k.Due, at: now.Add(wait), why: why}
		at := s.redo.at
		k.Redo, k.RedoWhy = &at, why
	}
	if k.Outcome == CutShort {
		return // the next start does it again
	}
	switch k.Outcome {
	case Unsent:
		again(max(j.result.Wait, time.Second)+time.Second, "when the host's budget allows")
		s.wait = k.reason()
	case "failed", "refused":
		s.failures++
		again(max(backoff(s.failures, d.cfg.Jitter()), j.result.Wait), "after "+failuresText(s.failures))
	default:
		s.failures = 0
	}
	if k.Outcome != Unsent {
		s.lookedAt, s.outcome, s.why = k.Ended, k.Outcome, k.reason()
	}
	for _, p := range k.Parts {
		if p.Outcome == "loaded" && p.KnownAt != nil && (s.knownAt == nil || p.KnownAt.After(*s.knownAt)) {
			s.knownAt = p.KnownAt
		}
	}
	d.skip(s, now)
	k.Failures, k.Cursor, k.Pending = s.failures, s.cursor, slices.Clone(s.pending)
}

func (d *Daemon) settlePublish(ctx context.Context, j job) {
	now := d.now()
	p := j.published
	d.mu.Lock()
	d.busy = nil
	runs := d.batch
	switch {
	case j.err == nil:
		d.dirty, d.batch, d.failed, d.again = time.Time{}, nil, 0, time.Time{}
		if j.status != nil {
			d.adopt(*j.status)
		}
	case ctx.Err() == nil:
		d.failed++
		d.again = now.Add(backoff(d.failed, d.cfg.Jitter()))
	}
	d.mu.Unlock()
	if j.err != nil {
		if ctx.Err() == nil {
			d.cfg.Log.Error("publishing failed", "error", d.clean(j.err.Error()), "again", d.again)
			d.emit(watch.Event{Kind: "failed", Text: "publishing failed, what was published before stays: " + j.err.Error()})
		}
		return
	}
	d.lengthen(runs, p)
	if p.New {
		d.emit(watch.Event{Kind: "published", Text: "published " + p.ID})
	}
	d.judge(now)
}

// lengthen adds the steps of a publication to the runs that it published.
func (d *Daemon) lengthen(runs []string, p Published) {
	for _, id := range runs {
		k, ok := d.kept.get(id)
		if !ok || len(p.Steps) == 0 {
			continue
		}
		k.Steps = slices.Concat(k.Steps, p.Steps)
		for _, line := range p.Log[:min(len(p.Log), max(maxLog-len(k.Log), 0))] {
			k.Log = append(slices.Clip(k.Log), d.clean(line))
		}
		d.mu.Lock()
		d.kept.put(k)
		d.mu.Unlock()
		if err := d.journal.append(k); err != nil {
			d.cfg.Log.Warn("the steps of a publication could not be written down", "run", id, "error", d.clean(err.Error()))
		}
	}
}

// abandon marks the job in hand as cut short, since nobody waits for it.
func (d *Daemon) abandon() {
	j := *d.busy
	if j.set == nil {
		return
	}
	now := d.now()
	k := kept{Run: j.run}
	k.Ended, k.Outcome, k.Log = &now, CutShort, []string{"the process was asked to end and did not wait for the look any longer"}
	d.mu.Lock()
	d.kept.put(k)
	d.mu.Unlock()
	if err := d.journal.append(k); err != nil {
		d.cfg.Log.Error("the end of a run could not be written down", "run", k.ID, "error", d.clean(err.Error()))
	}
}
