package stats_test

import (
	"math"
	"testing"

	"jevons/transforms/stats"
)

var (
	price    = []float64{4.0, 3.5, 3.0, 2.6, 2.2, 1.9, 1.6, 1.4}
	quantity = []float64{100, 118, 150, 175, 230, 270, 345, 400}
)

func lns(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = math.Log(x)
	}
	return out
}

func TestLogLogRegressionAndItsErrors(t *testing.T) {
	x, err := stats.Design(lns(price))
	ok(t, err)
	f, err := stats.OLS(lns(quantity), x)
	ok(t, err)
	printedAll(t, "coefficient", f.Coef, []float64{6.4609234753, -1.3368894715}, 10)
	printedAll(t, "standard error", f.SE, []float64{0.0190484159, 0.0203943201}, 10)
	printed(t, "r2", f.R2, 0.9986056470, 10)
	nw, err := f.NeweyWest(2)
	ok(t, err)
	printedAll(t, "newey-west", nw, []float64{0.0114327599, 0.0104411513}, 10)
	lo, hi, err := f.CI(1, 0.95)
	ok(t, err)
	printed(t, "lower", lo, -1.3867925750, 10)
	printed(t, "upper", hi, -1.2869863679, 10)
	printed(t, "t", f.T(1, -1), -16.518789056, 9)
	near(t, "p", stats.LowerP(f.T(1, -1), f.DF)*1e6, 1.5689, 5e-5)
	// Lag 0 is White's error, which HC1 scales by n/(n-k).
	w, err := f.NeweyWest(0)
	ok(t, err)
	near(t, "hc1", f.HC1()[1], w[1]*math.Sqrt(8.0/6), 1e-12)
	// Every row a cluster of its own is HC1 as well: 8/7 7/6 = 8/6.
	c, err := f.Cluster([]int{0, 1, 2, 3, 4, 5, 6, 7})
	ok(t, err)
	near(t, "clusters of one", c[1], f.HC1()[1], 1e-12)
}

func TestStudentsTTails(t *testing.T) {
	// Tables of the t distribution: 2.446912 (6 df), 12.706205 (1 df), 1.646379 (1000 df, 90 %).
	for _, c := range []struct {
		level float64
		df    int
		want  float64
	}{{0.95, 6, 2.446912}, {0.95, 1, 12.706205}, {0.90, 1000, 1.646379}} {
		q, err := stats.TQuantile(c.level, c.df)
		ok(t, err)
		printed(t, "critical value", q, c.want, 6)
		near(t, "tail", stats.TwoSidedP(q, c.df), 1-c.level, 1e-9)
	}
	_, err := stats.TQuantile(1, 5)
	refused(t, "level of one", err, nil, "between 0 and 1")
}

func TestRegressionSurvivesBadScales(t *testing.T) {
	var year, dollars, y []float64
	for i := range 20 {
		year = append(year, 2000+float64(i))
		dollars = append(dollars, 1e12*math.Sin(float64(i)))
		y = append(y, 3+0.25*float64(i)-2*math.Sin(float64(i)))
	}
	x, err := stats.Design(year, dollars)
	ok(t, err)
	f, err := stats.OLS(y, x)
	ok(t, err)
	near(t, "slope", f.Coef[1], 0.25, 1e-9)
	near(t, "slope per dollar", f.Coef[2]*1e12, -2, 1e-9)
	near(t, "r2", f.R2, 1, 1e-12)
}

func TestWeightsAreRepeatedRows(t *testing.T) {
	y, x := []float64{1, 3, 2, 5}, []float64{1, 2, 3, 4}
	xs, err := stats.Design(x)
	ok(t, err)
	a, err := stats.WLS(y, xs, []float64{1, 2, 1, 3})
	ok(t, err)
	xl, err := stats.Design([]float64{1, 2, 2, 3, 4, 4, 4})
	ok(t, err)
	b, err := stats.OLS([]float64{1, 3, 3, 2, 5, 5, 5}, xl)
	ok(t, err)
	for j := range a.Coef {
		near(t, "coefficient", a.Coef[j], b.Coef[j], 1e-12)
	}
	near(t, "r2", a.R2, b.R2, 1e-12)
	near(t, "s2", a.S2*float64(a.DF), b.S2*float64(b.DF), 1e-12)
}

func TestPredictionErrorOfTheMean(t *testing.T) {
	x, err := stats.Design([]float64{1, 2, 3, 4, 5})
	ok(t, err)
	f, err := stats.OLS([]float64{1, 2, 2, 4, 4}, x)
	ok(t, err)
	y, se, err := f.Predict([]float64{1, 3})
	ok(t, err)
	near(t, "at the mean", y, 13.0/5, 1e-12)
	near(t, "its error", se, math.Sqrt(f.S2*(1+1.0/5)), 1e-12)
	_, _, err = f.Predict([]float64{1})
	refused(t, "short row", err, nil, "do not belong together")
}

func TestVarianceInflationIsOfTheOtherRegressors(t *testing.T) {
	a, b := []float64{1, 2, 3, 4, 5, 6}, []float64{2, 1, 4, 3, 6, 6}
	x, err := stats.Design(a, b)
	ok(t, err)
	f, err := stats.OLS([]float64{1, 0, 2, 5, 3, 4}, x)
	ok(t, err)
	v, err := f.VIF()
	ok(t, err)
	xb, err := stats.Design(b)
	ok(t, err)
	g, err := stats.OLS(a, xb)
	ok(t, err)
	near(t, "vif", v[1], 1/(1-g.R2), 1e-12)
	h, err := stats.OLS([]float64{1, 2, 3}, [][]float64{{1}, {2}, {4}})
	ok(t, err)
	_, err = h.VIF()
	refused(t, "no constant", err, nil, "has no constant")
}

func TestRegressionRefusals(t *testing.T) {
	rows := func(v ...float64) [][]float64 { x, _ := stats.Design(v); return x }
	_, err := stats.OLS([]float64{1, 2}, rows(1, 2))
	refused(t, "n = k", err, stats.ErrTooFewRows, "2 rows, 2 parameters")
	_, err = stats.OLS([]float64{1, 2, 3}, rows(7, 7, 7))
	refused(t, "two constants", err, stats.ErrCollinear, "column 2")
	_, err = stats.OLS([]float64{1, 2, 3}, rows(0, 0, 0))
	refused(t, "zero column", err, stats.ErrCollinear, "column 2 is all zero")
	_, err = stats.OLS([]float64{1, math.NaN(), 3}, rows(1, 2, 3))
	refused(t, "missing y", err, nil, "value 2: NaN")
	_, err = stats.OLS([]float64{1, 2, 3}, rows(1, math.Inf(1), 3))
	refused(t, "infinite x", err, nil, "row 2")
	_, err = stats.OLS(nil, nil)
	refused(t, "nothing", err, nil, "no values")
	_, err = stats.OLS([]float64{1, 2, 3}, [][]float64{{1}, {1, 2}, {1}})
	refused(t, "ragged", err, nil, "row 2 has 2 regressors")
	_, err = stats.WLS([]float64{1, 2, 3}, rows(1, 2, 4), []float64{1, 0, 1})
	refused(t, "weight of zero", err, nil, "weight, value 2")
	f, err := stats.OLS([]float64{1, 2, 4}, rows(1, 2, 3))
	ok(t, err)
	_, err = f.Cluster([]int{1, 1, 1})
	refused(t, "one cluster", err, nil, "at least two")
	_, err = f.NeweyWest(3)
	refused(t, "lag", err, nil, "does not fit")
}
