package pipeline_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"jevons/pipeline"
	"jevons/pipeline/fetch"
	"jevons/pipeline/warehouse"
	"jevons/sources"
	"jevons/sources/catalog"
	"jevons/sources/sample"
)

// stage is a local server that plays every provider, with the sample's bodies
// where a case gives no other, and a clock that moves only when something sleeps.
type stage struct {
	*httptest.Server
	mirror http.RoundTripper

	mu     sync.Mutex
	now    time.Time
	slept  time.Duration
	script []turn            // of the case, in the order of the requests
	kept   map[string][]byte // what the usual answer has become, by request
	asked  []string          // "METHOD address If-None-Match If-Modified-Since -> status, bytes"
	keyed  int               // requests that carried the key
	result string            // what an announced extraction brings
}

// turn answers one request; nil is the usual answer.
type turn func(s *stage, w http.ResponseWriter, r *http.Request)

const (
	asHost  = "X-Asked-Host" // carries the provider's host to the stage
	changed = "Wed, 20 May 2026 00:00:00 GMT"
)

func newStage(t *testing.T) *stage {
	editions, err := fetch.Editions(sample.Mirror())
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{mirror: fetch.Mirror(editions[len(editions)-1].FS), kept: map[string][]byte{}, now: time.Date(2026, 9, 10, 6, 0, 0, 0, time.UTC)}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// RoundTrip sends a provider's https request to the stage, and nowhere else.
func (s *stage) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme != "https" {
		return nil, fmt.Errorf("a request by %s", req.URL.Scheme)
	}
	here := req.Clone(req.Context())
	here.URL.Scheme, here.URL.Host, here.Host = "http", strings.TrimPrefix(s.URL, "http://"), ""
	here.Header.Set(asHost, req.URL.Host)
	resp, err := http.DefaultTransport.RoundTrip(here)
	if resp != nil {
		resp.Request = req
	}
	return resp, err
}

func (s *stage) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var say turn
	if len(s.script) > 0 {
		say, s.script = s.script[0], s.script[1:]
	}
	if say == nil {
		say = usual
	}
	body, _ := io.ReadAll(r.Body)
	if strings.Contains(r.URL.RawQuery+string(body), url.QueryEscape(canary)) || bytes.Contains(body, []byte(strings.ReplaceAll(canary, "&", `\u0026`))) {
		s.keyed++
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	out := &counted{ResponseWriter: w, status: http.StatusOK}
	defer func() {
		s.asked = append(s.asked, fmt.Sprintf("%s %s%s [%s] [%s] -> %d, %d bytes", r.Method, r.Header.Get(asHost), r.URL.Path,
			r.Header.Get("If-None-Match"), r.Header.Get("If-Modified-Since"), out.status, out.bytes))
	}()
	say(s, out, r)
}

type counted struct {
	http.ResponseWriter
	status, bytes int
}

func (c *counted) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

func (c *counted) Write(b []byte) (int, error) {
	c.bytes += len(b)
	return c.ResponseWriter.Write(b)
}

// usualBody is what the sample has for a request, or what a case made of it.
func (s *stage) usualBody(r *http.Request) (id string, body []byte, ok bool) {
	q, _, _ := strings.Cut(r.URL.RawQuery, "api_key=")
	host, asked := r.Header.Get(asHost), ""
	if host == "api.bls.gov" {
		b, _ := io.ReadAll(r.Body)
		var question struct{ SeriesID []string }
		if json.Unmarshal(b, &question) != nil {
			return "", nil, false
		}
		asked, body = strings.Join(question.SeriesID, ","), blsAnswer(question.SeriesID)
	}
	u := url.URL{Scheme: "https", Host: host, Path: r.URL.Path, RawQuery: strings.TrimSuffix(q, "&")}
	id = u.String() + asked
	if b, ok := s.kept[id]; ok {
		return id, b, true
	}
	if body != nil {
		return id, body, true
	}
	resp, err := s.mirror.RoundTrip(&http.Request{Method: http.MethodGet, URL: &u})
	if err != nil || resp.StatusCode != http.StatusOK {
		return id, nil, false
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	return id, body, err == nil
}

// blsAnswer is an answer of the BLS API: one month of every series.
func blsAnswer(ids []string) []byte {
	var out []string
	for i, id := range ids {
		out = append(out, fmt.Sprintf(`{"seriesID":%q,"data":[{"year":"2026","period":"M01","periodName":"January","value":"%d.5","footnotes":[{}]}]}`, id, i+1))
	}
	return []byte(`{"status":"REQUEST_SUCCEEDED","responseTime":1,"message":[],"Results":{"series":[` + strings.Join(out, ",") + `]}}`)
}

// usual answers with the usual body, or says that the asker has it.
func usual(s *stage, w http.ResponseWriter, r *http.Request) {
	_, body, ok := s.usualBody(r)
	if !ok {
		http.NotFound(w, r)
		return
	}
	etag := fmt.Sprintf(`"%x"`, sha256.Sum256(body))
	w.Header().Set("ETag", etag)
	w.Header().Set("Last-Modified", changed)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Write(body)
}

// edited answers with the usual body changed, and goes on doing so.
func edited(change func(string) string) turn {
	return func(s *stage, w http.ResponseWriter, r *http.Request) {
		id, body, _ := s.usualBody(r)
		s.kept[id] = []byte(change(string(body)))
		w.Write(s.kept[id])
	}
}

// once answers with the usual body changed, this time only.
func once(change func(string) string) turn {
	return func(s *stage, w http.ResponseWriter, r *http.Request) {
		_, body, _ := s.usualBody(r)
		io.WriteString(w, change(string(body)))
	}
}

// says answers with a status and a body; header are names and values.
func says(status int, body string, header ...string) turn {
	return func(_ *stage, w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// short announces more bytes of the usual answer than it sends.
func short(_ *stage, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "5000")
	io.WriteString(w, strings.Repeat("{\n", 100))
}

func repeat(n int, t turn) []turn { return slices.Repeat([]turn{t}, n) }

// partsOf are the parts of a dataset that are asked for.
func partsOf(dataset string) []string {
	if slices.Contains(awkwardOnly, dataset) {
		return []string{""}
	}
	return awkwardParts[dataset]
}

// someParts is a fetch that begins with some of its parts only.
type someParts struct {
	sources.Fetch
	parts []string
}

func (f someParts) First(now time.Time) []sources.Request {
	return slices.DeleteFunc(f.Fetch.First(now), func(r sources.Request) bool { return !slices.Contains(f.parts, r.Part) })
}

// awkwardDatasets are declarations of the catalogue, each with the parts named.
func awkwardDatasets(t *testing.T, parts map[string][]string) []*sources.Dataset {
	var out []*sources.Dataset
	for _, d := range catalog.All() {
		if p, ok := parts[d.Name]; ok {
			some := *d
			some.Fetch = someParts{d.Fetch, p}
			if n := len(some.Fetch.First(time.Date(2026, 9, 10, 0, 0, 0, 0, time.UTC))); n != len(p) {
				t.Fatalf("%s has %d of the parts %q", d.Name, n, p)
			}
			out = append(out, &some)
		}
	}
	if len(out) != len(parts) {
		t.Fatalf("%d of %d datasets are in the catalogue", len(out), len(parts))
	}
	return out
}

// play opens a data folder whose providers are on the stage.
func (s *stage) play(t *testing.T, dir string, datasets []*sources.Dataset, log io.Writer) *pipeline.Runner {
	cfg := toyConfig(dir)
	cfg.Datasets, cfg.SQL = datasets, nil
	cfg.Env.Live = s
	cfg.Env.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	cfg.Env.Now = func() time.Time {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.now
	}
	cfg.Env.Sleep = func(ctx context.Context, d time.Duration) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.now, s.slept = s.now.Add(d), s.slept+d
		return ctx.Err()
	}
	cfg.Env.Getenv = func(name string) string {
		return map[string]string{"JEVONS_CONTACT": "someone@example.org", "FRED_API_KEY": canary, "BLS_API_KEY": canary, "GCP_API_KEY": canary}[name]
	}
	return openRunner(t, cfg)
}

// begin sets the script of a case, a day after the last one.
func (s *stage) begin(script []turn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(24 * time.Hour)
	s.script, s.asked, s.slept = slices.Clone(script), nil, 0
}

// newest is what readers see of the newest state of datasets, by name.
func newest(t *testing.T, dir string, datasets []*sources.Dataset) map[string][]string {
	db := readOnly(t, filepath.Join(dir, warehouse.StableName))
	defer db.Close()
	out := map[string][]string{}
	for _, d := range datasets {
		out[d.Name] = texts(t, db, "SELECT CAST(r AS VARCHAR) FROM latest."+d.Table()+" AS r ORDER BY 1")
	}
	return out
}

// sdmx is the usual answer of the employment table as an SDMX message, as an
// announced extraction brings it.
func sdmx(t *testing.T, dir string) string {
	db := readOnly(t, filepath.Join(dir, warehouse.StableName))
	defer db.Close()
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><m:StructureSpecificData xmlns:m="urn:m"><m:Header><m:ID>made</m:ID></m:Header><m:DataSet>`)
	for _, series := range texts(t, db, `SELECT format('<Series freq="{}" unit="{}" sex="{}" age="{}" wstatus="{}" isco08="{}" geo="{}"><Obs TIME_PERIOD="{}" OBS_VALUE="', freq, unit, sex, age, wstatus, isco08, geo, period) ||
CAST(value AS VARCHAR) || '"' || coalesce(' OBS_FLAG="' || status || '"', '') || '/></Series>' FROM latest.eurostat_employment_by_occupation WHERE value IS NOT NULL ORDER BY 1`) {
		b.WriteString(series)
	}
	b.WriteString(`</m:DataSet></m:StructureSpecificData>`)
	return b.String()
}

// checkRuns holds what the runs say against the case.
func (c awkward) checkRuns(t *testing.T, runs []pipeline.Run, told *bytes.Buffer) {
	if len(runs) != len(partsOf(c.dataset)) {
		t.Fatalf("%d runs, want one of each part", len(runs))
	}
	for _, run := range runs {
		text, err := json.Marshal(run)
		if err != nil {
			t.Fatal(err)
		}
		told.Write(text)
		fmt.Fprintln(told, run.Err)
		want, words := c.outcome, c.texts
		if run.Part != c.part {
			want, words = cmp.Or(c.rest, pipeline.Unchanged), []string{c.restText}
		}
		if run.Dataset != c.dataset || run.Outcome != want || (run.Error != "") != (want == pipeline.Refused || want == pipeline.Failed) {
			t.Errorf("%s %s is %s, want %s: %s", run.Dataset, run.Part, run.Outcome, want, run.Error)
		}
		for _, x := range words {
			if !strings.Contains(run.Error, x) {
				t.Errorf("%s: the error lacks %q: %s", run.Part, x, run.Error)
			}
		}
		if len(run.Error) > 1500 || strings.ContainsFunc(run.Error, unicode.IsControl) {
			t.Errorf("%s: an error of %d bytes: %q", run.Part, len(run.Error), run.Error)
		}
	}
}

// checkStatus holds the journal, as the status shows it, against the case.
func (c awkward) checkStatus(t *testing.T, dir string, d *sources.Dataset) {
	st, err := pipeline.ReadStatus(dir, []*sources.Dataset{d})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range st.Datasets[0].Parts {
		want, words := c.outcome, c.texts
		if p.Part != c.part {
			want, words = cmp.Or(c.rest, pipeline.Unchanged), []string{c.restText}
		}
		if p.Outcome != want {
			t.Errorf("the status of %s is %s, want %s: %s", p.Part, p.Outcome, want, p.Error)
		}
		for _, x := range words {
			if !strings.Contains(p.Error, x) {
				t.Errorf("%s: the journal's error lacks %q: %s", p.Part, x, p.Error)
			}
		}
	}
}

// nowhere looks for the key in what was told and in every file of a data folder.
func nowhere(t *testing.T, dir, told string) {
	absent(t, "errors and log", told)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		absent(t, path, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
