package pipeline_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
	"jevons/pipeline/fault"
	"jevons/pipeline/fault/faulttest"
	"jevons/pipeline/warehouse"
)

var allFaults = flag.Bool("faults", false, "disturb every hit of every fault point, not only some")

const dirEnv = "JEVONS_TEST_DIR"

// cycleJob is [cycle] in a child process.
func cycleJob() error {
	dir := os.Getenv(dirEnv)
	r, err := pipeline.Open(context.Background(), toyConfig(dir))
	if err != nil {
		return err
	}
	return errors.Join(cycle(context.Background(), r, dir), r.Close())
}

// reference is what an undisturbed cycle leads to.
type reference struct {
	state
	hits    map[string]int  // how often it meets each fault point
	parquet map[string]bool // hashes of Parquet files that were right at some time
}

// undisturbed runs a cycle that nothing disturbs.
func undisturbed(t *testing.T) reference {
	t.Helper()
	ref := reference{hits: map[string]int{}, parquet: map[string]bool{}}
	dir := filepath.Join(t.TempDir(), "data")
	var mu sync.Mutex
	fault.Hook = func(name string) error {
		mu.Lock()
		defer mu.Unlock()
		ref.hits[name]++
		if name == fault.StateBefore {
			// Some time after each export and before the next.
			for _, sha := range parquetFiles(t, dir) {
				ref.parquet[sha] = true
			}
		}
		return nil
	}
	defer func() { fault.Hook = nil }()
	r := openRunner(t, toyConfig(dir))
	if err := errors.Join(cycle(context.Background(), r, dir), r.Close()); err != nil {
		t.Fatalf("an undisturbed cycle: %v", err)
	}
	fault.Hook = nil
	ref.state = publishedState(t, dir)
	for _, sha := range ref.Parquet {
		ref.parquet[sha] = true
	}
	for _, p := range fault.Points() {
		if ref.hits[p] == 0 {
			t.Errorf("a cycle never meets fault point %s, so the matrix does not test it", p)
		}
	}
	if len(ref.parquet) < 4 {
		t.Errorf("two exports of two files made %d distinct ones; the fault tests want them to change", len(ref.parquet))
	}
	if n := len(ref.Landings["toy.jobs"]); n != 4 {
		t.Errorf("%d landings of jobs, want 4", n)
	}
	return ref
}

// eachFault calls f for the hits of every point: for every n-th, or all of them
// with -faults. With -short it takes the last hit of each point.
func (ref reference) eachFault(t *testing.T, n int, f func(t *testing.T, point string, hit int)) {
	for _, point := range fault.Points() {
		last := ref.hits[point]
		for hit := 1; hit <= last; hit++ {
			if !*allFaults && (testing.Short() && hit < last || hit%n != last%n) {
				continue
			}
			t.Run(fmt.Sprintf("%s_%d", point, hit), func(t *testing.T) { f(t, point, hit) })
		}
	}
}

func TestKillAtEveryPointLosesNothing(t *testing.T) {
	ref := undisturbed(t)
	ref.eachFault(t, 7, func(t *testing.T, point string, hit int) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "data")
		if !faulttest.Kill(t, "cycle", point, hit, dirEnv+"="+dir) {
			t.Fatalf("a cycle meets %s %d times, but the child did not", point, ref.hits[point])
		}
		checkVisible(t, dir, ref)
		r := openRunner(t, toyConfig(dir))
		checkSwept(t, dir)
		recovers(t, r, dir, ref)
	})
	t.Run("none_hit", func(t *testing.T) {
		for _, point := range fault.Points() {
			if !*allFaults && point != fault.MergeDone {
				continue
			}
			if dir := filepath.Join(t.TempDir(), point); faulttest.Kill(t, "cycle", point, ref.hits[point]+1, dirEnv+"="+dir) {
				t.Errorf("%s has more hits than the %d that the matrix covers", point, ref.hits[point])
			} else if point == fault.MergeDone {
				same(t, ref, publishedState(t, dir))
			}
		}
	})
}

// checkVisible holds what readers can see right after a kill against what the
// publisher promises.
func checkVisible(t *testing.T, dir string, ref reference) {
	t.Helper()
	stable := filepath.Join(dir, warehouse.StableName)
	if _, err := os.Stat(stable); errors.Is(err, fs.ErrNotExist) {
		return // the kill came before the first publication
	}
	for _, pattern := range []string{"*.wal", "snapshots/[^.]*.wal"} {
		if found, _ := filepath.Glob(filepath.Join(dir, pattern)); len(found) > 0 {
			t.Errorf("a log lies beside a published file: %v", found)
		}
	}
	db := readOnly(t, stable)
	defer db.Close()
	id := texts(t, db, "SELECT id FROM meta.snapshot")[0]
	b, err := os.ReadFile(filepath.Join(dir, "snapshots", id+".json"))
	if err != nil {
		t.Fatalf("the published file has no manifest: %v", err)
	}
	var s warehouse.Snapshot
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	if s.ID != id || s.SHA256 != hashOf(t, stable) {
		t.Errorf("%s is not the file that its manifest describes", warehouse.StableName)
	}
	var counts, want []string
	for rel, n := range s.Rows {
		counts = append(counts, fmt.Sprintf("SELECT '%[1]s ' || count(*) FROM %[1]s", rel))
		want = append(want, fmt.Sprintf("%s %d", rel, n))
	}
	slices.Sort(want)
	if d := cmp.Diff(want, texts(t, db, strings.Join(counts, " UNION ALL ")+" ORDER BY 1")); d != "" {
		t.Errorf("rows of the published file (-manifest +file):\n%s", d)
	}
	for name, sha := range parquetFiles(t, dir) {
		if !ref.parquet[sha] {
			t.Errorf("%s is none of the files that were ever exported", name)
		}
	}
}

// checkSwept looks for temporary files below a folder that nobody works in.
func checkSwept(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if n := d.Name(); strings.HasPrefix(n, ".") || strings.HasPrefix(n, "tmp_") || filepath.Base(filepath.Dir(path)) == "tmp" {
			t.Errorf("%s was left behind", strings.TrimPrefix(path, dir))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// recovers goes on after a fault and wants the state that nothing disturbed
// led to, and then that looking again changes nothing.
func recovers(t *testing.T, r *pipeline.Runner, dir string, ref reference) {
	t.Helper()
	ctx := context.Background()
	if err := finish(ctx, r, dir); err != nil {
		t.Fatalf("the cycle after the fault: %v", err)
	}
	same(t, ref, publishedState(t, dir))
	runs, err := r.Run(ctx, pipeline.Source{Mirror: toyEditions(2)})
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range runs {
		if run.Outcome == pipeline.Loaded || run.Outcome == pipeline.Failed {
			t.Errorf("looking again: %s %s: %s", run.Dataset, run.Outcome, run.Error)
		}
	}
	p, err := r.Publish(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if p.New || p.ID != ref.Snapshot {
		t.Errorf("publishing again made snapshot %s (new: %v), want the same %s", p.ID, p.New, ref.Snapshot)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	checkSwept(t, dir)
}

func same(t *testing.T, ref reference, got state) {
	t.Helper()
	if d := cmp.Diff(ref.state, got); d != "" {
		t.Errorf("not the state of an undisturbed cycle (-want +got):\n%s", d)
	}
}

// retried are points at which the client tries again by itself, so that a fault
// need not be reported.
var retried = []string{fault.FetchHeaders, fault.FetchBody}

func TestErrorAtEveryPointIsReportedAndRolledBack(t *testing.T) {
	ref := undisturbed(t)
	ref.eachFault(t, 15, func(t *testing.T, point string, hit int) {
		dir := filepath.Join(t.TempDir(), "data")
		faulttest.Set(t, faulttest.FailAt(point, int64(hit)))
		r, err := pipeline.Open(context.Background(), toyConfig(dir))
		if err == nil {
			t.Cleanup(func() { r.Close() })
			err = cycle(context.Background(), r, dir)
		}
		// A new working file that cannot be made is made again, and that is said too.
		if err == nil && len(r.Healed) == 0 && !slices.Contains(retried, point) {
			t.Error("nobody was told of the fault")
		}
		fault.Hook = nil
		goOn(t, r, dir, ref)
	})
}

func TestCancelAtEveryPointIsReportedAndRolledBack(t *testing.T) {
	ref := undisturbed(t)
	ref.eachFault(t, 15, func(t *testing.T, point string, hit int) {
		dir := filepath.Join(t.TempDir(), "data")
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		fail := faulttest.FailAt(point, int64(hit))
		faulttest.Set(t, func(name string) error {
			if fail(name) != nil {
				cancel()
			}
			return nil
		})
		r, err := pipeline.Open(ctx, toyConfig(dir))
		if err == nil {
			t.Cleanup(func() { r.Close() })
			err = cycle(ctx, r, dir)
		}
		// Behind the last statement of DuckDB only renames are left, which count as done.
		if err == nil && !(point == fault.ExportName && hit >= ref.hits[point]-1) {
			t.Error("nobody was told of the cancellation")
		}
		fault.Hook = nil
		goOn(t, r, dir, ref)
	})
}

// goOn recovers with the same runner where it is whole, as a daemon would, and
// with a new one otherwise.
func goOn(t *testing.T, r *pipeline.Runner, dir string, ref reference) {
	t.Helper()
	checkVisible(t, dir, ref)
	if r == nil || finish(context.Background(), r, dir) != nil {
		if r != nil {
			r.Close()
		}
		r = openRunner(t, toyConfig(dir))
	}
	recovers(t, r, dir, ref)
}
