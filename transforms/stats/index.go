package stats

import (
	"fmt"
	"math"
)

// Formula is a bilateral index: the price level of the later period, earlier
// period = 1, from prices p and quantities q of the same items in both. Source
// of all formulas below: Consumer Price Index Manual (ILO, IMF et al. 2004),
// chapters 15 and 20.
type Formula func(p0, p1, q0, q1 []float64) (float64, error)

// Unweighted makes a Formula of an elementary index, which needs no quantities.
func Unweighted(f func(p0, p1 []float64) (float64, error)) Formula {
	return func(p0, p1, _, _ []float64) (float64, error) { return f(p0, p1) }
}

// Dutot is the ratio of mean prices, sum(p1)/sum(p0). It depends on the units
// of the items, so they must be alike.
func Dutot(p0, p1 []float64) (float64, error) {
	if err := checkPrices("dutot index", p0, p1); err != nil {
		return 0, err
	}
	return usable("dutot index", sum(p1)/sum(p0))
}

// Carli is the mean of price relatives, mean(p1/p0). Chained, it drifts up.
func Carli(p0, p1 []float64) (float64, error) {
	if err := checkPrices("carli index", p0, p1); err != nil {
		return 0, err
	}
	var s float64
	for i := range p0 {
		s += p1[i] / p0[i]
	}
	return usable("carli index", s/float64(len(p0)))
}

// Harmonic is the harmonic mean of price relatives, 1/mean(p0/p1). Chained, it
// drifts down.
func Harmonic(p0, p1 []float64) (float64, error) {
	c, err := Carli(p1, p0)
	if err != nil {
		return 0, fmt.Errorf("harmonic index: %w", err)
	}
	return usable("harmonic index", 1/c)
}

// Jevons is the geometric mean of price relatives, exp(mean(ln p1 - ln p0)).
// Chained and direct are equal as long as the items are the same.
func Jevons(p0, p1 []float64) (float64, error) {
	if err := checkPrices("jevons index", p0, p1); err != nil {
		return 0, err
	}
	var s float64
	for i := range p0 {
		s += math.Log(p1[i]) - math.Log(p0[i])
	}
	return usable("jevons index", math.Exp(s/float64(len(p0))))
}

// Laspeyres prices the earlier basket in both periods, sum(p1 q0)/sum(p0 q0).
func Laspeyres(p0, p1, q0, q1 []float64) (float64, error) {
	if err := checkBasket("laspeyres index", p0, p1, q0, q1); err != nil {
		return 0, err
	}
	return usable("laspeyres index", dot(p1, q0)/dot(p0, q0))
}

// Paasche prices the later basket in both periods, sum(p1 q1)/sum(p0 q1).
func Paasche(p0, p1, q0, q1 []float64) (float64, error) {
	if err := checkBasket("paasche index", p0, p1, q0, q1); err != nil {
		return 0, err
	}
	return usable("paasche index", dot(p1, q1)/dot(p0, q1))
}

// Fisher is the geometric mean of Laspeyres and Paasche.
func Fisher(p0, p1, q0, q1 []float64) (float64, error) {
	if err := checkBasket("fisher index", p0, p1, q0, q1); err != nil {
		return 0, err
	}
	l := dot(p1, q0) / dot(p0, q0)
	p := dot(p1, q1) / dot(p0, q1)
	return usable("fisher index", math.Sqrt(l)*math.Sqrt(p))
}

// Tornqvist weights the log relatives by the mean of both periods' expenditure
// shares, exp(sum((s0+s1)/2 ln(p1/p0))), s = p q / sum(p q).
func Tornqvist(p0, p1, q0, q1 []float64) (float64, error) {
	if err := checkBasket("tornqvist index", p0, p1, q0, q1); err != nil {
		return 0, err
	}
	e0, e1 := dot(p0, q0), dot(p1, q1)
	var s float64
	for i := range p0 {
		w := (p0[i]*q0[i]/e0 + p1[i]*q1[i]/e1) / 2
		s += w * (math.Log(p1[i]) - math.Log(p0[i]))
	}
	return usable("tornqvist index", math.Exp(s))
}

// Walsh prices the basket of geometric mean quantities in both periods,
// sum(p1 sqrt(q0 q1))/sum(p0 sqrt(q0 q1)).
func Walsh(p0, p1, q0, q1 []float64) (float64, error) {
	if err := checkBasket("walsh index", p0, p1, q0, q1); err != nil {
		return 0, err
	}
	var up, down float64
	for i := range p0 {
		q := math.Sqrt(q0[i]) * math.Sqrt(q1[i])
		up += p1[i] * q
		down += p0[i] * q
	}
	if down == 0 {
		return 0, fmt.Errorf("walsh index: no item was bought in both periods; use another formula")
	}
	return usable("walsh index", up/down)
}

func dot(a, b []float64) float64 {
	var s float64
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func checkPrices(what string, p0, p1 []float64) error {
	if err := sameLength(what+": prices", len(p0), len(p1)); err != nil {
		return err
	}
	if err := positive(what+": earlier price", p0); err != nil {
		return err
	}
	return positive(what+": later price", p1)
}

func checkBasket(what string, p0, p1, q0, q1 []float64) error {
	if err := checkPrices(what, p0, p1); err != nil {
		return err
	}
	if err := sameLength(what+": quantities", len(p0), len(q0), len(q1)); err != nil {
		return err
	}
	if err := atLeastZero(what+": earlier quantity", q0); err != nil {
		return err
	}
	if err := atLeastZero(what+": later quantity", q1); err != nil {
		return err
	}
	if sum(q0) == 0 || sum(q1) == 0 {
		return fmt.Errorf("%s: all quantities of a period are zero; use an unweighted formula", what)
	}
	return nil
}
