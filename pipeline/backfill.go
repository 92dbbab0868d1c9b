package pipeline

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"jevons/pipeline/fetch"
	"jevons/pipeline/landing"
	"jevons/sources"
)

// maxPast is the most states of one dataset that a backfill looks at.
const maxPast = 20_000

// Backfill fetches the earlier states of a dataset since a day, oldest first,
// each known since the time that the source states. States that the archive
// has are not asked for again, so a backfill that was cut short goes on where
// it was.
func (r *Runner) Backfill(ctx context.Context, src Source, name string, since time.Time) ([]Run, error) {
	d, err := r.dataset(name)
	if err != nil {
		return nil, err
	}
	past := d.PastOf(r.cfg.Env.Now())
	if past == nil {
		return nil, &NoPastError{d.Name}
	}
	var transport http.RoundTripper = r.cfg.Env.Live
	if src.Mirror != nil {
		transport = fetch.Mirror(src.Mirror)
	}
	client, err := r.client(src, transport)
	if err != nil {
		return nil, err
	}
	l := &looker{r: r, src: src, client: client}
	states, err := l.states(ctx, d, past, since)
	if err != nil {
		return nil, err
	}
	if states, err = r.unknown(d, states); err != nil {
		return nil, err
	}
	add, end := r.cfg.Progress.Begin("backfill "+d.Name, int64(len(states)))
	defer end()
	var runs []Run
	for _, s := range states {
		if err := ctx.Err(); err != nil {
			return runs, err
		}
		run := l.state(ctx, d, s)
		add(1)
		if run.Outcome == "" {
			continue
		}
		runs = append(runs, run)
		var status *fetch.StatusError
		if errors.As(run.Err, &status) && status.Temporary() {
			return runs, fmt.Errorf("%s: the backfill ends here and goes on from here when it is called again: %w", d.Name, run.Err)
		}
		if r.wh.Broken() != nil {
			return runs, fmt.Errorf("the working file is not to be trusted any more: %w; the next start rebuilds it from the archive", r.wh.Broken())
		}
	}
	return runs, nil
}

// NoPastError says that a source serves its present only.
type NoPastError struct{ Dataset string }

func (e *NoPastError) Error() string {
	return fmt.Sprintf("%s: the source serves its present only, or every vintage in one file; load files of earlier dates with jevons load %s FILE --at DATE", e.Dataset, e.Dataset)
}

// states asks which states there were, oldest first.
func (l *looker) states(ctx context.Context, d *sources.Dataset, past sources.Past, since time.Time) ([]sources.State, error) {
	var states []sources.State
	now := l.r.cfg.Env.Now()
	index := &sources.Dataset{Name: d.Name, Home: d.Home} // its answers are not the dataset, so its Refused has no say
	queue := past.Index(since, now)
	for asked := 0; len(queue) > 0; asked++ {
		if asked > maxPages || len(states) > maxPast {
			return nil, fmt.Errorf("%s: the source names more than %d earlier states; ask for fewer with a later --since", d.Name, maxPast)
		}
		req := queue[0]
		queue = queue[1:]
		var page page
		if _, err := l.client.Do(ctx, index, req, fetch.Validators{}, &page); err != nil {
			return nil, fmt.Errorf("ask which earlier states there are: %w", err)
		}
		got, more, err := past.States(req, page.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s: ask which earlier states there are: %s", d.Name, l.client.Conceal(req, err.Error()))
		}
		queue = append(queue, more...)
		for _, s := range got {
			if !s.KnownAt.Before(since) && !s.KnownAt.After(now) {
				states = append(states, s)
			}
		}
	}
	slices.SortStableFunc(states, func(a, b sources.State) int { return a.KnownAt.Compare(b.KnownAt) })
	return states, nil
}

// unknown leaves the states out that the archive has.
func (r *Runner) unknown(d *sources.Dataset, states []sources.State) ([]sources.State, error) {
	history, err := r.archive.History(d.Name)
	if err != nil {
		return nil, err
	}
	type at struct {
		part string
		when time.Time
	}
	have := map[at]bool{}
	for _, l := range history {
		if r.holds(l) {
			have[at{l.Part, l.KnownAt}] = true
		}
	}
	return slices.DeleteFunc(states, func(s sources.State) bool {
		return have[at{s.Request.Part, s.KnownAt.UTC().Truncate(time.Microsecond)}]
	}), nil
}

// state fetches and loads one earlier state.
func (l *looker) state(ctx context.Context, d *sources.Dataset, s sources.State) (run Run) {
	r := l.r
	began := r.cfg.Env.Now()
	run = Run{Dataset: d.Name, Part: s.Request.Part, KnownAt: &s.KnownAt}
	defer func() { run.Seconds = r.cfg.Env.Now().Sub(began).Seconds() }()
	in, err := r.archive.New()
	if err != nil {
		return run.failed(err)
	}
	defer in.Abort()
	a, err := l.client.Do(ctx, d, s.Request, fetch.Validators{}, in)
	var status *fetch.StatusError
	if errors.As(err, &status) && status.Status == http.StatusNotFound && s.Request.MayLack {
		return Run{}
	}
	if err != nil {
		run = run.failed(err)
		if status != nil && status.Refused() {
			run.Outcome = Refused
		}
		return run.journal(r, landing.Look{At: began, Dataset: d.Name, Part: s.Request.Part, URL: a.URL, Outcome: landing.Outcome(run.Outcome), Error: run.Error})
	}
	newest, err := r.wh.Newest(ctx, d.Name, s.Request.Part)
	if err != nil {
		return run.failed(err)
	}
	known, same, err := r.identify(d, sources.Landing{Dataset: d.Name, Part: s.Request.Part, URL: a.URL, SHA256: a.SHA256, Size: a.Size, Lines: a.Lines,
		SeenAt: a.At, KnownAt: s.KnownAt, KnownBy: sources.ByRelease, Sample: l.src.Sample}, newest, false)
	if err != nil {
		return run.failed(err)
	}
	run.SHA256, run.KnownAt = known.SHA256, &known.KnownAt
	if !same {
		return r.land(ctx, d, known, in, nil)
	}
	run.Outcome = Unchanged
	if err := r.putBack(known, in); err != nil {
		return run.failed(err)
	}
	return r.again(ctx, d, known, run)
}
