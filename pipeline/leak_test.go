package pipeline_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"jevons/pipeline"
)

// openFiles counts the files that this process has open.
func openFiles(t *testing.T) int {
	t.Helper()
	names, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skipf("this system does not tell which files are open: %v", err)
	}
	return len(names)
}

// settled is the number of goroutines once those that are ending have ended.
func settled(atMost int) (n int) {
	for range 10_000 {
		if n = runtime.NumGoroutine(); n <= atMost {
			break
		}
		runtime.Gosched()
	}
	return n
}

// TestFiftyLoadsLeakNothing loads in every way there is (first, by lines, by
// key, refused, unchanged, from a file) and wants no Arrow memory, goroutine
// or file left.
func TestFiftyLoadsLeakNothing(t *testing.T) {
	ctx := context.Background()
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	dir := filepath.Join(t.TempDir(), "data")
	files, goroutines := openFiles(t), runtime.NumGoroutine()
	cfg := churnConfig(dir, day(1))
	cfg.Env.Mem = mem
	r := openRunner(t, cfg)
	var warmFiles, warmGoroutines int
	loads := 0
	for n := 1; n <= 26; n++ {
		runs, err := r.Run(ctx, pipeline.Source{Mirror: churn(n)})
		for _, run := range runs {
			if err == nil && run.Outcome == pipeline.Loaded {
				loads++
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "jobs.txt")
		body := jobsFile("A\tM01\tx\t", fmt.Sprintf("A\tM02\ty%d\t", n), "A\tM03\t1\t")
		if err := os.WriteFile(path, body, 0o644); err != nil {
			t.Fatal(err)
		}
		run, err := r.LoadFile(ctx, "toy.jobs", path, "", time.Time{})
		if err != nil || run.Outcome != pipeline.Refused {
			t.Fatalf("load %d: %s, %v, %v", n, run.Outcome, run.Err, err)
		}
		if n == 1 {
			warmFiles, warmGoroutines = openFiles(t), settled(0)
		}
	}
	if loads < 50 {
		t.Errorf("only %d loads", loads)
	}
	if n := mem.CurrentAlloc(); n != 0 {
		t.Errorf("%d bytes of Arrow memory are left", n)
	}
	if n := openFiles(t); n > warmFiles {
		t.Errorf("%d files are open, %d were after the first loads", n, warmFiles)
	}
	if n := settled(warmGoroutines); n > warmGoroutines {
		t.Errorf("%d goroutines run, %d did after the first loads", n, warmGoroutines)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if n := openFiles(t); n > files {
		t.Errorf("%d files are open after closing, %d were at the start", n, files)
	}
	if n := settled(goroutines); n > goroutines {
		t.Errorf("%d goroutines run after closing, %d did at the start", n, goroutines)
	}
}
