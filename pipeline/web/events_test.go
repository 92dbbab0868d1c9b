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
	if got := next(); got != "hello 7.0" {
		t.Errorf("first %q", got)
	}
	for range 3 {
		f.change("failed", "bls.ces", nothing)
	}
	if got := next(); got != "change 10.0" {
		t.Errorf("three changes at once: %q", got)
	}
	f.change("loaded", "bls.ces", nothing)
	f.change("published", "", nothing)
	if got := next(); got != "change 12.0" {
		t.Errorf("a publication: %q", got)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if got := next(); got != "end" {
		t.Errorf("after the end: %q", got)
	}
}

// A newer snapshot is shown once it is open, and its report once it is drawn;
// readers are told of both.
func TestANewerSnapshotIsShownWhenItIsReady(t *testing.T) {
	dir := copyFolder(t, demoDir(t))
	f := newFake()
	s := site(t, config(dir, f))
	tag := func() string { return ask(s, "/claims").Header().Get("ETag") }
	id := func() string { return ask(s, "/readyz").Body.String() }
	before, name := tag(), id()
	r, err := http.Get(serve(t, s).URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	next := lines(t, r)
	next()
	if err := republish(dir, 1); err != nil {
		t.Fatal(err)
	}
	f.change("published", "", nothing)
	for {
		told := next()
		if told == "end" {
			t.Fatal("the stream ended")
		}
		if strings.HasPrefix(told, "published ") {
			break
		}
		if tag() == "" {
			t.Error("no report while the newer one is drawn")
		}
	}
	if got := tag(); got == before {
		t.Error("told that the newer report is ready, but the older one is shown")
	}
	if got := id(); got == name || got != "ready: snapshot 0000000000000001\n" {
		t.Errorf("after %q: %q", name, got)
	}
}

func TestEventsHaveNoBody(t *testing.T) {
	s := site(t, config(t.TempDir(), newFake()))
	if w := ask(s, "/events", method("HEAD")); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d %q", w.Code, w.Body)
	}
}
