package daemon

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"jevons/pipeline/watch"
	"jevons/sources"
)

// State is part of [watch.Source].
func (d *Daemon) State() watch.State {
	now := d.now()
	seq := d.feed.last()
	d.mu.Lock()
	defer d.mu.Unlock()
	st := watch.State{Now: now, Since: d.since, Version: d.cfg.Version, Sample: d.sample, Datasets: make([]watch.Dataset, 0, len(d.sets)), Seq: seq}
	if d.busy != nil {
		st.Busy = "publishing"
		if d.busy.set != nil {
			st.Busy = "looking at " + d.busy.set.d.Name
		}
	}
	newest := d.kept.newest()
	for _, s := range d.sets {
		w := s.show()
		w.LastRun = newest[s.d.Name]
		st.Datasets = append(st.Datasets, w)
	}
	return st
}

// show says how a dataset stands.
func (s *set) show() watch.Dataset {
	w := watch.Dataset{Name: s.d.Name, About: s.d.About, Late: s.late, Newest: s.newest, LookedAt: s.lookedAt, KnownAt: s.knownAt,
		Failures: s.failures, Rows: s.rows, Quarantined: s.bad}
	if !s.next.at.IsZero() && !s.running {
		at := s.next.at.UTC()
		w.NextAt, w.NextWhy = &at, s.next.why
	}
	if s.queued {
		w.NextWhy = "queued, " + s.next.why
	}
	switch {
	case s.d.Off != "":
		w.Standing, w.Why = watch.Off, s.d.Off
	case s.running:
		w.Standing = watch.Running
	case s.outcome == "held":
		w.Standing, w.Why = watch.Held, s.why
	case s.outcome == "failed":
		w.Standing, w.Why = watch.Failed, s.why
	case s.outcome == "refused":
		w.Standing, w.Why = watch.Refused, s.why
	case s.late != nil:
		w.Standing, w.Why = watch.Late, s.late.Words
	case s.lookedAt != nil:
		w.Standing = watch.Fresh
	default:
		w.Standing = watch.Never
	}
	if w.Why == "" {
		w.Why = s.wait
	}
	return w
}

// newest are the IDs of each dataset's newest run.
func (k *keeper) newest() map[string]string {
	out := map[string]string{}
	for _, id := range k.order {
		out[k.runs[id].Dataset] = id
	}
	return out
}

// Runs is part of [watch.Source].
func (d *Daemon) Runs(dataset string, n int) []watch.Run {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []watch.Run
	for _, id := range slices.Backward(d.kept.order) {
		if len(out) >= n {
			break
		}
		if r := d.kept.runs[id]; dataset == "" || r.Dataset == dataset {
			out = append(out, r.Run)
		}
	}
	return out
}

func (d *Daemon) run(id string) (watch.Run, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.kept.get(id)
	return r.Run, ok
}

// Source is the daemon to be watched. It is another type, because Run of a
// [watch.Source] asks for one run.
func (d *Daemon) Source() watch.Source { return watched{d} }

type watched struct{ *Daemon }

func (w watched) Run(id string) (watch.Run, bool) { return w.run(id) }

// Events is part of [watch.Source].
func (d *Daemon) Events(ctx context.Context) <-chan watch.Event { return d.feed.subscribe(ctx) }

// Recent are the newest events, at most n, oldest first.
func (d *Daemon) Recent(n int) []watch.Event { return d.feed.recent(n) }

const (
	maxEvents = 1000 // that are remembered
	maxBehind = 64   // events that a reader may be behind before he misses some
	maxText   = 400  // bytes of an event's text
)

// feed gives events numbers and readers.
type feed struct {
	mu      sync.Mutex
	seq     int64
	ring    []watch.Event
	readers map[chan watch.Event]bool
}

func newFeed() *feed { return &feed{readers: map[chan watch.Event]bool{}} }

func (f *feed) last() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seq
}

func (f *feed) recent(n int) []watch.Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.ring[max(len(f.ring)-max(n, 0), 0):])
}

// add numbers an event and hands it to whoever has room for it.
func (f *feed) add(e watch.Event) watch.Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seq++
	e.Seq = f.seq
	if f.ring = append(f.ring, e); len(f.ring) > 2*maxEvents {
		f.ring = slices.Clone(f.ring[len(f.ring)-maxEvents:])
	}
	for r := range f.readers {
		select {
		case r <- e:
		default: // he is slow, and the work does not wait for him
		}
	}
	return e
}

func (f *feed) subscribe(ctx context.Context) <-chan watch.Event {
	r := make(chan watch.Event, maxBehind)
	f.mu.Lock()
	f.readers[r] = true
	f.mu.Unlock()
	context.AfterFunc(ctx, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.readers, r)
		close(r)
	})
	return r
}

// emit keeps an event to be told when mu is free.
func (d *Daemon) emit(e watch.Event) {
	e.At = d.now()
	e.Text = d.clean(e.Text)
	e.Text = trimmed(e.Text, maxText)
	d.outbox = append(d.outbox, e)
}

// tell tells the events that have been kept.
func (d *Daemon) tell() {
	out := d.outbox
	d.outbox = nil
	for _, e := range out {
		e = d.feed.add(e)
		if err := guard(func() error { d.cfg.Notify(e); return nil }); err != nil {
			d.cfg.Log.Error("an event could not be handed on", "event", e.Seq, "error", d.clean(err.Error()))
		}
	}
}

// clean makes a text fit to be shown: without secrets, and inert.
func (d *Daemon) clean(s string) string { return inert(d.cfg.Hide(s), maxLogLine) }

// inert keeps a text on one line, without control, invisible and direction
// characters, and at most n bytes long.
func inert(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, "?"))
	return sources.Cut(s, n)
}

// kindOf is the event that tells an outcome.
func kindOf(outcome string) string {
	if outcome == CutShort { // nobody has to do anything about it
		return "skipped"
	}
	return outcome
}

// describe says in a line what a run did.
func describe(k kept) string {
	var loaded, fresh, revised, withdrawn, bad int64
	for _, p := range k.Parts {
		if p.Outcome == "loaded" {
			loaded++
			fresh, revised, withdrawn, bad = fresh+p.New, revised+p.Revised, withdrawn+p.Withdrawn, bad+p.Quarantined
		}
	}
	switch k.Outcome {
	case "unchanged":
		return k.Dataset + ": nothing new"
	case CutShort:
		return k.Dataset + ": the look was cut short; the next start does it again"
	case "loaded":
		text := fmt.Sprintf("%s: %d new rows, %d revised, %d withdrawn", k.Dataset, fresh, revised, withdrawn)
		if bad > 0 {
			text += fmt.Sprintf(", %d held back", bad)
		}
		return text
	case Unsent:
		return k.Dataset + " waits for its host's budget: " + k.reason()
	}
	text := k.Dataset + " " + k.Outcome
	if why := k.reason(); why != "" {
		text += ": " + strings.TrimPrefix(why, k.Dataset+": ")
	}
	return text
}

func failuresText(n int) string {
	if n == 1 {
		return "1 failure"
	}
	return fmt.Sprintf("%d failures", n)
}
