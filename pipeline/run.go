// Package pipeline is the order of steps: from a look at a provider to a
// published database.
//
//	look     a conditional request, with the validators of the state that the
//	         warehouse holds (package fetch)
//	land     the bytes go untouched into a content-addressed archive, and a
//	         line into the dataset's journal (package landing)
//	load     bytes to Arrow batches (package sources/decode), contract,
//	         quarantine, merge of vintages, ledger (package warehouse)
//	build    SQL models inside a copy of the warehouse (package transforms)
//	publish  the copy, checked, takes its stable name; Parquet follows
//
// The archive is the only thing that cannot be computed again. Open compares
// the warehouse with the ledger beside the archive and rebuilds by itself what
// differs, and loads every landing that the warehouse lacks: a crash at any
// step is healed by the next start.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"jevons/pipeline/landing"
	"jevons/pipeline/warehouse"
	"jevons/sources"
	"jevons/transforms"
)

// Env is what a process gives and tests fake.
type Env struct {
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	Jitter func() float64 // in [0, 1)
	Getenv func(string) string
	Live   http.RoundTripper // the transport that reaches providers
	Log    *slog.Logger
	Mem    memory.Allocator // nil is the Go allocator
}

// Config is what a Runner works on.
type Config struct {
	Dir      string // the data folder
	Datasets []*sources.Dataset
	SQL      fs.FS                         // models and reference tables; nil builds none
	Computes map[string]transforms.Compute // functions that models name
	Version  string
	Command  string // of this process, told to whoever finds the folder locked
	Env      Env

	MemoryMB int    // DuckDB's limit; 0 is 512
	Threads  int    // 0 is one a core
	MinFree  uint64 // bytes that must stay free; 0 is 1 GiB
	// ApproveIf are rules as [sources.ParseRules] reads them, beside those of the
	// contracts: a landing that does not meet them is held.
	ApproveIf string
	// Progress is told what is going on; nil keeps silent.
	Progress Progress
	// Step is told each step that has ended: fetch, land, merge, models or
	// publish, and of which part. It may be called from several goroutines; nil
	// tells nobody.
	Step func(name, part string, began, ended time.Time)

	fs   landing.FS                                                                           // of the archive; nil is the machine's own
	seen func(context.Context, *sources.Dataset, sources.Landing, warehouse.Files, Run) error // is told of every landing that was tried
}

// Progress shows long work. Begin starts a step of total units (0: unknown);
// add reports units done, from any goroutine, and end closes the step.
type Progress interface {
	Begin(step string, total int64) (add func(n int64), end func())
}

type silent struct{}

// step begins a step; what it returns ends it.
func (r *Runner) step(name, part string) (end func()) {
	if r.cfg.Step == nil {
		return func() {}
	}
	began := r.cfg.Env.Now()
	return func() { r.cfg.Step(name, part, began, r.cfg.Env.Now()) }
}

func (silent) Begin(string, int64) (func(int64), func()) { return func(int64) {}, func() {} }

// Folder names the places inside a data folder.
type Folder string

func (f Folder) path(elem ...string) string {
	return filepath.Join(append([]string{string(f)}, elem...)...)
}

// Working is the warehouse's own file. Readers must not open it.
func (f Folder) Working() string { return f.path("warehouse", "warehouse.duckdb") }

// Published is the database that analysts open.
func (f Folder) Published() string { return f.path(warehouse.StableName) }

// Parquet is where exports go.
func (f Folder) Parquet() string { return f.path("parquet") }

// requests is where requests to hosts with a budget are counted.
func (f Folder) requests() string { return f.path("requests.jsonl") }

// Runner owns a data folder until Close.
type Runner struct {
	cfg     Config
	dir     Folder
	byName  map[string]*sources.Dataset
	lock    *landing.Lock
	archive *landing.Archive
	wh      *warehouse.Warehouse
	noted   int                          // newest load that the outer ledger has
	outer   map[int64]landing.LoadRecord // last line of each landing in the ledger beside the archive
	decided map[int64]landing.Decision   // what somebody said about held landings
	// Healed says what Open found wrong and mended, for people.
	Healed []string
}

// Outcome is how a run of one part of a dataset ended.
type Outcome string

const (
	Loaded    Outcome = "loaded"    // a new landing was merged
	Unchanged Outcome = "unchanged" // nothing new
	Refused   Outcome = "refused"   // the answer or the landing is not to be believed; the last good data stay
	OnHold    Outcome = "held"      // the landing waits for approval; the last good data stay
	Failed    Outcome = "failed"    // no whole answer came, or something here broke
)

// Run is what happened to one part of one dataset.
type Run struct {
	Dataset string           `json:"dataset"`
	Part    string           `json:"part"`
	Outcome Outcome          `json:"outcome"`
	SHA256  string           `json:"sha256"`
	KnownAt *time.Time       `json:"known_at"`
	Seconds float64          `json:"seconds"`
	Error   string           `json:"error"`
	Counts  warehouse.Counts `json:"-"`
	Note    string           `json:"note,omitempty"`
	Bytes   int64            `json:"-"`              // of the answer
	Held    string           `json:"held,omitempty"` // by which [Runner.Decide] knows a landing that is held
	Err     error            `json:"-"`
}

// Open takes the folder, which only one process may work in, and heals it.
func Open(ctx context.Context, cfg Config) (r *Runner, err error) {
	if cfg.Progress == nil {
		cfg.Progress = silent{}
	}
	if cfg.Env.Log == nil {
		cfg.Env.Log = slog.New(slog.DiscardHandler)
	}
	r = &Runner{cfg: cfg, dir: Folder(cfg.Dir), byName: map[string]*sources.Dataset{}, outer: map[int64]landing.LoadRecord{}}
	for _, d := range cfg.Datasets {
		if err := d.Validate(); err != nil {
			return nil, err
		}
		r.byName[d.Name] = d
	}
	if err := cfg.checkRules(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(cfg.Dir, 0o750); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	if r.lock, err = landing.Acquire(r.dir.path("lock"), cfg.Command, cfg.Env.Now()); err != nil {
		return nil, err
	}
	owner := r // the returns below set r
	defer func() {
		if err != nil {
			err, r = errors.Join(err, owner.Close()), nil
		}
	}()
	if r.archive, err = landing.Open(cfg.Dir, landing.Options{FS: cfg.fs}); err != nil {
		return nil, err
	}
	for _, dir := range []string{string(r.dir), r.dir.Parquet()} {
		if err := warehouse.Sweep(dir); err != nil {
			return nil, fmt.Errorf("sweep what an earlier publication left: %w", err)
		}
	}
	if err := r.openWarehouse(ctx); err != nil {
		return nil, err
	}
	return r, r.heal(ctx)
}

// Close gives the folder free.
func (r *Runner) Close() error {
	var errs []error
	if r.wh != nil {
		errs = append(errs, r.wh.Close())
	}
	return errors.Join(append(errs, r.lock.Close())...)
}

func (r *Runner) warehouseOptions() warehouse.Options {
	return warehouse.Options{
		Path: r.dir.Working(), TempDir: r.dir.path("tmp"), MemoryMB: r.cfg.MemoryMB, Threads: r.cfg.Threads,
		Free: landing.Free, MinFree: r.cfg.MinFree, Now: r.cfg.Env.Now, Log: r.cfg.Env.Log, Mem: r.cfg.Env.Mem,
	}
}

// openWarehouse opens the working file, or a new one when it cannot be opened:
// it is a cache.
func (r *Runner) openWarehouse(ctx context.Context) (err error) {
	if r.wh, err = warehouse.Open(ctx, r.warehouseOptions()); err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return err
	}
	if _, serr := os.Stat(r.dir.Working()); serr != nil {
		return err // there is no file to blame
	}
	r.say("the working file cannot be used (%v); it is rebuilt from the archive", err)
	return r.startOver(ctx)
}

// startOver removes the working file and opens an empty one. What was lost is
// loaded from the archive by heal.
func (r *Runner) startOver(ctx context.Context) (err error) {
	if r.wh != nil {
		r.wh.Close() // its error is why we are here
		r.wh = nil
	}
	for _, f := range []string{r.dir.Working(), r.dir.Working() + ".wal"} {
		if err := os.Remove(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the working file: %w", err)
		}
	}
	r.wh, err = warehouse.Open(ctx, r.warehouseOptions())
	r.noted = 0
	return err
}

// say tells loudly what was found wrong and is being mended.
func (r *Runner) say(format string, a ...any) {
	msg := fmt.Sprintf(format, a...)
	r.Healed = append(r.Healed, msg)
	r.cfg.Env.Log.Warn(msg)
}

// heal makes the warehouse what the archive says it must be.
func (r *Runner) heal(ctx context.Context) error {
	changed, err := r.wh.Ensure(ctx, r.cfg.Datasets)
	if err != nil {
		return err
	}
	for _, name := range changed {
		r.say("%s is declared otherwise than when it was loaded; it is loaded again from the archive", name)
	}
	loads, err := r.archive.Loads()
	if err != nil {
		return err
	}
	for _, l := range loads {
		r.outer[l.Landing] = l
	}
	if err := r.readDecisions(); err != nil {
		return err
	}
	lost, err := r.lost(ctx)
	if err != nil {
		return err
	}
	problems, err := r.wh.Problems(ctx, r.cfg.Datasets)
	if err != nil {
		return err
	}
	for _, d := range r.cfg.Datasets {
		why := slices.DeleteFunc(append(slices.Clone(problems), lost...), func(s string) bool { return !strings.HasPrefix(s, d.Name+" ") })
		if len(why) == 0 || slices.Contains(changed, d.Name) {
			continue
		}
		r.say("%s; rows were lost, so %s is rebuilt from the archive", strings.Join(why, "; "), d.Name)
		if err := r.wh.Forget(ctx, d, true); err != nil {
			return err
		}
	}
	return r.catchUp(ctx)
}

// lost compares the ledger beside the archive with the one inside the
// warehouse: a landing that was merged then must be merged now.
func (r *Runner) lost(ctx context.Context) ([]string, error) {
	known, err := r.wh.Known(ctx)
	if err != nil {
		return nil, err
	}
	missing := map[string]int{}
	for id, l := range r.outer {
		if l.Outcome == string(Loaded) && !known[id] && r.byName[l.Dataset] != nil {
			missing[l.Dataset]++
		}
	}
	var out []string
	for name, n := range missing {
		out = append(out, fmt.Sprintf("%s lacks %d landings that the ledger holds", name, n))
	}
	return out, nil
}

// catchUp loads every landing of the journal that the warehouse does not know:
// after a crash between landing and loading, after a rebuild, after restoring
// an old archive or warehouse. A landing that is held is loaded only when
// somebody has approved it.
func (r *Runner) catchUp(ctx context.Context) error {
	known, err := r.wh.Known(ctx)
	if err != nil {
		return err
	}
	held, err := r.wh.Held(ctx)
	if err != nil {
		return err
	}
	var todo []sources.Landing
	for _, d := range r.cfg.Datasets {
		history, err := r.archive.History(d.Name)
		if err != nil {
			return err
		}
		for _, l := range history {
			_, ok := known[l.ID]
			_, done := r.decided[l.ID]
			if !ok || done && held[l.ID] {
				todo = append(todo, l)
			}
		}
	}
	if len(todo) == 0 {
		return r.note(ctx)
	}
	r.cfg.Env.Log.Info("loading landings from the archive", "landings", len(todo))
	add, end := r.cfg.Progress.Begin("load from the archive", int64(len(todo)))
	defer end()
	for _, l := range todo {
		run := r.merge(ctx, r.byName[l.Dataset], l, nil)
		if run.Outcome == Failed {
			return fmt.Errorf("load %s %s from the archive: %w", l.Dataset, l.Part, run.Err)
		}
		add(1)
	}
	return nil
}

// note writes what the warehouse merged since into the ledger beside the archive.
func (r *Runner) note(ctx context.Context) error {
	entries, newest, err := r.wh.Entries(ctx, r.noted)
	if err != nil {
		return err
	}
	have := map[int64]landing.LoadRecord{}
	if r.noted == 0 && len(entries) > 0 {
		// After a start: write only what the outer ledger does not have yet.
		loads, err := r.archive.Loads()
		if err != nil {
			return err
		}
		for _, l := range loads {
			have[l.Landing] = l
		}
	}
	for _, e := range entries {
		c := e.Counts
		rec := landing.LoadRecord{At: e.At, Landing: e.Landing, Dataset: e.Dataset, Part: e.Part, SHA256: e.SHA256, Outcome: string(Refused),
			Records: c.Records, Kept: c.Kept, Quarantined: c.Quarantined, Ignored: c.Ignored, IgnoredWhy: c.IgnoredWhy,
			New: c.New, Revised: c.Revised, Withdrawn: c.Withdrawn, TableRows: c.TableRows, Error: e.Error}
		switch {
		case e.Merged:
			rec.Outcome = string(Loaded)
		case e.Held:
			rec.Outcome = string(OnHold)
		}
		if e.Landing != 0 { // it is what counts from now on, whether it is written again or not
			r.outer[e.Landing] = rec
		}
		if saysSame(have[e.Landing], rec) {
			continue
		}
		if err := r.archive.AppendLoad(rec); err != nil {
			return err
		}
	}
	r.noted = newest
	return nil
}

// saysSame tells whether the outer ledger has what a record says: the counts
// too, because an older landing that arrived changes those of the newer ones.
func saysSame(a, b landing.LoadRecord) bool {
	a.At, b.At = time.Time{}, time.Time{}
	a.Error, b.Error = "", "" // the archive shortens it
	return a == b
}

// Rebuild throws the working file away and loads everything from the archive.
func (r *Runner) Rebuild(ctx context.Context) error {
	if err := r.startOver(ctx); err != nil {
		return err
	}
	if _, err := r.wh.Ensure(ctx, r.cfg.Datasets); err != nil {
		return err
	}
	return r.catchUp(ctx)
}

// Retry reads a dataset's landings again with the rules of today: those that
// were refused, and all of them when one left rows in quarantine.
func (r *Runner) Retry(ctx context.Context, name string) error {
	d, err := r.dataset(name)
	if err != nil {
		return err
	}
	if err := r.wh.Forget(ctx, d, true); err != nil {
		return err
	}
	return r.catchUp(ctx)
}

// dataset finds a dataset by name, or says which one may have been meant.
func (r *Runner) dataset(name string) (*sources.Dataset, error) {
	if d := r.byName[name]; d != nil {
		return d, nil
	}
	names := make([]string, 0, len(r.byName))
	for n := range r.byName {
		names = append(names, n)
	}
	return nil, &UnknownError{What: "dataset", Name: name, Nearest: Nearest(name, names)}
}
