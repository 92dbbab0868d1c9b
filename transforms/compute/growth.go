package compute

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"slices"

	"jevons/transforms"
	"jevons/transforms/stats"
)

// growth fits log10 of a value on time by measure and selection. The growth is
// 10 to the slope, per year, with a confidence interval of 90 percent. A fit
// that rests on fewer than three points or on a single date has no figure but a
// flag, and so has one that spans less than a year.
var growth = transforms.Compute{
	In: []string{"measure", "selection", "years", "value"},
	Out: []transforms.OutColumn{
		{Name: "measure", Type: "VARCHAR"}, {Name: "selection", Type: "VARCHAR"},
		{Name: "value", Type: "DOUBLE"}, {Name: "low", Type: "DOUBLE"}, {Name: "high", Type: "DOUBLE"},
		{Name: "doubling_years", Type: "DOUBLE"}, {Name: "r2", Type: "DOUBLE"},
		{Name: "first_year", Type: "DOUBLE"}, {Name: "last_year", Type: "DOUBLE"},
		{Name: "n", Type: "BIGINT"}, {Name: "flags", Type: "VARCHAR"},
	},
	Run: runGrowth,
}

type point struct{ years, value float64 }

func runGrowth(in []transforms.Row) ([]transforms.Row, error) {
	groups := map[[2]string][]point{}
	for _, r := range in {
		t, okT := r.Number("years")
		v, okV := r.Number("value")
		if okT && okV && v > 0 {
			k := [2]string{r.Text("measure"), r.Text("selection")}
			groups[k] = append(groups[k], point{t, v})
		}
	}
	keys := slices.SortedFunc(maps.Keys(groups), func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	var out []transforms.Row
	for _, k := range keys {
		r, err := growthOf(groups[k])
		if err != nil {
			return nil, err
		}
		r["measure"], r["selection"] = k[0], k[1]
		out = append(out, r)
	}
	return out, nil
}

func growthOf(points []point) (transforms.Row, error) {
	// Sorted, because sums of floats depend on their order.
	slices.SortFunc(points, func(a, b point) int { return cmp.Or(cmp.Compare(a.years, b.years), cmp.Compare(a.value, b.value)) })
	first, last := points[0].years, points[len(points)-1].years
	r := transforms.Row{"n": int64(len(points)), "first_year": first, "last_year": last, "flags": ""}
	if last-first < 1 {
		r["flags"] = "under_one_year"
		return r, nil
	}
	x, y := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		// Years from the first point: a year number beside a constant is nearly collinear.
		x[i], y[i] = p.years-first, math.Log10(p.value)
	}
	design, err := stats.Design(x)
	if err != nil {
		return nil, err
	}
	fit, err := stats.OLS(y, design)
	if errors.Is(err, stats.ErrTooFewRows) || errors.Is(err, stats.ErrCollinear) {
		r["flags"] = "not_estimable"
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	lo, hi, err := fit.CI(1, 0.9)
	if err != nil {
		return nil, err
	}
	r["value"], r["low"], r["high"] = transforms.Finite(math.Pow(10, fit.Coef[1])), transforms.Finite(math.Pow(10, lo)), transforms.Finite(math.Pow(10, hi))
	r["r2"] = transforms.Finite(fit.R2)
	if lo > 0 { // a value that may fall has no doubling time
		r["doubling_years"] = transforms.Finite(math.Log10(2) / fit.Coef[1])
	} else {
		r["flags"] = "growth_not_distinguishable"
	}
	return r, nil
}
