package daemon

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/fetch"
	"jevons/pipeline/landing"
	"jevons/pipeline/watch"
	"jevons/sources"
	"jevons/sources/decode"
)

// toy is an invented file of two columns.
func toy(name, url string) *sources.Dataset {
	return &sources.Dataset{
		Name: name, About: "Invented.", Home: "https://toy.test/", License: "none", Citation: "nobody", Redistribute: sources.RedistributeYes,
		Fetch: sources.Get(url), Decode: decode.Flat{Cells: decode.Cells{Trim: true}, Comma: '\t', Keyed: 1},
		Columns:  []sources.Column{sources.Code("id", "ID.").Key(), sources.Number("jobs", "jobs", "Jobs.").Optional()},
		Complete: true, Fresh: sources.Freshness{Every: sources.Irregular, Why: "made up"},
		Contract: sources.Contract{MinRows: 2, MaxVanished: 0.5, Why: "made up"},
	}
}

// host answers by path.
type host struct {
	body map[string]string
	asks int
}

func (h *host) RoundTrip(r *http.Request) (*http.Response, error) {
	h.asks++
	body, ok := h.body[r.URL.Path]
	if !ok {
		return nil, errors.New("nobody answers")
	}
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/plain"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}, nil
}

func toyWorld(t *testing.T, h *host) (pipeline.Config, *bytes.Buffer) {
	var log bytes.Buffer
	cfg := pipeline.Config{Dir: t.TempDir(), Version: "test", Command: "test serve", MemoryMB: 128, Threads: 1, MinFree: 1,
		Datasets: []*sources.Dataset{toy("toy.jobs", "https://toy.test/jobs"), toy("toy.none", "https://toy.test/none")},
		SQL: fstest.MapFS{"core/jobs.sql": {Data: []byte("-- about: Jobs.\n-- grain: id\n-- unit: id = code\n-- unit: jobs = jobs\n-- export: parquet\n" +
			"SELECT id, jobs FROM latest.toy_jobs")}},
		Env: pipeline.Env{Now: time.Now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
			Jitter: func() float64 { return 0 }, Getenv: func(string) string { return "" }, Live: h,
			Log: slog.New(slog.NewTextHandler(&log, nil))}}
	return cfg, &log
}

func TestTheRunnerAsAWorker(t *testing.T) {
	h := &host{body: map[string]string{"/jobs": "id\tjobs\na\t1\nb\t2\n"}}
	cfg, log := toyWorld(t, h)
	open := OpenRunner(cfg, pipeline.Source{})
	w, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { w.Close() }()
	if p, err := w.Publish(t.Context()); err != nil || p.ID != "" {
		t.Fatalf("an empty warehouse is published: %+v, %v", p, err)
	}
	var held *landing.LockedError
	if _, err := open(t.Context()); !errors.As(err, &held) || held.Owner.PID != os.Getpid() || held.Owner.Since.IsZero() || held.Owner.Command != "test serve" {
		t.Errorf("a second one is told %v", err)
	}
	r, err := w.Look(t.Context(), "toy.jobs", "test")
	if err != nil || len(r.Parts) != 1 {
		t.Fatalf("look: %+v, %v", r, err)
	}
	p := r.Parts[0]
	if p.Outcome != "loaded" || p.New != 2 || p.Kept != 2 || p.Bytes != 16 || p.KnownAt == nil || len(p.SHA256) != 64 {
		t.Errorf("part: %+v", p)
	}
	if s := stepNames(r.Steps); s != "fetch land merge" && s != "fetch merge land" {
		t.Errorf("steps: %s", s)
	}
	pub, err := w.Publish(t.Context())
	if err != nil || !pub.New || pub.ID == "" || stepNames(pub.Steps) != "models publish" {
		t.Errorf("publication: %+v, %v", pub, err)
	}
	if r, err = w.Look(t.Context(), "toy.jobs", "test"); err != nil || r.Parts[0].Outcome != "unchanged" {
		t.Errorf("again: %+v, %v", r, err)
	}
	h.body["/jobs"] = "id\tjobs\na\t1\n"
	if r, err = w.Look(t.Context(), "toy.jobs", "test"); err != nil || r.Parts[0].Outcome != "refused" || r.Parts[0].Error == "" {
		t.Errorf("too few rows: %+v, %v", r, err)
	}
	if r, err = w.Look(t.Context(), "toy.none", "test"); err != nil || r.Parts[0].Outcome != "failed" {
		t.Errorf("nobody answers: %+v, %v", r, err)
	}
	if log.Len() > 0 && strings.Contains(log.String(), "\x1b") {
		t.Errorf("log: %s", log)
	}
}

func stepNames(steps []watch.Step) string {
	var out []string
	for _, s := range steps {
		out = append(out, s.Name)
	}
	return strings.Join(out, " ")
}

func TestABudgetIsNoFailure(t *testing.T) {
	run := pipeline.Run{Outcome: pipeline.Failed, Err: &fetch.StatusError{RetryAfter: time.Hour}}
	if p, wait := partOf(run); p.Outcome != "failed" || wait != time.Hour {
		t.Errorf("a host that asks for patience: %+v, %s", p, wait)
	}
	// A real client whose budget is used up.
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	spent, err := fetch.OpenSpent("", now)
	if err != nil {
		t.Fatal(err)
	}
	h := &host{body: map[string]string{"/jobs": "id\tjobs\na\t1\nb\t2\n"}}
	c, err := fetch.New(fetch.Config{Transport: h, Getenv: func(string) string { return "" }, Now: func() time.Time { return now },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, Jitter: func() float64 { return 0 },
		Spent: spent, Budgets: map[string]fetch.Budget{"toy.test": {Requests: 2, Per: time.Hour}}})
	if err != nil {
		t.Fatal(err)
	}
	d := toy("toy.jobs", "https://toy.test/jobs")
	for i := range 3 {
		var sink sink
		_, err = c.Do(t.Context(), d, d.Fetch.First(now)[0], fetch.Validators{}, &sink)
		if i < 2 && err != nil {
			t.Fatal(err)
		}
	}
	p, wait := partOf(pipeline.Run{Outcome: pipeline.Failed, Err: fmt.Errorf("look: %w", err)})
	if p.Outcome != Unsent || wait != time.Hour || h.asks != 2 {
		t.Errorf("the third request: %+v, wait %s, %d were sent, %v", p, wait, h.asks, err)
	}
}

type sink struct{ bytes.Buffer }

func (s *sink) Reset() error { s.Buffer.Reset(); return nil }

// The journals know of looks by hand: they count as looks.
func TestLooksByHandCount(t *testing.T) {
	h := &host{body: map[string]string{"/jobs": "id\tjobs\na\t1\nb\t2\n"}}
	cfg, _ := toyWorld(t, h)
	at := time.Date(2000, 1, 1, 6, 0, 0, 0, time.UTC)
	cfg.Env.Now = func() time.Time { return at }
	r, err := pipeline.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Run(t.Context(), pipeline.Source{}, "toy.jobs"); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 5 * * * toy.jobs\n", "toy.jobs")
		w.cfg.Dir = cfg.Dir
		w.offset.Store(int64(8 * hour))
		d := w.live(24 * hour)
		looks := w.up.of("toy.jobs")
		if len(looks) != 1 || looks[0].at.Format("02 15:04") != "02 05:00" {
			t.Errorf("looks: %v", looks)
		}
		if st := d.State().Datasets[0]; st.KnownAt == nil || st.Standing != watch.Fresh {
			t.Errorf("state: %+v", st)
		}
	})
}

func TestKeysAreHidden(t *testing.T) {
	d := toy("toy.jobs", "https://toy.test/jobs")
	d.Fetch = sources.Each(sources.Request{URL: "https://toy.test/", Secret: &sources.Secret{Env: "TOY_KEY", Query: "k"}})
	hide := HideKeys([]*sources.Dataset{d}, time.Now(), func(string) string { return " s3cret " })
	if got := hide("k=s3cret."); got != "k=[secret]." {
		t.Errorf("got %q", got)
	}
}
