package web_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"jevons/pipeline/watch"
)

func nothing(*watch.State) {}

// lines reads a stream of events as "kind data".
func lines(t *testing.T, r *http.Response) func() string {
	s, kind := bufio.NewScanner(r.Body), ""
	return func() string {
		for s.Scan() {
			if k, ok := strings.CutPrefix(s.Text(), "event: "); ok {
				kind = k
			}
			if d, ok := strings.CutPrefix(s.Text(), "data: "); ok {
				return kind + " " + d
			}
		}
		return "end"
	}
}

func TestEventsTellThatSomethingChanged(t *testing.T) {
	f := newFake()
	s := site(t, config(t.TempDir(), f))
	server := serve(t, s)
	r, err := http.Get(server.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if got := r.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("Content-Type %q", got)
	}
	next := lines(t, r)
	if got := next(); got != "hello 7" {
		t.Errorf("first %q", got)
	}
	for range 3 {
		f.change("failed", "bls.ces", nothing)
	}
	if got := next(); got != "change 10" {
		t.Errorf("three changes at once: %q", got)
	}
	f.change("loaded", "bls.ces", nothing)
	f.change("published", "", nothing)
	if got := next(); got != "published 12" {
		t.Errorf("a publication: %q", got)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if got := next(); got != "end" {
		t.Errorf("after the end: %q", got)
	}
}

func TestEventsHaveNoBody(t *testing.T) {
	s := site(t, config(t.TempDir(), newFake()))
	if w := ask(s, "/events", method("HEAD")); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d %q", w.Code, w.Body)
	}
}
