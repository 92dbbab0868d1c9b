package web

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// stamp says what a page was made of. Equal stamps give equal pages: every
// change has a number of its own, and clocks on pages show no less than a second.
type stamp struct {
	seq      int64
	second   int64
	snapshot time.Time // of snapshot.json
	turn     int64     // which snapshot is open, and which report is drawn
}

// edition is the stamp as a page carries it and as its readers are told of it.
func (s stamp) edition() string { return fmt.Sprintf("%d.%d", s.seq, s.turn) }

type stampKey struct{}

// maxKept bounds the pages kept; they are dropped when anything changes.
const maxKept = 200

// keptPages keeps pages for many readers who look at the same time.
type keptPages struct {
	mu   sync.Mutex
	of   stamp
	page map[string][]byte
}

func (k *keptPages) get(of stamp, uri string) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of != of {
		return nil
	}
	return k.page[uri]
}

func (k *keptPages) put(of stamp, uri string, b []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of != of || k.page == nil || len(k.page) >= maxKept {
		k.of, k.page = of, map[string][]byte{}
	}
	k.page[uri] = b
}

// keep answers from the kept pages, or lets make make the page. The stamp is
// taken before: a page may be newer than its stamp, never older.
func (s *Site) keep(make http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		state := s.cfg.Source.State()
		now := stamp{seq: state.Seq, second: state.Now.Unix(), snapshot: s.published.stamp(), turn: s.turns.now().n}
		if b := s.kept.get(now, r.URL.RequestURI()); b != nil {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			tagged(w, r, b)
			return
		}
		make(w, r.WithContext(context.WithValue(r.Context(), stampKey{}, now)))
	}
}

// keepPage keeps a page that was made under a stamp.
func (s *Site) keepPage(r *http.Request, b []byte) {
	if of, ok := r.Context().Value(stampKey{}).(stamp); ok {
		s.kept.put(of, r.URL.RequestURI(), b)
	}
}
