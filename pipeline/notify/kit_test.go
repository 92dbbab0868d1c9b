package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"jevons/pipeline/watch"
)

// logged is a log that may be read while it is written.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// config is that of a folder of its own, by the clock of the test.
func config(t *testing.T) (Config, *logged) {
	l := &logged{}
	return Config{Dir: t.TempDir(), Version: "1.2.3", Now: time.Now, Sleep: sleep, Jitter: func() float64 { return 0 },
		Log: slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))}, l
}

func address(t *testing.T, text string) Address {
	t.Helper()
	a, err := ParseAddress(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func notifier(t *testing.T, cfg Config) *Notifier {
	t.Helper()
	n, err := New(cfg)
	if err == nil {
		err = n.Open()
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// receiver is a webhook without a network.
type receiver struct {
	mu     sync.Mutex
	bodies []string
	at     []time.Time
	answer func(try int) int // status; 0 is no answer
}

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.bodies, r.at = append(r.bodies, string(b)), append(r.at, time.Now())
	try := len(r.bodies)
	r.mu.Unlock()
	status := 204
	if r.answer != nil {
		status = r.answer(try)
	}
	if status == 0 {
		return nil, errors.New("connection refused")
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader("")), Header: http.Header{}, Request: req}, nil
}

// got are the bodies so far.
func (r *receiver) got() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.bodies...)
}

// times are when they came.
func (r *receiver) times() []time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]time.Time(nil), r.at...)
}

var events int64

// event is something that happened to a dataset.
func event(dataset string, kind watch.Kind, run string) watch.Event {
	events++
	return watch.Event{Seq: events, At: time.Date(2026, 11, 24, 12, 0, int(events), 0, time.UTC), Kind: kind, Dataset: dataset, Run: run,
		Text: fmt.Sprintf("%s %s", dataset, kind)}
}
