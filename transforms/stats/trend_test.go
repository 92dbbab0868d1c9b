package stats_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"jevons/transforms/stats"
)

// day reads a date, with or without a time, as UTC.
func day(s string) time.Time {
	if len(s) == len("2006-01-02") {
		s += " 00:00:00"
	}
	t, err := time.Parse("2006-01-02 15:04:05", s)
	if err != nil {
		panic(err)
	}
	return t
}

// offers are illustrative prices of models with their MMLU scores.
func offers() []stats.Offer {
	return []stats.Offer{
		{day("2022-11-30"), 20.0, 64.8}, {day("2023-03-01"), 2.0, 70.0}, {day("2023-06-13"), 1.75, 70.0}, {day("2023-12-11"), 0.7, 70.6},
		{day("2024-04-18"), 0.2, 68.4}, {day("2024-07-18"), 0.26, 82.0}, {day("2024-10-03"), 0.07, 68.1}, {day("2024-10-22"), 0.04, 60.1},
	}
}

func TestPriceOfAConstantCapability(t *testing.T) {
	o := offers()
	rec, err := stats.Records(o, 64.8)
	ok(t, err)
	if want := []int{0, 1, 2, 3, 4, 6}; !slices.Equal(rec, want) {
		t.Fatalf("records %v, want %v", rec, want)
	}
	var dates []time.Time
	var prices []float64
	for _, i := range rec {
		dates, prices = append(dates, o[i].At), append(prices, o[i].Price)
	}
	years := stats.Years(dates)
	printedAll(t, "years", years, []float64{0, .2491444216, .5338809035, 1.0294318960, 1.3826146475, 1.8425735797}, 10)
	g, err := stats.GrowthRate(years, prices, 0.9)
	ok(t, err)
	printed(t, "slope", g.Slope, -1.1722280403, 10)
	printed(t, "its error", g.SE, 0.1651835151, 10)
	printed(t, "intercept", g.Intercept, 0.9569322279, 10)
	printed(t, "r2", g.R2, 0.9264172805, 10)
	printed(t, "fall a year", 1/g.PerYear, 14.8671608566, 10)
	printed(t, "halving in days", -g.DoublingTime*stats.DaysPerYear, 93.7967717, 7)
	q, err := stats.TQuantile(0.9, 4)
	ok(t, err)
	near(t, "upper end", math.Log10(g.Hi), g.Slope+q*g.SE, 1e-12)
	e, err := stats.EndpointRate(prices[0], prices[5], years[5])
	ok(t, err)
	printed(t, "endpoint", 1/e.Ratio, 285.7142857, 7)
	printed(t, "endpoint a year", 1/e.PerYear, 21.5219365850, 10)
	near(t, "days", years[5]*stats.DaysPerYear, 673, 1e-12)
	b, err := stats.Blend(0.27, 1.10, 3)
	ok(t, err)
	near(t, "blend", b, 0.4775, 1e-12)
}

func TestRecordsDoNotDependOnTheOrderOfRows(t *testing.T) {
	o := offers()
	slices.Reverse(o)
	rec, err := stats.Records(o, 64.8)
	ok(t, err)
	if want := []int{7, 6, 5, 4, 3, 1}; !slices.Equal(rec, want) {
		t.Errorf("records %v, want %v", rec, want)
	}
	same := []stats.Offer{{day("2024-01-01"), 2, 50}, {day("2024-01-01"), 1, 50}, {day("2024-02-01"), 1, 50}}
	rec, err = stats.Records(same, 50)
	ok(t, err)
	if want := []int{1}; !slices.Equal(rec, want) {
		t.Errorf("records of one day %v, want %v", rec, want)
	}
	_, err = stats.Records(o, 99)
	refused(t, "unreached", err, nil, "none of 8 offers")
	_, err = stats.Records(o, math.NaN())
	refused(t, "threshold NaN", err, nil, "none of 8 offers")
	o[0].Price = 0
	_, err = stats.Records(o, 60)
	refused(t, "free", err, nil, "offer 1")
}

func TestNoAnnualRateFromLessThanAYear(t *testing.T) {
	_, err := stats.GrowthRate([]float64{0, 0.25, 0.5}, []float64{3, 2, 1}, 0.9)
	refused(t, "half a year", err, stats.ErrShortSpan, "0.50 years")
	_, err = stats.EndpointRate(3, 1, 0.5)
	refused(t, "half a year", err, stats.ErrShortSpan, "show the ratio")
	_, err = stats.EndpointRate(3, 0, 2)
	refused(t, "zero", err, nil, "above zero")
	_, err = stats.GrowthRate([]float64{0, 1, 2}, []float64{3, 0, 1}, 0.9)
	refused(t, "zero", err, nil, "value 2")
	_, err = stats.GrowthRate([]float64{0, 1}, []float64{3, 1}, 0.9)
	refused(t, "two points", err, stats.ErrTooFewRows, "2 rows")
	g, err := stats.GrowthRate([]float64{0, 1, 2, 3}, []float64{1, 2.2, 3.9, 8}, 0.9)
	ok(t, err)
	near(t, "doubling", g.DoublingTime, math.Ln2/math.Log(g.PerYear), 1e-12)
	if !(g.Lo < g.PerYear && g.PerYear < g.Hi) {
		t.Errorf("rate %v outside %v..%v", g.PerYear, g.Lo, g.Hi)
	}
}

func TestDiffusionRefusesToExtrapolate(t *testing.T) {
	d, err := stats.FitDiffusion([]float64{0, 1, 2, 3, 4, 5}, []float64{.037, .045, .054, .068, .081, .098})
	ok(t, err)
	printedAll(t, "coefficient", d.Fit.Coef, []float64{-3.2635904283, 0.2091860386}, 10)
	printedAll(t, "its error", d.Fit.SE, []float64{0.0094719775, 0.0031284912}, 10)
	printed(t, "t50", -d.Fit.Coef[0]/d.Fit.Coef[1], 15.6013778463, 10)
	printed(t, "t10-90", math.Log(81)/d.Fit.Coef[1], 21.0073730740, 10)
	_, err = d.T50()
	refused(t, "t50", err, stats.ErrBeyondSpan, "share of 0.5")
	_, err = d.T10to90()
	refused(t, "t10-90", err, stats.ErrBeyondSpan, "share of 0.9")
	v, err := d.Reaches(0.1)
	ok(t, err)
	near(t, "a tenth", v, (math.Log(1.0/9)-d.Fit.Coef[0])/d.Fit.Coef[1], 1e-12)

	logistic := func(t float64) float64 { return 1 / (1 + math.Exp(-t)) }
	var x, s []float64
	for i := -3.0; i <= 3; i++ {
		x, s = append(x, 10+i), append(s, logistic(i))
	}
	d, err = stats.FitDiffusion(x, s)
	ok(t, err)
	v, err = d.T50()
	ok(t, err)
	near(t, "t50", v, 10, 1e-9)
	v, err = d.T10to90()
	ok(t, err)
	near(t, "t10-90", v, math.Log(81), 1e-9)
	_, err = stats.FitDiffusion([]float64{0, 1, 2}, []float64{0.1, 1, 0.3})
	refused(t, "share of one", err, nil, "value 2")
}

func TestBeveridgeCurve(t *testing.T) {
	u, v := []float64{3.6, 3.7, 3.8, 3.9, 4.1, 4.2}, []float64{6.4, 5.7, 5.3, 5.2, 4.8, 4.6}
	b, err := stats.FitBeveridge(u, v)
	ok(t, err)
	printedAll(t, "coefficient", b.Fit.Coef, []float64{4.3074105077, -1.9476136008}, 10)
	printedAll(t, "its error", b.Fit.SE, []float64{0.3295739567, 0.2429941651}, 10)
	printed(t, "r2", b.Fit.R2, 0.9413844169, 10)
	for i, want := range []float64{1.777778, 1.540541, 1.394737, 1.333333, 1.170732, 1.095238} {
		x, err := stats.Tightness(u[i], v[i])
		ok(t, err)
		printed(t, "tightness", x, want, 6)
		s, err := b.Shift(u[i], v[i])
		ok(t, err)
		near(t, "shift", s, b.Fit.Resid[i], 1e-12)
	}
	_, err = b.Shift(0, 1)
	refused(t, "no unemployment", err, nil, "above zero")
	_, err = stats.FitBeveridge(u, []float64{6.4, math.NaN(), 5.3, 5.2, 4.8, 4.6})
	refused(t, "a gap", err, nil, "vacancies, value 2: NaN")
}

func TestMarketModel(t *testing.T) {
	rm := []float64{.004, -.006, .010, .002, -.003, .007, -.001, .005}
	r := []float64{.009, -.011, .021, .001, -.008, .016, .002, .008}
	m, err := stats.FitMarketModel(r, rm)
	ok(t, err)
	printedAll(t, "coefficient", m.Fit.Coef, []float64{0.0002105263, 2.0175438596}, 10)
	printedAll(t, "its error", m.Fit.SE, []float64{0.0009942012, 0.1815154725}, 10)
	printed(t, "s", math.Sqrt(m.Fit.S2), 0.0025638057, 10)
	a, err := m.Abnormal([]float64{-.1697}, []float64{-.031})
	ok(t, err)
	printed(t, "abnormal return", a.Return, -0.1073666667, 10)
	printed(t, "its error", a.SE, 0.0066197177, 10)
	printed(t, "t", a.T, -16.2192213, 7)
	_, se, err := m.Fit.Predict([]float64{1, -.031})
	ok(t, err)
	near(t, "prediction error", a.SE, se, 1e-12)
	two, err := m.Abnormal([]float64{-.1697, .01}, []float64{-.031, .002})
	ok(t, err)
	if two.Days != 2 || !(two.SE > a.SE) {
		t.Errorf("two days %+v, one %+v", two, a)
	}
	_, err = m.Abnormal(nil, nil)
	refused(t, "no days", err, nil, "no values")
}

func TestDeflation(t *testing.T) {
	cpi, nominal := []float64{296.797, 304.702, 313.689}, []float64{3.06, 2.40, 1.29}
	d, err := stats.Deflate(nominal, cpi, 2)
	ok(t, err)
	printedAll(t, "real", d, []float64{3.2341578250, 2.4707865390, 1.29}, 10)
	x, err := stats.RealIndex(nominal, cpi)
	ok(t, err)
	for i, want := range []float64{100, 76.3965975886, 39.8867362013} {
		near(t, "real index", x[i], want, 5e-10)
	}
	c, err := stats.CAGR(3.06, 1.29, 2)
	ok(t, err)
	printed(t, "cagr", c, -0.3507168357, 10)
	h, err := stats.HalvingTime(c)
	ok(t, err)
	printed(t, "halving", h, 1.6049295897, 10)
	s, err := stats.SAAR(0.008, 4)
	ok(t, err)
	near(t, "saar", s, 0.032386052100, 1e-11)
	_, err = stats.Deflate(nominal, []float64{296.797, math.NaN(), 313.689}, 2)
	refused(t, "missing month", err, nil, "price index, value 2")
	_, err = stats.Deflate(nominal, cpi, 3)
	refused(t, "no base", err, nil, "base period 4 of 3")
	_, err = stats.HalvingTime(0.1)
	refused(t, "growth", err, nil, "halves")
	_, err = stats.SAAR(-1, 4)
	refused(t, "all lost", err, nil, "not a rate")
	_, err = stats.CAGR(0, 1, 2)
	refused(t, "from zero", err, nil, "above zero")
}
