package stats

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// DaysPerYear turns days into years.
const DaysPerYear = 365.25

// Years returns the years from the first date to each, 0 for the first.
func Years(dates []time.Time) []float64 {
	out := make([]float64, len(dates))
	for i, d := range dates {
		out[i] = d.Sub(dates[0]).Hours() / 24 / DaysPerYear
	}
	return out
}

// Growth is an exponential trend: log10 y = a + b t.
type Growth struct {
	Slope, SE    float64 // log10 units a year
	Intercept    float64
	R2           float64
	N, DF        int
	PerYear      float64 // 10^Slope, the factor a year
	Lo, Hi       float64 // of PerYear, at Level
	Level        float64
	First, Last  float64 // years of the window
	DoublingTime float64 // years to double, negative where y falls: -DoublingTime is the halving time
}

// GrowthRate fits the trend by least squares to positive values at times in
// years; level is that of the interval (0.9). A window of less than a year gives
// no annual rate: the error wraps ErrShortSpan.
func GrowthRate(years, values []float64, level float64) (*Growth, error) {
	if err := sameLength("growth rate", len(years), len(values)); err != nil {
		return nil, err
	}
	y, err := logs("growth rate: value", values)
	if err != nil {
		return nil, err
	}
	if err := finite("growth rate: year", years); err != nil {
		return nil, err
	}
	for i := range y {
		y[i] /= math.Ln10
	}
	g := &Growth{First: slices.Min(years), Last: slices.Max(years), Level: level}
	if g.Last-g.First < 1-tie {
		return nil, fmt.Errorf("growth rate over %.2f years: %w; show the values instead", g.Last-g.First, ErrShortSpan)
	}
	x, err := Design(years)
	if err != nil {
		return nil, err
	}
	f, err := OLS(y, x)
	if err != nil {
		return nil, fmt.Errorf("growth rate: %w", err)
	}
	lo, hi, err := f.CI(1, level)
	if err != nil {
		return nil, fmt.Errorf("growth rate: %w", err)
	}
	g.Slope, g.SE, g.Intercept, g.R2, g.N, g.DF = f.Coef[1], f.SE[1], f.Coef[0], f.R2, f.N, f.DF
	g.PerYear, g.Lo, g.Hi = math.Pow(10, g.Slope), math.Pow(10, lo), math.Pow(10, hi)
	if g.Slope == 0 {
		return nil, fmt.Errorf("growth rate: the values do not change, so nothing doubles; show the value instead")
	}
	g.DoublingTime = math.Log10(2) / g.Slope
	return g, finite("growth rate", []float64{g.PerYear, g.Lo, g.Hi, g.DoublingTime})
}

// Endpoint is a rate from the first and last values only.
type Endpoint struct {
	Ratio   float64 // last over first
	Years   float64
	PerYear float64 // Ratio^(1/Years)
}

// EndpointRate annualises the ratio of two positive values. Less than a year
// apart, the error wraps ErrShortSpan.
func EndpointRate(first, last, years float64) (Endpoint, error) {
	if err := positive("endpoint rate", []float64{first, last, years}); err != nil {
		return Endpoint{}, err
	}
	if years < 1-tie {
		return Endpoint{}, fmt.Errorf("endpoint rate over %.2f years: %w; show the ratio instead", years, ErrShortSpan)
	}
	e := Endpoint{Ratio: last / first, Years: years}
	var err error
	e.PerYear, err = usable("endpoint rate", math.Pow(e.Ratio, 1/years))
	return e, err
}

// Offer is a model on sale: its price (above zero) and benchmark score.
type Offer struct {
	At           time.Time
	Price, Score float64
}

// Records returns the places, in order of time, of the offers that were cheaper
// than every earlier one among those with a score of at least threshold: the
// staircase of the price of a constant capability. Of offers at the same instant
// only the cheapest counts, of equal prices the first. It is an error if none
// reaches the threshold.
func Records(offers []Offer, threshold float64) ([]int, error) {
	order := make([]int, 0, len(offers))
	for i, o := range offers {
		if err := positive(fmt.Sprintf("price records, offer %d", i+1), []float64{o.Price}); err != nil {
			return nil, err
		}
		if err := finite(fmt.Sprintf("price records, score of offer %d", i+1), []float64{o.Score}); err != nil {
			return nil, err
		}
		if o.Score >= threshold-tie {
			order = append(order, i)
		}
	}
	if len(order) == 0 || math.IsNaN(threshold) {
		return nil, fmt.Errorf("price records: none of %d offers reaches a score of %v; lower the threshold", len(offers), threshold)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if c := offers[a].At.Compare(offers[b].At); c != 0 {
			return c
		}
		switch {
		case offers[a].Price < offers[b].Price:
			return -1
		case offers[a].Price > offers[b].Price:
			return 1
		}
		return 0
	})
	var out []int
	best := math.Inf(1)
	for _, i := range order {
		if offers[i].Price < best {
			best = offers[i].Price
			out = append(out, i)
		}
	}
	return out, nil
}

// Blend is the price of a mix with ratio input tokens to one output token,
// (ratio in + out)/(ratio + 1), in the unit of both prices. Name the ratio
// wherever the result is shown.
func Blend(in, out, ratio float64) (float64, error) {
	if err := atLeastZero("blended price", []float64{in, out, ratio}); err != nil {
		return 0, err
	}
	return usable("blended price", (ratio*in+out)/(ratio+1))
}
