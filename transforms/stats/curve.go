package stats

import (
	"fmt"
	"math"
	"slices"
)

// Diffusion is a logistic adoption curve: ln(s/(1-s)) = a + b t. Source:
// Griliches, Hybrid Corn (Econometrica 1957).
type Diffusion struct {
	Fit         *Fit    // Coef[0] = a, Coef[1] = b a unit of time
	First, Last float64 // observed span
}

// FitDiffusion fits shares, strictly between 0 and 1, at times in any unit.
func FitDiffusion(t, share []float64) (*Diffusion, error) {
	if err := sameLength("diffusion curve", len(t), len(share)); err != nil {
		return nil, err
	}
	y := make([]float64, len(t))
	for i, s := range share {
		if !(s > 0 && s < 1) {
			return nil, fmt.Errorf("diffusion curve, value %d: share %v does not lie between 0 and 1; leave it out", i+1, s)
		}
		y[i] = math.Log(s) - math.Log1p(-s)
	}
	x, err := Design(t)
	if err != nil {
		return nil, err
	}
	f, err := OLS(y, x)
	if err != nil {
		return nil, fmt.Errorf("diffusion curve: %w", err)
	}
	return &Diffusion{f, slices.Min(t), slices.Max(t)}, nil
}

// Reaches is the time at which the curve is at share. It refuses (ErrBeyondSpan)
// a time more than twice the observed span from the far end of the data.
func (d *Diffusion) Reaches(share float64) (float64, error) {
	if !(share > 0 && share < 1) {
		return 0, fmt.Errorf("diffusion curve: share %v does not lie between 0 and 1", share)
	}
	if d.Fit.Coef[1] == 0 {
		return 0, fmt.Errorf("diffusion curve: flat, it reaches nothing; show the shares instead")
	}
	t := (math.Log(share) - math.Log1p(-share) - d.Fit.Coef[0]) / d.Fit.Coef[1]
	if span := d.Last - d.First; t > d.First+2*span || t < d.Last-2*span {
		return 0, fmt.Errorf("diffusion curve, time of a share of %v: %w; show the observed part only", share, ErrBeyondSpan)
	}
	return t, nil
}

// T50 is the time of a share of one half; see Reaches for when it refuses.
func (d *Diffusion) T50() (float64, error) { return d.Reaches(0.5) }

// T10to90 is the time from a share of 0.1 to one of 0.9, ln(81)/b. It refuses
// where either end lies beyond twice the span.
func (d *Diffusion) T10to90() (float64, error) {
	a, err := d.Reaches(0.1)
	if err != nil {
		return 0, err
	}
	b, err := d.Reaches(0.9)
	return b - a, err
}

// Beveridge is the curve ln V = a + b ln U. Source: Blanchard and Diamond, The
// Beveridge Curve (1989).
type Beveridge struct{ Fit *Fit }

// FitBeveridge fits unemployment rates u and vacancy rates v (percent, above
// zero). A month without both is left out by the caller, never joined over.
func FitBeveridge(u, v []float64) (*Beveridge, error) {
	if err := sameLength("beveridge curve", len(u), len(v)); err != nil {
		return nil, err
	}
	lu, err := logs("beveridge curve: unemployment", u)
	if err != nil {
		return nil, err
	}
	lv, err := logs("beveridge curve: vacancies", v)
	if err != nil {
		return nil, err
	}
	x, err := Design(lu)
	if err != nil {
		return nil, err
	}
	f, err := OLS(lv, x)
	if err != nil {
		return nil, fmt.Errorf("beveridge curve: %w", err)
	}
	return &Beveridge{f}, nil
}

// Shift is how far a point lies outside the curve, in log points.
func (b *Beveridge) Shift(u, v float64) (float64, error) {
	if err := positive("beveridge shift", []float64{u, v}); err != nil {
		return 0, err
	}
	return math.Log(v) - b.Fit.Coef[0] - b.Fit.Coef[1]*math.Log(u), nil
}

// Tightness is vacancies per unemployed, V/U. The rates' denominators differ
// (jobs and labour force), which the caption must say.
func Tightness(u, v float64) (float64, error) {
	if err := positive("tightness", []float64{u, v}); err != nil {
		return 0, err
	}
	return usable("tightness", v/u)
}

// MarketModel is r = a + b r_m + e. Source: MacKinlay, Event Studies in
// Economics and Finance (1997).
type MarketModel struct{ Fit *Fit }

// FitMarketModel fits returns r of a share and rm of the market, as fractions a
// day, over days before the event.
func FitMarketModel(r, rm []float64) (*MarketModel, error) {
	if err := sameLength("market model", len(r), len(rm)); err != nil {
		return nil, err
	}
	x, err := Design(rm)
	if err != nil {
		return nil, err
	}
	f, err := OLS(r, x)
	if err != nil {
		return nil, fmt.Errorf("market model: %w", err)
	}
	return &MarketModel{f}, nil
}

// Abnormal is a cumulated abnormal return.
type Abnormal struct {
	Return float64 // sum of r - (a + b r_m), a fraction
	SE     float64 // of prediction, the error of a and b included
	T, P   float64 // two-sided
	Days   int
}

// Abnormal cumulates over the days of an event window, one day or more. The
// variance is s² (L + z' (X'X)⁻¹ z), z the sum of the days' regressors.
func (m *MarketModel) Abnormal(r, rm []float64) (Abnormal, error) {
	if err := sameLength("abnormal return", len(r), len(rm)); err != nil {
		return Abnormal{}, err
	}
	if err := finite("abnormal return", slices.Concat(r, rm)); err != nil {
		return Abnormal{}, err
	}
	f, days := m.Fit, float64(len(r))
	a := Abnormal{Days: len(r), Return: sum(r) - days*f.Coef[0] - f.Coef[1]*sum(rm)}
	z := []float64{days, sum(rm)}
	v := days
	for i := range z {
		for j := range z {
			v += z[i] * z[j] * f.inv.At(i, j)
		}
	}
	if a.SE = math.Sqrt(f.S2 * v); !(a.SE > 0) {
		return Abnormal{}, fmt.Errorf("abnormal return: the market model fits exactly, so its error is unknown; check the returns")
	}
	a.T = a.Return / a.SE
	a.P = TwoSidedP(a.T, f.DF)
	return a, nil
}
