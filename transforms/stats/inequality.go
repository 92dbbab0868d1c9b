package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Concentration describes how a market is shared.
type Concentration struct {
	HHI        float64 // 0..10,000, sum of squared percent shares
	EffectiveN float64 // 10,000/HHI, equal firms with the same index
	Normalised float64 // 0 equal shares .. 1 one firm; 1 for a single firm
}

// Concentrate computes the Herfindahl-Hirschman index of amounts or shares in
// any unit; they are divided by their sum. Source: Tirole, The Theory of
// Industrial Organization, section 5.5.
func Concentrate(amounts []float64) (Concentration, error) {
	total, err := total("concentration", amounts)
	if err != nil {
		return Concentration{}, err
	}
	var h float64
	for _, a := range amounts {
		h += (a / total) * (a / total)
	}
	c := Concentration{HHI: 10_000 * h, EffectiveN: 1 / h, Normalised: 1}
	if n := float64(len(amounts)); n > 1 {
		c.Normalised = (h - 1/n) / (1 - 1/n)
	}
	return c, nil
}

// CR is the percent of the total that the k largest hold.
func CR(amounts []float64, k int) (float64, error) {
	total, err := total("concentration ratio", amounts)
	if err != nil {
		return 0, err
	}
	if k < 1 {
		return 0, fmt.Errorf("concentration ratio of the %d largest: take at least one", k)
	}
	s := slices.Clone(amounts)
	slices.SortFunc(s, func(a, b float64) int { return cmp.Compare(b, a) })
	return 100 * sum(s[:min(k, len(s))]) / total, nil
}

// total refuses negative amounts and a sum of zero.
func total(what string, amounts []float64) (float64, error) {
	if err := sameLength(what, len(amounts)); err != nil {
		return 0, err
	}
	if err := atLeastZero(what, amounts); err != nil {
		return 0, err
	}
	s, err := usable(what, sum(amounts))
	if err == nil && s == 0 {
		return 0, fmt.Errorf("%s: all %d amounts are zero", what, len(amounts))
	}
	return s, err
}

// Gini is the mean absolute difference over twice the mean, 0 equal .. (n-1)/n.
// Source: Cowell, Measuring Inequality, chapter 2.
func Gini(incomes []float64) (float64, error) {
	w := make([]float64, len(incomes))
	for i := range w {
		w[i] = 1
	}
	return GiniGrouped(incomes, w)
}

// GiniUnbiased is Gini times n/(n-1), for a sample of at least two.
func GiniUnbiased(incomes []float64) (float64, error) {
	g, err := Gini(incomes)
	if err != nil {
		return 0, err
	}
	n := float64(len(incomes))
	if n < 2 {
		return 0, fmt.Errorf("unbiased gini of one income: at least two are needed")
	}
	return g * n / (n - 1), nil
}

// GiniGrouped is Gini of groups with an income each, weights their sizes; it
// takes no account of differences inside a group, so it is too low.
func GiniGrouped(incomes, weights []float64) (float64, error) {
	if err := grouped("gini", incomes, weights); err != nil {
		return 0, err
	}
	order := make([]int, len(incomes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(incomes[a], incomes[b]) })
	// Twice the area over the Lorenz curve's steps, in weights w and amounts w x.
	var below, s, all float64
	for _, i := range order {
		wx := weights[i] * incomes[i]
		s += wx * (2*below + weights[i])
		below += weights[i]
		all += wx
	}
	return usable("gini", s/(all*below)-1)
}

// Theil is the mean of (x/m) ln(x/m), m the mean: 0 equal .. ln n. Source:
// Cowell, Measuring Inequality, chapter 3.
func Theil(incomes []float64) (float64, error) {
	w := make([]float64, len(incomes))
	for i := range w {
		w[i] = 1
	}
	return TheilGrouped(incomes, w)
}

// TheilGrouped is the part of Theil that lies between groups.
func TheilGrouped(incomes, weights []float64) (float64, error) {
	if err := grouped("theil index", incomes, weights); err != nil {
		return 0, err
	}
	sw := sum(weights)
	m := dot(incomes, weights) / sw
	var s float64
	for i, x := range incomes {
		if r := x / m; r > 0 { // x ln x goes to 0 with x
			s += weights[i] / sw * r * math.Log(r)
		}
	}
	return usable("theil index", s)
}

func grouped(what string, incomes, weights []float64) error {
	if err := sameLength(what, len(incomes), len(weights)); err != nil {
		return err
	}
	if _, err := total(what+": incomes", incomes); err != nil {
		return err
	}
	if err := positive(what+": weight", weights); err != nil {
		return err
	}
	if dot(incomes, weights) == 0 {
		return fmt.Errorf("%s: the incomes are too small to tell from zero", what)
	}
	return nil
}

// Duncan is the index of dissimilarity, half the sum of |a/sum(a) - b/sum(b)|:
// the share that would have to change group, 0..1. Both lists hold amounts of
// the same groups in the same order. Source: Duncan and Duncan (1955).
func Duncan(a, b []float64) (float64, error) {
	if err := sameLength("dissimilarity", len(a), len(b)); err != nil {
		return 0, err
	}
	ta, err := total("dissimilarity", a)
	if err != nil {
		return 0, err
	}
	tb, err := total("dissimilarity", b)
	if err != nil {
		return 0, err
	}
	var s float64
	for i := range a {
		s += math.Abs(a[i]/ta - b[i]/tb)
	}
	return s / 2, nil
}

// Quantile is Hyndman and Fan's type 7 (linear between order statistics at
// (n-1)q), as percentile_cont in SQL. q is 0..1.
func Quantile(values []float64, q float64) (float64, error) {
	if err := sameLength("quantile", len(values)); err != nil {
		return 0, err
	}
	if err := finite("quantile", values); err != nil {
		return 0, err
	}
	if !(q >= 0 && q <= 1) {
		return 0, fmt.Errorf("quantile %v: must lie between 0 and 1", q)
	}
	s := slices.Sorted(slices.Values(values))
	h := float64(len(s)-1) * q
	i := int(h)
	if i+1 >= len(s) {
		return s[len(s)-1], nil
	}
	return s[i] + (h-float64(i))*(s[i+1]-s[i]), nil
}

// QuantileRatio is one quantile over another: 0.9 and 0.1 give P90/P10.
func QuantileRatio(values []float64, upper, lower float64) (float64, error) {
	u, err := Quantile(values, upper)
	if err != nil {
		return 0, err
	}
	l, err := Quantile(values, lower)
	if err != nil {
		return 0, err
	}
	if !(l > 0) {
		return 0, fmt.Errorf("quantile ratio: quantile %v is %v, which is not above zero", lower, l)
	}
	return usable("quantile ratio", u/l)
}
