package compute

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"jevons/transforms"
	"jevons/transforms/stats"
)

// elasticity estimates how a volume answers its price, by every estimator that
// package stats has for two series. All are rows, none is chosen: a verdict
// needs all on one side of -1.
var elasticity = transforms.Compute{
	In: []string{"spending", "deflator", "price_segment", "quarter", "quarter_index", "price", "quantity", "is_partial", "is_sample"},
	Out: []transforms.OutColumn{
		{Name: "spending", Type: "VARCHAR"}, {Name: "deflator", Type: "VARCHAR"}, {Name: "price_segment", Type: "INTEGER"},
		{Name: "estimator", Type: "VARCHAR"},
		{Name: "first_quarter", Type: "DATE"}, {Name: "last_quarter", Type: "DATE"},
		{Name: "value", Type: "DOUBLE"}, {Name: "low", Type: "DOUBLE"}, {Name: "high", Type: "DOUBLE"}, {Name: "se", Type: "DOUBLE"},
		{Name: "p_below", Type: "DOUBLE"}, {Name: "r2", Type: "DOUBLE"}, {Name: "n", Type: "BIGINT"},
		{Name: "verdict", Type: "VARCHAR"}, {Name: "flags", Type: "VARCHAR"}, {Name: "is_sample", Type: "BOOLEAN"},
	},
	Run: runElasticity,
}

// leastQuarters is the fewest from which a trend can be told from a price.
const leastQuarters = 5

type pair struct {
	spending, deflator string
	segment            int
}

type quarter struct {
	index           int
	at              any // the date as it came
	price, quantity float64
	partial, sample bool
}

func runElasticity(in []transforms.Row) ([]transforms.Row, error) {
	pairs := map[pair][]quarter{}
	for _, r := range in {
		segment, okS := r.Number("price_segment")
		index, okI := r.Number("quarter_index")
		price, okP := r.Number("price")
		quantity, okQ := r.Number("quantity")
		if !okS || !okI || !okP || !okQ || price <= 0 || quantity <= 0 {
			continue // a hole, which ends a run
		}
		k := pair{r.Text("spending"), r.Text("deflator"), int(segment)}
		pairs[k] = append(pairs[k], quarter{int(index), r["quarter"], price, quantity, r["is_partial"] == true, r["is_sample"] == true})
	}
	keys := slices.SortedFunc(maps.Keys(pairs), func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.spending, b.spending), cmp.Compare(a.deflator, b.deflator), cmp.Compare(a.segment, b.segment))
	})
	var out []transforms.Row
	for _, k := range keys {
		for _, r := range estimates(longestRun(pairs[k])) {
			r["spending"], r["deflator"], r["price_segment"] = k.spending, k.deflator, int64(k.segment)
			out = append(out, r)
		}
	}
	return out, nil
}

// longestRun is the longest run of successive quarters, the newest of equals:
// differences and trends need even steps.
func longestRun(q []quarter) []quarter {
	slices.SortFunc(q, func(a, b quarter) int { return cmp.Compare(a.index, b.index) })
	var best []quarter
	for from := 0; from < len(q); {
		to := from + 1
		for to < len(q) && q[to].index == q[to-1].index+1 {
			to++
		}
		if to-from >= len(best) {
			best = q[from:to]
		}
		from = to
	}
	return best
}

// estimates are the rows of one pair of series, in the same order always. What
// cannot be estimated is a row without a value.
func estimates(q []quarter) []transforms.Row {
	price, quantity := make([]float64, len(q)), make([]float64, len(q))
	flags, sample := []string{"price_in_volume"}, false
	partial := false
	for i, x := range q {
		price[i], quantity[i] = x.price, x.quantity
		partial, sample = partial || x.partial, sample || x.sample
	}
	if partial {
		flags = append(flags, "partial_quarters")
	}
	verdict := stats.NotIdentified
	var e *stats.Elasticity
	if len(q) < leastQuarters {
		flags = append(flags, "few_quarters")
	} else if found, err := stats.Elasticities(price, quantity); err != nil {
		// Prices that never move, say: the series are as they are, and the mart
		// says that they tell nothing.
		flags = append(flags, "not_estimable")
	} else {
		e, verdict = found, found.Verdict
	}
	row := func(name string) transforms.Row {
		return transforms.Row{"estimator": name, "first_quarter": q[0].at, "last_quarter": q[len(q)-1].at, "n": int64(len(q)),
			"verdict": string(verdict), "flags": strings.Join(flags, " "), "is_sample": sample}
	}
	logLog, differences, trend, arc := row("log_log"), row("log_differences"), row("log_log_trend"), row("arc")
	differences["n"] = int64(len(q) - 1)
	if e != nil {
		putEstimate(logLog, e.Levels)
		putEstimate(differences, e.Differences)
		putEstimate(trend, e.Trend)
		arc["value"] = transforms.Finite(e.Arc)
	}
	return []transforms.Row{logLog, differences, trend, arc}
}

func putEstimate(r transforms.Row, e stats.Estimate) {
	r["value"], r["se"] = transforms.Finite(e.Value), transforms.Finite(e.SE)
	r["low"], r["high"] = transforms.Finite(e.Lo), transforms.Finite(e.Hi)
	r["p_below"], r["r2"] = transforms.Finite(e.P), transforms.Finite(e.R2)
	r["n"] = int64(e.N)
}
