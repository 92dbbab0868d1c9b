package stats_test

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// near compares within tol relative to want, or absolute where want is below 1.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("%s = %.15g, want %.15g within %g", what, got, want, tol)
	}
}

// printed compares with a figure printed to the given decimals.
func printed(t *testing.T, what string, got, want float64, decimals int) {
	t.Helper()
	if half := 0.5 * math.Pow(10, -float64(decimals)); !(math.Abs(got-want) <= half*(1+1e-6)) {
		t.Errorf("%s = %.12f, want %.*f", what, got, decimals, want)
	}
}

func printedAll(t *testing.T, what string, got, want []float64, decimals int) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if half := 0.5 * math.Pow(10, -float64(decimals)); !(math.Abs(got[i]-want[i]) <= half*(1+1e-6)) {
			t.Errorf("%s, value %d = %.12f, want %.*f", what, i+1, got[i], decimals, want[i])
		}
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused wants an error that holds words, and is target if one is given.
func refused(t *testing.T, what string, err, target error, words string) {
	t.Helper()
	switch {
	case err == nil:
		t.Errorf("%s: no error, want one saying %q", what, words)
	case !strings.Contains(err.Error(), words):
		t.Errorf("%s: error %q does not say %q", what, err, words)
	case target != nil && !errors.Is(err, target):
		t.Errorf("%s: error %q is not %q", what, err, target)
	}
}
