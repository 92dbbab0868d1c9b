package stats

import (
	"fmt"
	"math"
)

// Deflate returns nominal values in money of period base: v cpi[base]/cpi. A
// month without a price index is left out by the caller, never filled.
func Deflate(nominal, cpi []float64, base int) ([]float64, error) {
	if err := sameLength("deflate", len(nominal), len(cpi)); err != nil {
		return nil, err
	}
	if base < 0 || base >= len(cpi) {
		return nil, fmt.Errorf("deflate: base period %d of %d does not exist", base+1, len(cpi))
	}
	if err := finite("deflate: nominal", nominal); err != nil {
		return nil, err
	}
	if err := positive("deflate: price index", cpi); err != nil {
		return nil, err
	}
	out := make([]float64, len(nominal))
	for i, v := range nominal {
		out[i] = v * (cpi[base] / cpi[i])
	}
	return out, finite("deflate: result", out)
}

// RealIndex is 100 (x/x0)/(cpi/cpi0), the first period is 100.
func RealIndex(x, cpi []float64) ([]float64, error) {
	if err := positive("real index", x); err != nil {
		return nil, err
	}
	out, err := Deflate(x, cpi, 0)
	if err != nil {
		return nil, fmt.Errorf("real index: %w", err)
	}
	for i, first := 0, out[0]; i < len(out); i++ {
		out[i] = 100 * (out[i] / first)
	}
	return out, nil
}

// CAGR is the compound rate of change a period, (last/first)^(1/periods) - 1.
func CAGR(first, last, periods float64) (float64, error) {
	if err := positive("compound growth", []float64{first, last, periods}); err != nil {
		return 0, err
	}
	return usable("compound growth", math.Expm1((math.Log(last)-math.Log(first))/periods))
}

// HalvingTime is the number of periods in which a value that changes by rate a
// period (-0.35 is a fall of 35 %) falls to a half, ln 2/-ln(1+rate).
func HalvingTime(rate float64) (float64, error) {
	if !(rate > -1 && rate < 0) {
		return 0, fmt.Errorf("halving time of a rate of %v: only what falls by less than all of it a period halves", rate)
	}
	return usable("halving time", -math.Ln2/math.Log1p(rate))
}

// SAAR is the annual rate of a change that goes on for a year, (1+rate)^n - 1,
// n periods a year: 4 for quarters. The input must be seasonally adjusted.
func SAAR(rate float64, perYear int) (float64, error) {
	if !(rate > -1) || math.IsInf(rate, 0) || perYear < 1 {
		return 0, fmt.Errorf("annual rate of %v a period, %d periods a year: not a rate of change", rate, perYear)
	}
	return usable("annual rate", math.Expm1(float64(perYear)*math.Log1p(rate)))
}
