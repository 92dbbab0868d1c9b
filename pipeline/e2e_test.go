package pipeline_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
	"jevons/pipeline/landing"
	"jevons/pipeline/warehouse"
	"jevons/sources"
	"jevons/sources/decode"
)

// agency is a local provider whose files a test changes. It answers by ETag.
type agency struct {
	*httptest.Server
	mu    sync.Mutex
	files map[string]served
	asked []string // "PATH If-None-Match If-Modified-Since -> status"
	agent map[string]bool
}

type served struct {
	body   []byte
	etag   string
	status int    // 0 is 200
	kind   string // Content-Type; "" is text/plain
}

func newAgency(t *testing.T) *agency {
	a := &agency{files: map[string]served{}, agent: map[string]bool{}}
	a.Server = httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(a.Close)
	return a
}

const lastModified = "Thu, 01 Jan 2026 00:00:00 GMT"

func (a *agency) serve(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f, ok := a.files[r.URL.Path]
	if f.status == 0 {
		f.status = http.StatusOK
	}
	if !ok {
		f.status = http.StatusNotFound
	}
	since := r.Header.Get("If-None-Match")
	if f.etag != "" && since == f.etag {
		f.status, f.body = http.StatusNotModified, nil
	}
	line := fmt.Sprintf("%s [%s] %d", r.URL.Path, since, f.status)
	if ms := r.Header.Get("If-Modified-Since"); (ms != "") != (since != "") || ms != "" && ms != lastModified {
		line += " but If-Modified-Since " + ms
	}
	a.asked = append(a.asked, line)
	a.agent[r.UserAgent()] = true
	if f.etag != "" {
		w.Header().Set("ETag", f.etag)
		w.Header().Set("Last-Modified", lastModified)
	}
	if f.kind == "" {
		f.kind = "text/plain"
	}
	w.Header().Set("Content-Type", f.kind)
	w.WriteHeader(f.status)
	w.Write(f.body)
}

// put changes files; said returns the requests since the last call.
func (a *agency) put(path string, f served) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.files[path] = f
}

func (a *agency) said() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := a.asked
	a.asked = nil
	return out
}

// world is a data folder, a provider and a clock.
type world struct {
	*agency
	dir string
	cfg pipeline.Config
	now time.Time
}

func newWorld(t *testing.T) *world {
	w := &world{agency: newAgency(t), dir: filepath.Join(t.TempDir(), "data"), now: day(1)}
	w.cfg = toyConfig(w.dir)
	jobs, prices := toyJobs(), toyPrices()
	jobs.Fetch, prices.Fetch = sources.Get(w.URL+"/jobs.txt"), sources.Get(w.URL+"/prices.json")
	wages := toyPrices()
	wages.Name, wages.Fetch, wages.Decode = "toy.wages", sources.Get(w.URL+"/wages.csv.gz"), decode.CSV{}
	w.cfg.Datasets = []*sources.Dataset{jobs, prices, wages}
	w.cfg.Env.Now = func() time.Time { return w.now }
	w.cfg.Env.Sleep = func(ctx context.Context, d time.Duration) error {
		w.now = w.now.Add(d)
		return ctx.Err()
	}
	w.cfg.Env.Getenv = func(name string) string {
		return map[string]string{"JEVONS_CONTACT": "someone@example.org"}[name]
	}
	w.cfg.Env.Live = http.DefaultTransport
	w.put("/jobs.txt", served{body: jobsFile("A\tM01\t10\t", "A\tM02\t11\tP", "B\tM01\t20\t"), etag: `"j1"`})
	w.put("/prices.json", served{body: pricesFile(map[string]float64{"x": 1, "y": 2})})
	w.put("/wages.csv.gz", served{body: zipped("model,usd\nw,5\n"), kind: "application/gzip"})
	return w
}

func zipped(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.Bytes()
}

// look runs at a time and returns "dataset outcome", sorted as the runs came.
func (w *world) look(t *testing.T, r *pipeline.Runner, at time.Time) []pipeline.Run {
	t.Helper()
	w.now = at
	runs, err := r.Run(context.Background(), pipeline.Source{})
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

func outcomes(runs []pipeline.Run) string {
	var out []string
	for _, run := range runs {
		out = append(out, strings.TrimPrefix(run.Dataset, "toy.")+" "+string(run.Outcome))
	}
	return strings.Join(out, ", ")
}

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if d := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// TestPipelineFromProviderToAnswers follows a provider through five days: good
// files, nothing new, a web page, a file cut short, a landing that breaks its
// contract, and its repair.
func TestPipelineFromProviderToAnswers(t *testing.T) {
	w := newWorld(t)
	r := openRunner(t, w.cfg)
	ctx := context.Background()

	wantText(t, "day 1", outcomes(w.look(t, r, day(1))), "jobs loaded, prices loaded, wages loaded")
	wantText(t, "requests of day 1", strings.Join(w.said(), "\n"), "/jobs.txt [] 200\n/prices.json [] 200\n/wages.csv.gz [] 200")
	first, err := r.Publish(ctx)
	if err != nil {
		t.Fatal(err)
	}

	w.put("/prices.json", served{body: []byte("<!DOCTYPE html><html><head><title>Please log in</title></head></html>"), kind: "text/html"})
	gz := w.files["/wages.csv.gz"]
	w.put("/wages.csv.gz", served{body: gz.body[:len(gz.body)-4], kind: gz.kind})
	runs := w.look(t, r, day(2))
	wantText(t, "day 2", outcomes(runs), "jobs unchanged, prices refused, wages failed")
	wantText(t, "requests of day 2", strings.Join(w.said(), "\n"), `/jobs.txt ["j1"] 304
/prices.json [] 200`+strings.Repeat("\n/wages.csv.gz [] 200", 5))
	for i, want := range []string{"", "Please log in", "cut short"} {
		if !strings.Contains(runs[i].Error, want) {
			t.Errorf("%s says %q, want %q", runs[i].Dataset, runs[i].Error, want)
		}
	}
	if p, err := r.Publish(ctx); err != nil || p.New || p.ID != first.ID {
		t.Errorf("a day without data made snapshot %s (new: %v) after %s, %v", p.ID, p.New, first.ID, err)
	}

	w.put("/jobs.txt", served{body: jobsFile("A\tM01\t10\t", "A\tM02\t12\t", "A\tM03\t13\tP", "B\tM01\t20\t"), etag: `"j2"`})
	w.put("/prices.json", served{body: pricesFile(map[string]float64{"x": 1, "y": 2})})
	w.put("/wages.csv.gz", gz)
	wantText(t, "day 3", outcomes(w.look(t, r, day(3))), "jobs loaded, prices unchanged, wages unchanged")
	w.said()

	w.put("/jobs.txt", served{body: jobsFile("A\tM01\tten\t", "A\tM02\t-12\t", "A\tM03\t13\t", "B\tM01\t\t"), etag: `"bad"`})
	runs = w.look(t, r, day(4))
	wantText(t, "day 4", outcomes(runs), "jobs refused, prices unchanged, wages unchanged")
	wantText(t, "requests of day 4", w.said()[0], `/jobs.txt ["j2"] 200`)
	if !strings.Contains(runs[0].Error, "2 of 4 rows are bad") {
		t.Errorf("the refusal says %q", runs[0].Error)
	}

	w.put("/jobs.txt", served{body: jobsFile("A\tM01\t10\t", "A\tM02\t12\t", "A\tM03\t14\t"), etag: `"j3"`})
	w.put("/prices.json", served{body: pricesFile(map[string]float64{"x": 0.5, "z": 3})})
	wantText(t, "day 5", outcomes(w.look(t, r, day(5))), "jobs loaded, prices loaded, wages unchanged")
	// The landing that was refused is not what the warehouse holds.
	wantText(t, "requests of day 5", w.said()[0], `/jobs.txt ["j2"] 200`)
	if _, err := r.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	if len(w.agent) != 1 || !w.agent["jevons/test (someone@example.org)"] {
		t.Errorf("user agents %v", w.agent)
	}
	checkAnswers(t, w.dir)
	checkJournal(t, w.dir)
}

// checkAnswers asks the published file what an analyst would.
func checkAnswers(t *testing.T, dir string) {
	t.Helper()
	db := readOnly(t, filepath.Join(dir, warehouse.StableName))
	defer db.Close()
	for query, want := range map[string]string{
		"SELECT concat_ws(' ', series_id, period, jobs, note) FROM latest.toy_jobs ORDER BY 1": "A M01 10.0\nA M02 12.0\nA M03 14.0",
		"SELECT concat_ws(' ', series_id, period, jobs, strftime(_known_at, '%d'), _rev, _gone) FROM raw.toy_jobs ORDER BY 1": `A M01 10.0 01 0 false
A M02 11.0 01 0 false
A M02 12.0 03 1 false
A M03 13.0 03 0 false
A M03 14.0 05 1 false
B M01 20.0 01 0 false
B M01 20.0 05 1 true`,
		"SELECT concat_ws(' ', series_id, period, jobs) FROM raw.toy_jobs_asof(TIMESTAMP '2026-01-02') ORDER BY 1":                     "A M01 10.0\nA M02 11.0\nB M01 20.0",
		"SELECT concat_ws(' ', series_id, period, jobs) FROM raw.toy_jobs_asof(TIMESTAMP '2026-01-04 12:00') ORDER BY 1":               "A M01 10.0\nA M02 12.0\nA M03 13.0\nB M01 20.0",
		"SELECT concat_ws(' ', model, usd) FROM latest.toy_prices ORDER BY 1":                                                          "x 0.5\nz 3.0",
		"SELECT concat_ws(' ', model, usd) FROM latest.toy_wages ORDER BY 1":                                                           "w 5.0",
		"SELECT concat_ws(' ', period, jobs) FROM marts.jobs_total ORDER BY 1":                                                         "M01 10.0\nM02 12.0\nM03 14.0",
		"SELECT concat_ws(' ', line, column_name, text, reason) FROM meta.quarantine ORDER BY line":                                    "2 jobs ten not_a_value\n3 sign  check",
		"SELECT concat_ws(' ', dataset, outcome, count(*)) FROM meta.ledger GROUP BY dataset, outcome ORDER BY 1":                      "toy.jobs merged 3\ntoy.jobs refused 1\ntoy.prices merged 2\ntoy.wages merged 1",
		"SELECT concat_ws(' ', rows_new, rows_revised, rows_withdrawn) FROM meta.landing WHERE dataset = 'toy.jobs' ORDER BY known_at": "3 0 0\n1 1 0\n0 1 1",
	} {
		wantText(t, query, strings.Join(texts(t, db, query), "\n"), want)
	}
}

// checkJournal reads what was written down of each look.
func checkJournal(t *testing.T, dir string) {
	t.Helper()
	a, err := landing.Open(dir, landing.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	for dataset, want := range map[string]string{
		"toy.jobs":   "01 landed \"j1\"\n02 unchanged \"j1\"\n03 landed \"j2\"\n04 landed \"bad\"\n05 landed \"j3\"",
		"toy.prices": "01 landed \n02 refused the answer is an HTML page\n03 unchanged \n04 unchanged \n05 landed ",
		"toy.wages":  "01 landed \n02 failed cut short\n03 unchanged \n04 unchanged \n05 unchanged ",
	} {
		looks, err := a.Looks(dataset, -1)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range looks {
			line := l.At.Format("02 ") + string(l.Outcome) + " "
			for _, s := range []string{"the answer is an HTML page", "cut short"} {
				if strings.Contains(l.Error, s) {
					line += s
				}
			}
			if l.Landing != nil {
				line += l.Landing.ETag
			}
			got = append(got, line)
		}
		wantText(t, "journal of "+dataset, strings.Join(got, "\n"), want)
	}
}

// TestRestoredFoldersAskForWhatTheyLack restores old copies: the validators of
// the next request must be those of the state that the warehouse then holds,
// or a host would answer "not modified" about data that is not there.
func TestRestoredFoldersAskForWhatTheyLack(t *testing.T) {
	setUp := func(t *testing.T) (w *world, old string) {
		w = newWorld(t)
		r := openRunner(t, w.cfg)
		w.look(t, r, day(1))
		if _, err := r.Publish(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		old = filepath.Join(t.TempDir(), "old")
		if err := os.CopyFS(old, os.DirFS(w.dir)); err != nil {
			t.Fatal(err)
		}
		w.put("/jobs.txt", served{body: jobsFile("A\tM01\t99\t", "A\tM02\t98\t", "B\tM01\t97\t"), etag: `"j2"`})
		r = openRunner(t, w.cfg)
		wantText(t, "day 2", outcomes(w.look(t, r, day(2))), "jobs loaded, prices unchanged, wages unchanged")
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		w.said()
		return w, old
	}
	check := func(t *testing.T, w *world, outcome, request string) *pipeline.Runner {
		t.Helper()
		r := openRunner(t, w.cfg)
		wantText(t, "the next look", strings.Split(outcomes(w.look(t, r, day(3))), ",")[0], outcome)
		wantText(t, "its request", w.said()[0], request)
		if _, err := r.Publish(context.Background()); err != nil {
			t.Fatal(err)
		}
		db := readOnly(t, filepath.Join(w.dir, warehouse.StableName))
		defer db.Close()
		wantText(t, "jobs", strings.Join(texts(t, db, "SELECT jobs FROM latest.toy_jobs ORDER BY jobs"), " "), "97 98 99")
		return r
	}
	t.Run("warehouse alone", func(t *testing.T) {
		w, old := setUp(t)
		replaceFile(t, w.cfg.Dir, old, "warehouse/warehouse.duckdb", warehouse.StableName, "snapshot.json")
		// The archive is newer, so the start caught up, and the newest may be asked.
		r := check(t, w, "jobs unchanged", `/jobs.txt ["j2"] 304`)
		if len(r.Healed) == 0 || !strings.Contains(r.Healed[0], "toy.jobs lacks 1 landings that the ledger holds") {
			t.Errorf("healed: %q", r.Healed)
		}
	})
	t.Run("warehouse and archive", func(t *testing.T) {
		w, old := setUp(t)
		w.cfg.Dir, w.dir = old, old
		check(t, w, "jobs loaded", `/jobs.txt ["j1"] 200`)
	})
	t.Run("warehouse and ledger, newer journal gone", func(t *testing.T) {
		w, old := setUp(t)
		replaceFile(t, w.cfg.Dir, old, "warehouse/warehouse.duckdb", "archive/ledger.jsonl", "archive/journal/toy.jobs.jsonl")
		check(t, w, "jobs loaded", `/jobs.txt ["j1"] 200`)
	})
	for _, moved := range []bool{false, true} {
		t.Run(fmt.Sprintf("archive alone, the host moved on: %v", moved), func(t *testing.T) {
			w, old := setUp(t)
			if err := os.RemoveAll(filepath.Join(w.dir, "archive")); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(filepath.Join(w.dir, "archive"), os.DirFS(filepath.Join(old, "archive"))); err != nil {
				t.Fatal(err)
			}
			outcome := "jobs unchanged"
			if moved {
				outcome = "jobs loaded"
				w.put("/jobs.txt", served{body: jobsFile("A\tM01\t97\t", "A\tM02\t98\t", "B\tM01\t99\tP"), etag: `"j3"`})
			}
			check(t, w, outcome, `/jobs.txt [] 200`).Close()
			if moved {
				return // what the host no longer has is in the warehouse only
			}
			// The bytes are in the archive again, so the warehouse can be lost too.
			if err := os.Remove(pipeline.Folder(w.dir).Working()); err != nil {
				t.Fatal(err)
			}
			check(t, w, "jobs unchanged", `/jobs.txt ["j2"] 304`)
		})
	}
	t.Run("warehouse deleted with its archive", func(t *testing.T) {
		w, _ := setUp(t)
		for _, n := range []string{"warehouse", "archive"} {
			if err := os.RemoveAll(filepath.Join(w.dir, n)); err != nil {
				t.Fatal(err)
			}
		}
		check(t, w, "jobs loaded", `/jobs.txt [] 200`)
	})
}

// replaceFile puts old copies in the place of files.
func replaceFile(t *testing.T, dir, old string, names ...string) {
	t.Helper()
	for _, n := range names {
		b, err := os.ReadFile(filepath.Join(old, n))
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, n)
		if err := os.Remove(to); err != nil { // published files are read-only
			t.Fatal(err)
		}
		if err := os.WriteFile(to, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
