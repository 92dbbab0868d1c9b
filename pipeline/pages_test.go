package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"jevons/pipeline"
	"jevons/sources"
)

// follow turns pages by a line "next TARGET" at the end of a page.
func follow(done sources.Request, body []byte) (*sources.Request, error) {
	_, next, ok := strings.Cut(string(body), "next ")
	if !ok {
		return nil, nil
	}
	base, _, _ := strings.Cut(done.URL, "/p/")
	word, flags, _ := strings.Cut(strings.TrimSpace(next), " ")
	if word == "shrunk" {
		return nil, errors.New("the page has 1 of 2 rows")
	}
	return &sources.Request{URL: base + "/p/" + word, Replaces: strings.Contains(flags, "replaces"), Stream: strings.Contains(flags, "stream"),
		Wait: time.Duration(strings.Count(flags, "wait")) * time.Second}, nil
}

func TestPagesBecomeOneLanding(t *testing.T) {
	pages := map[string]string{
		"plain":   "series_id\tperiod\tjobs\tnote\nA\t2026-01\t1\t\nB\t2026-01\t2\t",
		"loop":    "series_id\tperiod\tjobs\tnote\n#next loop",
		"shrunk":  "#next shrunk",
		"index":   "look there: next plain replaces stream",
		"later":   "not ready: next later2 wait replaces",
		"later2":  "not ready: next later2b wait replaces",
		"later2b": "series_id\tperiod\tjobs\tnote\nA\t2026-01\t1\t\nB\t2026-01\t2\t",
		"never":   "not ready: next never wait replaces",
	}
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/p/")
		asked = append(asked, name)
		if body, ok := pages[name]; ok {
			fmt.Fprint(w, strings.Replace(body, "#next", "\nnext", 1))
			return
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	for _, tc := range []struct {
		first, want string
		outcome     pipeline.Outcome
		asked       int
	}{
		{"plain", "", pipeline.Loaded, 1},
		{"loop", "cursor loops", pipeline.Failed, 1},
		{"shrunk", "page 1: the page has 1 of 2 rows", pipeline.Refused, 1},
		{"index", "", pipeline.Loaded, 2},
		{"later", "", pipeline.Loaded, 3},
		{"never", "not ready after 60 tries", pipeline.Failed, 61},
		{"absent", "", "", 1},
	} {
		t.Run(tc.first, func(t *testing.T) {
			asked = nil
			d := toyJobs()
			d.Fetch = sources.Paged{Follow: follow, Requests: func(time.Time) []sources.Request {
				return []sources.Request{{URL: server.URL + "/p/" + tc.first, MayLack: true}}
			}}
			cfg := toyConfig(t.TempDir())
			cfg.Datasets, cfg.SQL = []*sources.Dataset{d}, nil
			cfg.Env.Live = http.DefaultTransport
			var slept time.Duration
			cfg.Env.Sleep = func(_ context.Context, d time.Duration) error { slept += d; return nil }
			r := openRunner(t, cfg)
			runs, err := r.Run(context.Background(), pipeline.Source{}, d.Name)
			if err != nil {
				t.Fatal(err)
			}
			if tc.outcome == "" {
				if len(runs) != 0 {
					t.Errorf("a part that is not published yet: %+v", runs)
				}
				return
			}
			if len(runs) != 1 || runs[0].Outcome != tc.outcome || !strings.Contains(runs[0].Error, tc.want) || len(asked) != tc.asked {
				t.Fatalf("%+v after asking %v", runs, asked)
			}
			if tc.outcome == pipeline.Loaded && runs[0].Counts.New != 2 {
				t.Errorf("%+v", runs[0].Counts)
			}
			if strings.HasPrefix(tc.first, "later") && slept < 2*time.Second {
				t.Errorf("waited %s", slept)
			}
		})
	}
}
