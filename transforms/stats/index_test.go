package stats_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"jevons/transforms/stats"
)

// market turns prices and quantities by item into periods; q may be nil.
func market(p, q [][]float64) []stats.Period {
	out := make([]stats.Period, len(p[0]))
	for t := range out {
		out[t] = stats.Period{}
		for i := range p {
			quote := stats.Quote{Price: p[i][t]}
			if q != nil {
				quote.Quantity = q[i][t]
			}
			out[t][fmt.Sprintf("item %02d", i)] = quote
		}
	}
	return out
}

func TestElementaryIndicesGiveTheManualsTable(t *testing.T) {
	m := market([][]float64{
		{6, 6, 7, 6, 6, 6, 6.6},
		{7, 7, 6, 7, 7, 7.2, 7.7},
		{2, 3, 4, 5, 2, 3, 2.2},
	}, nil)
	for _, c := range []struct {
		name          string
		f             func(p0, p1 []float64) (float64, error)
		fixed, linked []float64
	}{
		{"dutot", stats.Dutot,
			[]float64{1, 1.066667, 1.133333, 1.2, 1, 1.08, 1.1}, []float64{1, 1.066667, 1.133333, 1.2, 1, 1.08, 1.1}},
		{"jevons", stats.Jevons,
			[]float64{1, 1.144714, 1.259921, 1.357209, 1, 1.155514, 1.1}, []float64{1, 1.144714, 1.259921, 1.357209, 1, 1.155514, 1.1}},
		{"carli", stats.Carli,
			[]float64{1, 1.166667, 1.341270, 1.5, 1, 1.176190, 1.1}, []float64{1, 1.166667, 1.305556, 1.424713, 1.139771, 1.340587, 1.297143}},
		{"harmonic", stats.Harmonic,
			nil, []float64{1, 1.125, 1.216738, 1.292656, 0.861771, 0.979697, 0.916235}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ch, err := stats.Chained(m, stats.Unweighted(c.f), stats.MatchRule{})
			ok(t, err)
			printedAll(t, "chained", ch.Index, c.linked, 6)
			fx, err := stats.Fixed(m, stats.Unweighted(c.f), stats.MatchRule{})
			ok(t, err)
			if c.fixed != nil {
				printedAll(t, "fixed", fx.Index, c.fixed, 6)
			}
			// Prices of May are January's and those of July are 10 % higher.
			near(t, "direct index of May", fx.Index[4], 1, 1e-12)
			near(t, "direct index of July", fx.Index[6], 1.1, 1e-12)
		})
	}
}

var (
	balkP = [][]float64{{1, 1.2, 1, .8, 1}, {1, 3, 1, .5, 1}, {1, 1.3, 1.5, 1.6, 1.6},
		{1, .7, .5, .3, .1}, {1, 1.4, 1.7, 1.9, 2}, {1, .8, .6, .4, .2}}
	balkQ = [][]float64{{1, .8, 1, 1.2, .9}, {1, .9, 1.1, 1.2, 1.2}, {2, 1.9, 1.8, 1.9, 2},
		{1, 1.3, 3, 6, 12}, {4.5, 4.7, 5, 5.6, 6.5}, {.5, .6, .8, 1.3, 2.5}}
)

func TestWeightedIndicesGiveBalksTables(t *testing.T) {
	m := market(balkP, balkQ)
	for _, c := range []struct {
		name          string
		f             stats.Formula
		fixed, linked []float64
	}{
		{"laspeyres", stats.Laspeyres, []float64{1, 1.42, 1.345, 1.355, 1.44}, nil},
		{"paasche", stats.Paasche, []float64{1, 1.382353, 1.203150, 1.020930, 0.796813}, nil},
		{"fisher", stats.Fisher, []float64{1, 1.401050, 1.272099, 1.176163, 1.071172}, []float64{1, 1.401050, 1.318509, 1.268915, 1.222610}},
		{"tornqvist", stats.Tornqvist, []float64{1, 1.405162, 1.289013, 1.226816, 1.247661}, []float64{1, 1.405162, 1.311201, 1.262440, 1.222405}},
		{"walsh", stats.Walsh, []float64{1, 1.401718, 1.284968, 1.219266, 1.184986}, []float64{1, 1.401718, 1.320654, 1.273118, 1.230432}},
		{"jevons", stats.Unweighted(stats.Jevons), []float64{1, 1.241920, 0.956335, 0.725581, 0.632456}, []float64{1, 1.241920, 0.956335, 0.725581, 0.632456}},
	} {
		t.Run(c.name, func(t *testing.T) {
			fx, err := stats.Fixed(m, c.f, stats.PublishRule)
			ok(t, err)
			printedAll(t, "fixed", fx.Index, c.fixed, 6)
			if c.linked == nil {
				return
			}
			ch, err := stats.Chained(m, c.f, stats.PublishRule)
			ok(t, err)
			printedAll(t, "chained", ch.Index, c.linked, 6)
		})
	}
	x, err := stats.Fixed(m, stats.Tornqvist, stats.PublishRule)
	ok(t, err)
	near(t, "tornqvist of period 2", x.Index[1], 1.4051617485546968, 1e-12)
	for name, c := range map[string]struct {
		f    stats.Formula
		want []float64
	}{
		"tornqvist": {stats.Tornqvist, []float64{1, 1.384206, 1.294771, 1.245710, 1.241792}},
		"fisher":    {stats.Fisher, []float64{1, 1.332950, 1.247522, 1.191401, 1.133396}},
	} {
		g, err := stats.GEKS(m, c.f, stats.PublishRule)
		ok(t, err)
		printedAll(t, "geks "+name, g, c.want, 6)
	}
}

// cesMarket has consumers with a constant elasticity of substitution of 2, so
// that the true index is known.
func cesMarket() (periods []stats.Period, truth []float64) {
	alpha := []float64{.2, .2, .2, .4}
	spend := []float64{10, 13, 11, 12, 15, 13, 14, 17, 15, 18, 16, 17}
	p := [][]float64{
		{2, 1.75, 1.6, 1.5, 1.45, 1.4, 1.35, 1.3, 1.25, 1.2, 1.15, 1.1},
		{1, .5, 1.05, 1.1, 1.12, 1.15, 1.18, .6, 1.2, 1.25, 1.28, 1.3},
		{1, .95, .9, .85, .4, .8, .75, .72, .7, .4, .7, .65},
		{.5, .55, .6, .65, .7, .75, .7, .65, .7, .75, .75, .8},
	}
	q := make([][]float64, 4)
	for t := range spend {
		var all float64
		for i := range p {
			all += alpha[i] / p[i][t]
		}
		truth = append(truth, 1/all)
		for i := range p {
			q[i] = append(q[i], alpha[i]/p[i][t]/all*spend[t]/p[i][t])
		}
	}
	for t := len(truth) - 1; t >= 0; t-- {
		truth[t] /= truth[0]
	}
	return market(p, q), truth
}

func TestIndicesOfCESConsumers(t *testing.T) {
	m, truth := cesMarket()
	printedAll(t, "true index", truth, []float64{1, .8952645, 1.0794069, 1.1150852, .9366460, 1.1817070, 1.1248254,
		.9417957, 1.0981496, .9558824, 1.1312112, 1.1370031}, 7)
	printed(t, "quantity", m[0]["item 03"].Quantity, 12.307692, 6)
	none := stats.MatchRule{}
	l, err := stats.Chained(m, stats.Laspeyres, none)
	ok(t, err)
	printedAll(t, "chained laspeyres", l.Index, []float64{1, .9673077, 1.2905504, 1.3382002, 1.2482444, 1.7346552,
		1.6530619, 1.4524186, 1.8386215, 1.7126802, 2.1810170, 2.2000474}, 7)
	tc, err := stats.Chained(m, stats.Tornqvist, none)
	ok(t, err)
	printed(t, "chained tornqvist", tc.Index[11], 1.1346166, 7)
	tf, err := stats.Fixed(m, stats.Tornqvist, none)
	ok(t, err)
	printed(t, "fixed tornqvist", tf.Index[11], 1.1315498, 7)
	fc, err := stats.Chained(m, stats.Fisher, none)
	ok(t, err)
	printed(t, "chained fisher", fc.Index[11], 1.1242851, 7)
	g, err := stats.GEKS(m, stats.Tornqvist, none)
	ok(t, err)
	printed(t, "geks tornqvist", g[11], 1.1328205, 7)
	r, err := stats.RollingGEKS(m, stats.Tornqvist, 11, none)
	ok(t, err)
	printedAll(t, "rolling geks", r, []float64{1, .8927314, 1.0776386, 1.1127724, .9310834, 1.1785361, 1.1219447,
		.9380228, 1.0951667, .9501914, 1.1277725, 1.1330748}, 7)

	first, err := stats.Bilateral(m[0], m[1], stats.Unweighted(stats.Carli), none)
	ok(t, err)
	near(t, "carli", first.Ratio, .85625, 1e-12)
	first, err = stats.Bilateral(m[0], m[1], stats.Unweighted(stats.Dutot), none)
	ok(t, err)
	printed(t, "dutot", first.Ratio, .8333333, 7)
	first, err = stats.Bilateral(m[0], m[1], stats.Unweighted(stats.Jevons), none)
	ok(t, err)
	printed(t, "jevons", first.Ratio, .8222873, 7)
}

// randomMarket has n items in T periods, with prices and quantities that vary
// by a factor of about ten.
func randomMarket(seed uint64, n, periods int) ([][]float64, [][]float64) {
	r := rand.New(rand.NewPCG(seed, 1))
	p, q := make([][]float64, n), make([][]float64, n)
	for i := range p {
		for range periods {
			p[i] = append(p[i], math.Exp(2*r.Float64()-1))
			q[i] = append(q[i], math.Exp(2*r.Float64()-1))
		}
	}
	return p, q
}

func TestSuperlativeIndicesReverseWithTime(t *testing.T) {
	for seed := range uint64(50) {
		m := market(randomMarket(seed, 7, 2))
		for name, f := range map[string]stats.Formula{"fisher": stats.Fisher, "tornqvist": stats.Tornqvist, "walsh": stats.Walsh,
			"jevons": stats.Unweighted(stats.Jevons)} {
			a, err := stats.Bilateral(m[0], m[1], f, stats.PublishRule)
			ok(t, err)
			b, err := stats.Bilateral(m[1], m[0], f, stats.PublishRule)
			ok(t, err)
			near(t, name+" there and back", a.Ratio*b.Ratio, 1, 1e-12)
		}
		a, err := stats.Bilateral(m[0], m[1], stats.Unweighted(stats.Carli), stats.PublishRule)
		ok(t, err)
		b, err := stats.Bilateral(m[1], m[0], stats.Unweighted(stats.Carli), stats.PublishRule)
		ok(t, err)
		if a.Ratio*b.Ratio <= 1 {
			t.Errorf("carli there and back = %v, its drift should be above 1", a.Ratio*b.Ratio)
		}
	}
}

func TestGEKSDoesNotDependOnTheBase(t *testing.T) {
	for seed := range uint64(20) {
		m := market(randomMarket(seed, 6, 5))
		for name, f := range map[string]stats.Formula{"fisher": stats.Fisher, "tornqvist": stats.Tornqvist} {
			g, err := stats.GEKS(m, f, stats.PublishRule)
			ok(t, err)
			turned := append(append([]stats.Period{}, m[2:]...), m[:2]...)
			h, err := stats.GEKS(turned, f, stats.PublishRule)
			ok(t, err)
			for i := range g {
				near(t, name, h[(i+3)%5]/h[0], g[i]/g[2], 1e-12)
			}
			whole, err := stats.RollingGEKS(m, f, 5, stats.PublishRule)
			ok(t, err)
			near(t, "window of all periods", whole[4], g[4], 1e-12)
		}
	}
}

func TestRollingGEKSNeverRevises(t *testing.T) {
	m := market(randomMarket(3, 6, 12))
	long, err := stats.RollingGEKS(m, stats.Tornqvist, 4, stats.PublishRule)
	ok(t, err)
	for n := 4; n < 12; n++ {
		short, err := stats.RollingGEKS(m[:n], stats.Tornqvist, 4, stats.PublishRule)
		ok(t, err)
		for i := range short {
			near(t, "value published earlier", long[i], short[i], 1e-15)
		}
	}
	// Where all prices move alike, every window says the same and splices add nothing.
	p, q := randomMarket(4, 6, 9)
	for i := range p {
		for k := range p[i] {
			p[i][k] = p[i][0] * math.Pow(0.9, float64(k))
		}
	}
	r, err := stats.RollingGEKS(market(p, q), stats.Tornqvist, 4, stats.PublishRule)
	ok(t, err)
	near(t, "uniform fall", r[8], math.Pow(0.9, 8), 1e-12)
}

func TestIndicesIgnoreUnitsAndOrder(t *testing.T) {
	formulas := map[string]stats.Formula{"laspeyres": stats.Laspeyres, "paasche": stats.Paasche, "fisher": stats.Fisher,
		"tornqvist": stats.Tornqvist, "walsh": stats.Walsh, "jevons": stats.Unweighted(stats.Jevons),
		"carli": stats.Unweighted(stats.Carli), "harmonic": stats.Unweighted(stats.Harmonic)}
	for seed := range uint64(20) {
		p, q := randomMarket(seed, 6, 2)
		var a, b [4][]float64
		for i := range p {
			k := math.Pow(10, float64(i)-3)
			a[0], a[1], a[2], a[3] = append(a[0], p[i][0]), append(a[1], p[i][1]), append(a[2], q[i][0]), append(a[3], q[i][1])
			b[0], b[1] = append([]float64{p[i][0] * k}, b[0]...), append([]float64{p[i][1] * k}, b[1]...)
			b[2], b[3] = append([]float64{q[i][0] / k}, b[2]...), append([]float64{q[i][1] / k}, b[3]...)
		}
		for name, f := range formulas {
			x, err := f(a[0], a[1], a[2], a[3])
			ok(t, err)
			y, err := f(b[0], b[1], b[2], b[3])
			ok(t, err)
			near(t, name+" in other units and order", y, x, 1e-12)
		}
	}
}

func TestMatchedChainCountsAndRefuses(t *testing.T) {
	c, err := stats.Chained(gpuMarket(), stats.Unweighted(stats.Jevons), stats.MatchRule{MinMatches: 3})
	ok(t, err)
	printed(t, "first link", c.Links[0].Ratio, 0.8281256155, 10)
	printed(t, "second link", c.Links[1].Ratio, 0.7606345347, 10)
	near(t, "chained", 100*c.Index[1], 82.81256155442348, 1e-12)
	near(t, "chained", 100*c.Index[2], 62.99009422939695, 1e-12)
	if c.Links[0].Matches != 3 || c.Links[1].Matches != 3 {
		t.Errorf("matches %d and %d, want 3 and 3", c.Links[0].Matches, c.Links[1].Matches)
	}
	near(t, "match rate", c.Links[0].Rate, 0.75, 1e-15)
	f, err := stats.Fixed(gpuMarket(), stats.Unweighted(stats.Jevons), stats.MatchRule{})
	ok(t, err)
	printed(t, "direct", f.Index[2], 0.6270332780, 10)
	if f.Links[1].Matches != 2 {
		t.Errorf("direct matches %d, want 2", f.Links[1].Matches)
	}
	_, err = stats.Chained(gpuMarket(), stats.Unweighted(stats.Jevons), stats.PublishRule)
	refused(t, "three matches", err, stats.ErrTooFewMatches, "3 in both periods, 5 are needed")
	_, err = stats.Chained(gpuMarket(), stats.Unweighted(stats.Jevons), stats.MatchRule{MinMatches: 3, MinRate: 0.8})
	refused(t, "three of four", err, stats.ErrTooFewMatches, "75 % of the weight")
	_, err = stats.Chained([]stats.Period{{"a": {Price: 1}}, {"b": {Price: 1}}}, stats.Unweighted(stats.Jevons), stats.MatchRule{})
	refused(t, "nothing in common", err, stats.ErrTooFewMatches, "0 in both periods")
	_, err = stats.GEKS(gpuMarket(), stats.Unweighted(stats.Jevons), stats.MatchRule{MinMatches: 3})
	refused(t, "geks with two matches", err, stats.ErrTooFewMatches, "period 3 against 1")
}

func TestMatchRateIsByExpenditure(t *testing.T) {
	a := stats.Period{"x": {Price: 1, Quantity: 90}, "y": {Price: 1, Quantity: 10}}
	b := stats.Period{"x": {Price: 1, Quantity: 50}, "z": {Price: 1, Quantity: 50}}
	l, err := stats.Bilateral(a, b, stats.Tornqvist, stats.MatchRule{MinMatches: 1, MinRate: 0.5})
	ok(t, err)
	near(t, "rate", l.Rate, 0.5, 1e-15)
	_, err = stats.Bilateral(a, b, stats.Tornqvist, stats.MatchRule{MinRate: 0.6})
	refused(t, "half the weight", err, stats.ErrTooFewMatches, "50 % of the weight, 60 % are needed")
}

func TestAPublishedLinkNeedsMostOfTheWeight(t *testing.T) {
	a, b := stats.Period{}, stats.Period{}
	for i := range 10 {
		a[fmt.Sprint(i)] = stats.Quote{Price: 1}
		if i < 5 {
			b[fmt.Sprint(i)] = stats.Quote{Price: 2}
		}
	}
	_, err := stats.Bilateral(a, b, stats.Unweighted(stats.Jevons), stats.PublishRule)
	refused(t, "five of ten", err, stats.ErrTooFewMatches, "5 carry 50 % of the weight, 60 % are needed")
	b["5"] = stats.Quote{Price: 2}
	_, err = stats.Bilateral(a, b, stats.Unweighted(stats.Jevons), stats.PublishRule)
	ok(t, err)
	a["0"] = stats.Quote{Price: math.NaN()}
	_, err = stats.Bilateral(a, b, stats.Unweighted(stats.Jevons), stats.PublishRule)
	refused(t, "price unknown", err, nil, "earlier price, value 1: NaN")
}

func TestNaiveMeansRiseWhileLikeForLikeFalls(t *testing.T) {
	var geo, arith []float64
	for _, p := range gpuMarket() {
		var ln, s float64
		for _, q := range p {
			ln += math.Log(q.Price) / float64(len(p))
			s += q.Price / float64(len(p))
		}
		geo, arith = append(geo, math.Exp(ln)), append(arith, s)
	}
	printedAll(t, "geometric", []float64{100 * geo[1] / geo[0], 100 * geo[2] / geo[0]}, []float64{103.134889, 111.419486}, 6)
	printedAll(t, "arithmetic", []float64{100 * arith[1] / arith[0], 100 * arith[2] / arith[0]}, []float64{109.913793, 115.086207}, 6)
}

func TestPricesThatAreNoneAreRefused(t *testing.T) {
	one := []float64{1, 1}
	formulas := map[string]stats.Formula{"laspeyres": stats.Laspeyres, "paasche": stats.Paasche, "fisher": stats.Fisher,
		"tornqvist": stats.Tornqvist, "walsh": stats.Walsh, "jevons": stats.Unweighted(stats.Jevons), "dutot": stats.Unweighted(stats.Dutot),
		"carli": stats.Unweighted(stats.Carli), "harmonic": stats.Unweighted(stats.Harmonic)}
	for name, f := range formulas {
		for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1)} {
			_, err := f([]float64{1, bad}, one, one, one)
			refused(t, name+" earlier", err, nil, "value 2: ")
			_, err = f(one, []float64{1, bad}, one, one)
			refused(t, name+" later", err, nil, "not a finite number above zero")
		}
		_, err := f(nil, nil, nil, nil)
		refused(t, name+" of nothing", err, nil, "no values")
		_, err = f(one, []float64{1}, one, one)
		refused(t, name+" of unequal lists", err, nil, "do not belong together")
	}
	for _, f := range []stats.Formula{stats.Laspeyres, stats.Paasche, stats.Fisher, stats.Tornqvist, stats.Walsh} {
		_, err := f(one, one, []float64{0, 0}, one)
		refused(t, "no quantities", err, nil, "all quantities of a period are zero")
		_, err = f(one, one, []float64{-1, 2}, one)
		refused(t, "negative quantity", err, nil, "zero or more")
	}
	_, err := stats.Walsh(one, one, []float64{1, 0}, []float64{0, 1})
	refused(t, "walsh without common quantities", err, nil, "no item was bought in both periods")
	_, err = stats.Chained([]stats.Period{{"a": {Price: 1}}, {"a": {Price: math.NaN()}}}, stats.Unweighted(stats.Jevons), stats.PublishRule)
	refused(t, "too few before the price", err, stats.ErrTooFewMatches, "period 1 to 2")
	_, err = stats.Chained([]stats.Period{{"a": {Price: 1}}}, stats.Unweighted(stats.Jevons), stats.PublishRule)
	refused(t, "one period", err, nil, "fewer than two periods")
	_, err = stats.RollingGEKS(market(randomMarket(1, 5, 3)), stats.Fisher, 4, stats.PublishRule)
	refused(t, "window too long", err, nil, "does not fit")
}
