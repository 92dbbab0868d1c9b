// Package notify tells people what a jevons that schedules is in trouble with:
// it posts a line of JSON to a webhook, or hands it to a command, when a dataset
// failed, was refused, is held, is late, or has recovered.
//
//	n, err := notify.New(notify.Config{Dir: dir, Address: address, Now: …})
//	err = n.Open() // once the data folder is this process's own
//	go n.Run(ctx)
//	n.Tell(event) // from the scheduler, for every event
//
// It promises: one notice for a change of standing, however often a dataset
// fails meanwhile, also over restarts; delivery at least once, with an ID by
// which a receiver knows a notice that comes twice, in five tries over an hour;
// a bounded queue whose oldest notices go first and are counted; and that Tell
// waits for no network and no command. No key and no part of the webhook's
// address stands in a notice, a log line or an error.
//
// It does not promise that notices arrive in their order: one that is tried
// again is passed by newer ones. Each has the time at which it happened.
package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"jevons/pipeline/watch"
)

// Config is what a Notifier works with. Dir, Now, Sleep and Jitter are required.
type Config struct {
	Dir     string   // the data folder, which belongs to this process
	Version string   // of the program
	Address Address  // of the webhook; the zero Address is none
	Command []string // the hook's program and its arguments; empty is none
	Environ []string // NAME=value, of which the command gets what is nobody's key

	// Keys are the names of variables that hold keys, Secrets the texts that must
	// not be shown.
	Keys, Secrets []string

	Now       func() time.Time
	Sleep     func(context.Context, time.Duration) error
	Jitter    func() float64    // in [0, 1)
	Transport http.RoundTripper // nil is one of its own
	Log       *slog.Logger      // nil logs nothing
}

// Notice is what a receiver is told.
type Notice struct {
	ID      string     `json:"id"` // the same however often it is delivered
	At      time.Time  `json:"at"`
	Kind    watch.Kind `json:"kind"`    // failed, refused, held, late, recovered; published after publishing failed
	Dataset string     `json:"dataset"` // "" for the publication of all
	Run     string     `json:"run"`
	Text    string     `json:"text"`    // one line
	Version string     `json:"version"` // of jevons
}

// Stats count what became of notices since the process began.
type Stats struct {
	Waiting   int   `json:"waiting"` // to be delivered, by webhook and command
	Delivered int64 `json:"delivered"`
	GivenUp   int64 `json:"given_up"` // after the last try
	Dropped   int64 `json:"dropped"`  // because too many waited
}

// Notifier delivers notices. Its methods may be called from any goroutine.
type Notifier struct {
	cfg    Config
	hide   hider
	log    *slog.Logger
	lanes  []*lane
	mu     sync.Mutex // of what follows, and of the lanes' queues
	told   told
	spool  *spool
	stats  Stats
	failed bool // the spool could not be written the last time
}

// New checks the configuration. It leaves the data folder alone, which may still
// be another process's.
func New(cfg Config) (*Notifier, error) {
	if cfg.Dir == "" || cfg.Now == nil || cfg.Sleep == nil || cfg.Jitter == nil {
		return nil, errors.New("make a notifier: Dir, Now, Sleep and Jitter are required")
	}
	n := &Notifier{cfg: cfg, log: cfg.Log, hide: newHider(cfg.Secrets, cfg.Address)}
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	if cfg.Address.url != nil {
		n.lanes = append(n.lanes, newLane("webhook", newWebhook(cfg).deliver))
	}
	if len(cfg.Command) > 0 {
		h, err := newHook(cfg)
		if err != nil {
			return nil, err
		}
		n.lanes = append(n.lanes, newLane("command", h.deliver))
	}
	return n, nil
}

// Open takes over the notices that an earlier process left undelivered. The data
// folder belongs to this process by then. It comes before the first Tell and Run.
func (n *Notifier) Open() (err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.spool, err = openSpool(n.cfg.Dir); err != nil {
		return err
	}
	n.told = n.spool.told
	for _, l := range n.lanes {
		for _, w := range n.spool.waiting {
			if w.wants(l.name) {
				n.push(l, w.Notice)
			}
		}
	}
	return n.spool.rewrite(n.told, n.waiting())
}

// Tell takes an event. Most need no notice. A recovery after failures names the
// run that went well; one without a run is of a period that was late and came.
func (n *Notifier) Tell(e watch.Event) {
	e.Dataset, e.Run, e.Text = n.clean(e.Dataset, 100), n.clean(e.Run, 100), n.clean(e.Text, maxText)
	n.mu.Lock()
	defer n.mu.Unlock()
	send, changed := n.told.take(e)
	if !changed {
		return
	}
	r := record{Dataset: &e.Dataset, Told: n.told[e.Dataset]}
	if send && len(n.lanes) > 0 {
		r.Notice = n.notice(e)
		for _, l := range n.lanes {
			r.To = append(r.To, l.name)
		}
	}
	if r.Notice != nil {
		for _, l := range n.lanes {
			n.push(l, r.Notice)
		}
	}
	n.keep(r) // last: it may write the file anew, with what is in the queues
}

func (n *Notifier) notice(e watch.Event) *Notice {
	x := &Notice{At: e.At.UTC(), Kind: e.Kind, Dataset: e.Dataset, Run: e.Run, Text: e.Text, Version: n.cfg.Version}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%d\x00%s\x00%s\x00%s\x00%s", e.At.UnixNano(), e.Seq, e.Kind, e.Dataset, e.Run, e.Text))
	x.ID = hex.EncodeToString(sum[:8])
	return x
}

// clean makes a text fit for a terminal, a page and a chat, and takes keys out.
func (n *Notifier) clean(s string, max int) string { return inert(n.hide.in(s), max) }

// keep writes to the spool. A disk that is full must not end the work that
// notices are about, so it is only logged, once. n.mu is held.
func (n *Notifier) keep(r record) {
	var err error
	if !n.failed {
		err = n.spool.add(r)
	}
	// After a failure the file lacks lines, or ends in a part of one.
	if n.failed || err == nil && n.spool.full() {
		err = n.spool.rewrite(n.told, n.waiting())
	}
	if err != nil && !n.failed {
		n.log.Warn("notices are not kept on disk, so a restart loses them", "error", n.clean(err.Error(), maxText))
	}
	n.failed = err != nil
}

// push puts a notice into a lane's queue. n.mu is held.
func (n *Notifier) push(l *lane, x *Notice) {
	l.queue = append(l.queue, &item{notice: x})
	if len(l.queue) > maxQueue {
		for i, it := range l.queue { // one that is being delivered may arrive yet
			if !it.busy {
				n.log.Warn("too many notices wait, the oldest is dropped", "by", l.name, "notice", it.notice.ID)
				l.queue = append(l.queue[:i], l.queue[i+1:]...)
				n.stats.Dropped++
				n.keep(record{Done: it.notice.ID, By: l.name})
				break
			}
		}
	}
	l.poke()
}

// waiting are the notices in the queues. n.mu is held.
func (n *Notifier) waiting() (out []waiting) {
	at := map[string]int{}
	for _, l := range n.lanes {
		for _, it := range l.queue {
			i, ok := at[it.notice.ID]
			if !ok {
				i = len(out)
				at[it.notice.ID] = i
				out = append(out, waiting{Notice: it.notice})
			}
			out[i].To = append(out[i].To, l.name)
		}
	}
	return out
}

// Stats tell what became of notices.
func (n *Notifier) Stats() Stats {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.stats
	for _, l := range n.lanes {
		s.Waiting += len(l.queue)
	}
	return s
}

// Run delivers until the context ends. What is not delivered by then is, by the
// next process.
func (n *Notifier) Run(ctx context.Context) {
	var lanes sync.WaitGroup
	for _, l := range n.lanes {
		lanes.Go(func() { n.drive(ctx, l) })
	}
	lanes.Wait()
}

// body is a notice as it is sent.
func (x *Notice) body() ([]byte, error) {
	b, err := json.Marshal(x)
	if err != nil {
		return nil, fmt.Errorf("write notice %s as JSON: %w", x.ID, err)
	}
	return append(b, '\n'), nil
}
