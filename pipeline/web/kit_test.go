package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/fetch"
	"jevons/pipeline/watch"
	"jevons/pipeline/web"
	"jevons/sources/catalog"
	"jevons/sources/sample"
	"jevons/sql"
	"jevons/transforms/compute"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if made != "" {
		os.RemoveAll(made)
	}
	os.Exit(code)
}

// made is the folder that demo made, to be removed in the end.
var made string

// demo is a data folder with the sample published in it, which no test changes.
// JEVONS_DEMO names one that is there already.
var demo = sync.OnceValues(func() (string, error) {
	if dir := os.Getenv("JEVONS_DEMO"); dir != "" {
		return dir, nil
	}
	dir, err := os.MkdirTemp("", "jevons-web-")
	if err != nil {
		return "", err
	}
	made = dir
	r, err := pipeline.Open(context.Background(), pipeline.Config{
		Dir: filepath.Join(dir, "data"), Datasets: catalog.All(), SQL: sql.Files, Computes: compute.All(), Version: "test", Command: "test", Threads: 1, MinFree: 1,
		Env: pipeline.Env{Now: clock, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, Jitter: func() float64 { return 0 },
			Getenv: func(string) string { return "" }, Live: fetch.LiveTransport(), Log: slog.New(slog.DiscardHandler)},
	})
	if err != nil {
		return "", err
	}
	defer r.Close()
	var names []string
	for _, d := range catalog.All() {
		names = append(names, d.Name)
	}
	if _, err := r.Run(context.Background(), pipeline.Source{Mirror: sample.Mirror(), Sample: true}, names...); err != nil {
		return "", err
	}
	_, err = r.Publish(context.Background())
	return filepath.Join(dir, "data"), err
})

func demoDir(t testing.TB) string {
	t.Helper()
	dir, err := demo()
	if err != nil {
		t.Fatalf("make the sample folder: %v", err)
	}
	return dir
}

func clock() time.Time { return time.Date(2026, 11, 24, 15, 4, 5, 0, time.UTC) }

// hostile is a text that would run a script, colour a terminal, turn the
// writing round and close a tag, if it were not made inert.
const hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x1b[31mred\x1b]0;title\a\u202eevil\u200b{{.}}"

// fake is a schedule with made data.
type fake struct {
	mu    sync.Mutex
	state watch.State
	runs  []watch.Run // newest first
	subs  map[chan watch.Event]bool
	came  int // readers of events that ever came
}

func (f *fake) State() watch.State {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.state
	s.Datasets = slices.Clone(s.Datasets)
	return s
}

func (f *fake) Runs(dataset string, n int) (out []watch.Run) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.runs {
		if (dataset == "" || r.Dataset == dataset) && len(out) < n {
			out = append(out, r)
		}
	}
	return out
}

func (f *fake) Run(id string) (watch.Run, bool) {
	for _, r := range f.Runs("", 1<<30) {
		if r.ID == id {
			return r, true
		}
	}
	return watch.Run{}, false
}

func (f *fake) Events(ctx context.Context) <-chan watch.Event {
	c := make(chan watch.Event, 16)
	f.mu.Lock()
	f.subs[c] = true
	f.came++
	f.mu.Unlock()
	context.AfterFunc(ctx, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.subs, c)
		close(c)
	})
	return c
}

// change changes the state and tells everybody; a reader who is slow misses it.
func (f *fake) change(kind watch.Kind, dataset string, what func(*watch.State)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state.Seq++
	f.state.Datasets = slices.Clone(f.state.Datasets)
	what(&f.state)
	for c := range f.subs {
		select {
		case c <- watch.Event{Seq: f.state.Seq, At: f.state.Now, Kind: kind, Dataset: dataset}:
		default:
		}
	}
}

func at(minutes int) *time.Time {
	t := clock().Add(time.Duration(minutes) * time.Minute)
	return &t
}

// newFake has a dataset of the catalogue in every standing, and one whose every
// text is hostile.
func newFake() *fake {
	f := &fake{subs: map[chan watch.Event]bool{}, state: watch.State{Now: clock(), Since: clock().Add(-30 * time.Hour), Version: "0.1.0", Sample: true, Seq: 7, Busy: "bls.ces: fetching 12 parts"}}
	stand := map[string]watch.Standing{"bls.ces": watch.Running, "bls.cpi": watch.Failed, "bls.jolts": watch.Late, "litellm.prices": watch.Held, "skypilot.vms": watch.Refused,
		"gcp.skus": watch.Off, "bls.cps": watch.Never}
	for i, d := range catalog.All() {
		s := watch.Dataset{Name: d.Name, About: d.About, Standing: watch.Fresh, Newest: "2026-10", LookedAt: at(-200 - i), KnownAt: at(-60 * 24), NextAt: at(30 + 7*i),
			NextWhy: "timetable us.cron:9", Rows: int64(1000 * (i + 1)), LastRun: "20261124T150405-" + d.Name}
		if st, ok := stand[d.Name]; ok {
			s.Standing = st
		}
		switch s.Standing {
		case watch.Failed:
			s.Why, s.Failures, s.NextWhy = "fetch https://download.bls.gov/pub/time.series/cu/: 503 Service Unavailable, tried 4 times; it is tried again by itself", 3, "after 3 failures"
		case watch.Late:
			s.Late = &watch.Lateness{Period: "2026-09", Due: clock().AddDate(0, 0, -4), Periods: 1, Words: "JOLTS September is 4 days late"}
		case watch.Held:
			s.Why = "the landing drops 212 of 2,610 known keys (8.1 %, at most 2 %); jevons approve RUN takes it in"
		case watch.Refused:
			s.Why, s.Quarantined = "quarantined 41 of 130 rows (at most 5 %)", 41
		case watch.Never:
			s.LookedAt, s.KnownAt, s.LastRun, s.Newest, s.Rows = nil, nil, "", "", 0
		case watch.Off:
			s.Why, s.NextAt, s.NextWhy = "the host asks robots to stay away", nil, ""
		}
		f.state.Datasets = append(f.state.Datasets, s)
		if s.LastRun != "" {
			f.runs = append(f.runs, madeRun(s.LastRun, d.Name, i, s.Standing))
		}
	}
	f.state.Datasets = append(f.state.Datasets, watch.Dataset{Name: "zz." + hostile, About: hostile, Standing: watch.Failed, Why: hostile, Newest: hostile, NextWhy: hostile, LastRun: hostile,
		Late: &watch.Lateness{Period: hostile, Words: hostile}})
	f.runs = append(f.runs, watch.Run{ID: hostile, Dataset: hostile, Why: hostile, Due: clock(), Began: clock(), Ended: at(1), Outcome: hostile,
		Steps: []watch.Step{{Name: hostile, Began: clock(), Seconds: 5, Note: hostile}}, Log: []string{hostile},
		Parts: []watch.Part{{Part: hostile, Outcome: hostile, Error: hostile, SHA256: hostile}}})
	slices.SortFunc(f.runs, func(a, b watch.Run) int { return b.Began.Compare(a.Began) })
	return f
}

// madeRun is a run of some seconds with all steps, and an outcome that goes
// with how its dataset stands.
func madeRun(id, dataset string, i int, st watch.Standing) watch.Run {
	began := clock().Add(-time.Duration(200+i) * time.Minute)
	r := watch.Run{ID: id, Dataset: dataset, Why: "timetable us.cron:9", Due: began.Add(-20 * time.Second), Began: began, Outcome: "loaded",
		Log: []string{"15:04:05 asked https://example.org/data for what is new", "15:04:07 landed 1,234,567 bytes", "15:04:09 merged"}}
	when := began
	for n, name := range []string{"fetch", "land", "decode", "check", "merge", "models", "publish"} {
		took := []float64{2.4, .2, .9, .1, 1.3, 6.1, 2.2}[n]
		r.Steps = append(r.Steps, watch.Step{Name: name, Began: when, Seconds: took, Note: map[string]string{"fetch": "2 of 3 parts unchanged", "models": "31 of 114 built anew"}[name]})
		when = when.Add(time.Duration(took * float64(time.Second)))
	}
	r.Ended = &when
	r.Parts = []watch.Part{
		{Part: "00a", Outcome: "loaded", KnownAt: at(-210), SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Bytes: 1234567, Read: 48210, Kept: 48208, Quarantined: 2, New: 441, Revised: 1289},
		{Part: "01b", Outcome: "unchanged", KnownAt: at(-9000), SHA256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752", Bytes: 88},
	}
	switch st {
	case watch.Running:
		r.Ended, r.Outcome, r.Steps = nil, "", r.Steps[:2]
	case watch.Failed:
		r.Outcome, r.Parts[0].Outcome, r.Parts[0].Error = "failed", "failed", "503 Service Unavailable, tried 4 times"
	case watch.Refused:
		r.Outcome, r.Parts[0].Outcome = "refused", "refused"
	case watch.Held:
		r.Outcome, r.Parts[0].Outcome = "held", "held"
	case watch.Fresh:
		if i%3 == 0 {
			r.Outcome = "unchanged"
		}
	}
	return r
}

func config(dir string, f *fake) web.Config {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return web.Config{Source: f, Dir: dir, Datasets: catalog.All(), Version: "0.1.0", Now: clock, Zone: zone, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Timetable: func(name string) []string { return []string{"40 8 * * 1-5  (America/New_York)  us.cron:9"} }}
}

func site(t testing.TB, cfg web.Config) *web.Site {
	t.Helper()
	s := web.New(cfg)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// ask sends one request as a browser on this machine would.
func ask(h http.Handler, path string, set ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.Host = "127.0.0.1:8080"
	for _, f := range set {
		f(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		if name == "Host" {
			r.Host = value
		}
		r.Header.Set(name, value)
	}
}

func method(m string) func(*http.Request) { return func(r *http.Request) { r.Method = m } }
