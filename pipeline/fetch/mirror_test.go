package fetch_test

import (
	"errors"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline/fetch"
	"jevons/sources"
)

func file(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s), Mode: 0o444} }

func TestAMirrorAnswersLikeAHost(t *testing.T) {
	w := newWorld(fetch.Mirror(fstest.MapFS{
		"download.bls.gov/pub/ce.series":        file("series\n1\n"),
		"api.example.org/v1/rows%3Fa=b&c=d%2Fe": file("rows\n"),
		"api.example.org/v1/rows%3Fpath=x%2Fy":  file("raw slash\n"),
		"example.org/index":                     file("front\n"),
		"example.org/page":                      file("<html><title>Sorry</title>"),
		"example.org:8080/x":                    file("port\n"),
	}))
	w.cfg.Contact = "" // nobody is contacted
	for _, c := range []struct{ url, body, err string }{
		{"https://download.bls.gov/pub/ce.series", "series\n1\n", ""},
		{"https://DOWNLOAD.bls.gov/pub/ce.series", "series\n1\n", ""},
		{"https://api.example.org/v1/rows?a=b&c=d%2Fe", "rows\n", ""},
		{"https://api.example.org/v1/rows?path=x/y", "raw slash\n", ""},
		{"https://example.org", "front\n", ""},
		{"https://example.org/", "front\n", ""},
		{"https://example.org:8080/x", "port\n", ""},
		{"https://example.org/page", "", "Sorry"},
		{"https://download.bls.gov/pub/ce.data", "", "the mirror has no file download.bls.gov/pub/ce.data"},
		{"https://download.bls.gov/pub", "", "the mirror has no file download.bls.gov/pub"},
		{"https://example.org/../page", "", "no place in a mirror"},
		{"https://example.org/%2e%2e/example.org/page", "", "no place in a mirror"},
		{"https://example.org/a//b", "", "no place in a mirror"},
		{"https://example.org/..%5cpage", "", "no place in a mirror"},
	} {
		var body sink
		r := sources.Request{URL: c.url, Contact: true, Secret: &sources.Secret{Env: "MADE_UP_KEY", Header: "X-Key"}}
		_, err := w.client(t).Do(t.Context(), dataset, r, fetch.Validators{}, &body)
		if c.err == "" && (err != nil || body.String() != c.body) {
			t.Errorf("%s: %q, %v", c.url, body.String(), err)
		}
		if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s: %v, want %q", c.url, err, c.err)
		}
	}
	if len(w.clock.slept) != 0 {
		t.Errorf("waited for a mirror: %v", w.clock.slept)
	}
	if _, err := w.client(t).Do(t.Context(), dataset, sources.Request{Method: "POST", URL: "https://example.org/"}, fetch.Validators{}, &sink{}); err == nil {
		t.Error("a mirror answered POST")
	}
}

func TestTwoVintagesOfAMirror(t *testing.T) {
	editions, err := fetch.Editions(fstest.MapFS{
		"README.md":                             file("about"),
		"@2026-10-02/example.org/data":          file("second\n"),
		"@2026-09-04/example.org/data":          file("first\n"),
		"@2026-09-04/example.org/codes":         file("codes\n"),
		"@2026-10-02T12:30:00Z/example.org/new": file("new\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	var last = map[string]fetch.Answer{}
	for _, e := range editions {
		w := newWorld(fetch.Mirror(e.FS))
		for _, name := range []string{"data", "codes", "new"} {
			v := fetch.Validators{ETag: last[name].ETag}
			a, body, err := w.get(t, "https://example.org/"+name, v)
			var se *fetch.StatusError
			switch {
			case errors.As(err, &se) && se.Status == 404:
				body = "missing"
			case err != nil:
				t.Fatal(err)
			case a.NotModified:
				body = "unchanged"
			default:
				last[name] = a
			}
			got = append(got, e.At.Format(time.RFC3339)+" "+name+" "+strings.TrimSpace(body))
		}
	}
	want := []string{
		"2026-09-04T00:00:00Z data first", "2026-09-04T00:00:00Z codes codes", "2026-09-04T00:00:00Z new missing",
		"2026-10-02T00:00:00Z data second", "2026-10-02T00:00:00Z codes unchanged", "2026-10-02T00:00:00Z new missing",
		"2026-10-02T12:30:00Z data unchanged", "2026-10-02T12:30:00Z codes unchanged", "2026-10-02T12:30:00Z new new",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	var listed []string
	err = fs.WalkDir(editions[2].FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			listed = append(listed, p)
		}
		return err
	})
	if d := cmp.Diff([]string{"example.org/codes", "example.org/data", "example.org/new"}, listed); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestACurrentMirrorHoldsWhatItsDatesHaveBroughtSoFar(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	m, err := fetch.Current(fstest.MapFS{
		"@2026-01-09/example.org/x": file("one"), "@2026-02-11T08:30:00Z/example.org/x": file("two"), "@2026-02-11T08:30:00Z/example.org/y": file("new"),
	}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		b, err := fs.ReadFile(m, name)
		if errors.Is(err, fs.ErrNotExist) {
			return "nothing"
		}
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, c := range []struct{ at, x, y string }{
		{"2026-01-08T23:59:59Z", "nothing", "nothing"}, {"2026-01-09T00:00:00Z", "one", "nothing"},
		{"2026-02-11T08:29:59Z", "one", "nothing"}, {"2026-02-11T08:30:00Z", "two", "new"}, {"2030-01-01T00:00:00Z", "two", "new"},
	} {
		if now, err = time.Parse(time.RFC3339, c.at); err != nil {
			t.Fatal(err)
		}
		if x, y := read("example.org/x"), read("example.org/y"); x != c.x || y != c.y {
			t.Errorf("at %s: x is %s and y is %s, want %s and %s", c.at, x, y, c.x, c.y)
		}
	}
}

func TestEditionsRefusesWhatHasNoDate(t *testing.T) {
	one, err := fetch.Editions(fstest.MapFS{"example.org/x": file("x")})
	if err != nil || len(one) != 1 || !one[0].At.IsZero() {
		t.Errorf("a mirror without dates: %v, %v", one, err)
	}
	for name, m := range map[string]fstest.MapFS{
		"no date":  {"@soon/example.org/x": file("x")},
		"mixed":    {"@2026-09-04/example.org/x": file("x"), "example.org/x": file("x")},
		"the same": {"@2026-09-04/example.org/x": file("x"), "@2026-09-04T00:00:00Z/example.org/x": file("x")},
	} {
		if _, err := fetch.Editions(m); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzMirrorPath(f *testing.F) {
	for _, s := range []string{"https://example.org/a/b?c=d", "https://x/../y", "https://x/%2e%2e/y", "https://../x", "https://x/a?b=../../c", "https://@x/y", "http://[::1]:80/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := url.Parse(raw)
		if err != nil {
			return
		}
		name, err := fetch.MirrorPath(u)
		if err != nil {
			return
		}
		if !fs.ValidPath(name) || path.Clean(name) != name || strings.ContainsAny(name, "\\\x00") || strings.HasPrefix(name, "/") {
			t.Errorf("%q lies at %q", raw, name)
		}
	})
}
