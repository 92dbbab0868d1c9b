package stats

import (
	"fmt"
	"math"
)

// Z90 is the two-sided 90 % normal value that the BLS judges differences by.
const Z90 = 1.645

// ShareSE is the standard error of a share p (0..1) from n answers,
// sqrt(deff p (1-p)/n). deff is the design effect, 1 for a simple random
// sample. Source: Kish, Survey Sampling (1965).
func ShareSE(p, n, deff float64) (float64, error) {
	if !(p >= 0 && p <= 1) {
		return 0, fmt.Errorf("error of a share: %v does not lie between 0 and 1; divide percents by 100", p)
	}
	if err := positive("error of a share: answers and design effect", []float64{n, deff}); err != nil {
		return 0, err
	}
	return math.Sqrt(deff * p * (1 - p) / n), nil
}

// Difference is that of two independent estimates.
type Difference struct {
	Value, SE       float64
	Lo, Hi          float64 // 90 % band
	Distinguishable bool    // |Value| is at least 1.645 SE
}

// Differ compares estimate a with b by their standard errors, in one unit.
func Differ(a, seA, b, seB float64) (Difference, error) {
	if err := finite("difference", []float64{a, b}); err != nil {
		return Difference{}, err
	}
	if err := positive("difference: standard error", []float64{seA, seB}); err != nil {
		return Difference{}, err
	}
	d := Difference{Value: a - b, SE: math.Hypot(seA, seB)}
	d.Lo, d.Hi = d.Value-Z90*d.SE, d.Value+Z90*d.SE
	d.Distinguishable = math.Abs(d.Value) >= Z90*d.SE
	return d, nil
}
