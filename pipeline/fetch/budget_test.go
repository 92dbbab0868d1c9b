package fetch_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/time/rate"

	"jevons/pipeline/fetch"
	"jevons/sources"
)

// TestABudgetHoldsAcrossRestarts sends one request after the other, each by a
// process of its own, for three hours.
func TestABudgetHoldsAcrossRestarts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "requests.jsonl")
	sent := []time.Time{}
	w := newWorld(nil)
	w.cfg.PerHost = map[string]rate.Limit{"data.example.org": rate.Inf}
	w.cfg.Budgets = map[string]fetch.Budget{"data.example.org": {Requests: 6, Per: time.Hour}}
	w.cfg.Transport = transport(func(req *http.Request) (*http.Response, error) {
		sent = append(sent, w.clock.Now())
		return reply(req, 200, "data"), nil
	})
	refused := 0
	for w.clock.Now().Before(start.Add(3 * time.Hour)) {
		var err error
		if w.cfg.Spent, err = fetch.OpenSpent(path, w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		_, err = w.client(t).Do(t.Context(), dataset, sources.Request{URL: "https://data.example.org/x", Part: "p"}, fetch.Validators{}, &sink{})
		var se *fetch.StatusError
		switch {
		case err == nil:
		case errors.As(err, &se) && se.Temporary() && strings.Contains(err.Error(), "the 6 requests an hour that data.example.org allows are used up until 1"):
			refused++
		default:
			t.Fatal(err)
		}
		if used, b, ok := w.cfg.Spent.Used("data.example.org", false, w.clock.Now()); ok || used != 0 || b.Requests != 0 {
			t.Fatal("a host of the configuration alone is not in the table")
		}
		w.clock.Sleep(t.Context(), 2*time.Minute)
	}
	for i := range sent {
		if i >= 6 && sent[i].Sub(sent[i-6]) < time.Hour {
			t.Errorf("request %d came %s after the sixth before it", i, sent[i].Sub(sent[i-6]))
		}
	}
	if len(sent) != 18 || refused == 0 {
		t.Errorf("%d sent, %d held back; 18 fit", len(sent), refused)
	}
}

func TestAKeyHasABudgetOfItsOwn(t *testing.T) {
	w := newWorld(nil)
	w.cfg.PerHost = map[string]rate.Limit{"data.example.org": rate.Inf}
	w.cfg.Budgets = map[string]fetch.Budget{"data.example.org": {Requests: 1, Keyed: 3, Per: 24 * time.Hour}}
	w.cfg.Getenv = func(name string) string { return map[string]string{"KEY": "secret-word"}[name] }
	w.cfg.Transport = transport(func(req *http.Request) (*http.Response, error) { return reply(req, 200, "data"), nil })
	c := w.client(t)
	count := func(s *sources.Secret) (n int) {
		for range 5 {
			_, err := c.Do(t.Context(), dataset, sources.Request{URL: "https://data.example.org/x", Secret: s}, fetch.Validators{}, &sink{})
			if err == nil {
				n++
			}
		}
		return n
	}
	if got := []int{count(nil), count(&sources.Secret{Env: "KEY", Query: "k"})}; !cmp.Equal(got, []int{1, 2}) {
		t.Errorf("sent %v, want 1 without the key and 2 more with it", got)
	}
}

func TestAShortWaitForTheBudgetIsWaited(t *testing.T) {
	w := newWorld(nil)
	w.cfg.PerHost = map[string]rate.Limit{"data.example.org": rate.Inf}
	w.cfg.Budgets = map[string]fetch.Budget{"data.example.org": {Requests: 1, Per: 40 * time.Second}}
	w.cfg.Transport = transport(func(req *http.Request) (*http.Response, error) { return reply(req, 200, "data"), nil })
	c := w.client(t)
	for range 2 {
		if _, err := c.Do(t.Context(), dataset, sources.Request{URL: "https://data.example.org/x"}, fetch.Validators{}, &sink{}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]time.Duration{40 * time.Second}, w.clock.slept); diff != "" {
		t.Error(diff)
	}
}

func TestTheFileOfRequestsIsMendedAndPruned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "requests.jsonl")
	old := `{"host":"sdmx.oecd.org","at":"2026-09-01T00:00:00Z"}` + "\n"
	fresh := `{"host":"sdmx.oecd.org","at":"2026-09-04T12:00:00Z"}` + "\n"
	if err := os.WriteFile(path, []byte(old+fresh+"not a line\n"+fresh[:20]), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := fetch.OpenSpent(path, start)
	if err != nil {
		t.Fatal(err)
	}
	if used, b, ok := s.Used("sdmx.oecd.org", false, start); !ok || used != 1 || b.Requests != 60 || b.Per != time.Hour {
		t.Error(used, b, ok)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != fresh {
		t.Errorf("%q %v", got, err)
	}
}
