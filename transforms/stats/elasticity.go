package stats

import (
	"fmt"
	"math"
)

// Verdict is what the estimates of an elasticity allow to be said.
type Verdict string

// The verdicts. Neither of the first two says what causes what.
const (
	// SpendingRises: every estimate is below -1, so spending rose as prices fell.
	SpendingRises Verdict = "elastic: spending rises when the price falls"
	// SpendingFalls: every estimate is above -1.
	SpendingFalls Verdict = "inelastic: spending falls when the price falls"
	// NotIdentified: the estimates disagree, or one cannot tell its side of -1.
	NotIdentified Verdict = "not identified"
)

// Estimate is one estimate of d ln Q / d ln P.
type Estimate struct {
	Method string
	Value  float64
	SE     float64 // classical
	N, DF  int
	T      float64 // (Value + 1)/SE
	P      float64 // one-sided, H0: the elasticity is -1 or above
	Lo, Hi float64 // 95 % confidence interval
	R2     float64
	Fit    *Fit
}

// side tells on which side of -1 the interval lies: -1 below, 1 above, 0 both.
func (e Estimate) side() int {
	switch {
	case e.Hi < -1:
		return -1
	case e.Lo > -1:
		return 1
	}
	return 0
}

// Elasticity is the set of estimates of one pair of series. All are to be
// shown: prices and quantities both trend, and no one estimate settles it.
type Elasticity struct {
	Levels      Estimate // ln Q on ln P
	Differences Estimate // change of ln Q on change of ln P, with a constant
	Trend       Estimate // ln Q on ln P and a linear trend
	Arc         float64  // of the end points, see ArcElasticity
	Spend       []float64
	Verdict     Verdict
}

// Elasticities estimates the own-price elasticity of demand from prices and
// quantities of successive, evenly spaced periods (at least 5). Source: Greene,
// Econometric Analysis; the verdict needs all estimates on one side of -1 at
// 5 %, else it is "not identified".
func Elasticities(price, quantity []float64) (*Elasticity, error) {
	if err := sameLength("elasticity", len(price), len(quantity)); err != nil {
		return nil, err
	}
	lp, err := logs("elasticity: price", price)
	if err != nil {
		return nil, err
	}
	lq, err := logs("elasticity: quantity", quantity)
	if err != nil {
		return nil, err
	}
	var e Elasticity
	trend, dp, dq := make([]float64, len(lp)), make([]float64, 0, len(lp)), make([]float64, 0, len(lp))
	for t := range lp {
		trend[t] = float64(t)
		if t > 0 {
			dp, dq = append(dp, lp[t]-lp[t-1]), append(dq, lq[t]-lq[t-1])
		}
		e.Spend = append(e.Spend, price[t]*quantity[t])
	}
	if e.Levels, err = estimate("log-log", lq, lp); err != nil {
		return nil, err
	}
	if e.Differences, err = estimate("log differences", dq, dp); err != nil {
		return nil, err
	}
	if e.Trend, err = estimate("log-log with linear trend", lq, lp, trend); err != nil {
		return nil, err
	}
	last := len(price) - 1
	if e.Arc, err = ArcElasticity(price[0], quantity[0], price[last], quantity[last]); err != nil {
		return nil, err
	}
	e.Verdict = verdict(e.Arc, e.Levels, e.Differences, e.Trend)
	return &e, nil
}

// estimate regresses y on a constant and the columns; the first one's
// coefficient is the elasticity.
func estimate(method string, y []float64, columns ...[]float64) (Estimate, error) {
	x, err := Design(columns...)
	if err != nil {
		return Estimate{}, fmt.Errorf("elasticity, %s: %w", method, err)
	}
	f, err := OLS(y, x)
	if err != nil {
		return Estimate{}, fmt.Errorf("elasticity, %s: %w", method, err)
	}
	return estimateOf(method, f, 1)
}

func estimateOf(method string, f *Fit, j int) (Estimate, error) {
	e := Estimate{Method: method, Value: f.Coef[j], SE: f.SE[j], N: f.N, DF: f.DF, T: f.T(j, -1), R2: f.R2, Fit: f}
	if !(e.SE > 0) {
		// A fit without residuals leaves nothing to judge its error by.
		return Estimate{}, fmt.Errorf("elasticity, %s: the fit is exact, which no measured series is; check that one series was not made from the other", method)
	}
	e.P = LowerP(e.T, e.DF)
	var err error
	e.Lo, e.Hi, err = f.CI(j, 0.95)
	return e, err
}

func verdict(arc float64, es ...Estimate) Verdict {
	s := es[0].side()
	for _, e := range es[1:] {
		if e.side() != s {
			return NotIdentified
		}
	}
	switch {
	case s < 0 && arc < -1:
		return SpendingRises
	case s > 0 && arc > -1:
		return SpendingFalls
	}
	return NotIdentified
}

// ArcElasticity compares two points by their midpoints:
// [(q1-q0)/(q1+q0)] / [(p1-p0)/(p1+p0)].
func ArcElasticity(p0, q0, p1, q1 float64) (float64, error) {
	if err := positive("arc elasticity: price", []float64{p0, p1}); err != nil {
		return 0, err
	}
	if err := positive("arc elasticity: quantity", []float64{q0, q1}); err != nil {
		return 0, err
	}
	if p0 == p1 {
		return 0, fmt.Errorf("arc elasticity: the price %v did not change; take other end points", p0)
	}
	return usable("arc elasticity", ((q1-q0)/(q1+q0))/((p1-p0)/(p1+p0)))
}

// PanelPoint is the price and quantity of one item in one period.
type PanelPoint struct {
	Item, Period    int
	Price, Quantity float64 // above zero
}

// PanelElasticity regresses ln Q on ln P with an effect for every item and every
// period; the standard error is clustered by item, with G-1 degrees of freedom.
func PanelElasticity(points []PanelPoint) (Estimate, error) {
	n := len(points)
	p, q := make([]float64, n), make([]float64, n)
	rows := make([]PanelRow, n)
	for i, r := range points {
		p[i], q[i] = r.Price, r.Quantity
		rows[i] = PanelRow{Unit: r.Item, Period: r.Period}
	}
	lp, err := logs("panel elasticity: price", p)
	if err != nil {
		return Estimate{}, err
	}
	lq, err := logs("panel elasticity: quantity", q)
	if err != nil {
		return Estimate{}, err
	}
	for i := range rows {
		rows[i].Y = lq[i]
	}
	f, id, err := twoWay(rows, 1, func(i int, x []float64) { x[0] = lp[i] })
	if err != nil {
		return Estimate{}, fmt.Errorf("panel elasticity: %w", err)
	}
	cov, g, err := f.clusterCov(id)
	if err != nil {
		return Estimate{}, fmt.Errorf("panel elasticity: %w", err)
	}
	se := math.Sqrt(cov.At(0, 0))
	if !(se > 0) {
		return Estimate{}, fmt.Errorf("panel elasticity: the fit is exact; check that one series was not made from the other")
	}
	c, err := TQuantile(0.95, g-1)
	e := Estimate{Method: "panel, item and period effects", Value: f.Coef[0], SE: se, N: n, DF: g - 1, T: (f.Coef[0] + 1) / se, R2: f.R2, Fit: f}
	e.P, e.Lo, e.Hi = LowerP(e.T, e.DF), e.Value-c*se, e.Value+c*se
	return e, err
}
