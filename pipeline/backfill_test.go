package pipeline_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"jevons/pipeline"
	"jevons/sources"
)

// repository plays a code host: a file with a commit a day, the list of them in
// pages, newest first.
type repository struct {
	commits int
	asked   []string
	broken  int // the request for this commit fails once
}

func (h *repository) RoundTrip(r *http.Request) (*http.Response, error) {
	h.asked = append(h.asked, r.URL.String())
	reply := func(code int, body string) (*http.Response, error) {
		return &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
	}
	if r.URL.Host == "api.github.com" {
		if q := r.URL.Query(); r.URL.Path != "/repos/o/r/commits" || q.Get("path") != "dir/jobs.txt" || q.Get("sha") != "main" || q.Get("since") != "2025-06-01T00:00:00Z" {
			return reply(422, "{}")
		}
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		list := []any{}
		for i := h.commits - 1 - 100*(page-1); i >= 0 && len(list) < 100; i-- {
			list = append(list, map[string]any{"sha": fmt.Sprintf("%040x", i), "commit": map[string]any{"committer": map[string]any{"date": h.at(i)}}})
		}
		b, err := json.Marshal(list)
		if err != nil {
			return nil, err
		}
		return reply(200, string(b))
	}
	part := strings.Split(r.URL.Path, "/")
	n, err := strconv.ParseInt(part[3], 16, 64)
	if err != nil || strings.Join(part[4:], "/") != "dir/jobs.txt" {
		return reply(404, "no such file")
	}
	i := int(n)
	switch {
	case i == h.broken:
		h.broken = -1
		return reply(503, "later")
	case i == 3: // the file was not there then
		return reply(404, "no such file")
	case i == 4: // a commit that did not change the bytes
		i = 2
	}
	return reply(200, string(jobsFile(fmt.Sprintf("A\tM01\t%d\t", i), "B\tM01\t1\t")))
}

func (h *repository) at(i int) time.Time { return time.Date(2025, 6, 1+i, 8, 30, 0, 0, time.UTC) }

func (h *repository) files() (n int) {
	for _, a := range h.asked {
		if strings.Contains(a, "raw.") {
			n++
		}
	}
	return n
}

func TestBackfillGoesOnWhereItWasCutShort(t *testing.T) {
	host := &repository{commits: 120, broken: 50}
	d := toyJobs()
	d.Fetch = sources.Get("https://raw.githubusercontent.com/o/r/main/dir/jobs.txt")
	cfg := toyConfig(t.TempDir())
	cfg.Datasets, cfg.SQL = []*sources.Dataset{d}, nil
	cfg.Env.Live = host
	cfg.Env.Now = func() time.Time { return time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC) }
	ctx, cancel := context.WithCancel(context.Background())
	cfg.Env.Sleep = func(context.Context, time.Duration) error { // the client also spaces its requests by sleeping
		if host.broken < 0 {
			cancel()
		}
		return ctx.Err()
	}
	since := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	r := openRunner(t, cfg)
	runs, err := r.Backfill(ctx, pipeline.Source{}, d.Name, since)
	if err == nil || len(runs) < 45 || len(runs) > 51 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	first := len(runs)
	host.asked = nil
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	cfg.Env = toyEnv()
	cfg.Env.Live, cfg.Env.Now = host, func() time.Time { return time.Date(2025, 12, 1, 3, 0, 0, 0, time.UTC) }
	r = openRunner(t, cfg)
	if _, err = r.Backfill(context.Background(), pipeline.Source{}, d.Name, since); err != nil {
		t.Fatal(err)
	}
	if got := host.files(); got > 120-first+4 {
		t.Errorf("%d files asked for, although %d were there", got, first)
	}
	host.asked = nil
	if runs, err = r.Backfill(context.Background(), pipeline.Source{}, d.Name, since); err != nil || slices.ContainsFunc(runs, func(r pipeline.Run) bool { return r.Outcome != pipeline.Unchanged }) {
		t.Errorf("a second backfill: %v %v", runs, err)
	}
	if got := host.files(); got > 2 {
		t.Errorf("a second backfill asked for %d files", got)
	}
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"SELECT count(*) FROM meta.landing":                                               "118",
		"SELECT count(DISTINCT known_by) || min(known_by) FROM meta.landing":              "1release",
		"SELECT jobs FROM raw.toy_jobs_asof('2025-07-11 08:30:00') WHERE series_id = 'A'": "40",
		"SELECT jobs FROM raw.toy_jobs_asof('2025-06-05 12:00:00') WHERE series_id = 'A'": "2",
		"SELECT count(*) FROM raw.toy_jobs WHERE series_id = 'A'":                         "118",
		"SELECT count(*) FROM raw.toy_jobs WHERE series_id = 'B'":                         "1",
		"SELECT url FROM meta.landing ORDER BY known_at LIMIT 1":                          "https://raw.githubusercontent.com/o/r/" + strings.Repeat("0", 40) + "/dir/jobs.txt",
	} {
		if got := published(t, cfg.Dir, query); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestBackfillRefuses(t *testing.T) {
	cfg := toyConfig(t.TempDir())
	r := openRunner(t, cfg)
	var none *pipeline.NoPastError
	if _, err := r.Backfill(context.Background(), pipeline.Source{}, "toy.jobs", day(1)); !errors.As(err, &none) {
		t.Error(err)
	}
}
