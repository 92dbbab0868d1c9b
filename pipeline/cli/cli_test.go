package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jevons/pipeline/landing"
	"jevons/pipeline/warehouse"
	"jevons/sources/catalog"
)

func TestDemoTwiceFindsNothingNew(t *testing.T) {
	dir := demoFolder(t)
	first := demoFirst.want(t, ExitOK, "SAMPLE: the figures are made up", "published "+filepath.Join(dir, "jevons.duckdb"),
		"bls.ces", "skypilot.vms", "(6 rows)")
	if n := strings.Count(first.out, "jevons query --dir"); n != 3 {
		t.Errorf("%d queries to try, want 3", n)
	}
	before, err := warehouse.ReadSnapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	run("demo", "--dir", dir).want(t, ExitOK, "unchanged: nothing is new")
	after, err := warehouse.ReadSnapshot(dir)
	if err != nil || after.ID != before.ID || after.SHA256 != before.SHA256 || !after.Sample {
		t.Errorf("the second demo published %+v after %+v (%v)", after, before, err)
	}
}

func TestSampleAndRealDataDoNotMix(t *testing.T) {
	run("run", "--dir", demoFolder(t)).want(t, ExitUsage, "holds the sample", "name another folder with --dir")
	run("load", "llmprices.history", sampleFile(t, llmPrices), "--dir", demoFolder(t)).want(t, ExitUsage, "holds the sample")
	dir := t.TempDir()
	run("load", "llmprices.history", sampleFile(t, llmPrices), "--dir", dir, "--no-publish").want(t, ExitOK, "not published")
	run("demo", "--dir", dir).want(t, ExitUsage, "holds real data", "name another folder with --dir")
}

func TestFolderOfSomebodyElseIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	theirs := filepath.Join(dir, "tmp", "thesis.txt")
	if err := writeFile(theirs, []byte("mine")); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(filepath.Join(dir, "notes"), nil); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"demo"}, {"run"}, {"rebuild"}, {"load", "llmprices.history", theirs}} {
		run(append(args, "--dir", dir)...).want(t, ExitUsage, "is not empty and no data folder of jevons (it holds notes)")
	}
	if b, err := os.ReadFile(theirs); err != nil || string(b) != "mine" {
		t.Errorf("their file: %q, %v", b, err)
	}
}

func TestRunOverAMirrorFolder(t *testing.T) {
	mirror, dir := mirrorOf(t, "llm-prices", "notable_ai_models", "occ_level"), t.TempDir()
	r := run("run", "--mirror", mirror, "--dir", dir, "--json").want(t, ExitOK)
	var names []string
	for line := range strings.Lines(r.out) {
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		names = append(names, got["dataset"].(string))
		for _, key := range []string{"dataset", "part", "outcome", "rows_read", "rows_new", "rows_revised", "rows_withdrawn",
			"rows_quarantined", "rows_ignored", "sha256", "known_at", "seconds", "error"} {
			if _, ok := got[key]; !ok {
				t.Errorf("no %s in %s", key, line)
			}
			delete(got, key)
		}
		if len(got) > 0 {
			t.Errorf("%v too many in %s", got, line)
		}
	}
	if want := []string{"epoch.models", "exposure.gpts_occupations", "llmprices.history"}; !slices.Equal(names, want) {
		t.Errorf("datasets %v, want %v", names, want)
	}
	run("run", "--mirror", mirror, "--dir", dir).want(t, ExitOK, "3 parts unchanged")
	run("query", "--dir", dir, "-f", "csv", "SELECT count(*) FROM latest.epoch_models").want(t, ExitOK, "61")
	if s, err := warehouse.ReadSnapshot(dir); err != nil || s.Sample {
		t.Errorf("a mirror of one's own is no sample: %+v, %v", s.Sample, err)
	}
	run("run", "--mirror", t.TempDir(), "--dir", dir).want(t, ExitUsage, fmt.Sprintf("holds no file of %d datasets", len(catalog.All())))
}

func TestOneBadSourceDoesNotStopTheRest(t *testing.T) {
	mirror, dir := mirrorOf(t, "llm-prices", "epoch.ai"), t.TempDir()
	page := "<!doctype html><title>Down \x1b[31mfor\u202e maintenance</title>"
	if err := writeFile(filepath.Join(mirror, "epoch.ai/data/notable_ai_models.csv"), []byte(page)); err != nil {
		t.Fatal(err)
	}
	r := run("run", "--mirror", mirror, "--dir", dir).want(t, ExitPartly, "refused epoch.models", "HTML page", "llmprices.history", "published")
	inertText(t, r)
	r = run("run", "--mirror", mirror, "--dir", dir, "--json").want(t, ExitPartly, `"outcome":"refused"`, `"outcome":"unchanged"`)
	inertText(t, r)
	inertText(t, run("status", "--dir", dir).want(t, ExitOK, "refused"))
	inertText(t, run("status", "--dir", dir, "--json").want(t, ExitOK, "refused"))
}

func TestLoadGoodAndBadFiles(t *testing.T) {
	dir, good := t.TempDir(), sampleFile(t, llmPrices)
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte("<html>Access denied</html>"), 0o644); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken.json")
	if err := os.WriteFile(broken, []byte(`{"prices":[{"id":"a"`), 0o644); err != nil {
		t.Fatal(err)
	}
	run("load", "llmprices.history", bad, "--dir", dir).want(t, ExitPartly, "refused llmprices.history", "HTML page")
	run("status", "--dir", dir).want(t, ExitOK, "nothing is published")
	run("load", "llmprices.history", good, "--at", "2026-05-01", "--dir", dir).want(t, ExitOK, "2026-05-01", "published")
	run("load", "llmprices.history", broken, "--dir", dir).want(t, ExitPartly, "refused llmprices.history")
	run("load", "llmprices.history", good, "--dir", dir).want(t, ExitOK, "1 part unchanged")
	run("query", "--dir", dir, "-f", "csv", "SELECT count(*), max(_known_at) FROM latest.llmprices_history").
		want(t, ExitOK, "2026-05-01 00:00:00")
	run("rebuild", "--dir", dir).want(t, ExitPartly, "loaded 2 landings again")
	run("quarantine", "retry", "llmprices.history", "--dir", dir).want(t, ExitPartly, "landings refused: 1 before, 1 now")
	run("load", "llmprices.history", good, "--at", "2026-12-01", "--dir", dir).want(t, ExitUsage, "in the future")
	run("load", "llmprices.history", good, "--at", "yesterday", "--dir", dir).want(t, ExitUsage, "neither a day")
	run("load", "llmprices.history", good+"x", "--dir", dir).want(t, ExitUsage, "no such file")
	run("load", "skypilot.vms", good, "--dir", dir).want(t, ExitFailure, "say it with --part, one of aws, azure")
}

func TestQuarantinedRowsAreListed(t *testing.T) {
	mirror := mirrorOf(t, "occ_level")
	path := filepath.Join(mirror, "raw.githubusercontent.com/openai/GPTs-are-GPTs/main/data/occ_level.csv")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(b), "\n")
	cells := strings.Split(lines[3], ",")
	cells[len(cells)-1] = "\x1b[2Jnone\u202e\n"
	lines[3] = strings.Join(cells, ",")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "")), 0o644); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	// One of 76 rows is more than the contract allows.
	inertText(t, run("run", "exposure.gpts_occupations", "--mirror", mirror, "--dir", dir).want(t, ExitPartly, "the share of bad rows", "line 4"))
	run("quarantine", "list", "--dir", dir).want(t, ExitFailure, "nothing is published")
	run("load", "llmprices.history", sampleFile(t, llmPrices), "--dir", dir).want(t, ExitOK)
	r := run("quarantine", "list", "exposure.gpts_occupations", "--dir", dir).want(t, ExitOK, "refused", "not_a_value", "human_gamma")
	inertText(t, r)
	inertText(t, run("quarantine", "list", "--json", "--dir", dir).want(t, ExitOK, `"landing_outcome":"refused"`, `"line":4`))
	run("quarantine", "list", "llmprices.history", "--dir", dir).want(t, ExitOK, "no row is held back")
}

func TestWrongCallsNameWhatIsNearest(t *testing.T) {
	dir := t.TempDir()
	for _, tc := range []struct {
		args string
		want string
	}{
		{"statsu", `unknown command "statsu"; did you mean "status"?`},
		{"help laod", `unknown command "laod"; did you mean "load"?`},
		{"quarantine lits", `unknown command "lits"; did you mean "list"?`},
		{"quarantine", "say list or retry"},
		{"run --dri x", `unknown flag "--dri"; did you mean "--dir"?`},
		{"run --memory much", "invalid argument"},
		{"run --memory 1", "--memory is 1; it goes from 64"},
		{"run -x", "unknown flag -x"},
		{"run bls.cse", `unknown dataset "bls.cse"; did you mean "bls.ces"?`},
		{"load bls.cse file", `unknown dataset "bls.cse"; did you mean "bls.ces"?`},
		{"load bls.ces", "at least one file"},
		{"datasets epoch.model", `did you mean "epoch.models"?`},
		{"quarantine retry bls.cse", `did you mean "bls.ces"?`},
		{"query", "takes one SQL text"},
		{"query --format tabel x", `unknown format "tabel"; did you mean "table"?`},
		{"query --json --format csv x", "exclude each other"},
		{"query --limit 0 x", "--limit is 0"},
		{"status --mirror x", "--mirror belongs to jevons run"},
		{"run --mirror " + filepath.Join(dir, "none"), "open the mirror"},
		{"status -q -v", "exclude each other"},
		{"rebuild --dir " + filepath.Join(dir, "none"), "there is no data folder"},
		{"demo x", "takes no argument"},
	} {
		r := run(strings.Fields(tc.args)...).want(t, ExitUsage, tc.want)
		if r.out != "" {
			t.Errorf("%s wrote to the standard output: %s", tc.args, r.out)
		}
	}
	if _, err := os.Stat(DefaultDir); err == nil {
		t.Error("a wrong call made a data folder")
	}
}

func TestWrongEnvironmentNamesWhatIsNearest(t *testing.T) {
	for _, tc := range []struct {
		variable, want string
		code           int
	}{
		{"JEVONS_DRI=x", `unknown environment variable "JEVONS_DRI"; did you mean "JEVONS_DIR"?`, ExitUsage},
		{"JEVONS_MEMORY=lots", `JEVONS_MEMORY is "lots"`, ExitUsage},
		{"JEVONS_THREADS=0", "JEVONS_THREADS is 0", ExitUsage},
		{"JEVONS_REALDATA=x", "jevons 0.0.0-test", ExitOK},
		{"JEVONS_CONTACT=someone@example.org", "jevons 0.0.0-test", ExitOK},
		{"HOME=x", "jevons 0.0.0-test", ExitOK},
	} {
		call{env: testEnv(tc.variable), args: []string{"version"}}.run().want(t, tc.code, tc.want)
	}
	dir := t.TempDir()
	call{env: testEnv("JEVONS_DIR=" + filepath.Join(dir, "x")), args: []string{"status"}}.run().
		want(t, ExitOK, "nothing is published in "+filepath.Join(dir, "x"))
}

func TestStatusNeedsNoLock(t *testing.T) {
	dir := t.TempDir()
	run("load", "llmprices.history", sampleFile(t, llmPrices), "--dir", dir).want(t, ExitOK)
	lock, err := landing.Acquire(filepath.Join(dir, "lock"), "jevons \x1b[31mrun", start)
	if err != nil {
		t.Fatal(err)
	}
	r := run("status", "--dir", dir).want(t, ExitOK, "working pid", "2026-11-24 07:00 EST (12:00 UTC)", "llmprices.history 1 2026-11-24 42 0 just now loaded")
	inertText(t, r)
	run("status", "--json", "--dir", dir).want(t, ExitOK, `"holder":{"pid":`)
	run("query", "--dir", dir, "SELECT 1 AS one").want(t, ExitOK, "(1 row)")
	run("run", "--dir", dir).want(t, ExitFailure, "another jevons (pid")
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	if r := run("status", "--dir", dir).want(t, ExitOK); holder.MatchString(r.out) {
		t.Errorf("nobody works any more:\n%s", r.out)
	}
	// A process that died leaves its text, and the lock free.
	if err := os.WriteFile(filepath.Join(dir, "lock"), []byte(`{"pid":1,"command":"jevons run"}`), 0o640); err != nil {
		t.Fatal(err)
	}
	if r := run("status", "--dir", dir).want(t, ExitOK); holder.MatchString(r.out) {
		t.Errorf("a dead process is said to work:\n%s", r.out)
	}
}

func TestStatusIsLoudAboutDamage(t *testing.T) {
	dir := t.TempDir()
	run("load", "llmprices.history", sampleFile(t, llmPrices), "--dir", dir).want(t, ExitOK)
	wal := filepath.Join(dir, "jevons.duckdb.wal")
	if err := os.WriteFile(wal, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	run("status", "--dir", dir).want(t, ExitFailure, "PROBLEM:", "jevons.duckdb.wal lies beside the published database")
	run("status", "--dir", dir, "--json").want(t, ExitFailure, `"problems":["`)
	if err := os.Remove(wal); err != nil {
		t.Fatal(err)
	}
	published := filepath.Join(dir, "jevons.duckdb")
	if err := os.Remove(published); err != nil {
		t.Fatal(err)
	}
	run("status", "--dir", dir).want(t, ExitFailure, "is missing; the next publication makes it again")
	run("rebuild", "--dir", dir).want(t, ExitOK)
	run("status", "--dir", dir).want(t, ExitOK)
	// A working file that is garbage is mended by the next start, and told.
	if err := os.WriteFile(filepath.Join(dir, "warehouse", "warehouse.duckdb"), []byte("garbage"), 0o644); err != nil {
		t.Fatal(err)
	}
	run("rebuild", "--dir", dir).want(t, ExitOK)
	run("status", "--dir", dir).want(t, ExitOK, "mended by itself:", "the working file cannot be used")
}

// holder is the line of status that says who works in the folder.
var holder = regexp.MustCompile(`(?m)^working +pid`)

func TestPlan(t *testing.T) {
	r := call{env: testEnv("JEVONS_CONTACT=someone@example.org"), args: []string{"plan", "--dir", t.TempDir(), "bls.ces", "bls.oews_national", "skypilot.vms", "epoch.models"}}.run().want(t, ExitOK,
		"bls.ces on", "next look 2026-11-24 08:40 EST (13:40 UTC)", "contact JEVONS_CONTACT is set", "bls.oews_national off",
		"licence CC BY 4.0; redistribute: yes", "parts aws, azure")
	if strings.Contains(r.out, "example.org") {
		t.Error("the plan shows the value of a variable")
	}
	run("plan", "bls.cess", "--dir", t.TempDir()).want(t, ExitUsage, "bls.ces")
	all := run("plan", "--dir", t.TempDir()).want(t, ExitOK, "bls.oews_national off: www", "bls.ces 2026-11-24 13:40 contact US public", "fred.observations 2026-11-24 14:05 a key FRED")
	if n := strings.Count(all.out, "\n"); n != len(catalog.All())+3 {
		t.Errorf("%d lines, want one a dataset", n)
	}
	r = run("plan", "--json", "--dir", demoFolder(t)).want(t, ExitOK)
	if n := strings.Count(r.out, "\n"); n != len(catalog.All()) {
		t.Errorf("%d lines, want one a dataset", n)
	}
	for line := range strings.Lines(r.out) {
		var p struct {
			Dataset string
			On      bool
			Next    *time.Time `json:"next_at"`
			Known   *time.Time `json:"known_at"`
		}
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		if p.On != (p.Next != nil) || p.On && p.Known == nil || p.Next != nil && !p.Next.After(start) {
			t.Errorf("%s", line)
		}
	}
}

func TestQuietKeepsAnswersOnly(t *testing.T) {
	dir := t.TempDir()
	r := run("load", "llmprices.history", sampleFile(t, llmPrices), "--dir", dir, "-q").want(t, ExitOK)
	if r.out+r.err != "" {
		t.Errorf("got %q and %q", r.out, r.err)
	}
	run("status", "-q", "--dir", dir).want(t, ExitOK, "llmprices.history")
}

func TestInterruptEndsInOrder(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	env, n := testEnv(), 0
	env.Now = func() time.Time {
		if n++; n == 40 {
			cancel()
		}
		return start
	}
	call{env: env, ctx: ctx, args: []string{"demo", "--dir", dir}}.run().want(t, ExitFailure, "interrupted")
	run("demo", "--dir", dir).want(t, ExitOK, "published")
	same := func(dir string) string {
		return run("query", "--dir", dir, "-f", "csv", "SELECT * FROM raw.bls_ces ORDER BY ALL").want(t, ExitOK).out
	}
	if same(dir) != same(demoFolder(t)) {
		t.Error("after an interruption the same command gives other rows")
	}
}

func TestExportElsewhere(t *testing.T) {
	to := filepath.Join(t.TempDir(), "out")
	run("export", "--dir", demoFolder(t), "--to", to).want(t, ExitOK, "marts.gpu_hour_price", "SAMPLE")
	if _, err := os.Stat(filepath.Join(to, "marts", "gpu_hour_price.parquet")); err != nil {
		t.Error(err)
	}
	r := run("export", "--dir", demoFolder(t), "--to", to, "--json").want(t, ExitOK)
	var m warehouse.Manifest
	if err := json.Unmarshal([]byte(r.out), &m); err != nil || len(m.Files) == 0 || !m.Sample {
		t.Errorf("%v: %s", err, r.out)
	}
}

// Help is a manual: what it says is reviewed like code.
func TestHelpGolden(t *testing.T) {
	var got bytes.Buffer
	for _, args := range []string{"", "demo", "run", "serve", "load", "rebuild", "query", "export", "plan", "approve", "status", "quarantine", "quarantine list",
		"quarantine retry", "datasets", "version"} {
		r := run(append(strings.Fields(args), "--help")...).want(t, ExitOK, "Examples:")
		got.WriteString("$ jevons " + strings.TrimSpace(args+" --help") + "\n" + r.out + "\n")
		if args != "version" && !strings.Contains(r.out, "Exit codes: 0") {
			t.Errorf("%s: the help does not tell the exit codes", args)
		}
		for line := range strings.Lines(r.out) {
			if width(strings.TrimSuffix(line, "\n")) > 80 {
				t.Errorf("%s: a wide line: %s", args, line)
			}
		}
		if again := run(append([]string{"help"}, strings.Fields(args)...)...).want(t, ExitOK); again.out != r.out {
			t.Errorf("jevons help %s differs from --help", args)
		}
	}
	path := filepath.Join("testdata", "help.txt")
	if *update {
		if err := writeFile(path, got.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("help differs from %s; look at it, then -update", path)
	}
}

// full takes no more than some bytes, as a disk does.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

func TestFullDiskUnderTheOutputIsAFailure(t *testing.T) {
	for _, args := range [][]string{{"status"}, {"plan"}, {"datasets"}, {"version"}, {"query", "SELECT 1"}, {"query", "-f", "csv", "SELECT 1"}, {"status", "--json"}, {"--help"}} {
		var errs bytes.Buffer
		code := Main(context.Background(), append(args, "--dir", demoFolder(t)), strings.NewReader(""), &full{room: 3}, &errs, testEnv())
		if code != ExitFailure || !strings.Contains(errs.String(), "no space left") {
			t.Errorf("%v: exit code %d, %s", args, code, errs.String())
		}
	}
}

func TestCompletionOffersDatasets(t *testing.T) {
	run("__complete", "run", "bls.").want(t, ExitOK, "bls.ces", "bls.oews_national")
	run("completion", "bash").want(t, ExitOK, "jevons")
}
