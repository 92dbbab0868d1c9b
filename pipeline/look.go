package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path/filepath"

	"jevons/pipeline/fetch"
	"jevons/pipeline/landing"
	"jevons/pipeline/warehouse"
	"jevons/sources"
)

// Source is where looks go: live, or a mirror.
type Source struct {
	Mirror fs.FS // nil is live
	Sample bool  // the mirror is the embedded sample
}

// Run looks at the named datasets, or at all that are on, and loads what is
// new. A mirror of several dates is walked oldest first. It returns one Run
// for every part looked at; err is only for what stops the whole.
func (r *Runner) Run(ctx context.Context, src Source, names ...string) ([]Run, error) {
	datasets, err := r.pick(names)
	if err != nil {
		return nil, err
	}
	editions := []fetch.Edition{{}}
	if src.Mirror != nil {
		if editions, err = fetch.Editions(src.Mirror); err != nil {
			return nil, err
		}
	}
	runs, err := r.Settle(ctx)
	if err != nil {
		return runs, err
	}
	for _, e := range editions {
		l := &looker{r: r, src: src, edition: e}
		var transport http.RoundTripper = r.cfg.Env.Live
		if src.Mirror != nil {
			transport = fetch.Mirror(e.FS)
		}
		if l.client, err = r.client(src, transport); err != nil {
			return runs, err
		}
		for _, d := range datasets {
			got, err := l.look(ctx, d)
			runs = append(runs, got...)
			if err != nil {
				return runs, err
			}
		}
	}
	return runs, nil
}

// client sends requests through a transport, within what hosts allow.
func (r *Runner) client(src Source, transport http.RoundTripper) (*fetch.Client, error) {
	path := ""
	if src.Mirror == nil {
		path = r.dir.requests()
	}
	spent, err := fetch.OpenSpent(path, r.cfg.Env.Now())
	if err != nil {
		return nil, err
	}
	return fetch.New(fetch.Config{
		Transport: transport, Version: r.cfg.Version, Contact: r.cfg.Env.Getenv("JEVONS_CONTACT"), Getenv: r.cfg.Env.Getenv,
		Now: r.cfg.Env.Now, Sleep: r.cfg.Env.Sleep, Jitter: r.cfg.Env.Jitter, Log: r.cfg.Env.Log, Spent: spent,
	})
}

// pick are the datasets named, or all that are on.
func (r *Runner) pick(names []string) ([]*sources.Dataset, error) {
	var out []*sources.Dataset
	for _, n := range names {
		d, err := r.dataset(n)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	if len(names) == 0 {
		for _, d := range r.cfg.Datasets {
			if d.Off == "" {
				out = append(out, d)
			}
		}
	}
	return out, nil
}

// looker looks at datasets through one transport.
type looker struct {
	r       *Runner
	src     Source
	edition fetch.Edition
	client  *fetch.Client
}

// look sends a dataset's requests, those that follow from answers included.
func (l *looker) look(ctx context.Context, d *sources.Dataset) (runs []Run, err error) {
	queue := d.Fetch.First(l.r.cfg.Env.Now())
	add, end := l.r.cfg.Progress.Begin(d.Name, int64(len(queue)))
	defer end()
	for len(queue) > 0 {
		if err := ctx.Err(); err != nil {
			return runs, err
		}
		req := queue[0]
		queue = queue[1:]
		run := l.one(ctx, d, req)
		add(1)
		if run.Outcome == "" {
			continue // a mirror without this file, or a part that is not published yet
		}
		runs = append(runs, run)
		if l.r.wh.Broken() != nil {
			return runs, fmt.Errorf("the working file is not to be trusted any more: %w; the next start rebuilds it from the archive", l.r.wh.Broken())
		}
	}
	return runs, nil
}

// one sends one request and brings what it answers into the warehouse.
func (l *looker) one(ctx context.Context, d *sources.Dataset, req sources.Request) (run Run) {
	r := l.r
	began := r.cfg.Env.Now()
	run = Run{Dataset: d.Name, Part: req.Part}
	defer func() { run.Seconds = r.cfg.Env.Now().Sub(began).Seconds() }()
	newest, err := r.wh.Newest(ctx, d.Name, req.Part)
	if err != nil {
		return run.failed(err)
	}
	in, err := r.archive.New()
	if err != nil {
		return run.failed(err)
	}
	defer in.Abort()
	end := r.step("fetch", req.Part)
	a, err := l.ask(ctx, d, req, newest, in)
	end()
	var status *fetch.StatusError
	if errors.As(err, &status) && status.Status == http.StatusNotFound && (l.src.Mirror != nil || req.MayLack) {
		return Run{}
	}
	look := landing.Look{At: r.cfg.Env.Now(), Dataset: d.Name, Part: req.Part, URL: a.URL}
	if err != nil {
		run = run.failed(err)
		if status != nil && status.Refused() || refusal(err) {
			run.Outcome = Refused
		}
		look.Outcome, look.Error = landing.Outcome(run.Outcome), run.Error
		return run.journal(r, look)
	}
	known, same, err := l.settle(d, newest, sources.Landing{
		Dataset: d.Name, Part: req.Part, URL: a.URL, SHA256: a.SHA256, Size: a.Size, Lines: a.Lines,
		SeenAt: a.At, ETag: a.ETag, LastModified: a.LastModified, Sample: l.src.Sample,
	}, a.NotModified)
	if err != nil {
		return run.failed(err)
	}
	run.SHA256, run.KnownAt = known.SHA256, &known.KnownAt
	if same {
		run.Outcome = Unchanged
		look.Outcome, look.Landing = landing.Unchanged, &known
		if err := r.putBack(known, in); err != nil {
			return run.failed(err)
		}
		if run = run.journal(r, look); run.Err != nil {
			return run
		}
		return r.again(ctx, d, known, run)
	}
	run = r.land(ctx, d, known, in, nil)
	run.Bytes = a.Size
	return run
}

// validators are those of the landing whose state the warehouse holds, never
// those of the journal: a restored old warehouse would be answered "not
// modified" about data that it does not have. The archive must have the bytes
// too, or nobody would ever send them again.
func (l *looker) validators(newest *sources.Landing) fetch.Validators {
	if newest == nil || newest.Sample != l.src.Sample || !l.edition.At.IsZero() || !l.r.holds(*newest) {
		return fetch.Validators{}
	}
	return fetch.Validators{ETag: newest.ETag, LastModified: newest.LastModified}
}

// settle decides which landing an answer is: the one that stands already
// (same), one seen before, or a new one.
func (l *looker) settle(d *sources.Dataset, newest *sources.Landing, got sources.Landing, notModified bool) (sources.Landing, bool, error) {
	if notModified {
		if newest == nil {
			return got, false, fmt.Errorf("%s: the host answered that nothing was modified, but nothing was there", d.Name)
		}
		return *newest, true, nil
	}
	dated := !l.edition.At.IsZero()
	if dated {
		got.KnownAt, got.KnownBy = l.edition.At, sources.ByStated
	}
	// Looks that see the bytes which stand already change nothing.
	return l.r.identify(d, got, newest, !dated && d.Snapshot)
}

// identify gives a landing its vintage. Bytes that were seen before are the
// landing that they were then, unless comesBack: a price list of the present
// may truly return to an earlier state, whereas an old file of a history is an
// old file.
func (r *Runner) identify(d *sources.Dataset, got sources.Landing, newest *sources.Landing, comesBack bool) (sources.Landing, bool, error) {
	if got.KnownAt.IsZero() {
		got.KnownAt, got.KnownBy = got.SeenAt, sources.BySeen
		if newest != nil && newest.SHA256 == got.SHA256 {
			return *newest, true, nil
		}
	}
	got = got.Numbered()
	history, err := r.archive.History(d.Name)
	if err != nil {
		return got, false, err
	}
	var before *sources.Landing // in force at the landing's time
	for i := range history {
		h := &history[i]
		if h.Part != got.Part {
			continue
		}
		if h.ID == got.ID || got.KnownBy == sources.BySeen && h.SHA256 == got.SHA256 && !comesBack {
			return *h, true, nil
		}
		if h.Before(got) {
			before = h
		}
	}
	if before != nil && before.SHA256 == got.SHA256 {
		return *before, true, nil
	}
	return got, false, nil
}

// holds tells whether the archive has the bytes of a landing.
func (r *Runner) holds(l sources.Landing) bool {
	size, ok := r.archive.Has(l.SHA256)
	return ok && size == l.Size
}

// putBack archives bytes that came again although the warehouse has had them:
// an archive that was restored from an old copy lacks them, and the next
// rebuild would lose them.
func (r *Runner) putBack(l sources.Landing, in *landing.Incoming) error {
	if r.holds(l) || in.Object().SHA256 != l.SHA256 {
		return nil
	}
	if _, err := in.Commit(l.SHA256); err != nil {
		return err
	}
	return r.archive.Append(landing.Look{At: r.cfg.Env.Now(), Dataset: l.Dataset, Part: l.Part, URL: l.URL, Outcome: landing.Landed, Landing: &l})
}

// again settles a landing that was there before: merged then, it changes
// nothing; refused then, it is tried with the rules of today, and the reason is
// said again.
func (r *Runner) again(ctx context.Context, d *sources.Dataset, l sources.Landing, run Run) Run {
	known, err := r.wh.Known(ctx)
	if err != nil {
		return run.failed(err)
	}
	if known[l.ID] {
		return run
	}
	return r.merge(ctx, d, l, nil)
}

// land commits the bytes, writes the journal and loads. The bytes are decoded
// while the disk makes them durable; the merge waits for that.
func (r *Runner) land(ctx context.Context, d *sources.Dataset, l sources.Landing, in *landing.Incoming, progress func(int64)) (run Run) {
	run = Run{Dataset: d.Name, Part: l.Part, SHA256: l.SHA256, KnownAt: &l.KnownAt}
	done, at := make(chan error, 1), r.cfg.Env.Now()
	go func() {
		end := r.step("land", l.Part)
		_, err := in.Commit(l.SHA256)
		if err == nil {
			err = r.archive.Append(landing.Look{At: at, Dataset: d.Name, Part: l.Part, URL: l.URL, Outcome: landing.Landed, Landing: &l, ApproveIf: r.cfg.ApproveIf})
		}
		end()
		done <- err
	}()
	waited := false
	var commit error
	durable := func() error {
		if !waited {
			commit, waited = <-done, true
		}
		return commit
	}
	run = r.mergeFrom(ctx, d, l, durable, func(x sources.Landing) (io.ReadCloser, error) {
		if x.SHA256 == l.SHA256 {
			return in.Open()
		}
		return r.archive.Open(x.SHA256)
	}, progress)
	if err := durable(); err != nil && run.Err == nil {
		return run.failed(err)
	}
	return run
}

// merge loads a landing that the archive holds.
func (r *Runner) merge(ctx context.Context, d *sources.Dataset, l sources.Landing, progress func(int64)) Run {
	return r.mergeFrom(ctx, d, l, nil, func(x sources.Landing) (io.ReadCloser, error) { return r.archive.Open(x.SHA256) }, progress)
}

func (r *Runner) mergeFrom(ctx context.Context, d *sources.Dataset, l sources.Landing, durable func() error,
	open func(sources.Landing) (io.ReadCloser, error), progress func(int64)) Run {
	run := Run{Dataset: d.Name, Part: l.Part, SHA256: l.SHA256, KnownAt: &l.KnownAt}
	began := r.cfg.Env.Now()
	files := func(x sources.Landing) (*sources.File, error) {
		name := x.File
		if name == "" {
			name = filepath.Base(x.URL)
		}
		return &sources.File{Dataset: d, Part: x.Part, Name: name, Size: x.Size, Progress: progress, Workers: r.cfg.Threads,
			Open: func() (io.ReadCloser, error) { return open(x) }}, nil
	}
	run, settled := r.stands(ctx, d, l, run)
	if !settled {
		run = r.loadInto(ctx, d, l, files, durable, run)
	}
	run.Seconds = r.cfg.Env.Now().Sub(began).Seconds()
	if r.cfg.seen != nil {
		if err := r.cfg.seen(ctx, d, l, files, run); err != nil {
			return run.failed(err)
		}
	}
	if run.Outcome != Failed {
		if err := r.note(ctx); err != nil {
			return run.failed(err)
		}
	}
	return run
}

// loadInto merges a landing on the terms under which it came.
func (r *Runner) loadInto(ctx context.Context, d *sources.Dataset, l sources.Landing, files warehouse.Files, durable func() error, run Run) Run {
	terms, err := r.terms(d, l, durable != nil)
	if err != nil {
		return run.failed(err)
	}
	end := r.step("merge", l.Part) // decoding, checks and the merge are one stream
	run.Counts, err = r.wh.LoadUnder(ctx, d, l, files, durable, terms)
	end()
	run.Outcome = Loaded
	var held *warehouse.HeldError
	switch {
	case errors.As(err, &held):
		run = run.failed(err)
		run.Outcome, run.Held = OnHold, landing.HeldID(l)
		return run.journal(r, landing.Look{At: r.cfg.Env.Now(), Dataset: d.Name, Part: l.Part, URL: l.URL, Outcome: landing.Held, Landing: &l, Error: run.Error})
	case err != nil:
		run = run.failed(err)
		if refusal(err) {
			run.Outcome = Refused
		}
	}
	return run
}

func (run Run) failed(err error) Run {
	run.Outcome, run.Err, run.Error = Failed, err, err.Error()
	return run
}

// journal writes the look down; failing to is a failure of the run.
func (run Run) journal(r *Runner, look landing.Look) Run {
	if err := r.archive.Append(look); err != nil {
		return run.failed(errors.Join(run.Err, err))
	}
	return run
}

// refusal tells errors about the data from errors about us.
func refusal(err error) bool {
	var d *sources.DecodeError
	return errors.As(err, &d) || isContract(err)
}
