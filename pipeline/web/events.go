package web

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"jevons/pipeline/watch"
)

// How the stream of events behaves.
const (
	maxReaders = 500
	settle     = 200 * time.Millisecond // changes that come together are told once
	beat       = 15 * time.Second       // a sign of life, and a look for what was missed
	streamBeat = 60                     // beats after which a reader has to come again
)

// turn counts what the site itself does after a publication: it opens the
// snapshot, and draws the report.
type turn struct {
	n, reports int64         // all, and those that are reports
	next       chan struct{} // closed when there is a newer turn
}

// turns tells of turns. The zero value is ready.
type turns struct {
	mu  sync.Mutex
	cur turn
}

func (t *turns) now() turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cur.next == nil {
		t.cur.next = make(chan struct{})
	}
	return t.cur
}

func (t *turns) next(report bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cur.n++
	if report {
		t.cur.reports++
	}
	if t.cur.next != nil {
		close(t.cur.next)
		t.cur.next = nil
	}
}

// follow looks for what is published as soon as the schedule tells of it.
func (s *Site) follow(events <-chan watch.Event) {
	for e := range events {
		if e.Kind == "published" {
			s.lookAgain()
		}
	}
}

// opened is called when a newer snapshot is open.
func (s *Site) opened() {
	s.turns.next(false)
	s.lookAgain()
}

// lookAgain has a newer snapshot opened and its report drawn, where an older one
// was asked for.
func (s *Site) lookAgain() {
	if s.drawn.any() {
		_, _ = s.drawnNow(s.ctx) // the log is told what is wrong
	} else {
		s.openNewer()
	}
}

// openNewer has a newer snapshot opened, where an older one is shown.
func (s *Site) openNewer() {
	if s.published.any() {
		if p, _ := s.published.now(s.ctx); p != nil {
			p.release()
		}
	}
}

// edition is that of a page made now.
func (s *Site) edition() string {
	return stamp{seq: s.cfg.Source.State().Seq, turn: s.turns.now().n}.edition()
}

// events streams a line whenever something has changed. It says only that
// something did: the reader asks for the page again, which is made anew and
// escaped as always. Its id is that of the report, for who missed that it changed.
func (s *Site) events(w http.ResponseWriter, r *http.Request) {
	if s.readers.Add(1) > maxReaders {
		s.readers.Add(-1)
		w.Header().Set("Retry-After", "30")
		http.Error(w, "Too many read the events already.", http.StatusServiceUnavailable)
		return
	}
	defer s.readers.Add(-1)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead {
		return
	}
	happened := s.cfg.Source.Events(r.Context())
	out := http.NewResponseController(w)
	now, said := s.turns.now(), ""
	tell := func(kind string) bool {
		said = s.edition()
		_, err := fmt.Fprintf(w, "retry: 1000\nid: %s\nevent: %s\ndata: %s\n\n", url.PathEscape(s.drawn.id()), kind, said)
		return err == nil && out.Flush() == nil
	}
	if !tell("hello") {
		return
	}
	beats := time.NewTicker(beat)
	defer beats.Stop()
	soon := time.NewTimer(settle)
	soon.Stop()
	defer soon.Stop()
	waiting, drawn := false, false
	wait := func() {
		if !waiting {
			waiting = true
			soon.Reset(settle)
		}
	}
	for n := 0; n < streamBeat; {
		select {
		case _, ok := <-happened:
			if !ok {
				return
			}
			wait()
		case <-now.next:
			before := now.reports
			now = s.turns.now()
			drawn = drawn || now.reports > before
			wait()
		case <-soon.C:
			kind := "change"
			if drawn {
				kind = "published" // and to be read
			}
			waiting, drawn = false, false
			if !tell(kind) {
				return
			}
		case <-beats.C:
			n++
			s.openNewer() // what could not be opened is tried again
			kind := "alive"
			if s.edition() != said {
				kind = "change"
			}
			if !tell(kind) {
				return
			}
		case <-r.Context().Done():
			return
		case <-s.ctx.Done():
			return
		}
	}
}
