package fetch_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/time/rate"

	"jevons/pipeline/fetch"
	"jevons/sources"
)

func TestRetries(t *testing.T) {
	const sec = time.Second
	date := start.Add(7 * time.Second).Format(http.TimeFormat)
	for _, c := range []struct {
		name     string
		script   []http.HandlerFunc
		requests int
		slept    []time.Duration
		err      string // "" is success
	}{
		{"busy once", []http.HandlerFunc{status(503), text("data")}, 2, []time.Duration{750 * time.Millisecond}, ""},
		{"waits grow", []http.HandlerFunc{status(500), status(502), status(504), text("data")}, 4,
			[]time.Duration{750 * time.Millisecond, 1500 * time.Millisecond, 3 * sec}, ""},
		{"gives up", []http.HandlerFunc{status(503)}, 5, []time.Duration{750 * time.Millisecond, 1500 * time.Millisecond, 3 * sec, 6 * sec}, "status 503"},
		{"gives up with the host's words", []http.HandlerFunc{says(503, "down for repairs")}, 5, []time.Duration{750 * time.Millisecond, 1500 * time.Millisecond, 3 * sec, 6 * sec},
			"status 503 Service Unavailable: down for repairs (5 attempts)"},
		{"told too long with words", []http.HandlerFunc{says(429, "come back later", "Retry-After", "3600")}, 1, nil, "Too Many Requests: come back later; the host asks"},
		{"told to wait", []http.HandlerFunc{status(429, "Retry-After", "30"), text("data")}, 2, []time.Duration{30 * sec}, ""},
		{"told a date", []http.HandlerFunc{status(429, "Retry-After", date), text("data")}, 2, []time.Duration{7 * sec}, ""},
		{"told nonsense", []http.HandlerFunc{status(429, "Retry-After", "soon"), text("data")}, 2, []time.Duration{750 * time.Millisecond}, ""},
		{"told the past", []http.HandlerFunc{status(429, "Retry-After", "-5"), text("data")}, 2, []time.Duration{750 * time.Millisecond}, ""},
		{"told too long", []http.HandlerFunc{status(429, "Retry-After", "3600"), text("data")}, 1, nil, "left alone for 1h0m0s"},
		{"told too much in all", []http.HandlerFunc{status(503, "Retry-After", "500")}, 2, []time.Duration{500 * sec}, "left alone for 8m20s"},
		{"not found", []http.HandlerFunc{status(404), text("data")}, 1, nil, "status 404"},
		{"forbidden", []http.HandlerFunc{status(403), text("data")}, 1, nil, "JEVONS_CONTACT"},
		{"not implemented", []http.HandlerFunc{status(501), text("data")}, 1, nil, "status 501"},
		{"partial content", []http.HandlerFunc{status(206), text("data")}, 1, nil, "status 206"},
		{"cut half-way", []http.HandlerFunc{cutAfter("dat"), cutAfter("something else"), text("data")}, 3, []time.Duration{750 * time.Millisecond, 1500 * time.Millisecond}, ""},
		{"always cut", []http.HandlerFunc{cutAfter("dat")}, 5, []time.Duration{750 * time.Millisecond, 1500 * time.Millisecond, 3 * sec, 6 * sec}, "unexpected EOF"},
		{"reset before headers", []http.HandlerFunc{func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, text("data")}, 2, []time.Duration{750 * time.Millisecond}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, n := script(t, c.script...)
			w := newWorld(&http.Transport{})
			a, body, err := w.get(t, s.URL, fetch.Validators{})
			if int(n.Load()) != c.requests {
				t.Errorf("%d requests, want %d", n.Load(), c.requests)
			}
			if d := cmp.Diff(c.slept, w.clock.slept); d != "" {
				t.Error(d)
			}
			if c.err == "" {
				if err != nil || body != "data" || a.SHA256 != sum("data") || a.Size != 4 {
					t.Errorf("got %q, %+v, %v", body, a, err)
				}
				return
			}
			var se *fetch.StatusError
			if !errors.As(err, &se) || !strings.Contains(err.Error(), c.err) || !strings.Contains(err.Error(), "made.up part p") {
				t.Errorf("got %v, want a StatusError with %q", err, c.err)
			}
		})
	}
}

func TestRequestsToOneHostAreSpaced(t *testing.T) {
	var mu sync.Mutex
	var at []time.Time
	w := newWorld(nil)
	w.cfg.PerHost = map[string]rate.Limit{"fast.example.org": 4}
	w.cfg.Transport = transport(func(req *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		if req.URL.Host == "slow.example.org" {
			at = append(at, w.clock.Now())
		}
		return reply(req, 200, "data"), nil
	})
	c := w.client(t)
	get := func(url string) {
		if _, err := c.Do(t.Context(), dataset, sources.Request{URL: url}, fetch.Validators{}, &sink{}); err != nil {
			t.Error(err)
		}
	}
	for range 4 {
		get("https://slow.example.org/x")
	}
	var gaps []time.Duration
	for i := 1; i < len(at); i++ {
		gaps = append(gaps, at[i].Sub(at[i-1]))
	}
	if want := []time.Duration{time.Second, time.Second, time.Second}; !slices.Equal(gaps, want) {
		t.Errorf("gaps %v, want %v", gaps, want)
	}
	w.clock.slept = nil
	for range 3 {
		get("https://fast.example.org/x")
	}
	if want := []time.Duration{250 * time.Millisecond, 250 * time.Millisecond}; !slices.Equal(w.clock.slept, want) {
		t.Errorf("a host with a limit of its own: waits %v, want %v", w.clock.slept, want)
	}
}

func TestAHostThatAskedToBeLeftAloneIsLeftAloneByAll(t *testing.T) {
	sent := 0
	w := newWorld(transport(func(req *http.Request) (*http.Response, error) {
		sent++
		r := reply(req, 429, "")
		r.Header.Set("Retry-After", "7200")
		return r, nil
	}))
	c := w.client(t)
	for i := range 3 {
		_, err := c.Do(t.Context(), dataset, sources.Request{URL: fmt.Sprint("https://example.org/", i)}, fetch.Validators{}, &sink{})
		var se *fetch.StatusError
		if !errors.As(err, &se) || se.RetryAfter != 2*time.Hour || !se.Temporary() {
			t.Errorf("request %d: %v", i, err)
		}
	}
	if sent != 1 {
		t.Errorf("%d requests sent, want 1", sent)
	}
}
