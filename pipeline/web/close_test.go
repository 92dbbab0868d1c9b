package web

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jevons/pipeline/warehouse"
	"jevons/pipeline/watch"
)

// still is a schedule in which nothing happens.
type still struct{}

func (still) State() watch.State           { return watch.State{} }
func (still) Runs(string, int) []watch.Run { return nil }
func (still) Run(string) (watch.Run, bool) { return watch.Run{}, false }
func (still) Events(ctx context.Context) <-chan watch.Event {
	c := make(chan watch.Event)
	context.AfterFunc(ctx, func() { close(c) })
	return c
}

// shown is a site that shows a snapshot without a file, while another one that
// cannot be opened is published.
func shown(t *testing.T, log *slog.Logger) *Site {
	t.Helper()
	dir := t.TempDir()
	b, err := json.Marshal(warehouse.Snapshot{ID: "2", File: "none.duckdb"})
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "snapshot.json"), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s := New(Config{Source: still{}, Dir: dir, Now: time.Now, Log: log})
	s.published.current = &published{Snapshot: warehouse.Snapshot{ID: "1"}, users: 2}
	return s
}

// A request that is still answered while the site ends, or a snapshot that was
// being opened, must not begin a report which nobody would wait for.
func TestNoReportIsBegunOnceTheSiteEnds(t *testing.T) {
	s := shown(t, nil)
	s.published.failed = time.Now() // what is published is not looked at
	s.drawn.last = &drawnReport{snapshot: warehouse.Snapshot{ID: "0"}}
	s.stop()
	s.drawn.end()
	s.work.Wait()
	got, err := s.drawnNow(t.Context())
	s.drawn.mu.Lock()
	begun := s.drawn.making != nil
	s.drawn.mu.Unlock()
	s.work.Wait()
	if begun || err != nil || got != s.drawn.last {
		t.Errorf("begun %v, %v", begun, err)
	}
	if users := s.published.current.users; users != 2 {
		t.Errorf("%d hold the snapshot, want 2", users)
	}
}

// What is published and cannot be opened is told to the log, once, and tried
// again while a page is open somewhere: readers who wait to be told ask nothing.
func TestWhatCannotBeOpenedIsLoggedAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := shown(t, slog.New(slog.NewTextHandler(&log, nil)))
		ctx, leave := context.WithCancel(t.Context())
		go s.events(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/events", nil))
		s.lookAgain()
		synctest.Wait()
		tried := func() (time.Time, int) {
			s.published.mu.Lock() // which the log is written under
			defer s.published.mu.Unlock()
			return s.published.failed, strings.Count(log.String(), "none.duckdb")
		}
		first, lines := tried()
		if first.IsZero() || lines != 1 {
			t.Errorf("tried at %v, %d lines of the log", first, lines)
		}
		time.Sleep(2 * beat)
		synctest.Wait()
		if again, lines := tried(); !again.After(first) || lines != 1 {
			t.Errorf("tried at %v and %v, %d lines of the log", first, again, lines)
		}
		leave()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
