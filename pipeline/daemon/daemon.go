// Package daemon is a jevons that schedules: it looks at each dataset when its
// timetable says so, publishes what came, and can be watched (package watch).
//
// One goroutine decides. It wakes at least every minute, asks its table what is
// due by the clock on the wall, and hands one job at a time to a worker, since
// a data folder is no thing for several hands. So a suspended machine, a clock
// that is set, or a look that takes hours delay looks, but lose and double none.
//
// Which ticks are accounted for is written with every run into runs.jsonl (see
// history.go); a start goes on from there, and from the journals, which also
// know of looks by hand. A tick that nobody answered is made up once.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/watch"
	"jevons/schedules"
	"jevons/sources"
)

// Config is what a Daemon works with. Open, Now, Sleep and Jitter are required.
type Config struct {
	Dir      string // the data folder
	Version  string // of the program
	Datasets []*sources.Dataset
	Entries  []schedules.Entry
	// Open takes the data folder. It is called at the start, and again after a
	// worker panicked or gave up. An error at the start ends Run.
	Open func(context.Context) (Worker, error)

	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	Jitter func() float64 // in [0, 1)
	Log    *slog.Logger   // nil logs nothing
	// Notify is told every event, in order. It must return at once.
	Notify func(watch.Event)
	// Hide takes secrets out of a text that will be shown; nil hides nothing.
	Hide func(string) string

	// Missed says what becomes of ticks that nobody answered, where the line of the
	// timetable does not; nil is [Last] for all.
	Missed func(dataset string) Policy
	// Poll says when a release that is out but has not arrived is looked for
	// again, from the newest looks at its dataset; zero for nothing to look for. It
	// must depend on nothing but its arguments. nil never does.
	Poll func(dataset string, looks []Look, now time.Time) (at time.Time, why string)
	// Newest tells the newest period of each dataset that is published; nil
	// leaves lateness alone.
	Newest func(pipeline.Status) map[string]time.Time
	// Lateness holds the newest periods against the day; nil goes by the lags that
	// the datasets declare.
	Lateness func(newest map[string]time.Time, now time.Time) map[string]Reach

	// Changes are events about releases, such as moved and cancelled, that hold at
	// now. It is asked every hour and after each publication, and each event is
	// told once, also over restarts. No events that are not nil mean that none
	// holds any more; a nil result, that the calendar cannot be read. nil has none.
	Changes func(now time.Time) []watch.Event

	Spread time.Duration // over which ticks of one host are spread; 0 is 3 minutes, negative none
	Batch  time.Duration // after which landings are published though more are coming; 0 is 10 minutes
	Grace  time.Duration // for a look to end when the process ends; 0 is 10 seconds
}

// Daemon schedules. [Daemon.Source] lets it be watched.
type Daemon struct {
	cfg   Config
	since time.Time
	work  Worker   // nil after it broke; owned by the job in hand, or by the loop
	done  chan job // the job that ended
	kept  *keeper
	feed  *feed
	sync  func(*os.File) error // makes the runs' history durable

	// The loop alone writes what follows, under mu; it reads without.
	mu     sync.Mutex
	sets   []*set // by name
	byName map[string]*set
	queue  []job // by the time at which each was due
	busy   *job
	sample bool
	memo   memory

	dirty   time.Time // when the oldest landing came that is not published; zero for none
	batch   []string  // runs whose landings are not published
	failed  int       // publications in a row
	again   time.Time // when to publish after one failed
	judged  time.Time // when lateness was last judged
	newest  map[string]time.Time
	journal *history
	outbox  []watch.Event // not told yet: Notify may ask for the State, which takes mu
}

// New checks the configuration. Nothing is opened before Run.
func New(cfg Config) (*Daemon, error) {
	if cfg.Open == nil || cfg.Now == nil || cfg.Sleep == nil || cfg.Jitter == nil || cfg.Dir == "" {
		return nil, errors.New("make a daemon: Dir, Open, Now, Sleep and Jitter are required")
	}
	return build(cfg)
}

// build fills in what a configuration leaves open.
func build(cfg Config) (*Daemon, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Notify == nil {
		cfg.Notify = func(watch.Event) {}
	}
	if cfg.Hide == nil {
		cfg.Hide = func(s string) string { return s }
	}
	if cfg.Missed == nil {
		cfg.Missed = func(string) Policy { return Last }
	}
	if cfg.Lateness == nil {
		cfg.Lateness = func(newest map[string]time.Time, now time.Time) map[string]Reach {
			return byFreshness(cfg.Datasets, newest, now)
		}
	}
	cfg.Spread = max(orElse(cfg.Spread, 3*time.Minute), 0)
	cfg.Batch = orElse(cfg.Batch, 10*time.Minute)
	cfg.Grace = orElse(cfg.Grace, 10*time.Second)
	d := &Daemon{cfg: cfg, done: make(chan job, 1), feed: newFeed(), kept: newKeeper(), byName: map[string]*set{}, sync: (*os.File).Sync}
	for _, s := range cfg.Datasets {
		if d.byName[s.Name] != nil {
			return nil, fmt.Errorf("make a daemon: dataset %s is given twice", s.Name)
		}
		d.byName[s.Name] = &set{d: s}
		d.sets = append(d.sets, d.byName[s.Name])
	}
	slices.SortFunc(d.sets, func(a, b *set) int { return strings.Compare(a.d.Name, b.d.Name) })
	d.since = d.now()
	return d, nil
}

func orElse(d, other time.Duration) time.Duration {
	if d == 0 {
		return other
	}
	return d
}

// now is the clock on the wall, without the monotonic one, which stands still
// while a machine sleeps.
func (d *Daemon) now() time.Time { return d.cfg.Now().Round(0).UTC() }

// maxSleep is how long the loop sleeps at most: a sleep may last longer than
// asked, or the clock may be set meanwhile.
const maxSleep = time.Minute

// Run schedules until ctx ends. It returns nil when everything was left in
// order, and an error when the data folder cannot be had (a
// [pipeline/landing.LockedError] says who has it) or a job did not end in time.
func (d *Daemon) Run(ctx context.Context) (err error) {
	if d.work, err = d.cfg.Open(ctx); err != nil {
		return err
	}
	if err := d.start(); err != nil {
		return errors.Join(err, d.closeWorker(), d.closeJournal())
	}
	for ctx.Err() == nil {
		d.step(ctx)
		d.tell()
		nap, stop := context.WithCancel(ctx)
		wake, pause := make(chan struct{}), d.pause(d.now())
		go func() {
			defer close(wake)
			_ = d.cfg.Sleep(nap, pause) // ended early or in time: either way the table is asked
		}()
		select {
		case <-wake:
		case j := <-d.done:
			d.settle(ctx, j)
			d.tell()
		case <-ctx.Done():
		}
		stop()
		<-wake
	}
	return d.stop(ctx)
}

// step does what is due.
func (d *Daemon) step(ctx context.Context) {
	now := d.now()
	// First, for a calendar may have moved what would be due.
	if !now.Before(d.judged.Add(time.Hour)) || d.judged.After(now) {
		d.judge(now)
	}
	d.collect(now)
	for d.busy == nil {
		j, ok := d.pick(now)
		if !ok {
			return
		}
		d.begin(ctx, j)
	}
}

// pause is how long nothing needs to be asked.
func (d *Daemon) pause(now time.Time) time.Duration {
	left := maxSleep
	for _, s := range d.sets {
		if !s.next.at.IsZero() && !s.queued && !s.running {
			left = min(left, s.next.at.Sub(now))
		}
	}
	return max(left, time.Millisecond)
}

// stop waits for the job in hand, but not for ever.
func (d *Daemon) stop(ctx context.Context) error {
	if d.busy != nil {
		bound, end := context.WithCancel(context.WithoutCancel(ctx))
		late := make(chan struct{})
		go func() {
			if d.cfg.Sleep(bound, d.cfg.Grace) == nil {
				close(late)
			}
		}()
		select {
		case j := <-d.done:
			end()
			d.settle(ctx, j)
			d.tell()
		case <-late:
			end()
			what := d.busy.String()
			d.abandon()
			return errors.Join(fmt.Errorf("%s did not end within %s of being asked to; the next start mends what it left", what, d.cfg.Grace), d.closeJournal())
		}
	}
	return errors.Join(d.closeWorker(), d.closeJournal())
}

func (d *Daemon) closeWorker() error {
	w := d.work
	d.work = nil
	if w == nil {
		return nil
	}
	return guard(w.Close)
}

func (d *Daemon) closeJournal() error {
	if d.journal == nil {
		return nil
	}
	return d.journal.close()
}

// start reads what earlier processes left.
func (d *Daemon) start() error {
	now := d.now()
	journal, runs, damaged, err := openHistory(d.cfg.Dir, d.sync)
	if err != nil {
		return err
	}
	d.journal = journal
	if damaged > 0 {
		d.cfg.Log.Warn("lines of the runs' history cannot be read and are passed over", "file", journal.path, "lines", damaged)
	}
	status, err := pipeline.ReadStatus(d.cfg.Dir, d.cfg.Datasets)
	if err != nil {
		return err
	}
	memo, err := d.remember()
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.memo = memo
	d.dirty = now // what a former process landed may not be published
	d.resume(runs, status)
	for _, s := range d.sets {
		d.replan(s, now)
	}
	return nil
}

// resume goes on from the runs and journals of earlier processes.
func (d *Daemon) resume(runs []kept, status pipeline.Status) {
	d.kept.restore(runs)
	d.adopt(status)
	for _, s := range d.sets {
		s.takeRuns(d.kept.of(s.d.Name), d.each(s.d.Name))
	}
}
