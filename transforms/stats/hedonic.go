package stats

import (
	"fmt"
	"math"
)

// Characteristic is what a hedonic regression holds constant.
type Characteristic struct {
	Name string
	Sign int // the sign its coefficient must have: 1, -1, or 0 for either
}

// HedonicRow is one quote.
type HedonicRow struct {
	Period int       // 0, 1, 2 ... without a gap
	Price  float64   // above zero, one currency
	X      []float64 // one a Characteristic, already transformed (usually the log)
	Weight float64   // above zero in all rows, or zero in all for equal weights
}

// Hedonic is a time-dummy index: ln p = a + d_t + b'x + e. Source: Triplett,
// Handbook on Hedonic Indexes (OECD 2004), chapter 3; the correction is
// Kennedy's (American Economic Review 1981).
type Hedonic struct {
	Index    []float64 // 100 exp(d_t), the first period is 100
	Kennedy  []float64 // 100 exp(d_t - var(d_t)/2): less biased in small samples
	Fit      *Fit      // regressors: constant, d_1.. d_T-1, then the characteristics
	HC1      []float64
	VIF      []float64
	Warnings []Warning // coefficients that must not be interpreted
}

// Warning says why a coefficient is not to be read as an effect. The index may
// still be good.
type Warning struct {
	Characteristic string
	Kind           WarningKind
	Value          float64 // the t statistic, the VIF, or the coefficient
}

// WarningKind is what is wrong with a coefficient.
type WarningKind string

// The kinds of warning.
const (
	WeakT     WarningKind = "|t| below 2"
	HighVIF   WarningKind = "variance inflation above 4"
	WrongSign WarningKind = "wrong sign"
)

func (w Warning) String() string {
	return fmt.Sprintf("%s: %s (%.4g); do not interpret its coefficient", w.Characteristic, w.Kind, w.Value)
}

// TimeDummy fits the hedonic regression over all rows. Every period from 0 to
// the last must have a row.
func TimeDummy(rows []HedonicRow, chars []Characteristic) (*Hedonic, error) {
	periods, err := countPeriods(len(rows), func(i int) int { return rows[i].Period })
	if err != nil {
		return nil, fmt.Errorf("hedonic index: %w", err)
	}
	y, w, err := logsAndWeights(len(rows), func(i int) (float64, float64) { return rows[i].Price, rows[i].Weight })
	if err != nil {
		return nil, fmt.Errorf("hedonic index: %w", err)
	}
	x := make([][]float64, len(rows))
	for i, r := range rows {
		if len(r.X) != len(chars) {
			return nil, fmt.Errorf("hedonic index, row %d: %d characteristics, %d are declared", i+1, len(r.X), len(chars))
		}
		x[i] = make([]float64, periods, periods+len(chars))
		x[i][0] = 1
		if r.Period > 0 {
			x[i][r.Period] = 1
		}
		x[i] = append(x[i], r.X...)
	}
	f, err := least(y, x, w, 0)
	if err != nil {
		return nil, fmt.Errorf("hedonic index: %w", err)
	}
	h := &Hedonic{Fit: f, HC1: f.HC1(), Index: []float64{100}, Kennedy: []float64{100}}
	if h.VIF, err = f.VIF(); err != nil {
		return nil, fmt.Errorf("hedonic index: %w", err)
	}
	for t := 1; t < periods; t++ {
		h.Index = append(h.Index, 100*math.Exp(f.Coef[t]))
		h.Kennedy = append(h.Kennedy, 100*math.Exp(f.Coef[t]-f.SE[t]*f.SE[t]/2))
	}
	h.Warnings = warnings(f, h.VIF, chars, periods)
	return h, finite("hedonic index", h.Index)
}

func warnings(f *Fit, vif []float64, chars []Characteristic, first int) []Warning {
	var out []Warning
	for c, ch := range chars {
		j := first + c
		if t := f.T(j, 0); !(math.Abs(t) >= 2) {
			out = append(out, Warning{ch.Name, WeakT, t})
		}
		if vif[j] > 4 {
			out = append(out, Warning{ch.Name, HighVIF, vif[j]})
		}
		if f.Coef[j]*float64(ch.Sign) < 0 {
			out = append(out, Warning{ch.Name, WrongSign, f.Coef[j]})
		}
	}
	return out
}

// ItemRow is one quote of an item that is the same in all periods.
type ItemRow struct {
	Item   string
	Period int     // 0, 1, 2 ... without a gap
	Price  float64 // above zero, one currency
	Weight float64 // above zero in all rows, or zero in all for equal weights
}

// ProductDummy is a time-product dummy index.
type ProductDummy struct {
	Index []float64 // 1 = the first period
	SE    []float64 // of ln Index, 0 for the first period
	Items int       // items, those with a single quote included
	N     int
	S2    float64
}

// TimeProduct fits ln p = d_t + item + e: quality is whatever stays the same in
// an item. Items with a single quote do not move the index. Source: CPI Manual,
// chapter 7 of the 2020 edition (country product dummy method applied to time).
func TimeProduct(rows []ItemRow) (*ProductDummy, error) {
	periods, err := countPeriods(len(rows), func(i int) int { return rows[i].Period })
	if err != nil {
		return nil, fmt.Errorf("time-product dummy index: %w", err)
	}
	y, w, err := logsAndWeights(len(rows), func(i int) (float64, float64) { return rows[i].Price, rows[i].Weight })
	if err != nil {
		return nil, fmt.Errorf("time-product dummy index: %w", err)
	}
	if len(rows) > maxCells/periods {
		return nil, fmt.Errorf("time-product dummy index of %d rows and %d periods: too large; aggregate first", len(rows), periods)
	}
	x, group, number := make([][]float64, len(rows)), make([]int, len(rows)), map[string]int{}
	for i, r := range rows {
		x[i] = make([]float64, periods-1)
		if r.Period > 0 {
			x[i][r.Period-1] = 1
		}
		g, ok := number[r.Item]
		if !ok {
			g = len(number)
			number[r.Item] = g
		}
		group[i] = g
	}
	f, err := within(y, x, group, len(number), w)
	if err != nil {
		return nil, fmt.Errorf("time-product dummy index (items must link all periods): %w", err)
	}
	p := &ProductDummy{Index: []float64{1}, SE: []float64{0}, Items: len(number), N: f.N, S2: f.S2}
	for j, d := range f.Coef {
		p.Index, p.SE = append(p.Index, math.Exp(d)), append(p.SE, f.SE[j])
	}
	return p, finite("time-product dummy index", p.Index)
}

// within regresses after taking the group means out of y and x, which gives the
// coefficients that a dummy a group would (Frisch, Waugh and Lovell) without
// the columns.
func within(y []float64, x [][]float64, group []int, groups int, w []float64) (*Fit, error) {
	weight := func(i int) float64 {
		if w == nil {
			return 1
		}
		return w[i]
	}
	k := len(x[0])
	sw, sy, sx := make([]float64, groups), make([]float64, groups), make([]float64, groups*k)
	for i := range y {
		g := group[i]
		sw[g] += weight(i)
		sy[g] += weight(i) * y[i]
		for j, v := range x[i] {
			sx[g*k+j] += weight(i) * v
		}
	}
	dy, dx := make([]float64, len(y)), make([][]float64, len(y))
	for i := range y {
		g := group[i]
		dy[i] = y[i] - sy[g]/sw[g]
		dx[i] = make([]float64, k)
		for j, v := range x[i] {
			// What is left of a regressor that does not vary within groups is
			// rounding, which must not pass for variation.
			if d := v - sx[g*k+j]/sw[g]; math.Abs(d) > 1e-12*math.Abs(v) {
				dx[i][j] = d
			}
		}
	}
	return least(dy, dx, w, groups)
}

// countPeriods checks that the periods run from 0 without a gap.
func countPeriods(n int, period func(int) int) (int, error) {
	if n == 0 {
		return 0, fmt.Errorf("no rows; check the period and the filter")
	}
	seen := map[int]bool{}
	last := 0
	for i := range n {
		t := period(i)
		if t < 0 {
			return 0, fmt.Errorf("row %d: period %d is below zero; number periods 0, 1, 2", i+1, t)
		}
		seen[t] = true
		last = max(last, t)
	}
	if len(seen) != last+1 {
		return 0, fmt.Errorf("%d periods have rows, the last is number %d; a period without quotes cannot be in the index", len(seen), last)
	}
	if last == 0 {
		return 0, fmt.Errorf("one period only; at least two are needed")
	}
	return last + 1, nil
}

// logsAndWeights returns log prices, and weights or nil where all are equal.
func logsAndWeights(n int, row func(int) (price, weight float64)) (y, w []float64, err error) {
	p, w := make([]float64, n), make([]float64, n)
	any := false
	for i := range n {
		p[i], w[i] = row(i)
		any = any || w[i] != 0
	}
	if y, err = logs("price", p); err != nil {
		return nil, nil, err
	}
	if !any {
		return y, nil, nil
	}
	return y, w, positive("weight", w)
}
