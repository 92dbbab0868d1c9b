package stats_test

import (
	"math"
	"testing"

	"jevons/transforms/stats"
)

func TestElasticityShowsAllAndJudgesNone(t *testing.T) {
	e, err := stats.Elasticities(price, quantity)
	ok(t, err)
	printed(t, "levels", e.Levels.Value, -1.3368894715, 10)
	printed(t, "levels t", e.Levels.T, -16.518789056, 9)
	near(t, "levels p", e.Levels.P*1e6, 1.5689, 5e-5)
	printed(t, "levels lower", e.Levels.Lo, -1.3867925750, 10)
	printed(t, "levels upper", e.Levels.Hi, -1.2869863679, 10)
	printed(t, "differences, constant", e.Differences.Fit.Coef[0], -0.2645107110, 10)
	printed(t, "differences", e.Differences.Value, -3.0842075647, 10)
	printed(t, "differences se", e.Differences.SE, 0.6959796864, 10)
	printed(t, "trend", e.Trend.Value, -2.1473561715, 10)
	printed(t, "trend se", e.Trend.SE, 0.7793148093, 10)
	printed(t, "trend slope", e.Trend.Fit.Coef[2], -0.1235820278, 10)
	printed(t, "trend slope se", e.Trend.Fit.SE[2], 0.1187917611, 10)
	printed(t, "arc", e.Arc, -1.2461538462, 10)
	for i, want := range []float64{400, 413, 450, 455, 506, 513, 552, 560} {
		near(t, "spend", e.Spend[i], want, 1e-12)
	}
	if !(e.Trend.Lo < -1 && -1 < e.Trend.Hi) {
		t.Errorf("-1 lies outside %v..%v", e.Trend.Lo, e.Trend.Hi)
	}
	if e.Verdict != stats.NotIdentified {
		t.Errorf("verdict %q, want %q", e.Verdict, stats.NotIdentified)
	}
}

// madeUp is demand of constant elasticity with a small disturbance.
func madeUp(e float64) (p, q []float64) {
	for i := range 12 {
		lp := math.Sin(float64(i)) - 0.1*float64(i)
		p = append(p, math.Exp(lp))
		q = append(q, math.Exp(3+e*lp+0.01*math.Cos(float64(7*i))))
	}
	return p, q
}

func TestElasticityVerdictWhereAllAgree(t *testing.T) {
	for _, c := range []struct {
		e    float64
		want stats.Verdict
	}{{-1.8, stats.SpendingRises}, {-0.3, stats.SpendingFalls}, {-1, stats.NotIdentified}} {
		e, err := stats.Elasticities(madeUp(c.e))
		ok(t, err)
		if e.Verdict != c.want {
			t.Errorf("elasticity %v: verdict %q, want %q", c.e, e.Verdict, c.want)
		}
	}
}

func TestPanelElasticityFindsWhatWasPutIn(t *testing.T) {
	var pts []stats.PanelPoint
	for item := range 6 {
		for p := range 8 {
			lp := math.Sin(float64(3*item+p)) + float64(item)
			noise := 0.01 * math.Sin(float64(17*item+5*p))
			pts = append(pts, stats.PanelPoint{Item: item, Period: p, Price: math.Exp(lp),
				Quantity: math.Exp(2*float64(item) + 0.3*float64(p) - 0.7*lp + noise)})
		}
	}
	e, err := stats.PanelElasticity(pts)
	ok(t, err)
	near(t, "elasticity", e.Value, -0.7, 0.02)
	q, err := stats.TQuantile(0.95, 5)
	ok(t, err)
	near(t, "upper end", e.Hi, e.Value+q*e.SE, 1e-12)
	near(t, "lower end", e.Lo, e.Value-q*e.SE, 1e-12)
	if e.DF != 5 || !(e.Lo > -1) || !(e.P > 0.99) {
		t.Errorf("df %d, interval %v..%v, p %v", e.DF, e.Lo, e.Hi, e.P)
	}
}

func TestElasticityRefusals(t *testing.T) {
	_, err := stats.Elasticities(price, quantity[:7])
	refused(t, "unequal", err, nil, "do not belong together")
	_, err = stats.Elasticities(append([]float64{0}, price[1:]...), quantity)
	refused(t, "price of zero", err, nil, "price, value 1")
	_, err = stats.Elasticities(price[:3], quantity[:3])
	refused(t, "three periods", err, stats.ErrTooFewRows, "differences")
	_, err = stats.ArcElasticity(1, 2, 1, 3)
	refused(t, "price at rest", err, nil, "did not change")
	_, err = stats.Elasticities([]float64{1, 2, 3, 4, 5, 6}, []float64{9, 9, 9, 9, 9, 9})
	refused(t, "constant quantity", err, nil, "exact")
}
