package stats

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Quote is what one item cost and how much of it was bought. Quantity may stay
// zero for formulas that use none.
type Quote struct {
	Price    float64 // in any currency and unit, the same in all periods, above zero
	Quantity float64 // zero or more
}

// Period holds the quotes of one period by item. An item without a quote is
// absent, never zero or NaN.
type Period map[string]Quote

// MatchRule says when two periods have too little in common to be linked.
type MatchRule struct {
	MinMatches int     // items in both periods, at least 1 even if zero here
	MinRate    float64 // 0..1, see Link.Rate
}

// PublishRule is what a published index needs: five matches that carry 60 % of
// the weight.
var PublishRule = MatchRule{MinMatches: 5, MinRate: 0.6}

// Link is the step from one period to another.
type Link struct {
	Ratio   float64 // later price level, earlier = 1
	Matches int     // items in both periods
	// Rate is the share of the weight that the matches carry, 0..1, of the two
	// periods the smaller. Weight is expenditure, or the count of items where a
	// period has no quantities.
	Rate float64
}

// Chain is an index made of links, with what each rests on.
type Chain struct {
	Index []float64 // one a period, the first is 1
	Links []Link    // Links[t] leads from period t to t+1
}

// Bilateral computes f over the items that both periods have. The error wraps
// ErrTooFewMatches where the rule is not met.
func Bilateral(a, b Period, f Formula, rule MatchRule) (Link, error) {
	var p0, p1, q0, q1 []float64
	// Sorted, because sums of floats depend on their order.
	for _, k := range slices.Sorted(maps.Keys(a)) {
		if later, ok := b[k]; ok {
			p0, q0 = append(p0, a[k].Price), append(q0, a[k].Quantity)
			p1, q1 = append(p1, later.Price), append(q1, later.Quantity)
		}
	}
	l := Link{Matches: len(p0), Rate: min(matchedShare(a, b), matchedShare(b, a))}
	if l.Matches < max(1, rule.MinMatches) {
		return Link{}, fmt.Errorf("%w: %d in both periods, %d are needed; widen the items or leave the period out",
			ErrTooFewMatches, l.Matches, max(1, rule.MinMatches))
	}
	r, err := f(p0, p1, q0, q1)
	if err != nil {
		return Link{}, err
	}
	if !(r > 0) {
		return Link{}, fmt.Errorf("the index %v is not above zero; check the prices", r)
	}
	// After the formula, which has looked at the prices that the weights are made of.
	if !(l.Rate >= rule.MinRate-tie) {
		return Link{}, fmt.Errorf("%w: %d carry %.0f %% of the weight, %.0f %% are needed; widen the items or leave the period out",
			ErrTooFewMatches, l.Matches, 100*l.Rate, 100*rule.MinRate)
	}
	l.Ratio = r
	return l, nil
}

// matchedShare is the share of a's weight that items also in b carry.
func matchedShare(a, b Period) float64 {
	var all, both, n float64
	for _, k := range slices.Sorted(maps.Keys(a)) {
		w := a[k].Price * a[k].Quantity
		all += w
		if _, ok := b[k]; ok {
			both += w
			n++
		}
	}
	if all == 0 {
		return n / float64(len(a))
	}
	return both / all
}

// Fixed compares every period with the first one. The result has one value a
// period, the first is 1.
func Fixed(periods []Period, f Formula, rule MatchRule) (Chain, error) {
	if len(periods) < 2 {
		return Chain{}, errors.New("index with a fixed base: fewer than two periods")
	}
	c := Chain{Index: []float64{1}}
	for t := 1; t < len(periods); t++ {
		l, err := Bilateral(periods[0], periods[t], f, rule)
		if err != nil {
			return Chain{}, fmt.Errorf("index with a fixed base, period %d of %d: %w", t+1, len(periods), err)
		}
		c.Index, c.Links = append(c.Index, l.Ratio), append(c.Links, l)
	}
	return c, nil
}

// Chained multiplies the links from each period to the next. With Jevons this
// is the matched-model index. One refused link refuses the whole chain, because
// every later value would rest on it.
func Chained(periods []Period, f Formula, rule MatchRule) (Chain, error) {
	if len(periods) < 2 {
		return Chain{}, errors.New("chained index: fewer than two periods")
	}
	c := Chain{Index: []float64{1}}
	for t := 1; t < len(periods); t++ {
		l, err := Bilateral(periods[t-1], periods[t], f, rule)
		if err != nil {
			return Chain{}, fmt.Errorf("chained index, period %d to %d of %d: %w", t, t+1, len(periods), err)
		}
		c.Index, c.Links = append(c.Index, c.Index[t-1]*l.Ratio), append(c.Links, l)
	}
	return c, nil
}

// GEKS makes a formula transitive: the level of period t against the first is
// the geometric mean, over all periods k, of P(1,k) P(k,t). The result has one
// value a period, the first is 1. Source: CPI Manual, chapter 25 of the 2020
// edition (Gini, Eltetö, Köves, Szulc).
func GEKS(periods []Period, f Formula, rule MatchRule) ([]float64, error) {
	if len(periods) < 2 {
		return nil, errors.New("geks index: fewer than two periods")
	}
	return geks(newPairs(periods, f, rule), 0, len(periods))
}

// RollingGEKS computes GEKS over windows of the given number of periods and
// carries the first window on with mean splices, so that a published value is
// never revised: level(t) = level(t-1) times the geometric mean, over the
// periods s that both windows have, of [new(t)/new(s)] / [old(t-1)/old(s)].
// Source: Diewert and Fox, Substitution Bias in Multilateral Methods (2017).
func RollingGEKS(periods []Period, f Formula, window int, rule MatchRule) ([]float64, error) {
	if window < 2 || window > len(periods) {
		return nil, fmt.Errorf("rolling geks index: a window of %d periods does not fit into %d; take 2 to %d",
			window, len(periods), len(periods))
	}
	p := newPairs(periods, f, rule)
	old, err := geks(p, 0, window)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(old)
	for from := 1; from+window <= len(periods); from++ {
		cur, err := geks(p, from, window)
		if err != nil {
			return nil, err
		}
		var s float64
		for i := 0; i < window-1; i++ { // period from+i is cur[i] and old[i+1]
			s += math.Log(cur[window-1]/cur[i]) - math.Log(old[window-1]/old[i+1])
		}
		next, err := usable("rolling geks index", out[len(out)-1]*math.Exp(s/float64(window-1)))
		if err != nil {
			return nil, err
		}
		out, old = append(out, next), cur
	}
	return out, nil
}

// pairs remembers bilateral indices, since windows overlap in nearly all.
type pairs struct {
	periods []Period
	f       Formula
	rule    MatchRule
	known   map[[2]int]float64
}

func newPairs(periods []Period, f Formula, rule MatchRule) *pairs {
	return &pairs{periods: periods, f: f, rule: rule, known: map[[2]int]float64{}}
}

// ln is the log of the index of period b against period a.
func (p *pairs) ln(a, b int) (float64, error) {
	if a == b {
		return 0, nil
	}
	if v, ok := p.known[[2]int{a, b}]; ok {
		return v, nil
	}
	l, err := Bilateral(p.periods[a], p.periods[b], p.f, p.rule)
	if err != nil {
		return 0, fmt.Errorf("geks index, period %d against %d: %w", b+1, a+1, err)
	}
	v := math.Log(l.Ratio)
	p.known[[2]int{a, b}] = v
	return v, nil
}

func geks(p *pairs, from, n int) ([]float64, error) {
	out := make([]float64, n)
	for t := range n {
		var s float64
		for k := range n {
			a, err := p.ln(from, from+k)
			if err != nil {
				return nil, err
			}
			b, err := p.ln(from+k, from+t)
			if err != nil {
				return nil, err
			}
			s += a + b
		}
		v, err := usable("geks index", math.Exp(s/float64(n)))
		if err != nil {
			return nil, err
		}
		out[t] = v
	}
	// With a formula that fails time reversal, P(1,k) P(k,1) is not 1.
	first := out[0]
	for t := range out {
		out[t] /= first
	}
	return out, nil
}
