package daemon

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/watch"
	"jevons/schedules"
	"jevons/sources"
)

// set is one dataset on the board.
type set struct {
	d *sources.Dataset

	cursor  time.Time   // ticks up to here are accounted for
	looks   []Look      // the newest, oldest first
	pending []time.Time // ticks to be made up, each by a look of its own
	redo    tick        // a look to be done again: it failed, found no budget, or was cut short
	next    tick        // what follows from these; at is zero for never
	queued  bool
	running bool
	told    bool // that a tick was skipped, since it was queued

	failures int    // in a row
	outcome  string // of the newest look that came to one
	why      string // its error
	lookedAt *time.Time
	knownAt  *time.Time
	rows     int64
	bad      int64  // rows held back
	newest   string // period
	late     *watch.Lateness
	wait     string // what the budget said
}

func (s *set) busy() bool { return s.queued || s.running }

// job is a look, or a publication where set is nil.
type job struct {
	set  *set
	tick tick
	run  watch.Run // of a look

	// What became of it.
	result    Result
	published Published
	err       error
	panicked  bool
	status    *pipeline.Status
}

func (j job) String() string {
	if j.set == nil {
		return "the publication"
	}
	return "the look at " + j.set.d.Name
}

// replan works out when a dataset is looked at next.
func (d *Daemon) replan(s *set, now time.Time) {
	s.next = tick{}
	switch {
	case s.d.Off != "":
	case !s.redo.at.IsZero():
		s.next = s.redo
	case len(s.pending) > 0:
		s.next = tick{due: s.pending[0], at: now, why: "made up"}
	default:
		k := upcoming(d.cfg.Entries, s.d.Name, s.cursor)
		switch {
		case k.at.IsZero():
		case s.cursor.IsZero():
			s.next = tick{due: now, at: now, why: "first look"}
		default:
			k.at = k.at.Add(spread(s.d.Name, d.memo.Seed, d.cfg.Spread))
			s.next = k
		}
		if p := d.polled(s, now); !p.at.IsZero() && (s.next.at.IsZero() || p.at.Before(s.next.at)) {
			s.next = p
		}
	}
}

// collect puts every dataset that is due into the queue.
func (d *Daemon) collect(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.sets {
		if s.redo.at.After(now.Add(49 * time.Hour)) { // no host asks for that much, the clock was wrong
			s.redo.at = now
			d.replan(s, now)
		}
		switch {
		case s.d.Off != "":
		case s.cursor.After(now.Add(24 * time.Hour)):
			d.cfg.Log.Warn("the clock went back by more than a day; ticks count from now on", "dataset", s.d.Name, "accounted_for", s.cursor)
			s.cursor, s.pending = now, nil
			d.replan(s, now)
		case s.busy():
			d.skip(s, now)
		case !s.next.at.IsZero() && !s.next.at.After(now):
			d.enqueue(s, now)
		}
	}
}

// skip passes over the ticks of a dataset whose look is still to end.
func (d *Daemon) skip(s *set, now time.Time) {
	k := upcoming(d.cfg.Entries, s.d.Name, s.cursor)
	if k.at.IsZero() || k.due.After(now) {
		return
	}
	s.cursor = now
	if s.told {
		return
	}
	s.told = true
	state := "is still queued"
	if s.running {
		state = "still runs"
	}
	d.emit(watch.Event{Kind: "skipped", Dataset: s.d.Name,
		Text: fmt.Sprintf("%s is due again (%s) and %s; it is not looked at twice", s.d.Name, k.why, state)})
}

func (d *Daemon) enqueue(s *set, now time.Time) {
	k := s.next
	switch {
	case !s.redo.at.IsZero():
		s.redo = tick{}
		d.absorb(s, now)
	case len(s.pending) > 0:
		s.pending = s.pending[1:]
		d.absorb(s, now)
	case s.cursor.IsZero(), k.poll:
		d.absorb(s, now)
	default:
		var ok bool
		if k, ok = d.choose(s, now); !ok {
			d.replan(s, now)
			return
		}
	}
	s.queued, s.told = true, false
	at, _ := slices.BinarySearchFunc(d.queue, job{set: s, tick: k}, func(a, b job) int {
		return cmp.Or(a.tick.due.Compare(b.tick.due), cmp.Compare(a.set.d.Name, b.set.d.Name))
	})
	d.queue = slices.Insert(d.queue, at, job{set: s, tick: k})
}

// absorb accounts for the ticks up to now when a look is queued that was not
// made for them: it answers them too, unless each is to be made up.
func (d *Daemon) absorb(s *set, now time.Time) {
	if s.cursor.IsZero() || !d.each(s.d.Name) {
		s.cursor = latest(s.cursor, now)
		return
	}
	for _, k := range d.owed(s, now) {
		s.pending = append(s.pending, k.due)
		s.cursor = k.due
	}
	d.bound(s)
}

// bound leaves the newest ticks to be made up: a host that is away for weeks
// makes them more with every look, and each run's record has them all.
func (d *Daemon) bound(s *set) {
	if n := len(s.pending) - schedules.MaxDue; n > 0 {
		d.cfg.Log.Warn("more ticks wait to be made up than are; the oldest are passed over", "dataset", s.d.Name, "ticks", n, "before", s.pending[n])
		s.pending = slices.Clone(s.pending[n:])
	}
}

// choose picks the tick that is looked for among those that have come, by the
// dataset's policy. ok is false when there is nothing to do about them.
func (d *Daemon) choose(s *set, now time.Time) (k tick, ok bool) {
	ticks := d.owed(s, now)
	if len(ticks) == 0 {
		d.emit(watch.Event{Kind: "skipped", Dataset: s.d.Name,
			Text: fmt.Sprintf("%s was due at %s and is not made up, as its timetable says", s.d.Name, s.next.due.Format(time.RFC3339))})
		s.cursor = now
		return k, false
	}
	s.cursor = ticks[len(ticks)-1].due
	for _, m := range ticks[1:] {
		s.pending = append(s.pending, m.due)
	}
	d.bound(s)
	k = ticks[0]
	if len(ticks) > 1 || now.Sub(k.due) > schedules.OnTime {
		k.why = "made up, " + k.why
	}
	return k, true
}

// pick is the next job: a publication when landings have waited long enough or
// nothing else is to be done soon, else the look that is due the longest.
func (d *Daemon) pick(now time.Time) (job, bool) {
	if !d.dirty.IsZero() && d.dirty.After(now) { // the clock was set back
		d.mu.Lock()
		d.dirty = now
		d.mu.Unlock()
	}
	if !d.dirty.IsZero() && (!now.Before(d.again) || d.again.Sub(now) > 7*time.Hour) {
		if now.Sub(d.dirty) >= d.cfg.Batch || len(d.queue) == 0 && !d.soon(now) {
			return job{}, true
		}
	}
	if len(d.queue) == 0 {
		return job{}, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	j := d.queue[0]
	d.queue = slices.Delete(d.queue, 0, 1)
	return j, true
}

// soon tells whether a dataset comes due while its host's other ticks do, so
// that one publication can serve them all.
func (d *Daemon) soon(now time.Time) bool {
	return slices.ContainsFunc(d.sets, func(s *set) bool {
		return !s.next.at.IsZero() && !s.busy() && s.next.at.Sub(now) <= d.cfg.Spread
	})
}

// adopt takes over what the journals and the published file say.
func (d *Daemon) adopt(status pipeline.Status) {
	if status.Snapshot != nil {
		d.sample = status.Snapshot.Sample
	}
	if d.cfg.Newest != nil {
		err := guard(func() error { d.newest = d.cfg.Newest(status); return nil })
		if err != nil {
			d.cfg.Log.Error("the newest periods cannot be told", "error", d.clean(err.Error()))
		}
	}
	for _, st := range status.Datasets {
		s := d.byName[st.Dataset]
		if s == nil {
			continue
		}
		s.rows, s.bad = st.Rows, st.Quarantined
		if st.KnownAt != nil {
			s.knownAt = st.KnownAt
		}
		if st.LookedAt != nil && s.lookedAt == nil {
			s.lookedAt, s.outcome, s.why = st.LookedAt, string(st.Outcome), st.Error
			s.cursor = latest(s.cursor, st.LookedAt.UTC())
		}
	}
}

// takeRuns goes on from the runs of earlier processes, newest first.
func (s *set) takeRuns(runs []kept, each bool) {
	for _, r := range slices.Backward(runs) {
		s.saw(r)
	}
	journal := *s
	if each {
		s.cursor = time.Time{} // a journal does not say which tick a look was for
	}
	cut := 0
	for ; cut < len(runs) && runs[cut].Outcome == CutShort; cut++ {
	}
	switch {
	case cut < len(runs):
		s.takeRun(runs[cut], cut == 0, journal)
	case each && journal.lookedAt != nil:
		s.cursor = *journal.lookedAt
	}
	if cut == 0 {
		return
	}
	last, killed := runs[0], 0
	for killed < cut && runs[killed].Ended == nil {
		killed++
	}
	s.redo = tick{due: last.Due, at: last.Began, why: "made up, the last look was cut short"}
	if killed > 1 { // it may be this look that kills the process
		s.redo.at = last.Began.Add(backoff(killed-1, 0))
	}
	if each {
		s.cursor = latest(s.cursor, last.Due)
		s.pending = slices.DeleteFunc(slices.Clone(s.pending), func(t time.Time) bool { return !t.After(last.Due) })
	}
}

// takeRun goes on from the newest run that ended. journal is the set as the
// journals alone have it.
func (s *set) takeRun(r kept, newest bool, journal set) {
	s.cursor = latest(s.cursor, r.Cursor)
	s.pending, s.failures = r.Pending, r.Failures
	if newest && r.Redo != nil {
		s.redo = tick{due: r.Due, at: *r.Redo, why: r.RedoWhy}
	}
	switch {
	case journal.lookedAt != nil && r.Ended != nil && journal.lookedAt.After(*r.Ended):
		// Somebody has looked by hand since.
		if good(journal.outcome) {
			s.failures, s.redo = 0, tick{}
		}
	case r.Outcome != Unsent:
		s.lookedAt, s.outcome, s.why = r.Ended, r.Outcome, r.reason()
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// severity orders outcomes, the worst last.
var severity = []string{"", "unchanged", "loaded", Unsent, "held", "refused", "failed"}

func worst(parts []watch.Part) string {
	out := "unchanged"
	for _, p := range parts {
		if slices.Index(severity, p.Outcome) > slices.Index(severity, out) {
			out = p.Outcome
		}
	}
	return out
}

// good tells outcomes that end a row of failures.
func good(outcome string) bool {
	return outcome == "loaded" || outcome == "unchanged" || outcome == "held"
}
