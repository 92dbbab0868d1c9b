package stats

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// RI is a randomisation test: how rare an effect as large would be, had the
// treated units been drawn by lot.
type RI struct {
	Effect      float64
	P           float64 // share of assignments with an effect at least as far from zero
	Assignments int     // tried, the true one among them
	Exact       bool    // all assignments were tried
	Seed        uint64  // of the sample, where not Exact
}

// exactLimit is up to how many assignments all are tried.
const exactLimit = 100_000

// Randomise tests the difference in differences of a balanced panel (every unit
// in every period, the same weight in all periods of a unit), where it equals
// the difference of mean changes. All assignments are tried when there are at
// most 100,000, else draws of them with PCG from the seed; then p is
// (1 + hits)/(1 + draws). Source: Imbens and Rubin, Causal Inference, chapter 5.
func Randomise(rows []PanelRow, draws int, seed uint64) (RI, error) {
	var d DiD
	if err := d.cells(rows); err != nil {
		return RI{}, fmt.Errorf("randomisation test: %w", err)
	}
	change, weight, treated, err := changes(rows)
	if err != nil {
		return RI{}, fmt.Errorf("randomisation test: %w", err)
	}
	k := 0
	for _, t := range treated {
		k += one(t)
	}
	r := RI{Effect: gap(change, weight, treated)}
	// An assignment that mirrors the true one must not miss by rounding.
	atLeast := math.Abs(r.Effect) * (1 - tie)
	hits := 0
	try := func(t []bool) {
		r.Assignments++
		if math.Abs(gap(change, weight, t)) >= atLeast {
			hits++
		}
	}
	if combinations(len(treated), k, exactLimit) <= exactLimit {
		r.Exact = true
		everyChoice(len(treated), k, try)
	} else {
		if draws < 99 || draws > 10_000_000 {
			return RI{}, fmt.Errorf("randomisation test: %d draws; take 99 to 10,000,000", draws)
		}
		r.Seed = seed
		g := rand.New(rand.NewPCG(seed, 0))
		try(treated)
		t := slices.Clone(treated)
		for range draws {
			g.Shuffle(len(t), func(i, j int) { t[i], t[j] = t[j], t[i] })
			try(t)
		}
	}
	r.P = float64(hits) / float64(r.Assignments)
	return r, nil
}

// changes returns each unit's mean after less mean before.
func changes(rows []PanelRow) (change, weight []float64, treated []bool, err error) {
	type acc struct {
		sum    [2]float64
		n      [2]int
		weight float64
	}
	number, periods := map[int]int{}, map[int]bool{}
	var units []acc
	type cell struct{ unit, period int }
	seen := map[cell]bool{}
	for i, r := range rows {
		if err := finite(fmt.Sprintf("row %d", i+1), []float64{r.Y}); err != nil {
			return nil, nil, nil, err
		}
		u, ok := number[r.Unit]
		if !ok {
			u = len(units)
			number[r.Unit] = u
			units = append(units, acc{weight: r.Weight})
			treated = append(treated, r.Treated)
		}
		if units[u].weight != r.Weight {
			return nil, nil, nil, fmt.Errorf("row %d: the weight of unit %d changes; take its weight before the event", i+1, r.Unit)
		}
		if seen[cell{r.Unit, r.Period}] {
			return nil, nil, nil, fmt.Errorf("row %d: unit %d has period %d twice", i+1, r.Unit, r.Period)
		}
		seen[cell{r.Unit, r.Period}] = true
		periods[r.Period] = true
		units[u].sum[one(r.Post)] += r.Y
		units[u].n[one(r.Post)]++
	}
	weighted := slices.ContainsFunc(units, func(a acc) bool { return a.weight != 0 })
	for _, a := range units {
		if a.n[0]+a.n[1] != len(periods) {
			return nil, nil, nil, fmt.Errorf("a unit has %d of %d periods; drop it or the periods it lacks", a.n[0]+a.n[1], len(periods))
		}
		w := a.weight
		if !weighted {
			w = 1
		}
		change = append(change, a.sum[1]/float64(a.n[1])-a.sum[0]/float64(a.n[0]))
		weight = append(weight, w)
	}
	return change, weight, treated, positive("weight", weight)
}

// gap is the weighted mean change of the treated less that of the others.
func gap(change, weight []float64, treated []bool) float64 {
	var s, w [2]float64
	for i, t := range treated {
		s[one(t)] += weight[i] * change[i]
		w[one(t)] += weight[i]
	}
	return s[1]/w[1] - s[0]/w[0]
}

// combinations is n over k, or limit+1 if it is more than limit.
func combinations(n, k, limit int) int {
	c := 1
	for i := 1; i <= min(k, n-k); i++ {
		// c stays a whole number: it is n over i after each step.
		if c = c * (n - i + 1) / i; c > limit {
			return limit + 1
		}
	}
	return c
}

// everyChoice calls f with every way to mark k of n, in lexical order.
func everyChoice(n, k int, f func([]bool)) {
	pick := make([]int, k)
	for i := range pick {
		pick[i] = i
	}
	marks := make([]bool, n)
	for {
		clear(marks)
		for _, p := range pick {
			marks[p] = true
		}
		f(marks)
		i := k - 1
		for i >= 0 && pick[i] == n-k+i {
			i--
		}
		if i < 0 {
			return
		}
		pick[i]++
		for j := i + 1; j < k; j++ {
			pick[j] = pick[j-1] + 1
		}
	}
}
