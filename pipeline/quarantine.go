package pipeline

import (
	"context"
	"fmt"

	"jevons/pipeline/landing"
	"jevons/pipeline/warehouse"
)

// Standing is what became of every landing that the warehouse knows, as runs,
// in the order of loading.
func (r *Runner) Standing(ctx context.Context) ([]Run, error) {
	entries, _, err := r.wh.Entries(ctx, 0)
	if err != nil {
		return nil, err
	}
	known := map[int64]*landing.Landing{}
	for _, d := range r.cfg.Datasets {
		history, err := r.archive.History(d.Name)
		if err != nil {
			return nil, err
		}
		for i := range history {
			known[history[i].ID] = &history[i]
		}
	}
	runs := make([]Run, 0, len(entries))
	for _, e := range entries {
		run := Run{Dataset: e.Dataset, Part: e.Part, Outcome: Refused, SHA256: e.SHA256, Error: e.Error, Counts: e.Counts}
		if e.Merged {
			run.Outcome = Loaded
		}
		if e.Held {
			run.Outcome, run.Held = OnHold, fmt.Sprintf("%016x", e.Landing)
		}
		if l := known[e.Landing]; l != nil {
			run.KnownAt = &l.KnownAt
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// Retried are the runs of a dataset after [Runner.Retry], and what they were
// before.
type Retried struct {
	Before, After []Run
}

// Again retries a dataset and tells what that changed.
func (r *Runner) Again(ctx context.Context, name string) (out Retried, err error) {
	if out.Before, err = r.standingOf(ctx, name); err != nil {
		return out, err
	}
	// Loads are numbered anew, so the ledger outside is compared from its start.
	r.noted = 0
	if err := r.Retry(ctx, name); err != nil {
		return out, fmt.Errorf("retry %s: %w", name, err)
	}
	out.After, err = r.standingOf(ctx, name)
	return out, err
}

func (r *Runner) standingOf(ctx context.Context, name string) ([]Run, error) {
	if _, err := r.dataset(name); err != nil {
		return nil, err
	}
	all, err := r.Standing(ctx)
	var out []Run
	for _, run := range all {
		if run.Dataset == name {
			out = append(out, run)
		}
	}
	return out, err
}

// Quarantined is one row that is held back, or that refused its landing.
type Quarantined struct {
	Dataset string `json:"dataset"`
	Part    string `json:"part"`
	Landing int64  `json:"landing"`
	Outcome string `json:"landing_outcome"` // merged, or refused
	Line    int64  `json:"line"`
	Column  string `json:"column"`
	Text    string `json:"text"`
	Reason  string `json:"reason"`
	Detail  string `json:"detail"`
	Raw     string `json:"raw"`
}

// Quarantine lists the rows held back in the published snapshot, of one
// dataset or, for "", of all.
func Quarantine(ctx context.Context, dir, dataset string, opt warehouse.Options, f func(Quarantined) error) error {
	return warehouse.Quarantine(ctx, dir, dataset, opt, func(q warehouse.Held) error { return f(Quarantined(q)) })
}
