package fault_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"jevons/pipeline/fault"
	"jevons/pipeline/fault/faulttest"
)

func TestMain(m *testing.M) {
	faulttest.Main(m, os.Getenv, map[string]func() error{"three": func() error {
		for range 3 {
			if err := fault.Point(fault.MergeRows); err != nil {
				return err
			}
		}
		return nil
	}})
}

func TestPointDoesNothingUnlessArmed(t *testing.T) {
	for _, name := range fault.Points() {
		if err := fault.Point(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFailAtFailsTheNthHitOnly(t *testing.T) {
	faulttest.Set(t, faulttest.FailAt(fault.MergeRows, 2))
	for hit, want := range []bool{false, true, false} {
		if got := errors.Is(fault.Point(fault.MergeRows), faulttest.ErrInjected); got != want {
			t.Errorf("hit %d failed: %v, want %v", hit+1, got, want)
		}
		if err := fault.Point(fault.MergeBegin); err != nil {
			t.Errorf("another point failed: %v", err)
		}
	}
}

func TestKillStopsAtEachHitAndTellsWhenThereIsNoMore(t *testing.T) {
	hits := 0
	for n := 1; faulttest.Kill(t, "three", fault.MergeRows, n); n++ {
		hits++
	}
	if hits != 3 {
		t.Errorf("killed at %d hits, want 3", hits)
	}
	if faulttest.Kill(t, "three", fault.MergeBegin, 1) {
		t.Error("killed at a point that the job does not reach")
	}
}

func TestPointNamesAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range fault.Points() {
		if seen[name] || bytes.ContainsAny([]byte(name), ": ") {
			t.Errorf("point name %q", name)
		}
		seen[name] = true
	}
}
