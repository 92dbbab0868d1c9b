package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jevons/pipeline/landing"
	"jevons/pipeline/warehouse"
	"jevons/sources"
)

// Held is a landing that waits for somebody's approval.
type Held struct {
	ID      string    `json:"id"` // what [Runner.Decide] takes
	Dataset string    `json:"dataset"`
	Part    string    `json:"part"`
	KnownAt time.Time `json:"known_at"`
	SHA256  string    `json:"sha256"`
	Since   time.Time `json:"since"`
	Why     string    `json:"why"`
	landing sources.Landing
}

// decidedError says that somebody rejected a landing.
type decidedError struct{ landing.Decision }

func (e *decidedError) Error() string {
	s := fmt.Sprintf("%s %s: rejected by %s on %s", e.Dataset, e.Part, e.Who, e.At.Format("2006-01-02 15:04 UTC"))
	if e.Why != "" {
		s += ": " + e.Why
	}
	return s + "; the last good data stay"
}

// rules are those under which a landing of a dataset comes: the contract's,
// and others beside them.
func rulesOf(d *sources.Dataset, beside string) (sources.Rules, error) {
	rules, err := sources.ParseRules(d.Contract.ApproveIf)
	if err != nil {
		return nil, err
	}
	more, err := sources.ParseRules(beside)
	return append(rules, more...), err
}

// checkRules refuses rules that cannot be read, or that hold nothing.
func (c Config) checkRules() error {
	rules, err := sources.ParseRules(c.ApproveIf)
	if err != nil {
		return &RulesError{err}
	}
	if err := rules.Fit(c.Datasets...); err != nil {
		return &RulesError{err}
	}
	return nil
}

// RulesError says that the rules of [Config] cannot be used.
type RulesError struct{ err error }

func (e *RulesError) Error() string { return e.err.Error() }
func (e *RulesError) Unwrap() error { return e.err }

// terms are those on which a landing is merged. One that was merged once, or
// that somebody approved, is weighed by no rule again; one that nobody has
// weighed yet is weighed by the rules under which it came.
func (r *Runner) terms(d *sources.Dataset, l sources.Landing, comesNow bool) (warehouse.Terms, error) {
	if r.decided[l.ID].Approved || r.outer[l.ID].Outcome == string(Loaded) {
		return warehouse.Terms{}, nil
	}
	beside := r.cfg.ApproveIf
	if !comesNow {
		came, err := r.archive.RulesOf(d.Name)
		if err != nil {
			return warehouse.Terms{}, err
		}
		beside = came[l.ID]
	}
	rules, err := rulesOf(d, beside)
	return warehouse.Terms{Rules: rules}, err
}

// stands tells what a landing is that must not be loaded: one that waits for
// approval, or that somebody rejected. The ledger has it afterwards.
func (r *Runner) stands(ctx context.Context, d *sources.Dataset, l sources.Landing, run Run) (Run, bool) {
	held, err := r.wh.Held(ctx)
	if err != nil {
		return run.failed(err), true
	}
	known, err := r.wh.Known(ctx)
	if err != nil {
		return run.failed(err), true
	}
	decision, decided := r.decided[l.ID]
	_, there := known[l.ID]
	var why error
	switch outer := r.outer[l.ID]; {
	case decided && decision.Approved:
		return run, false
	case decided:
		why, run.Outcome = &decidedError{decision}, Refused
		there = there && !held[l.ID] // held so far, to be refused now
	case outer.Outcome == string(OnHold), held[l.ID]:
		why, run.Outcome = r.whyHeld(l, outer.Error), OnHold
		run.Held = landing.HeldID(l)
		there = there && held[l.ID]
	default:
		return run, false
	}
	run.Err, run.Error = why, why.Error()
	if !there {
		o := r.outer[l.ID]
		run.Counts = warehouse.Counts{Records: o.Records, Read: o.Kept + o.Quarantined, Kept: o.Kept, Quarantined: o.Quarantined, Ignored: o.Ignored, IgnoredWhy: o.IgnoredWhy}
		if err := r.wh.Keep(ctx, d, l, run.Counts, why); err != nil {
			return run.failed(err), true
		}
	}
	return run, true
}

// whyHeld is the reason that was told when the landing was held.
func (r *Runner) whyHeld(l sources.Landing, told string) error {
	prefix := (&warehouse.HeldError{Dataset: l.Dataset, Part: l.Part, Reasons: []string{"\x00"}}).Error()
	before, after, _ := strings.Cut(prefix, "\x00")
	told = strings.TrimSuffix(strings.TrimPrefix(told, before), after)
	if told == "" {
		told = "it waits for approval"
	}
	return &warehouse.HeldError{Dataset: l.Dataset, Part: l.Part, Reasons: []string{told}}
}

// readDecisions reads what was decided, here or by another process.
func (r *Runner) readDecisions() (err error) {
	r.decided, err = r.archive.Decisions()
	return err
}

// Waiting are the landings that wait for approval, by dataset, part and time.
func (r *Runner) Waiting() ([]Held, error) {
	return waiting(r.archive, r.cfg.Datasets, r.outer, r.decided)
}

func waiting(a *landing.Archive, datasets []*sources.Dataset, last map[int64]landing.LoadRecord, decided map[int64]landing.Decision) ([]Held, error) {
	out := []Held{}
	for _, d := range datasets {
		history, err := a.History(d.Name)
		if err != nil {
			return nil, err
		}
		for _, l := range history {
			rec := last[l.ID]
			if _, done := decided[l.ID]; done || rec.Outcome != string(OnHold) {
				continue
			}
			out = append(out, Held{ID: landing.HeldID(l), Dataset: l.Dataset, Part: l.Part, KnownAt: l.KnownAt, SHA256: l.SHA256,
				Since: rec.At, Why: rec.Error, landing: l})
		}
	}
	return out, nil
}

// NotHeldError says that nothing that is held is called so.
type NotHeldError struct {
	Name string
	IDs  []string // of what is held
}

func (e *NotHeldError) Error() string {
	if len(e.IDs) == 0 {
		return fmt.Sprintf("nothing waits for approval, so %q cannot be decided; jevons status tells what does", e.Name)
	}
	return fmt.Sprintf("%q names none, or more than one, of what waits for approval: %s", e.Name, strings.Join(e.IDs, ", "))
}

// Find is the one held landing that a name means: its id or at least four of
// the first digits, the first digits of its SHA-256, or its dataset where only
// one landing of it waits.
func Find(all []Held, name string) (Held, error) {
	var found []Held
	e := &NotHeldError{Name: sources.Cut(name, 80)}
	for _, h := range all {
		e.IDs = append(e.IDs, strings.TrimSpace(h.ID+" "+h.Dataset+" "+h.Part))
		if name == h.Dataset || len(name) >= 4 && (strings.HasPrefix(h.ID, name) || strings.HasPrefix(h.SHA256, name)) {
			found = append(found, h)
		}
	}
	if len(found) != 1 {
		return Held{}, e
	}
	return found[0], nil
}

// Verdict is what somebody says about a held landing.
type Verdict struct {
	Approved bool
	Who, Why string
}

// Decide writes down what somebody says about a held landing and does it: an
// approved one is merged, a rejected one refused. Once it is written, every
// later start and rebuild abides by it, also when this call is cut short.
func (r *Runner) Decide(ctx context.Context, name string, v Verdict) (Run, error) {
	if err := r.readDecisions(); err != nil {
		return Run{}, err
	}
	all, err := r.Waiting()
	if err != nil {
		return Run{}, err
	}
	h, err := Find(all, name)
	if err != nil {
		return Run{}, err
	}
	if err := decide(r.cfg.Dir, h, v, r.cfg.Env.Now()); err != nil {
		return Run{}, err
	}
	runs, err := r.Settle(ctx)
	i := slices.IndexFunc(runs, func(x Run) bool { return x.SHA256 == h.SHA256 && x.Part == h.Part && x.Dataset == h.Dataset })
	if err != nil || i < 0 {
		return Run{}, errors.Join(err, fmt.Errorf("%s: the decision is written down, but was not carried out; the next start does it", h.Dataset))
	}
	return runs[i], nil
}

func decide(dir string, h Held, v Verdict, now time.Time) error {
	return landing.Decide(dir, landing.Decision{At: now, Landing: h.landing.ID, Dataset: h.Dataset, Part: h.Part, SHA256: h.SHA256,
		Approved: v.Approved, Who: v.Who, Why: v.Why})
}

// DecideFor writes down what somebody says about a held landing of a folder in
// which another process works. That one carries it out before its next look.
func DecideFor(dir string, datasets []*sources.Dataset, name string, v Verdict, now time.Time) (Held, error) {
	s, err := ReadStatus(dir, datasets)
	if err != nil {
		return Held{}, err
	}
	h, err := Find(s.Held, name)
	if err != nil {
		return Held{}, err
	}
	return h, decide(dir, h, v, now)
}

// Settle carries out what was decided about held landings since, and tells what
// came of it. Whoever keeps a folder open calls it from time to time; every
// [Runner.Run] and every start does.
func (r *Runner) Settle(ctx context.Context) ([]Run, error) {
	if err := r.readDecisions(); err != nil {
		return nil, err
	}
	held, err := r.wh.Held(ctx)
	if err != nil || len(held) == 0 {
		return nil, err
	}
	var todo []sources.Landing
	for _, d := range r.cfg.Datasets {
		history, err := r.archive.History(d.Name)
		if err != nil {
			return nil, err
		}
		for _, l := range history {
			if _, done := r.decided[l.ID]; done && held[l.ID] {
				todo = append(todo, l)
			}
		}
	}
	var runs []Run
	for _, l := range todo {
		run := r.merge(ctx, r.byName[l.Dataset], l, nil)
		runs = append(runs, run)
		if run.Outcome == Failed {
			return runs, fmt.Errorf("carry out what was decided about %s: %w", l.Dataset, run.Err)
		}
	}
	return runs, nil
}
