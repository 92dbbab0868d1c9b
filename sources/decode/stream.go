package decode

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"

	"jevons/sources"
)

// job is a run of whole records, parsed by one worker.
type job interface {
	// rows adds the records to b and puts what it counted into b's result.
	rows(b *builder) error
	// done gives the job's memory back; rows is not called afterwards.
	done()
}

// feed cuts a file into jobs, in file order. Only one goroutine uses it.
type feed interface {
	next() (job, error) // io.EOF after the last
	total(l *sources.Ledger)
	Close() error
}

// result is what a worker made of a job.
type result struct {
	recs        []arrow.Record
	ledger      sources.Ledger
	repaired    int64
	seen        []bool // JSON: the columns for which some record had a member
	keys        int64  // lines whose key cells were compared
	first, last []byte // their first and last key
	unsorted    bool
	err         error
}

func (r *result) release() {
	for _, rec := range r.recs {
		rec.Release()
	}
	r.recs = nil
}

type task struct {
	job  job
	done chan struct{}
	out  result
}

// stream is the pipeline: one goroutine cuts the file into jobs, workers parse
// them, and Next takes the results in file order. What is in flight is bounded
// by the capacity of order.
type stream struct {
	plan   *plan
	ctx    context.Context
	cancel context.CancelFunc
	order  chan *task
	jobs   chan *task
	wg     sync.WaitGroup
	refs   atomic.Int64

	feed    feed
	feedErr error // written before order is closed

	cur     arrow.Record
	queue   []arrow.Record
	ledger  sources.Ledger
	end     result // repaired, keys and the like of all results so far
	err     error
	stopped bool
}

func newStream(ctx context.Context, p *plan, fd feed) *stream {
	s := &stream{plan: p, feed: fd}
	s.ctx, s.cancel = context.WithCancel(ctx)
	n := p.f.Workers
	s.order, s.jobs = make(chan *task, 2*n), make(chan *task, 2*n)
	s.refs.Store(1)
	s.wg.Add(n + 1)
	go s.read()
	for range n {
		go s.work()
	}
	return s
}

func (s *stream) read() {
	defer s.wg.Done()
	defer close(s.order)
	defer close(s.jobs)
	defer s.feed.Close()
	defer func() {
		if r := recover(); r != nil {
			s.feedErr = s.plan.f.panicked(r)
		}
	}()
	for {
		j, err := s.feed.next()
		if err == io.EOF {
			return
		}
		if err != nil {
			s.feedErr = err
			return
		}
		t := &task{job: j, done: make(chan struct{})}
		select {
		case s.order <- t:
		case <-s.ctx.Done():
			s.feedErr = s.ctx.Err()
			return
		}
		s.jobs <- t // has as much room as order, so it does not block for long
	}
}

func (s *stream) work() {
	defer s.wg.Done()
	b := newBuilder(s.plan)
	for t := range s.jobs {
		if err := s.ctx.Err(); err != nil {
			t.out.err = err
		} else {
			s.run(b, t)
		}
		t.job.done()
		close(t.done)
	}
}

func (s *stream) run(b *builder, t *task) {
	defer func() {
		if r := recover(); r != nil {
			b.drop()
			t.out = result{err: s.plan.f.panicked(r)}
		}
	}()
	b.begin()
	if err := t.job.rows(b); err != nil {
		b.drop()
		t.out = result{err: err}
		return
	}
	t.out = b.finish()
}

func (f *file) panicked(r any) error {
	return fmt.Errorf("%s: decode %q: panic: %v\n%s", f.Dataset.Name, f.Name, r, debug.Stack())
}

func (s *stream) Schema() *arrow.Schema   { return s.plan.schema }
func (s *stream) Record() arrow.Record    { return s.cur }
func (s *stream) Err() error              { return s.err }
func (s *stream) Ledger() *sources.Ledger { return &s.ledger }
func (s *stream) Retain()                 { s.refs.Add(1) }

func (s *stream) Release() {
	if s.refs.Add(-1) == 0 {
		s.stop()
		s.drop()
	}
}

func (s *stream) drop() {
	if s.cur != nil {
		s.cur.Release()
		s.cur = nil
	}
	for _, r := range s.queue {
		r.Release()
	}
	s.queue = nil
}

// stop ends the goroutines and releases what they made and nobody took.
func (s *stream) stop() {
	if s.stopped {
		return
	}
	s.stopped = true
	s.cancel()
	for t := range s.order {
		<-t.done
		t.out.release()
	}
	s.wg.Wait()
}

func (s *stream) Next() bool {
	if s.cur != nil {
		s.cur.Release()
		s.cur = nil
	}
	for len(s.queue) == 0 {
		if s.stopped || s.err != nil || !s.pull() {
			return false
		}
	}
	s.cur, s.queue = s.queue[0], s.queue[1:]
	return true
}

// pull waits for the next result. It returns false at the end.
func (s *stream) pull() bool {
	var t *task
	var ok bool
	select {
	case <-s.ctx.Done():
		return s.fail(s.ctx.Err())
	case t, ok = <-s.order:
	}
	if !ok {
		if s.feedErr != nil {
			return s.fail(s.feedErr)
		}
		s.stop()
		s.close()
		return false
	}
	select {
	case <-s.ctx.Done():
		<-t.done
		t.out.release()
		return s.fail(s.ctx.Err())
	case <-t.done:
	}
	if t.out.err != nil {
		return s.fail(t.out.err)
	}
	s.join(&t.out)
	s.queue = t.out.recs
	if s.ledger.Quarantined > sources.MaxRejects {
		r := s.ledger.Rejects[0]
		e := s.plan.f.Errorf(0, "", "", "more than 10,000 rows cannot be read; the first is line %d: %s, expected %s", r.Line, r.Reason, r.Detail)
		if r.Column != "" {
			e.Reason += fmt.Sprintf(" in column %s, not %q", r.Column, r.Text)
		}
		e.Hint = "the source has changed its layout or this is not its file"
		return s.fail(e)
	}
	return true
}

func (s *stream) fail(err error) bool {
	s.stop()
	s.drop()
	s.err = err
	return false
}

// join adds a result's counts to those of the results before it.
func (s *stream) join(r *result) {
	l := &s.ledger
	l.Records += r.ledger.Records
	l.Kept += r.ledger.Kept
	for _, x := range r.ledger.Rejects {
		l.Reject(x)
	}
	l.Quarantined += r.ledger.Quarantined - int64(len(r.ledger.Rejects))
	for k, n := range r.ledger.Ignored {
		l.Ignore(k, n)
	}
	e := &s.end
	e.repaired += r.repaired
	for i, seen := range r.seen {
		if e.seen == nil {
			e.seen = make([]bool, len(r.seen))
		}
		e.seen[i] = e.seen[i] || seen
	}
	if r.keys > 0 {
		e.unsorted = e.unsorted || r.unsorted || e.keys > 0 && string(e.last) >= string(r.first)
		e.keys += r.keys
		e.last = append(e.last[:0], r.last...)
	}
}

// close completes the ledger after the last result.
func (s *stream) close() {
	l, p := &s.ledger, s.plan
	s.feed.total(l)
	l.Ascending = p.keyed > 0 && !s.end.unsorted
	l.Warnings = append(l.Warnings, p.warnings...)
	if s.end.repaired > 0 {
		l.Warnings = append(l.Warnings, fmt.Sprintf("%d rows repaired by the ragged rule", s.end.repaired))
	}
	if err := p.unseen(l, s.end.seen); err != nil {
		s.err = err
		return
	}
	if err := l.Close(); err != nil {
		s.err = errors.Join(fmt.Errorf("%s: decode %q", p.f.Dataset.Name, p.f.Name), err)
	}
}
