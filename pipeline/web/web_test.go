package web_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jevons/pipeline/warehouse"
	"jevons/pipeline/watch"
	"jevons/pipeline/web"
	"jevons/sources/catalog"
)

const aRun = "/runs/20261124T150405-bls.ces"

// pages are all pages, each with something that must stand on it.
var pages = map[string]string{
	"/":                                "JOLTS September is 4 days late",
	"/?standing=failed&sort=name":      "Datasets that are failed",
	"/datasets/bls.ces":                "40 8 * * 1-5",
	"/datasets/litellm.prices":         "input_cost_per_token",
	"/runs":                            "Runs",
	"/runs?dataset=bls.cpi":            "503",
	aRun:                               "Ledger of its parts",
	"/claims":                          "Verdicts at a glance",
	"/charts":                          "As of another day",
	"/files":                           "jevons.duckdb",
	"/datasets/zz." + escaped(hostile): "zz.",
	"/runs/" + escaped(hostile):        "Timeline",
}

func escaped(s string) string { return url.PathEscape(s) }

func TestEveryPageIsThere(t *testing.T) {
	s := site(t, config(demoDir(t), newFake()))
	for path, want := range pages {
		if path == "/runs?dataset=bls.cpi" {
			want = "failed"
		}
		w := ask(s, path)
		if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, want 200 with %q", path, w.Code, want)
		}
		if got := w.Header().Get("Content-Type"); got != "text/html; charset=utf-8" {
			t.Errorf("%s: Content-Type %q", path, got)
		}
		head := ask(s, path, method("HEAD"))
		if head.Code != 200 {
			t.Errorf("HEAD %s: %d", path, head.Code)
		}
		if strings.Contains(w.Body.String(), ` style="`) || strings.Contains(w.Body.String(), "<style") {
			t.Errorf("%s carries styles, which its own policy forbids", path)
		}
	}
	for path, want := range map[string]string{"/healthz": "ok", "/readyz": "ready: snapshot", "/assets/site.css": "--bg", "/assets/live.js": "EventSource", "/assets/report.css": ".verdict"} {
		if w := ask(s, path); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, want %q", path, w.Code, want)
		}
	}
}

func TestPagesOfAnEmptyFolder(t *testing.T) {
	s := site(t, config(t.TempDir(), newFake()))
	for _, path := range []string{"/", "/datasets/bls.ces", "/claims", "/charts", "/files", "/readyz", "/metrics"} {
		if w := ask(s, path); w.Code != 200 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	for _, path := range []string{"/claims", "/charts", "/files"} {
		if w := ask(s, path); !strings.Contains(w.Body.String(), "Nothing is published yet") {
			t.Errorf("%s does not say that nothing is published", path)
		}
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	s := site(t, config(demoDir(t), newFake()))
	want := map[string]string{
		"Content-Security-Policy":      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Set-Cookie":                   "",
	}
	for _, path := range []string{"/", "/claims", "/files/jevons.duckdb", "/metrics", "/healthz", "/assets/site.css", "/nothing", "/datasets/none", "/files/../../etc/passwd"} {
		w := ask(s, path)
		for name, value := range want {
			if got := w.Header().Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", path, name, got, value)
			}
		}
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	s := site(t, config(demoDir(t), newFake()))
	for _, m := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get"} {
		w := ask(s, "/", method(m))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", m, w.Code, w.Header().Get("Allow"))
		}
	}
	w := ask(s, "/", func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("x")), 1 })
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("GET with a body: %d", w.Code)
	}
}

func TestStrangeNamesAreRefused(t *testing.T) {
	cfg := config(t.TempDir(), newFake())
	cfg.Hosts = []string{"Data.example.org", "10.1.2.3"}
	s := site(t, cfg)
	for host, want := range map[string]int{
		"127.0.0.1": 200, "127.0.0.1:8080": 200, "localhost:1": 200, "LOCALHOST": 200, "[::1]:8080": 200, "[::1]": 200, "127.8.8.8": 200,
		"data.example.org": 200, "data.example.org:443": 200, "10.1.2.3:80": 200, "data.example.org.": 200,
		"": 421, "evil.test": 421, "evil.test:8080": 421, "127.0.0.1.evil.test": 421, "localhost.evil.test": 421, "10.1.2.4": 421, "0.0.0.0": 421, "[::]:8080": 421, "data.example.org.evil.test": 421,
	} {
		if w := ask(s, "/", header("Host", host)); w.Code != want {
			t.Errorf("Host %q: %d, want %d", host, w.Code, want)
		}
	}
}

func TestTokenIsAskedFor(t *testing.T) {
	cfg := config(demoDir(t), newFake())
	cfg.Token = "correct horse"
	s := site(t, cfg)
	basic := func(user, password string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth(user, password) }
	}
	for _, path := range []string{"/", "/files/jevons.duckdb", "/events", "/metrics", "/readyz", "/assets/site.css", "/nothing"} {
		for name, set := range map[string]func(*http.Request){
			"none": func(*http.Request) {}, "wrong": header("Authorization", "Bearer correct hors"), "longer": header("Authorization", "Bearer correct horse2"),
			"empty": header("Authorization", "Bearer "), "as name": basic("correct horse", ""), "digest": header("Authorization", "Digest correct horse"),
			"in the address": func(r *http.Request) { r.URL.RawQuery = "token=correct+horse" },
		} {
			w := ask(s, path, set)
			if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "" || strings.Contains(w.Body.String(), "correct") {
				t.Errorf("%s with %s: %d", path, name, w.Code)
			}
		}
	}
	for name, set := range map[string]func(*http.Request){"bearer": header("Authorization", "bearer correct horse"), "basic": basic("anybody", "correct horse")} {
		if w := ask(s, "/", set); w.Code != 200 {
			t.Errorf("with %s: %d", name, w.Code)
		}
	}
	if w := ask(s, "/healthz"); w.Code != 200 {
		t.Errorf("/healthz: %d", w.Code)
	}
}

func TestHostileTextIsInert(t *testing.T) {
	f := newFake()
	f.state.Busy, f.state.Version = hostile, hostile
	s := site(t, config(demoDir(t), f))
	paths := []string{"/nothing/" + escaped(hostile), "/datasets/" + escaped("none."+hostile), "/runs/" + escaped("x"+hostile), "/files/" + escaped(hostile), "/charts/" + escaped(hostile),
		"/claims?asof=" + url.QueryEscape(hostile), "/?standing=" + url.QueryEscape(hostile), "/runs?dataset=" + url.QueryEscape(hostile) + "&outcome=" + url.QueryEscape(hostile), "/?sort=" + url.QueryEscape(hostile), "/metrics"}
	for p := range pages {
		paths = append(paths, p)
	}
	for _, path := range paths {
		w := ask(s, path)
		if w.Code >= 500 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
			continue
		}
		body := w.Body.String()
		for _, bad := range []string{"<script>alert", "<img src=x", "onerror=alert(2)>", "\x1b", "\a", "\u202e", "\u200b"} {
			if strings.Contains(body, bad) && !(strings.HasPrefix(path, "/metrics") && strings.HasPrefix(bad, "<") || strings.HasPrefix(path, "/metrics") && strings.HasPrefix(bad, "on")) {
				t.Errorf("%s: %q came through", path, bad)
			}
		}
		if !strings.HasPrefix(path, "/metrics") && strings.Count(body, "<script") > 1 {
			t.Errorf("%s has %d scripts", path, strings.Count(body, "<script"))
		}
	}
	if body := ask(s, "/").Body.String(); !strings.Contains(body, "&lt;script&gt;alert(1)") {
		t.Error("the hostile text is not shown as text at all")
	}
}

func TestUnknownNamesSayWhatThereIs(t *testing.T) {
	s := site(t, config(demoDir(t), newFake()))
	for path, want := range map[string]string{
		"/nothing": "There is no page /nothing", "/datasets/bls.cess": `href="/datasets/bls.ces"`, "/runs/none": "There is no run none", "/files/none": "There is no published file none",
		"/charts/none.svg": "There is no chart", "/claims?asof=2025-01-01": "jevons report --as-of 2025-01-01", "/claims?asof=yesterday": "is no day", "/assets/none": "no such part",
	} {
		w := ask(s, path)
		if w.Code != 404 || !strings.Contains(w.Body.String(), want) || !strings.Contains(w.Body.String(), `<nav aria-label="Pages">`) {
			t.Errorf("%s: %d, want 404 with %q and the bar", path, w.Code, want)
		}
	}
}

func TestFilesAreServedInParts(t *testing.T) {
	dir := demoDir(t)
	s := site(t, config(dir, newFake()))
	snap, err := warehouse.ReadSnapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	w := ask(s, "/files/jevons.duckdb", method("HEAD"))
	if w.Code != 200 || w.Header().Get("ETag") != `"`+snap.SHA256+`"` || w.Header().Get("Content-Length") != fmt.Sprint(snap.Size) || w.Header().Get("Accept-Ranges") != "bytes" {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
	whole, err := os.ReadFile(filepath.Join(dir, "jevons.duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ask  string
		code int
		want []byte
	}{
		{"bytes=0-15", 206, whole[:16]}, {"bytes=100-299", 206, whole[100:300]}, {"bytes=-7", 206, whole[len(whole)-7:]},
		{fmt.Sprintf("bytes=%d-", len(whole)-3), 206, whole[len(whole)-3:]}, {fmt.Sprintf("bytes=%d-", len(whole)), 416, nil}, {"bytes=5-1", 416, nil},
	} {
		w := ask(s, "/files/jevons.duckdb", header("Range", c.ask))
		if w.Code != c.code || c.want != nil && !bytes.Equal(w.Body.Bytes(), c.want) {
			t.Errorf("Range %s: %d and %d bytes, want %d and %d", c.ask, w.Code, w.Body.Len(), c.code, len(c.want))
		}
	}
	tag := `"` + snap.SHA256 + `"`
	if w := ask(s, "/files/jevons.duckdb", header("If-None-Match", tag)); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("If-None-Match: %d", w.Code)
	}
	if w := ask(s, "/files/jevons.duckdb", header("Range", "bytes=0-3"), header("If-Range", `"other"`)); w.Code != 200 {
		t.Errorf("If-Range of another edition: %d, want the whole", w.Code)
	}
	if w := ask(s, "/files/jevons.duckdb", header("Range", "bytes=0-3"), header("If-Range", tag)); w.Code != 206 {
		t.Errorf("If-Range: %d", w.Code)
	}
}

func TestEveryListedFileIsWhatItsHashSays(t *testing.T) {
	s := site(t, config(demoDir(t), newFake()))
	list := ask(s, "/files").Body.String()
	names := regexp.MustCompile(`href="(/files/[^"]*)"`).FindAllStringSubmatch(list, -1)
	if len(names) < 10 {
		t.Fatalf("%d files are listed", len(names))
	}
	for _, n := range names {
		w := ask(s, n[1])
		sum := sha256.Sum256(w.Body.Bytes())
		hash := hex.EncodeToString(sum[:])
		if w.Code != 200 || w.Header().Get("ETag") != `"`+hash+`"` || !strings.Contains(list, hash) {
			t.Errorf("%s: %d, ETag %s, content %s", n[1], w.Code, w.Header().Get("ETag"), hash)
		}
	}
}

func TestOnlyListedFilesAreServed(t *testing.T) {
	dir := copyFolder(t, demoDir(t))
	secret := filepath.Join(t.TempDir(), "secret.parquet")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "parquet", "out.parquet")); err != nil {
		t.Fatal(err)
	}
	m, err := warehouse.ReadManifest(filepath.Join(dir, "parquet"))
	if err != nil {
		t.Fatal(err)
	}
	m.Files = append(m.Files, warehouse.Exported{Table: "out", File: "out.parquet", Size: 6})
	doc, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "parquet", "manifest.json"), doc, 0o644); err != nil {
		t.Fatal(err)
	}
	cfg := config(dir, newFake())
	cfg.Log = nil
	s := site(t, cfg)
	for _, path := range []string{
		"/files/snapshot.json", "/files/warehouse/warehouse.duckdb", "/files/archive/ledger.jsonl", "/files/parquet/manifest.json", "/files/parquet/../snapshot.json",
		"/files/..%2f..%2fetc%2fpasswd", "/files/%2e%2e/lock", "/files//etc/passwd", "/files/parquet/marts", "/files/parquet%00", "/files/jevons.duckdb/", "/files/./jevons.duckdb",
		"/files/parquet%5c..%5clock", "/files/parquet/out.parquet", "/assets/..%2fweb.go", "/charts/..%2f..%2flock.svg", "/claims?asof=..%2f..", "/claims?asof=2026-04-01%2f..",
	} {
		w := ask(s, path)
		if w.Code == 200 || w.Code == 206 || strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), dir) {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// copyFolder is a copy of what is published in a data folder.
func copyFolder(t testing.TB, from string) string {
	t.Helper()
	to := t.TempDir()
	for _, pattern := range []string{"snapshot.json", "jevons.duckdb", "snapshots/*", "parquet/manifest.json", "parquet/*/*.parquet"} {
		files, err := filepath.Glob(filepath.Join(from, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			rel, err := filepath.Rel(from, f)
			if err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Dir(filepath.Join(to, rel)), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(to, rel), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return to
}

func TestReportAsOfADayIsServedFromTheFolder(t *testing.T) {
	dir := copyFolder(t, demoDir(t))
	s := site(t, config(dir, newFake()))
	now := ask(s, "/claims").Body.String()
	if err := os.MkdirAll(filepath.Join(dir, "reports", "2026-04-01"), 0o755); err != nil {
		t.Fatal(err)
	}
	old := `<html><head><style>x{}</style></head><body><header><h1>Old</h1></header><main><svg><path style="fill:#FFF;stroke:none;behaviour:x"/></svg></main></body></html>`
	if err := os.WriteFile(filepath.Join(dir, "reports", "2026-04-01", "report.html"), []byte(old), 0o644); err != nil {
		t.Fatal(err)
	}
	w := ask(s, "/claims?asof=2026-04-01")
	if w.Code != 200 || !strings.Contains(w.Body.String(), `<path fill="#FFF" stroke="none"/>`) || !strings.Contains(w.Body.String(), "written on 2026-04-01") || w.Body.String() == now {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if body := ask(s, "/charts").Body.String(); !strings.Contains(body, `href="/claims?asof=2026-04-01"`) {
		t.Error("the day is not listed")
	}
}

func TestReportIsPackedAndKept(t *testing.T) {
	s := site(t, config(demoDir(t), newFake()))
	plain := ask(s, "/claims")
	packed := ask(s, "/claims", header("Accept-Encoding", "gzip"))
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len() > plain.Body.Len()/2 || packed.Header().Get("ETag") == plain.Header().Get("ETag") {
		t.Errorf("packed %d bytes of %d, %v", packed.Body.Len(), plain.Body.Len(), packed.Header())
	}
	if w := ask(s, "/claims", header("If-None-Match", plain.Header().Get("ETag"))); w.Code != 304 {
		t.Errorf("If-None-Match: %d", w.Code)
	}
	charts := regexp.MustCompile(`src="(/charts/[^"]*\.svg)"`).FindAllStringSubmatch(ask(s, "/charts").Body.String(), -1)
	if len(charts) < 5 {
		t.Fatalf("%d charts", len(charts))
	}
	for _, c := range charts[:3] {
		for _, name := range []string{c[1], strings.Replace(c[1], ".svg", ".png", 1), strings.Replace(c[1], ".svg", ".narrow.svg", 1)} {
			w := ask(s, name)
			if w.Code != 200 || bytes.Contains(w.Body.Bytes(), []byte(" style=")) {
				t.Errorf("%s: %d", name, w.Code)
			}
		}
	}
}

func TestTablesSortByLinks(t *testing.T) {
	s := site(t, config(t.TempDir(), newFake()))
	names := regexp.MustCompile(`<th scope="row"><a href="/datasets/([^"]*)"`)
	order := func(query string) (out []string) {
		for _, m := range names.FindAllStringSubmatch(ask(s, "/?"+query).Body.String(), -1) {
			out = append(out, m[1])
		}
		return out
	}
	up, down := order("sort=rows&dir=asc"), order("sort=rows&dir=desc")
	slices.Reverse(down)
	byName := order("sort=name")
	if len(up) < 50 || up[1] != "bls.cps" && up[0] != "bls.cps" || !slices.IsSorted(byName) || slices.Equal(up, byName) {
		t.Errorf("rows up %v\nname %v", up, byName)
	}
	if up[len(up)-1] != down[len(down)-1] {
		t.Errorf("up ends with %s, down begins with %s", up[len(up)-1], down[len(down)-1])
	}
	if body := ask(s, "/?sort=rows&dir=desc").Body.String(); strings.Count(body, "aria-sort=") != 1 || !strings.Contains(body, `class="num" aria-sort="descending"`) {
		t.Error("the head of rows does not say that it is sorted")
	}
	if got := order("standing=held"); !slices.Equal(got, []string{"litellm.prices"}) {
		t.Errorf("held: %v", got)
	}
	if first := order(""); !strings.HasPrefix(first[0], "bls.cpi") {
		t.Errorf("what failed does not come first: %v", first[:3])
	}
}

func TestTimesAreLocalAndUTC(t *testing.T) {
	s := site(t, config(t.TempDir(), newFake()))
	first := catalog.All()[0].Name
	if body := ask(s, "/runs/20261124T150405-"+first).Body.String(); !strings.Contains(body, `<time datetime="2026-11-24T11:44:05Z">2026-11-24 06:44 EST</time> <span class="utc">11:44 UTC</span>`) {
		t.Errorf("%s", body)
	}
}

func TestFiguresForMonitoring(t *testing.T) {
	f := newFake()
	s := site(t, config(demoDir(t), f))
	first := ask(s, "/metrics").Body.String()
	for _, want := range []string{`jevons_dataset_late_periods{dataset="bls.jolts"} 1`, `jevons_dataset_late_periods{dataset="bls.ces"} 0`, `jevons_datasets{standing="failed"} 2`, `jevons_runs_total{outcome="failed"} 1`,
		`jevons_step_seconds_bucket{step="fetch",le="2.56"}`, `jevons_rows_total{kind="revised"}`, `jevons_received_bytes_total`, `jevons_published_bytes`, `jevons_published_age_seconds`, `jevons_busy 1`, `jevons_dataset_quarantined_rows{dataset="skypilot.vms"} 41`} {
		if !strings.Contains(first, want) {
			t.Errorf("%s is not there", want)
		}
	}
	f.mu.Lock()
	f.runs = append([]watch.Run{madeRun("20261124T999999", "bls.cpi", 0, watch.Failed)}, f.runs...)
	f.mu.Unlock()
	for range 2 {
		if body := ask(s, "/metrics").Body.String(); !strings.Contains(body, `jevons_runs_total{outcome="failed"} 2`) {
			t.Error("a new run is not counted once")
		}
	}
}

func TestAPanicIsAFailedPage(t *testing.T) {
	cfg := config(t.TempDir(), newFake())
	cfg.Log = nil
	cfg.Timetable = func(string) []string { panic("no timetable") }
	s := site(t, cfg)
	if w := ask(s, "/datasets/bls.ces"); w.Code != 500 || strings.Contains(w.Body.String(), "no timetable") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(s, "/"); w.Code != 200 {
		t.Errorf("afterwards: %d", w.Code)
	}
}

func TestLoopback(t *testing.T) {
	for addr, want := range map[string]bool{"127.0.0.1:8080": true, "localhost:0": true, "[::1]:80": true, ":8080": false, "0.0.0.0:80": false, "[::]:80": false, "192.168.0.1:80": false, "example.org:80": false, "nonsense": false} {
		if got := web.Loopback(addr); got != want {
			t.Errorf("%s: %v", addr, got)
		}
	}
}
