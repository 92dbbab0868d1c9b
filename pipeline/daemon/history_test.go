package daemon

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"jevons/pipeline/watch"
)

func aRun(i int, outcome string) kept {
	at := day(time.January, 1, 0).Add(time.Duration(i) * time.Minute)
	k := kept{Run: watch.Run{ID: at.Format(idLayout), Dataset: "a.x", Due: at, Began: at, Outcome: outcome}}
	if outcome != "" {
		k.Ended, k.Cursor = &at, at
	}
	return k
}

func mustAppend(t *testing.T, h *history, runs ...kept) {
	t.Helper()
	for _, k := range runs {
		if err := h.append(k); err != nil {
			t.Fatal(err)
		}
	}
}

func reopen(t *testing.T, dir string) (*history, []kept, int) {
	t.Helper()
	h, runs, damaged, err := openHistory(dir, (*os.File).Sync)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.close() })
	return h, runs, damaged
}

func TestATornLineIsCutOffAndADamagedOnePassedOver(t *testing.T) {
	dir := t.TempDir()
	h, runs, _ := reopen(t, dir)
	if len(runs) != 0 {
		t.Fatalf("a new file has %d runs", len(runs))
	}
	mustAppend(t, h, aRun(1, ""), aRun(1, "loaded"), aRun(2, ""))
	path := filepath.Join(dir, "runs.jsonl")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Whatever is left of the last line, the runs before it stand, and what is
	// written afterwards can be read.
	last := strings.LastIndex(strings.TrimSuffix(string(whole), "\n"), "\n") + 1
	for n := last; n <= len(whole); n += 7 {
		if err := os.WriteFile(path, whole[:n], 0o640); err != nil {
			t.Fatal(err)
		}
		h, runs, damaged := reopen(t, dir)
		if damaged != 0 || len(runs) < 1 || runs[0].Outcome != "loaded" {
			t.Fatalf("cut at %d: %d damaged, runs %+v", n, damaged, runs)
		}
		mustAppend(t, h, aRun(3, "unchanged"))
		_, runs, damaged = reopen(t, dir)
		if damaged != 0 || runs[len(runs)-1].ID != aRun(3, "").ID {
			t.Fatalf("cut at %d and written on: %d damaged, runs %+v", n, damaged, runs)
		}
	}
	if err := os.WriteFile(path, []byte("{]\n"+strings.Repeat("x", maxLine+10)+"\n"+string(whole)), 0o640); err != nil {
		t.Fatal(err)
	}
	_, runs, damaged := reopen(t, dir)
	if damaged != 2 || len(runs) != 2 || runs[1].Outcome != CutShort || runs[1].Ended != nil {
		t.Errorf("%d damaged, runs %+v", damaged, runs)
	}
}

func TestTheNewestRunsAreKept(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	h := &history{path: filepath.Join(dir, "runs.jsonl")}
	k := newKeeper()
	for i := range maxRuns + 100 {
		k.put(aRun(i, "loaded"))
		fmt.Fprintf(&b, `{"id":%q,"dataset":"a.x","ended":"2000-01-01T00:00:00Z","outcome":"loaded"}`+"\n", aRun(i, "").ID)
	}
	if len(k.all()) != maxRuns || k.all()[0].ID != aRun(100, "").ID {
		t.Errorf("%d runs at hand", len(k.all()))
	}
	// Longer than it should be, the file is written anew.
	if err := os.WriteFile(h.path, []byte(strings.Repeat(b.String(), 4)), 0o640); err != nil {
		t.Fatal(err)
	}
	h, runs, _ := reopen(t, dir)
	if h.lines != maxRuns || len(runs) != maxRuns || h.full() {
		t.Errorf("%d lines, %d runs", h.lines, len(runs))
	}
	mustAppend(t, h, aRun(maxRuns+100, ""))
	_, again, damaged := reopen(t, dir)
	if damaged != 0 || len(again) != maxRuns || again[maxRuns-1].Outcome != CutShort || again[0].ID != aRun(101, "").ID {
		t.Errorf("after writing on: %d damaged, %d runs from %s", damaged, len(again), again[0].ID)
	}
}

func TestALineThatIsTooLongKeepsTheRun(t *testing.T) {
	dir := t.TempDir()
	h, _, _ := reopen(t, dir)
	k := aRun(1, "loaded")
	for range maxParts {
		k.Parts = append(k.Parts, watch.Part{Error: strings.Repeat("e", 5000)})
	}
	mustAppend(t, h, k)
	if _, runs, damaged := reopen(t, dir); damaged != 0 || len(runs) != 1 || runs[0].Outcome != "loaded" {
		t.Errorf("%d damaged, runs %+v", damaged, runs)
	}
}

func TestIDsGrowWhileTheClockGoesBack(t *testing.T) {
	k := newKeeper()
	now := day(time.May, 1, 0)
	a, b := k.id(now), k.id(now.Add(-time.Hour))
	if a >= b {
		t.Errorf("%s comes before %s", b, a)
	}
	other := newKeeper()
	other.restore([]kept{{Run: watch.Run{ID: b, Dataset: "a.x"}}})
	if c := other.id(now.Add(-time.Hour)); c <= b {
		t.Errorf("after a restart %s comes before %s", c, b)
	}
}

// A look that cannot be written down is not made: it could be lost.
func TestAFullDiskLosesNoLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "0 5 * * * a.x\n", "a.x")
		var full atomic.Bool
		full.Store(true)
		w.sync = func(*os.File) error {
			if full.Load() {
				return errors.New("no space left on device")
			}
			return nil
		}
		d, stop := w.begin()
		time.Sleep(30 * time.Second)
		if st := d.State().Datasets[0]; st.Standing != watch.Failed || !strings.Contains(d.Runs("", 1)[0].Parts[0].Error, "see that the disk has room") {
			t.Errorf("it stands %+v", st)
		}
		if n := len(w.up.of("a.x")); n != 0 {
			t.Errorf("%d looks", n)
		}
		full.Store(false)
		time.Sleep(hour)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if n := len(w.up.of("a.x")); n != 1 {
			t.Errorf("%d looks", n)
		}
		if _, runs, damaged := reopen(t, w.cfg.Dir); damaged != 0 || len(runs) != 1 || runs[0].Outcome != "unchanged" {
			t.Errorf("%d damaged, runs %+v", damaged, runs)
		}
	})
}
