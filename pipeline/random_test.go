package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/fault"
	"jevons/pipeline/warehouse"
)

var randomKills = flag.Int("kills", 20, "kills in TestRandomKillsLoseNothing")

// child runs a job of this test binary without a fault.
func child(t *testing.T, job, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(cmd.Environ(), "JEVONS_FAULT_JOB="+job, "JEVONS_FAULT=none:1", dirEnv+"="+dir)
	// The child takes file 3 for the pipe that tells of a fault, and closes it.
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { null.Close() })
	cmd.ExtraFiles = []*os.File{null}
	return cmd
}

// churn is the n-th state of a mirror in which every value is n: a snapshot in
// which two values differ is a mixed one. The number of rows changes too.
func churn(n int) fstest.MapFS {
	var rows []string
	for i := range 20 + n%7 {
		rows = append(rows, fmt.Sprintf("S%03d\tM01\t%d\t", i, n))
	}
	prices := map[string]float64{}
	for i := range 5 + n%3 {
		prices[fmt.Sprintf("m%02d", i)] = float64(n)
	}
	return fstest.MapFS{
		"toy.test/jobs.txt":    {Data: jobsFile(rows...)},
		"toy.test/prices.json": {Data: pricesFile(prices)},
	}
}

// churnConfig has a clock that goes on by a second at each question, so that
// later landings are later.
func churnConfig(dir string, from time.Time) pipeline.Config {
	cfg := toyConfig(dir)
	var mu sync.Mutex
	now := from
	cfg.Env.Now = func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}
	return cfg
}

// churnStep loads the n-th state and publishes it.
func churnStep(ctx context.Context, r *pipeline.Runner, n int) (pipeline.Published, error) {
	runs, err := r.Run(ctx, pipeline.Source{Mirror: churn(n)})
	for _, run := range runs {
		err = errors.Join(err, run.Err)
	}
	if err != nil {
		return pipeline.Published{}, err
	}
	return r.Publish(ctx)
}

// acknowledged is the file in which a churning child notes what it was told is
// published.
func acknowledged(dir string) string { return dir + ".acknowledged" }

// churnJob loads and publishes one state after another until it is killed. It
// writes a byte to stdout at every fault point, and every published number to
// a file beside the folder.
func churnJob() error {
	dir := os.Getenv(dirEnv)
	var from int
	if b, err := os.ReadFile(acknowledged(dir)); err == nil {
		fmt.Sscan(string(b), &from)
	}
	fault.Hook = func(string) error {
		_, err := os.Stdout.Write([]byte{'.'})
		return err
	}
	r, err := pipeline.Open(context.Background(), churnConfig(dir, day(1).AddDate(0, 0, from)))
	if err != nil {
		return err
	}
	for n := from + 1; n < from+100; n++ {
		if _, err := churnStep(context.Background(), r, n); err != nil {
			return err
		}
		if err := os.WriteFile(acknowledged(dir), []byte(fmt.Sprintln(n)), 0o644); err != nil {
			return err
		}
	}
	return r.Close()
}

// TestRandomKillsLoseNothing kills a process that loads and publishes at a
// moment that no fault point chose: some time after a random number of them.
func TestRandomKillsLoseNothing(t *testing.T) {
	kills := *randomKills
	if testing.Short() {
		kills = min(kills, 4)
	}
	dir := filepath.Join(t.TempDir(), "data")
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for kill := range kills {
		cmd := child(t, "churn", dir)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, out, int64(1+random.IntN(120))); err != nil {
			cmd.Wait()
			t.Fatalf("kill %d: the child ended by itself: %v: %s", kill, err, stderr.String())
		}
		cmd.Process.Kill()
		cmd.Wait() // an error: it was killed
		checkChurned(t, dir, kill)
		if t.Failed() {
			return
		}
	}
}

// checkChurned looks at what a killed child left, first as a reader, then as
// the process that starts next.
func checkChurned(t *testing.T, dir string, kill int) {
	t.Helper()
	acked := 0
	if b, err := os.ReadFile(acknowledged(dir)); err == nil {
		fmt.Sscan(string(b), &acked)
	}
	stable := filepath.Join(dir, warehouse.StableName)
	if _, err := os.Stat(stable); err == nil {
		if n := churned(t, stable); n < acked || n > acked+1 {
			t.Errorf("kill %d: the published file is state %d, the child was told that %d is published", kill, n, acked)
		}
		parquetFiles(t, dir)
	} else if acked > 0 {
		t.Errorf("kill %d: %d was published and nothing is there: %v", kill, acked, err)
	}
	r := openRunner(t, churnConfig(dir, day(1).AddDate(0, 0, acked).Add(12*time.Hour)))
	checkSwept(t, dir)
	p, err := churnStep(context.Background(), r, acked+1)
	if err != nil {
		t.Fatalf("kill %d: go on: %v", kill, err)
	}
	if n := churned(t, stable); n != acked+1 {
		t.Errorf("kill %d: state %d is published after going on, want %d", kill, n, acked+1)
	}
	again, err := churnStep(context.Background(), r, acked+1)
	if err != nil || again.New || again.ID != p.ID {
		t.Errorf("kill %d: the same data again: snapshot %s (new: %v) after %s, %v", kill, again.ID, again.New, p.ID, err)
	}
	db := readOnly(t, stable)
	defer db.Close()
	checkLedgers(t, db, dir)
	// Every state that was acknowledged is there as a vintage.
	for i, s := range texts(t, db, "SELECT jobs FROM raw.toy_jobs WHERE series_id = 'S000' ORDER BY jobs") {
		if s != fmt.Sprint(i+1) {
			t.Fatalf("kill %d: vintage %d of a series is %s: a state was lost", kill, i+1, s)
		}
	}
	if err := errors.Join(os.WriteFile(acknowledged(dir), []byte(fmt.Sprintln(acked+1)), 0o644), r.Close()); err != nil {
		t.Fatal(err)
	}
}

// churned reads which state a published file is, and that it is one only.
func churned(t *testing.T, path string) int {
	t.Helper()
	db := readOnly(t, path)
	defer db.Close()
	_, n, err := readState(db.QueryRow)
	if err != nil {
		t.Error(err)
	}
	return n
}
