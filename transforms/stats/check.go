package stats

import (
	"errors"
	"fmt"
	"math"
)

// Errors a caller may want to tell apart with errors.Is.
var (
	// ErrTooFewMatches: a link between two periods rests on too few items.
	ErrTooFewMatches = errors.New("too few matched items")
	// ErrCollinear: a regressor is a linear combination of others.
	ErrCollinear = errors.New("regressors are collinear")
	// ErrTooFewRows: there are not more observations than parameters.
	ErrTooFewRows = errors.New("not more observations than parameters")
	// ErrBeyondSpan: the figure lies too far outside the observed span.
	ErrBeyondSpan = errors.New("beyond twice the observed span")
	// ErrShortSpan: an annual rate was asked of less than a year.
	ErrShortSpan = errors.New("less than twelve months of data")
)

// tie is the width within which two computed values count as equal, so that
// 0.49999999999999994 is a half (rule for thresholds on shares and scores).
const tie = 1e-9

// finite refuses NaN and infinities.
func finite(what string, v []float64) error {
	for i, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%s, value %d: %v is not a number; leave the row out", what, i+1, x)
		}
	}
	return nil
}

// positive refuses what has no logarithm.
func positive(what string, v []float64) error {
	for i, x := range v {
		if !(x > 0) || math.IsInf(x, 1) {
			return fmt.Errorf("%s, value %d: %v is not a finite number above zero; leave the row out", what, i+1, x)
		}
	}
	return nil
}

// atLeastZero refuses NaN, infinities and negative numbers.
func atLeastZero(what string, v []float64) error {
	for i, x := range v {
		if !(x >= 0) || math.IsInf(x, 1) {
			return fmt.Errorf("%s, value %d: %v is not a finite number of zero or more; leave the row out", what, i+1, x)
		}
	}
	return nil
}

// sameLength refuses lists that do not belong together, and empty ones.
func sameLength(what string, n int, others ...int) error {
	if n == 0 {
		return fmt.Errorf("%s: no values; check the period and the filter", what)
	}
	for _, m := range others {
		if m != n {
			return fmt.Errorf("%s: lists of %d and %d values do not belong together", what, n, m)
		}
	}
	return nil
}

// usable refuses a result that overflowed or lost its meaning.
func usable(what string, x float64) (float64, error) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("%s: the result %v is not a number; check the inputs for extreme values", what, x)
	}
	return x, nil
}

func sum(v []float64) float64 {
	var s float64
	for _, x := range v {
		s += x
	}
	return s
}

// logs returns the natural logarithms of positive numbers.
func logs(what string, v []float64) ([]float64, error) {
	if err := positive(what, v); err != nil {
		return nil, err
	}
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = math.Log(x)
	}
	return out, nil
}
