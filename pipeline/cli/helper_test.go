package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jevons/schedules"
	"jevons/sources/catalog"
	"jevons/sources/sample"
	"jevons/sql"
	"jevons/transforms/compute"
)

var update = flag.Bool("update", false, "write golden files")

// call is one run of the program.
type call struct {
	env  Env
	in   string
	ctx  context.Context
	args []string
}

type result struct {
	code     int
	out, err string
}

var start = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// testEnv has a clock that stands, and a network that nobody may use.
func testEnv(vars ...string) Env {
	zone := time.FixedZone("EST", -5*3600)
	return Env{
		Version: "0.0.0-test", Datasets: catalog.All(), SQL: sql.Files, Computes: compute.All(), Sample: sample.Mirror(), Schedules: schedules.Files(),
		Now: func() time.Time { return start }, Sleep: func(context.Context, time.Duration) error { return nil },
		Jitter: func() float64 { return 0 }, Zone: zone, Live: noNetwork{}, Environ: vars,
		Getenv: func(name string) string {
			for _, v := range vars {
				if k, value, _ := strings.Cut(v, "="); k == name {
					return value
				}
			}
			return ""
		},
	}
}

type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("a test reached for the network")
}

func (c call) run() result {
	if c.env.Now == nil {
		c.env = testEnv()
	}
	if c.ctx == nil {
		c.ctx = context.Background()
	}
	var out, errs bytes.Buffer
	code := Main(c.ctx, c.args, strings.NewReader(c.in), &out, &errs, c.env)
	return result{code, out.String(), errs.String()}
}

func run(args ...string) result { return call{args: args}.run() }

// want fails unless the call ended with the code and both texts hold what they must.
func (r result) want(t *testing.T, code int, parts ...string) result {
	t.Helper()
	if r.code != code {
		t.Fatalf("exit code %d, want %d\nstdout:\n%s\nstderr:\n%s", r.code, code, r.out, r.err)
	}
	// Messages are broken where the terminal ends.
	text := strings.Join(strings.Fields(r.out+" "+r.err), " ")
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is not in\nstdout:\n%s\nstderr:\n%s", p, r.out, r.err)
		}
	}
	return r
}

var demoOnce = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "jevons-cli-test-")
	if err != nil {
		return "", err
	}
	if demoFirst = run("demo", "--dir", dir); demoFirst.code != ExitOK {
		return dir, fmt.Errorf("demo: exit code %d: %s", demoFirst.code, demoFirst.err)
	}
	return dir, nil
})

// demoFirst is what the first demonstration in the shared folder said.
var demoFirst result

// demoFolder is a folder with the demonstration, shared by tests that only read it.
func demoFolder(t *testing.T) string {
	t.Helper()
	dir, err := demoOnce()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMain(m *testing.M) {
	if dir := os.Getenv(serveDir); dir != "" {
		os.Exit(serveChild(dir, os.Getenv(serveClock)))
	}
	code := m.Run()
	if demoFirst.out != "" {
		dir, _ := demoOnce()
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// mirrorOf writes the sample's newest state of the files whose path holds one
// of the words to a folder, as a user's mirror of one date.
func mirrorOf(t *testing.T, words ...string) string {
	t.Helper()
	dir := t.TempDir()
	err := fs.WalkDir(sample.Mirror(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, name, _ := strings.Cut(path, "/") // without the date; later dates overwrite
		for _, w := range words {
			if strings.Contains(name, w) {
				b, err := fs.ReadFile(sample.Mirror(), path)
				if err != nil {
					return err
				}
				return writeFile(filepath.Join(dir, name), b)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func writeFile(path string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o644)
}

// sampleFile is one file of the sample on disk, under its own name.
func sampleFile(t *testing.T, path string) string {
	t.Helper()
	b, err := fs.ReadFile(sample.Mirror(), path)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), filepath.Base(path))
	if err := os.WriteFile(out, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return out
}

const llmPrices = "@2026-01-09/www.llm-prices.com/historical-v1.json"
