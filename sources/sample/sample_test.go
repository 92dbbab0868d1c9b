package sample_test

import (
	"bytes"
	"flag"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jevons/sources"
	"jevons/sources/catalog"
	"jevons/sources/sample"
	"jevons/sources/sample/gen"
)

var update = flag.Bool("update", false, "write the mirror anew")

func mirrored(t *testing.T) map[string][]byte {
	t.Helper()
	got := map[string][]byte{}
	err := fs.WalkDir(sample.Mirror(), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := fs.ReadFile(sample.Mirror(), path)
		got[path] = body
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestMirrorIsWhatTheGeneratorMakes(t *testing.T) {
	want, err := gen.Files()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.RemoveAll("mirror"); err != nil {
			t.Fatal(err)
		}
		for path, body := range want {
			path = filepath.Join("mirror", filepath.FromSlash(path))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, body, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		t.Skip("the mirror is written; run again to compare what is embedded")
	}
	got := mirrored(t)
	for _, path := range slices.Sorted(maps.Keys(want)) {
		if body, ok := got[path]; !ok {
			t.Errorf("%s is missing; run go test ./sources/sample -update", path)
		} else if !bytes.Equal(body, want[path]) {
			t.Errorf("%s differs from what the generator makes; run go test ./sources/sample -update", path)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[path]; !ok {
			t.Errorf("%s is not made by the generator", path)
		}
	}
}

func TestGeneratorIsDeterministic(t *testing.T) {
	a, err := gen.Files()
	if err != nil {
		t.Fatal(err)
	}
	b, err := gen.Files()
	if err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(a, b, bytes.Equal) {
		t.Error("two runs of the generator differ")
	}
}

// dates are the mirror's dates in order.
func dates(t *testing.T) []string {
	t.Helper()
	entries, err := fs.ReadDir(sample.Mirror(), ".")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if !regexp.MustCompile(`^@\d{4}-\d{2}-\d{2}$`).MatchString(e.Name()) {
			t.Errorf("%s is not a date", e.Name())
		}
		out = append(out, e.Name())
	}
	return out
}

func TestEveryRequestIsAnsweredFromTheFirstDateOn(t *testing.T) {
	got := mirrored(t)
	asked := map[string]bool{}
	now := map[string][]byte{} // the mirror as it stands on a date
	for i, date := range dates(t) {
		for path, body := range got {
			if rest, ok := strings.CutPrefix(path, date+"/"); ok {
				now[rest] = body
			}
		}
		for _, d := range catalog.All() {
			for _, r := range d.Fetch.First(time.Date(2026, 9, 4, 13, 0, 0, 0, time.UTC)) {
				ask(t, d, r, now, asked)
				// What may lack is published some months later, or not in the
				// sample, and what is off may be without one.
				if path := mirrorPath(t, r); i == 0 && len(now[path]) == 0 && !r.MayLack && d.Off == "" {
					t.Errorf("%s part %q: %s/%s is missing", d.Name, r.Part, date, path)
				}
			}
		}
	}
	for path := range got {
		if _, rest, _ := strings.Cut(path, "/"); !asked[rest] {
			t.Errorf("%s is asked for by no dataset", path)
		}
	}
}

// ask notes where a request and its further pages look.
func ask(t *testing.T, d *sources.Dataset, r sources.Request, now map[string][]byte, asked map[string]bool) {
	t.Helper()
	for {
		path := mirrorPath(t, r)
		asked[path] = true
		if now[path] == nil || !d.Fetch.Pages() {
			return
		}
		next, err := d.Fetch.Next(r, now[path])
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if len(next) == 0 {
			return
		}
		r = next[0]
	}
}

// mirrorPath is the name under which a mirror has the answer.
func mirrorPath(t *testing.T, r sources.Request) string {
	t.Helper()
	u, err := url.Parse(r.URL)
	if err != nil {
		t.Fatal(err)
	}
	path := u.Host + u.Path
	if strings.HasSuffix(path, "/") {
		path += "index"
	}
	if len(r.Query) > 0 {
		path += "%3F" + r.Query.Encode()
	}
	return path
}

func TestLaterDatesHoldOnlyFilesThatChanged(t *testing.T) {
	got := mirrored(t)
	last := map[string][]byte{}
	vintages := map[string]int{}
	for _, date := range dates(t) {
		for _, path := range slices.Sorted(maps.Keys(got)) {
			rest, ok := strings.CutPrefix(path, date+"/")
			if !ok {
				continue
			}
			if bytes.Equal(last[rest], got[path]) {
				t.Errorf("%s equals the file of an earlier date", path)
			}
			last[rest] = got[path]
			vintages[rest]++
		}
	}
	for path, n := range map[string]int{
		"download.bls.gov/pub/time.series/ce/ce.data.00a.TotalNonfarm.Employment":                   9,
		"raw.githubusercontent.com/skypilot-org/skypilot-catalog/master/catalogs/v8/lambda/vms.csv": 4,
		"raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json":       3,
		"www.llm-prices.com/historical-v1.json":                                                     3,
		"epoch.ai/data/notable_ai_models.csv":                                                       2,
	} {
		if vintages[path] != n {
			t.Errorf("%s has %d vintages, want %d", path, vintages[path], n)
		}
	}
	size := 0
	for _, body := range got {
		size += len(body)
	}
	if size > 4<<20 {
		t.Errorf("the mirror is %d bytes; it is part of every binary and should stay under 4 MiB", size)
	}
}
