package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"jevons/pipeline/fault"
	"jevons/pipeline/landing"
	"jevons/pipeline/watch"
	"jevons/sources"
)

var serveKills = flag.Int("serve-kills", 12, "kills in TestServeKilledAnywhereGoesOn")

func TestServeSaysHowItWasCalledWrongly(t *testing.T) {
	dir := t.TempDir()
	short := filepath.Join(dir, "short")
	if err := os.WriteFile(short, []byte("abc\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct{ args, want string }{
		{"serve x", "takes no argument"},
		{"serve --addr 0.0.0.0:0", "give a password with --token-file"},
		{"serve --addr :0", "give a password with --token-file"},
		{"serve --addr 0.0.0.0:0 --token-file " + short, "fewer than 16 characters"},
		{"serve --addr 0.0.0.0:0 --token-file " + filepath.Join(dir, "none"), "read the password of the pages"},
		{"serve --addr " + taken.Addr().String(), "name another with --addr"},
		{"serve --clock 2026-09-03", "--clock and --speed are for --sample"},
		{"serve --sample --clock soon", "--clock"},
		{"serve --sample --speed 0", "--speed 0 is not between"},
		{"serve --sample --speed NaN --addr " + taken.Addr().String(), "--speed NaN is not between"},
		{"serve --notify-url-file " + filepath.Join(dir, "none"), "none"},
		{"serve --notify-command jevons-no-such-program", "find the command for notices"},
		{"serve --approve-if many", "many"},
	} {
		args := append(strings.Fields(c.args), "--dir", filepath.Join(dir, "data"))
		run(args...).want(t, ExitUsage, c.want)
	}
}

// TestServeAnswersWhereItSaysItIs: pages are refused under strange names, which
// the address told at the start must not be.
func TestServeAnswersWhereItSaysItIs(t *testing.T) {
	for addr, want := range map[string]string{"10.1.2.3:8080": "10.1.2.3", "[2001:db8::1]:80": "2001:db8::1", "data.example.org:80": "data.example.org",
		"0.0.0.0:80": "", "[::]:80": "", ":80": ""} {
		given := []string{"proxy.example.org"}
		got := serving{addr: addr, hosts: given}.names()
		if want != "" {
			given = append(given, want)
		}
		if !slices.Equal(got, given) {
			t.Errorf("--addr %s: %v, want %v", addr, got, given)
		}
	}
	for at, want := range map[string]string{"[::]:8080": "127.0.0.1:8080", "0.0.0.0:80": "127.0.0.1:80", "127.0.0.1:1": "127.0.0.1:1", "10.1.2.3:80": "10.1.2.3:80"} {
		addr, err := net.ResolveTCPAddr("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := reached(addr); got != want {
			t.Errorf("listening at %s: %s, want %s", at, got, want)
		}
	}
}

// The notices of a process that serves are none of the next one's business.
func TestServeLeavesAnothersNoticesAlone(t *testing.T) {
	dir := t.TempDir()
	run("load", "llmprices.history", sampleFile(t, llmPrices), "--dir", dir).want(t, ExitOK)
	lock, err := landing.Acquire(filepath.Join(dir, "lock"), "jevons serve", start)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	spool, text := filepath.Join(dir, "notices.jsonl"), []byte("{\"a line\":\"of a newer version\"}\n")
	if err := os.WriteFile(spool, text, 0o600); err != nil {
		t.Fatal(err)
	}
	run("serve", "--dir", dir, "--addr", "127.0.0.1:0", "--notify-command", "cat").want(t, ExitFailure, "another jevons (pid")
	if got, err := os.ReadFile(spool); err != nil || !bytes.Equal(got, text) {
		t.Errorf("notices.jsonl: %q, %v", got, err)
	}
}

// servedDatasets are few, so that a start takes no longer than a kill.
var servedDatasets = []string{"bls.ces", "bls.ces_series", "lambda.instance_types"}

// servedCore and servedMart show the newest state.
const (
	servedCore = `-- about: Jobs in the newest state.
-- grain: series_id, month
-- unit: series_id = code
-- unit: month = date
-- unit: value = thousand jobs
SELECT series_id, month, value FROM latest.bls_ces WHERE month IS NOT NULL
`
	servedMart = `-- about: Jobs by month.
-- grain: month
-- unit: month = date
-- unit: value = thousand jobs
-- unit: n = series
-- export: parquet
SELECT month, sum(value) AS value, count(*) AS n FROM core.jobs GROUP BY month
`
)

// servedEnv schedules a part of the sample by the machine's own clock.
func servedEnv() Env {
	env := testEnv()
	env.Datasets = slices.DeleteFunc(slices.Clone(env.Datasets), func(d *sources.Dataset) bool { return !slices.Contains(servedDatasets, d.Name) })
	env.SQL = fstest.MapFS{"core/jobs.sql": {Data: []byte(servedCore)}, "marts/jobs.sql": {Data: []byte(servedMart)}}
	env.Computes = nil
	env.Now = time.Now
	env.Sleep = func(ctx context.Context, d time.Duration) error {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return env
}

// Variables that make this test binary a jevons serve.
const (
	serveDir   = "JEVONS_TEST_SERVE_DIR"
	serveClock = "JEVONS_TEST_SERVE_CLOCK"
)

// serveChild is a jevons serve that writes a byte to file 3 at each fault point.
func serveChild(dir, clock string) int {
	points := os.NewFile(3, "points")
	fault.Hook = func(string) error { _, _ = points.Write([]byte{'.'}); return nil }
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() { // the parent closes standard input to end it in order
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	return Main(ctx, []string{"serve", "--sample", "--dir", dir, "--clock", clock, "--speed", "20000", "--addr", "127.0.0.1:0"},
		strings.NewReader(""), os.Stdout, os.Stderr, servedEnv())
}

// served is a child that serves.
type served struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	points *os.File
	errs   *bytes.Buffer
	base   string // of its pages
}

func startServed(t *testing.T, dir string, clock time.Time) *served {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := &served{cmd: exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$"), points: r, errs: &bytes.Buffer{}}
	s.cmd.Env = append(s.cmd.Environ(), serveDir+"="+dir, serveClock+"="+clock.Format(time.RFC3339))
	s.cmd.ExtraFiles, s.cmd.Stderr = []*os.File{w}, s.errs
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("it told no address: %v\n%s", err, s.wait())
	}
	_, base, _ := strings.Cut(strings.TrimSpace(line), "pages at ")
	s.base = base
	return s
}

func (s *served) wait() string {
	_ = s.cmd.Wait()
	s.points.Close()
	return s.errs.String()
}

func (s *served) get(t *testing.T, page string) string {
	t.Helper()
	resp, err := http.Get(s.base + page)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v\n%s", page, resp.StatusCode, err, b)
	}
	return string(b)
}

// TestServeKilledAnywhereGoesOn kills a serve that loads and publishes, again
// and again some days later, and looks in the end whether anything was lost or
// doubled.
func TestServeKilledAnywhereGoesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	begin, end := time.Date(2026, 1, 9, 13, 0, 0, 0, time.UTC), time.Date(2026, 9, 10, 0, 0, 0, 0, time.UTC)
	kills := *serveKills
	if testing.Short() {
		kills = min(kills, 3)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for kill := range kills {
		clock := begin.Add(end.Sub(begin) / time.Duration(kills) * time.Duration(kill))
		s := startServed(t, dir, later(t, dir, clock))
		_, err := io.CopyN(io.Discard, s.points, int64(1+random.IntN(90)))
		_ = s.cmd.Process.Signal(syscall.SIGKILL)
		if text := s.wait(); err != nil {
			t.Fatalf("kill %d: it ended by itself: %v\n%s", kill, err, text)
		}
		run("status", "--dir", dir) // as a reader beside it
		historyIsWhole(t, dir)
	}
	s := startServed(t, dir, later(t, dir, end))
	go func() { _, _ = io.Copy(io.Discard, s.points) }()
	s.untilLooked(t, dir, end)
	for _, page := range []string{"/", "/runs", "/files", "/datasets/bls.ces", "/healthz", "/readyz", "/metrics"} {
		if text := s.get(t, page); page == "/" && (!strings.Contains(text, "SAMPLE DATA") || strings.Count(text, `href="/datasets/`) < len(servedDatasets)) {
			t.Errorf("the first page lacks datasets or the mark of the sample:\n%s", text)
		}
	}
	s.stdin.Close()
	if text := s.wait(); s.cmd.ProcessState.ExitCode() != ExitOK {
		t.Fatalf("it ended with %d\n%s", s.cmd.ProcessState.ExitCode(), text)
	}
	historyIsWhole(t, dir)
	nothingLostOrDoubled(t, dir)
}

// later is clock, or a minute after the newest run began: clocks go on.
func later(t *testing.T, dir string, clock time.Time) time.Time {
	t.Helper()
	for _, r := range servedRuns(t, dir) {
		if at := r.Began.Add(time.Minute); at.After(clock) {
			clock = at
		}
	}
	return clock
}

func servedRuns(t *testing.T, dir string) (out []watch.Run) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "runs.jsonl"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	at := map[string]int{}
	for line := range bytes.Lines(b) {
		var r watch.Run
		if !bytes.HasSuffix(line, []byte("\n")) {
			continue // torn: nobody was told of it
		}
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("runs.jsonl: %v in %s", err, line)
		}
		if i, ok := at[r.ID]; ok {
			out[i] = r
			continue
		}
		at[r.ID] = len(out)
		out = append(out, r)
	}
	return out
}

// historyIsWhole refuses two runs that ended well for one tick of a dataset.
func historyIsWhole(t *testing.T, dir string) {
	t.Helper()
	answered := map[string]string{}
	for _, r := range servedRuns(t, dir) {
		if r.Ended == nil || r.Outcome == "cut short" || r.Dataset == "" {
			continue
		}
		tick := r.Dataset + " " + r.Due.Format(time.RFC3339)
		if was := answered[tick]; was != "" {
			t.Errorf("tick %s is answered by %s and by %s", tick, was, r.ID)
		}
		answered[tick] = r.ID
	}
}

// untilLooked waits until every dataset was looked at since an instant and all
// of it is published.
func (s *served) untilLooked(t *testing.T, dir string, since time.Time) {
	t.Helper()
	resp, err := http.Get(s.base + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "data: ") {
			continue
		}
		looked := map[string]bool{}
		for _, r := range servedRuns(t, dir) {
			looked[r.Dataset] = looked[r.Dataset] || r.Ended != nil && !r.Began.Before(since)
		}
		if !slices.ContainsFunc(servedDatasets, func(name string) bool { return !looked[name] }) && strings.Contains(s.get(t, "/"), "Nothing is being done now") {
			return
		}
	}
	t.Fatalf("the stream of events ended before every dataset was looked at: %v\n%s", lines.Err(), s.errs)
}

// nothingLostOrDoubled holds the tables against those of a folder that loaded
// the same sample in one go.
func nothingLostOrDoubled(t *testing.T, dir string) {
	t.Helper()
	whole := filepath.Join(t.TempDir(), "whole")
	env := servedEnv()
	call{env: env, args: []string{"demo", "-q", "--dir", whole}}.run().want(t, ExitOK)
	for _, query := range []string{
		"SELECT count(*), sum(value), max(month) FROM marts.jobs",
		"SELECT series_id, year, period, value, footnote_codes FROM latest.bls_ces ORDER BY ALL",
		"SELECT * EXCLUDE (_known_at, _landing, _line) FROM latest.bls_ces_series ORDER BY ALL",
	} {
		ask := func(folder string) string {
			return call{env: env, args: []string{"query", "--dir", folder, "-f", "csv", "--limit", "100000", query}}.run().want(t, ExitOK).out
		}
		if got, want := ask(dir), ask(whole); got != want {
			t.Errorf("%s\ngives %s\nwant %s", query, cutText(got), cutText(want))
		}
	}
	for _, query := range []string{
		"SELECT count(*) FROM (SELECT 1 FROM raw.bls_ces GROUP BY series_id, year, period, _rev HAVING count(*) > 1)",
		"SELECT count(*) FROM (SELECT 1 FROM meta.landing GROUP BY dataset, part, known_at HAVING count(*) > 1)",
		"SELECT count(*) FROM meta.landing WHERE rows_read <> rows_kept + rows_quarantined + rows_ignored AND rows_read <> rows_kept + rows_quarantined",
	} {
		call{env: env, args: []string{"query", "--dir", dir, "-f", "csv", query}}.run().want(t, ExitOK, "0")
	}
}

func cutText(s string) string { return fmt.Sprintf("%.2000s", s) }
