package stats_test

import (
	"math"
	"testing"

	"jevons/transforms/stats"
)

type gpuRow struct {
	period          int
	gpu             string
	mem, tf, usd, w float64
}

var goodFit = []gpuRow{
	{0, "A", 16, 125, 2.50, 1}, {0, "B", 40, 312, 4.10, 2}, {0, "C", 80, 312, 5.00, 1},
	{1, "A", 16, 125, 2.10, 1}, {1, "B", 40, 312, 3.30, 2}, {1, "C", 80, 312, 4.20, 1}, {1, "D", 80, 989, 7.40, 3},
	{2, "B", 40, 312, 2.60, 1}, {2, "C", 80, 312, 3.10, 1}, {2, "D", 80, 989, 5.60, 3}, {2, "E", 141, 989, 6.50, 2},
}

var poorFit = []gpuRow{
	{0, "V100", 16, 125, 2.48, 0}, {0, "A100-40", 40, 312, 3.06, 0}, {0, "A100-80", 80, 312, 3.67, 0}, {0, "T4", 16, 65, 0.53, 0},
	{1, "V100", 16, 125, 2.30, 0}, {1, "A100-40", 40, 312, 2.40, 0}, {1, "A100-80", 80, 312, 2.21, 0}, {1, "H100", 80, 989, 4.25, 0},
	{2, "A100-40", 40, 312, 1.29, 0}, {2, "A100-80", 80, 312, 1.79, 0}, {2, "H100", 80, 989, 2.99, 0}, {2, "H200", 141, 989, 3.79, 0},
}

var memoryAndSpeed = []stats.Characteristic{{Name: "ln memory", Sign: 1}, {Name: "ln speed", Sign: 1}}

func periodsOf(rows []gpuRow) []stats.Period {
	var out []stats.Period
	for _, r := range rows {
		for len(out) <= r.period {
			out = append(out, stats.Period{})
		}
		out[r.period][r.gpu] = stats.Quote{Price: r.usd}
	}
	return out
}

func gpuMarket() []stats.Period { return periodsOf(goodFit) }

func hedonicRows(rows []gpuRow, weighted bool) []stats.HedonicRow {
	var out []stats.HedonicRow
	for _, r := range rows {
		h := stats.HedonicRow{Period: r.period, Price: r.usd, X: []float64{math.Log(r.mem), math.Log(r.tf)}}
		if weighted {
			h.Weight = r.w
		}
		out = append(out, h)
	}
	return out
}

func TestHedonicIndexOfAGoodFit(t *testing.T) {
	h, err := stats.TimeDummy(hedonicRows(goodFit, false), memoryAndSpeed)
	ok(t, err)
	f := h.Fit
	printedAll(t, "coefficient", f.Coef, []float64{-2.0041822012, -0.1823507629, -0.4567917956, 0.1814620586, 0.4892376314}, 10)
	printedAll(t, "standard error", f.SE, []float64{0.1967298363, 0.0552943131, 0.0618616898, 0.0580667577, 0.0566429632}, 10)
	printedAll(t, "hc1", h.HC1, []float64{0.1598608557, 0.0592257922, 0.0545989143, 0.0347573552, 0.0238999948}, 10)
	printedAll(t, "vif", h.VIF, []float64{0, 1.582206, 1.980366, 3.364219, 3.538108}, 6)
	printed(t, "r2", f.R2, 0.9826162333, 10)
	printed(t, "s2", f.S2, 0.0049188473, 10)
	printedAll(t, "index", h.Index, []float64{100, 83.33089952, 63.33121847}, 8)
	if f.N != 11 || f.DF != 6 || len(h.Warnings) != 0 {
		t.Errorf("n %d, df %d, warnings %v; want 11, 6 and none", f.N, f.DF, h.Warnings)
	}
}

func TestWeightedHedonicIndex(t *testing.T) {
	// The design prints the weights 1 2 1 1 2 1 3 1 1 3 2 in the order of rows.
	h, err := stats.TimeDummy(hedonicRows(goodFit, true), memoryAndSpeed)
	ok(t, err)
	printedAll(t, "coefficient", h.Fit.Coef, []float64{-2.0886791296, -0.1819481335, -0.4420008170, 0.1890559160, 0.4966598908}, 10)
	printedAll(t, "index", h.Index, []float64{100, 83.36445776, 64.27491103}, 8)
}

func TestHedonicIndexOfAPoorFitWarns(t *testing.T) {
	h, err := stats.TimeDummy(hedonicRows(poorFit, false), memoryAndSpeed)
	ok(t, err)
	f := h.Fit
	printedAll(t, "coefficient", f.Coef, []float64{-2.7114812846, -0.1399583921, -0.6351454363, -0.0869841739, 0.7185565935}, 10)
	printedAll(t, "standard error", f.SE[1:], []float64{0.3069583698, 0.3502347129, 0.3281436749, 0.2999431725}, 10)
	printed(t, "r2", f.R2, 0.6886568470, 10)
	printed(t, "adjusted r2", f.AdjR2, 0.5107464738, 10)
	printed(t, "s2", f.S2, 0.1581272588, 10)
	printedAll(t, "vif", h.VIF, []float64{0, 1.588989, 2.068618, 4.210171, 4.623569}, 6)
	printedAll(t, "index", h.Index, []float64{100, 86.93944083, 52.98584221}, 8)
	near(t, "kennedy", h.Kennedy[1], 82.93855840, 5e-10)
	near(t, "kennedy", h.Kennedy[2], 49.83375534, 5e-10)
	got := map[string]bool{}
	for _, w := range h.Warnings {
		got[w.Characteristic+"/"+string(w.Kind)] = true
	}
	for _, want := range []string{"ln memory/" + string(stats.WeakT), "ln memory/" + string(stats.HighVIF),
		"ln memory/" + string(stats.WrongSign), "ln speed/" + string(stats.HighVIF)} {
		if !got[want] {
			t.Errorf("no warning %q among %v", want, h.Warnings)
		}
	}
	if len(h.Warnings) != 4 {
		t.Errorf("%d warnings, want 4: %v", len(h.Warnings), h.Warnings)
	}
}

func TestMatchedAndProductDummyIndicesOfThePoorFit(t *testing.T) {
	m := periodsOf(poorFit)
	c, err := stats.Chained(m, stats.Unweighted(stats.Jevons), stats.MatchRule{})
	ok(t, err)
	printed(t, "link", c.Links[0].Ratio, 0.7594468643, 10)
	printed(t, "link", c.Links[1].Ratio, 0.6740733563, 10)
	printed(t, "chained", c.Index[2], 0.5119228968, 10)
	f, err := stats.Fixed(m, stats.Unweighted(stats.Jevons), stats.MatchRule{})
	ok(t, err)
	printed(t, "direct", f.Index[2], 0.4534481405, 10)
	if c.Links[0].Matches != 3 || c.Links[1].Matches != 3 || f.Links[1].Matches != 2 {
		t.Errorf("matches %v, %v", c.Links, f.Links)
	}
	p, err := stats.TimeProduct(itemRows(poorFit))
	ok(t, err)
	printedAll(t, "time-product dummy", p.Index, []float64{1, 0.7496071110, 0.4876786947}, 10)
	if p.Items != 6 {
		t.Errorf("%d items, want 6", p.Items)
	}
}

func itemRows(rows []gpuRow) []stats.ItemRow {
	var out []stats.ItemRow
	for _, r := range rows {
		out = append(out, stats.ItemRow{Item: r.gpu, Period: r.period, Price: r.usd, Weight: r.w})
	}
	return out
}

func TestProductDummyEqualsARegressionWithAllDummies(t *testing.T) {
	for _, rows := range [][]gpuRow{goodFit, poorFit} {
		number := map[string]int{}
		for _, r := range rows {
			if _, seen := number[r.gpu]; !seen {
				number[r.gpu] = len(number)
			}
		}
		var y, w []float64
		var x [][]float64
		for _, r := range rows {
			row := make([]float64, 2+len(number))
			if r.period > 0 {
				row[r.period-1] = 1
			}
			row[2+number[r.gpu]] = 1
			x, y, w = append(x, row), append(y, math.Log(r.usd)), append(w, max(r.w, 1))
		}
		f, err := stats.WLS(y, x, w)
		ok(t, err)
		p, err := stats.TimeProduct(itemRows(rows))
		ok(t, err)
		for j := range 2 {
			near(t, "index", math.Log(p.Index[j+1]), f.Coef[j], 1e-9)
			near(t, "standard error", p.SE[j+1], f.SE[j], 1e-9)
		}
	}
}

func TestProductDummyEqualsJevonsOfTheSameItems(t *testing.T) {
	p, _ := randomMarket(9, 6, 4)
	var rows []stats.ItemRow
	for i := range p {
		for k, v := range p[i] {
			rows = append(rows, stats.ItemRow{Item: string(rune('a' + i)), Period: k, Price: v})
		}
	}
	d, err := stats.TimeProduct(rows)
	ok(t, err)
	j, err := stats.Fixed(market(p, nil), stats.Unweighted(stats.Jevons), stats.PublishRule)
	ok(t, err)
	for k := range 4 {
		near(t, "index", d.Index[k], j.Index[k], 1e-9)
	}
}

func TestHedonicRefusals(t *testing.T) {
	rows := hedonicRows(goodFit, false)
	rows[2].Price = 0
	_, err := stats.TimeDummy(rows, memoryAndSpeed)
	refused(t, "price of zero", err, nil, "value 3: 0 is not")
	rows = hedonicRows(goodFit, false)
	rows[2].X[0] = math.NaN()
	_, err = stats.TimeDummy(rows, memoryAndSpeed)
	refused(t, "missing memory", err, nil, "row 3")
	rows = hedonicRows(goodFit, false)
	for i := range rows {
		rows[i].X[1] = 2 * rows[i].X[0]
	}
	_, err = stats.TimeDummy(rows, memoryAndSpeed)
	refused(t, "collinear", err, stats.ErrCollinear, "column 5")
	_, err = stats.TimeDummy(hedonicRows(goodFit[:5], false), memoryAndSpeed[:1])
	refused(t, "undeclared characteristic", err, nil, "2 characteristics, 1 are declared")
	_, err = stats.TimeDummy(hedonicRows(goodFit[:4], false), memoryAndSpeed)
	refused(t, "four rows", err, stats.ErrTooFewRows, "4 rows, 4 parameters")
	rows = hedonicRows(goodFit, false)
	for i := range rows {
		rows[i].Period *= 2
	}
	_, err = stats.TimeDummy(rows, memoryAndSpeed)
	refused(t, "empty period", err, nil, "cannot be in the index")
	rows = hedonicRows(goodFit, true)
	rows[0].Weight = 0
	_, err = stats.TimeDummy(rows, memoryAndSpeed)
	refused(t, "weight of zero", err, nil, "weight, value 1")
	_, err = stats.TimeProduct([]stats.ItemRow{{"a", 0, 1, 0}, {"a", 0, 2, 0}, {"a", 0, 3, 0}, {"b", 1, 1, 0}, {"b", 1, 2, 0}, {"b", 1, 3, 0}})
	refused(t, "unlinked periods", err, stats.ErrCollinear, "items must link all periods")
}
