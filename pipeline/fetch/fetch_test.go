package fetch_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/time/rate"

	"jevons/pipeline/fault"
	"jevons/pipeline/fault/faulttest"
	"jevons/pipeline/fetch"
	"jevons/sources"
)

var start = time.Date(2026, 9, 4, 12, 30, 0, 0, time.UTC)

// clock is time that passes by sleeping only.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// sink is a body in memory.
type sink struct{ bytes.Buffer }

func (s *sink) Reset() error { s.Buffer.Reset(); return nil }

// world is a client with a fake clock and everything that it logged.
type world struct {
	clock *clock
	log   *bytes.Buffer
	cfg   fetch.Config
}

func newWorld(transport http.RoundTripper) *world {
	w := &world{clock: &clock{now: start}, log: &bytes.Buffer{}}
	w.cfg = fetch.Config{Transport: transport, Version: "1.0", Contact: "someone@example.org",
		Getenv: func(string) string { return "" }, Now: w.clock.Now, Sleep: w.clock.Sleep,
		Jitter: func() float64 { return 0.5 }, Log: slog.New(slog.NewTextHandler(w.log, nil)),
		PerHost: map[string]rate.Limit{"127.0.0.1": rate.Inf}}
	return w
}

func (w *world) client(t testing.TB) *fetch.Client {
	t.Helper()
	c, err := fetch.New(w.cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var dataset = &sources.Dataset{Name: "made.up", Home: "https://example.org/about"}

// get fetches one URL with a new client.
func (w *world) get(t testing.TB, url string, v fetch.Validators) (fetch.Answer, string, error) {
	t.Helper()
	var body sink
	a, err := w.client(t).Do(t.Context(), dataset, sources.Request{URL: url, Part: "p"}, v, &body)
	return a, body.String(), err
}

// script answers the n-th request with the n-th handler, and further ones with
// the last.
func script(t testing.TB, handlers ...http.HandlerFunc) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	n := new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers[min(int(n.Add(1)), len(handlers))-1](w, r)
	}))
	t.Cleanup(s.Close)
	return s, n
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

// says answers with a status and words.
func says(code int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status(code, header...)(w, r)
		io.WriteString(w, body)
	}
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}

// cutAfter announces more than it sends and then drops the connection.
func cutAfter(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+1000))
		io.WriteString(w, body)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func TestAnAnswerIsDescribed(t *testing.T) {
	large := "year,value\n" + strings.Repeat("2026,1.5\n", 100_000) + "2027,2"
	var got http.Header
	s, _ := script(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Fri, 04 Sep 2026 12:00:00 GMT")
		io.WriteString(w, large)
	})
	a, body, err := newWorld(http.DefaultTransport).get(t, s.URL+"/x?a=b", fetch.Validators{})
	if err != nil {
		t.Fatal(err)
	}
	want := fetch.Answer{Status: 200, URL: s.URL + "/x?a=b", Size: int64(len(large)), SHA256: sum(large), Lines: 100_002,
		ETag: `"v1"`, LastModified: "Fri, 04 Sep 2026 12:00:00 GMT", At: start, Head: []byte(large[:sources.SniffLen])}
	if d := cmp.Diff(want, a); d != "" || body != large {
		t.Error(d)
	}
	if ua := got.Get("User-Agent"); ua != "jevons/1.0 (someone@example.org)" {
		t.Errorf("User-Agent %q", ua)
	}
	if enc := got.Get("Accept-Encoding"); enc != "identity" {
		t.Errorf("Accept-Encoding %q", enc)
	}
	if got.Get("If-None-Match")+got.Get("If-Modified-Since") != "" {
		t.Error("a first request has conditions")
	}
}

func TestAnUnchangedFileCostsNoBody(t *testing.T) {
	v := fetch.Validators{ETag: `"v1"`, LastModified: "Fri, 04 Sep 2026 12:00:00 GMT"}
	s, n := script(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != v.ETag || r.Header.Get("If-Modified-Since") != v.LastModified {
			t.Errorf("conditions %v", r.Header)
		}
		w.WriteHeader(http.StatusNotModified)
	})
	a, body, err := newWorld(http.DefaultTransport).get(t, s.URL, v)
	if err != nil || !a.NotModified || a.Status != 304 || body != "" || n.Load() != 1 {
		t.Errorf("got %+v, %q, %v after %d requests", a, body, err, n.Load())
	}
	s, _ = script(t, status(http.StatusNotModified))
	if _, _, err := newWorld(http.DefaultTransport).get(t, s.URL, fetch.Validators{}); err == nil {
		t.Error("took 304 for an answer to a request without conditions")
	}
}

func TestAConnectionThatCannotBeMadeIsTemporary(t *testing.T) {
	s, _ := script(t, text("data"))
	s.Close()
	w := newWorld(&http.Transport{})
	_, _, err := w.get(t, s.URL, fetch.Validators{})
	var se *fetch.StatusError
	if !errors.As(err, &se) || !se.Temporary() || !errors.Is(err, syscall.ECONNREFUSED) || len(w.clock.slept) != 4 {
		t.Errorf("got %v after %v", err, w.clock.slept)
	}
}

func TestAnswersThatAreNotTheDataAreRefused(t *testing.T) {
	refusing := &sources.Dataset{Name: "made.up", Refused: func(head []byte) error {
		if bytes.Contains(head, []byte("quota")) {
			return errors.New("the daily quota is used up")
		}
		return nil
	}}
	page := func(kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			io.WriteString(w, body)
		}
	}
	for _, c := range []struct {
		name string
		h    http.HandlerFunc
		want string
	}{
		{"page", page("text/html", "<!DOCTYPE html><title>Access Denied</title>"), `title "Access Denied"`},
		{"page called text", page("text/plain", " \n<html><body>maintenance"), "an HTML page"},
		{"data called page", page("text/html; charset=utf-8", "a,b\n1,2\n"), "marked as an HTML page"},
		{"empty", page("text/csv", ""), "empty"},
		{"blank", page("text/csv", "\r\n  "), "empty"},
		{"provider's refusal", page("application/json", `{"message":"quota"}`), "daily quota"},
		{"page in gzip", page("application/gzip", zipped(t, "<html><title>Login</title>")), `title "Login"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, n := script(t, c.h)
			w := newWorld(http.DefaultTransport)
			var body sink
			_, err := w.client(t).Do(t.Context(), refusing, sources.Request{URL: s.URL}, fetch.Validators{}, &body)
			var se *fetch.StatusError
			if !errors.As(err, &se) || !se.Refused() || se.Temporary() || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a refusal with %q", err, c.want)
			}
			if body.Len() > 0 || n.Load() != 1 {
				t.Errorf("%d bytes kept after %d requests", body.Len(), n.Load())
			}
		})
	}
}

func TestErrorTextsAreInert(t *testing.T) {
	s, _ := script(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(404)
		io.WriteString(w, "no \x1b[2Jsuch\r\nfile \u202e\x9b\xff"+strings.Repeat("x", 3000))
	})
	_, _, err := newWorld(http.DefaultTransport).get(t, s.URL, fetch.Validators{})
	if err == nil || !strings.Contains(err.Error(), "such file") || len(err.Error()) > 600 {
		t.Fatalf("got %v", err)
	}
	if strings.ContainsAny(err.Error(), "\x1b\r\n\u202e\u009b") {
		t.Errorf("not inert: %q", err)
	}
}

func TestTheSizeLimitIsNamed(t *testing.T) {
	body := strings.Repeat("0123456789", 100_000)
	for name, h := range map[string]http.HandlerFunc{
		"announced": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			io.WriteString(w, body)
		},
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			for err := error(nil); err == nil; {
				_, err = io.WriteString(w, body)
			}
		},
	} {
		s, n := script(t, h)
		w := newWorld(http.DefaultTransport)
		w.cfg.MaxBytes = 700_000
		_, kept, err := w.get(t, s.URL, fetch.Validators{})
		if err == nil || !strings.Contains(err.Error(), "700000") || n.Load() != 1 || len(kept) > 700_000 || name == "announced" && len(kept) > 0 {
			t.Errorf("%s: %v after %d requests with %d bytes", name, err, n.Load(), len(kept))
		}
	}
}

func TestASinkThatFailsIsNotAskedTwice(t *testing.T) {
	s, n := script(t, text("data"))
	_, err := newWorld(http.DefaultTransport).client(t).Do(t.Context(), dataset, sources.Request{URL: s.URL}, fetch.Validators{}, fullSink{})
	if !errors.Is(err, syscall.ENOSPC) || n.Load() != 1 {
		t.Errorf("got %v after %d requests", err, n.Load())
	}
}

type fullSink struct{}

func (fullSink) Write([]byte) (int, error) { return 0, syscall.ENOSPC }
func (fullSink) Reset() error              { return nil }

func TestCancellingEndsTheWait(t *testing.T) {
	s, n := script(t, status(503))
	w := newWorld(http.DefaultTransport)
	ctx, cancel := context.WithCancel(t.Context())
	w.cfg.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	_, err := w.client(t).Do(ctx, dataset, sources.Request{URL: s.URL}, fetch.Validators{}, &sink{})
	if !errors.Is(err, context.Canceled) || n.Load() != 1 {
		t.Errorf("got %v after %d requests", err, n.Load())
	}
}

func TestCancellingEndsATransfer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, _ := script(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "begin")
		w.(http.Flusher).Flush()
		cancel()
		<-r.Context().Done()
	})
	_, err := newWorld(&http.Transport{}).client(t).Do(ctx, dataset, sources.Request{URL: s.URL}, fetch.Validators{}, &sink{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// silent is a transport whose bodies send something and then nothing.
type silent struct{}

func (silent) RoundTrip(req *http.Request) (*http.Response, error) {
	r, w := io.Pipe()
	go io.WriteString(w, "begin")
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: r, ContentLength: -1, Request: req}, nil
}

func TestATransferThatStallsIsBegunAgainAndGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(silent{})
		_, _, err := w.get(t, "https://example.org/x", fetch.Validators{})
		var se *fetch.StatusError
		if !errors.As(err, &se) || !se.Temporary() || se.Attempts != 5 || !strings.Contains(err.Error(), "stopped sending") {
			t.Errorf("got %v", err)
		}
	})
}

func TestFaultPointsAreRetried(t *testing.T) {
	for _, point := range []string{fault.FetchHeaders, fault.FetchBody} {
		s, n := script(t, text("data"))
		faulttest.Set(t, faulttest.FailAt(point, 1))
		_, body, err := newWorld(http.DefaultTransport).get(t, s.URL, fetch.Validators{})
		if err != nil || body != "data" || n.Load() != 2 {
			t.Errorf("%s: %q, %v after %d requests", point, body, err, n.Load())
		}
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func reply(req *http.Request, code int, body string) *http.Response {
	return &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)), Request: req}
}

func TestALengthThatDoesNotHoldIsRetried(t *testing.T) {
	n := 0
	w := newWorld(transport(func(req *http.Request) (*http.Response, error) {
		n++
		r := reply(req, 200, "data")
		if n == 1 {
			r.ContentLength = 3
		}
		return r, nil
	}))
	if _, body, err := w.get(t, "https://example.org/x", fetch.Validators{}); err != nil || body != "data" || n != 2 {
		t.Errorf("got %q, %v after %d requests", body, err, n)
	}
}

func TestContact(t *testing.T) {
	for contact, good := range map[string]bool{
		"someone@example.org":              true,
		"Some One <someone@example.org>":   true,
		"Labour desk, Example Institute":   true,
		"":                                 true,
		"https://example.org/contact":      false,
		"www.example.org":                  false,
		"https://github.com/x":             false,
		"someone@users.noreply.GitHub.com": false,
		"a@b@c":                            false,
		"x\r\nX-Evil: 1":                   false,
		"someone@example.org)(":            false,
		"ümlaut":                           false,
		strings.Repeat("x", 300):           false,
	} {
		w := newWorld(http.DefaultTransport)
		w.cfg.Contact = contact
		_, err := fetch.New(w.cfg)
		if (err == nil) != good || err != nil && !strings.Contains(err.Error(), "JEVONS_CONTACT=someone@example.org") {
			t.Errorf("contact %q: %v", contact, err)
		}
	}
	s, n := script(t, text("data"))
	w := newWorld(http.DefaultTransport)
	w.cfg.Contact = ""
	_, err := w.client(t).Do(t.Context(), dataset, sources.Request{URL: s.URL, Contact: true}, fetch.Validators{}, &sink{})
	var ce *fetch.ConfigError
	if !errors.As(err, &ce) || ce.Variable != "JEVONS_CONTACT" || n.Load() != 0 {
		t.Errorf("got %v after %d requests", err, n.Load())
	}
}

func TestRequestsThatCannotBeSent(t *testing.T) {
	for _, raw := range []string{"", "ftp://example.org/x", "http://example.org/x", "http://10.1.2.3.example.org/", "https://u:p@example.org/",
		"https:///x", "://", "example.org/x", "file:///etc/passwd", "http://169.254.169.254/latest"} {
		sent := false
		w := newWorld(transport(func(req *http.Request) (*http.Response, error) { sent = true; return reply(req, 200, "x"), nil }))
		if _, _, err := w.get(t, raw, fetch.Validators{}); err == nil || sent {
			t.Errorf("%q: error %v, sent %v", raw, err, sent)
		}
	}
}
