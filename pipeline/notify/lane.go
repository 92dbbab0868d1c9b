package notify

import (
	"context"
	"time"
)

const (
	maxQueue = 256             // notices that wait for one way of delivery
	maxTries = 5               // then a notice is given up
	lookIn   = 1 * time.Minute // longest sleep: a suspended machine wakes with its clock far ahead
)

// backoffs are the waits after each failed try: an hour in all, which outlasts
// a restart of whatever receives.
var backoffs = [maxTries - 1]time.Duration{time.Minute, 4 * time.Minute, 15 * time.Minute, 40 * time.Minute}

// lane is one way of delivery. Its own goroutine drives it, so that a hook that
// hangs does not hold up the webhook.
type lane struct {
	name    string
	deliver func(context.Context, *Notice) error
	queue   []*item // oldest first; of Notifier.mu
	wake    chan struct{}
}

// item is a notice in a lane.
type item struct {
	notice *Notice
	tries  int
	at     time.Time // not before then
	busy   bool
}

func newLane(name string, deliver func(context.Context, *Notice) error) *lane {
	return &lane{name: name, deliver: deliver, wake: make(chan struct{}, 1)}
}

// poke says that the queue has changed.
func (l *lane) poke() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (n *Notifier) drive(ctx context.Context, l *lane) {
	for ctx.Err() == nil {
		it, wait := n.pick(l)
		if it == nil {
			n.rest(ctx, l, wait)
			continue
		}
		n.settle(ctx, l, it, l.deliver(ctx, it.notice))
	}
}

// pick takes the oldest notice whose time has come, or says how long there is
// nothing to do; 0 is until somebody pokes.
func (n *Notifier) pick(l *lane) (it *item, wait time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.cfg.Now()
	for _, it := range l.queue {
		left := it.at.Sub(now)
		if left <= 0 || left > 2*backoffs[len(backoffs)-1] { // the clock was set back
			it.busy = true
			return it, 0
		}
		if wait == 0 || left < wait {
			wait = left
		}
	}
	return nil, wait
}

// rest waits until the time is up or the queue has changed.
func (n *Notifier) rest(ctx context.Context, l *lane, d time.Duration) {
	if d == 0 {
		select {
		case <-l.wake:
		case <-ctx.Done():
		}
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	slept := make(chan struct{})
	go func() {
		defer close(slept)
		_ = n.cfg.Sleep(ctx, min(d, lookIn)) // its only error is that nobody waits any more
	}()
	select {
	case <-l.wake:
	case <-slept:
	}
	cancel()
	<-slept
}

// settle notes how a try ended.
func (n *Notifier) settle(ctx context.Context, l *lane, it *item, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	it.busy = false
	if err != nil && ctx.Err() != nil {
		return // cut short by the end of the process; the next one tries
	}
	it.tries++
	switch {
	case err == nil:
		n.stats.Delivered++
	case it.tries < maxTries:
		wait := backoffs[it.tries-1]
		wait += time.Duration(n.cfg.Jitter() * float64(wait) / 10)
		it.at = n.cfg.Now().Add(wait)
		n.log.Warn("a notice could not be delivered", "by", l.name, "notice", it.notice.ID, "try", it.tries, "again_in", wait, "error", n.clean(err.Error(), maxText))
		return
	default:
		n.stats.GivenUp++
		n.log.Error("a notice is given up", "by", l.name, "notice", it.notice.ID, "tries", it.tries,
			"kind", string(it.notice.Kind), "text", it.notice.Text, "error", n.clean(err.Error(), maxText))
	}
	for i := range l.queue {
		if l.queue[i] == it {
			l.queue = append(l.queue[:i], l.queue[i+1:]...)
			break
		}
	}
	n.keep(record{Done: it.notice.ID, By: l.name})
}

// within gives a try at most d.
func within(ctx context.Context, sleep func(context.Context, time.Duration) error, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		if sleep(ctx, d) == nil {
			cancel(errTooLong)
		}
	}()
	return ctx, func() { cancel(nil) }
}
