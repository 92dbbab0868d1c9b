package web

import (
	"fmt"
	"net/http"
	"time"
)

// How the stream of events behaves.
const (
	maxReaders = 500
	settle     = 200 * time.Millisecond // changes that come together are told once
	beat       = 15 * time.Second       // a sign of life, and a look for what was missed
	streamBeat = 60                     // beats after which a reader has to come again
)

// events streams a line whenever something has changed. It says only that
// something did: the reader asks for the page again, which is made anew and
// escaped as always.
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
	said := s.cfg.Source.State().Seq
	tell := func(kind string) bool {
		_, err := fmt.Fprintf(w, "retry: 1000\nevent: %s\ndata: %d\n\n", kind, said)
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
	waiting, published := false, false
	for n := 0; n < streamBeat; {
		select {
		case e, ok := <-happened:
			if !ok {
				return
			}
			published = published || e.Kind == "published"
			if !waiting {
				waiting = true
				soon.Reset(settle)
			}
			said = max(said, e.Seq)
			continue
		case <-soon.C:
			kind := "change"
			if published {
				kind = "published"
			}
			waiting, published = false, false
			said = max(said, s.cfg.Source.State().Seq)
			if !tell(kind) {
				return
			}
		case <-beats.C:
			n++
			kind := "alive"
			if seq := s.cfg.Source.State().Seq; seq != said {
				said, kind = seq, "change"
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
