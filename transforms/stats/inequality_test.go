package stats_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"jevons/transforms/stats"
)

func TestConcentration(t *testing.T) {
	shares := []float64{40, 25, 15, 10, 6, 4}
	c, err := stats.Concentrate(shares)
	ok(t, err)
	near(t, "hhi", c.HHI, 2602, 1e-12)
	printed(t, "effective n", c.EffectiveN, 3.8431975404, 10)
	near(t, "normalised", c.Normalised, 0.11224, 1e-12)
	cr, err := stats.CR([]float64{4, 40, 6, 25, 10, 15}, 4)
	ok(t, err)
	near(t, "cr4", cr, 90, 1e-12)
	cr, err = stats.CR(shares, 99)
	ok(t, err)
	near(t, "all of them", cr, 100, 1e-12)
	c, err = stats.Concentrate([]float64{7})
	ok(t, err)
	near(t, "one firm", c.HHI, 10_000, 1e-12)
	_, err = stats.Concentrate([]float64{0, 0})
	refused(t, "nothing sold", err, nil, "all 2 amounts are zero")
	_, err = stats.Concentrate([]float64{1, -1})
	refused(t, "negative", err, nil, "value 2")
	_, err = stats.CR(shares, 0)
	refused(t, "none", err, nil, "at least one")
}

func TestInequality(t *testing.T) {
	x := []float64{12, 18, 25, 40, 105}
	g, err := stats.Gini(x)
	ok(t, err)
	near(t, "gini", g, 0.416, 1e-12)
	u, err := stats.GiniUnbiased([]float64{105, 12, 40, 18, 25})
	ok(t, err)
	near(t, "unbiased", u, 0.52, 1e-12)
	th, err := stats.Theil(x)
	ok(t, err)
	printed(t, "theil", th, 0.3038129558, 10)
	p, err := stats.QuantileRatio(x, 0.9, 0.1)
	ok(t, err)
	printed(t, "p90/p10", p, 5.4861111111, 10)
	gg, err := stats.GiniGrouped([]float64{20000, 35000, 60000, 120000}, []float64{30, 40, 20, 10})
	ok(t, err)
	printed(t, "grouped", gg, 0.3136363636, 10)
	d, err := stats.Duncan([]float64{50, 30, 20}, []float64{45, 30, 30})
	ok(t, err)
	printed(t, "duncan", d, 0.0857142857, 10)
	same, err := stats.Gini([]float64{3, 3, 3})
	ok(t, err)
	near(t, "equal", same, 0, 1e-12)
	// A group of three counts as three incomes.
	a, err := stats.TheilGrouped([]float64{1, 4}, []float64{3, 1})
	ok(t, err)
	b, err := stats.Theil([]float64{1, 1, 1, 4})
	ok(t, err)
	near(t, "theil of a group", a, b, 1e-12)
	th, err = stats.Theil([]float64{0, 1})
	ok(t, err)
	near(t, "theil with a zero", th, math.Ln2, 1e-12)

	_, err = stats.Gini([]float64{1, math.NaN()})
	refused(t, "missing", err, nil, "value 2: NaN")
	_, err = stats.Gini(nil)
	refused(t, "nobody", err, nil, "no values")
	_, err = stats.GiniUnbiased([]float64{1})
	refused(t, "one", err, nil, "at least two")
	_, err = stats.Quantile(x, 1.1)
	refused(t, "quantile", err, nil, "between 0 and 1")
	_, err = stats.QuantileRatio([]float64{0, 0, 1}, 0.9, 0.1)
	refused(t, "over zero", err, nil, "not above zero")
	_, err = stats.Duncan([]float64{1}, []float64{1, 2})
	refused(t, "unequal", err, nil, "do not belong together")
	for q, want := range map[float64]float64{0: 12, 1: 105, 0.5: 25} {
		v, err := stats.Quantile(x, q)
		ok(t, err)
		near(t, "quantile", v, want, 1e-12)
	}
}

func prints() []stats.Print {
	p := func(period string, v float64, at string, seq int64) stats.Print {
		return stats.Print{Period: period, Value: v, At: day(at), Seq: seq}
	}
	return []stats.Print{
		p("2024-09", 254, "2024-10-04 12:30:00", 1), p("2024-09", 223, "2024-11-01 12:30:00", 2), p("2024-09", 255, "2024-12-06 13:30:00", 3),
		p("2024-10", 12, "2024-11-01 12:30:00", 4), p("2024-10", 36, "2024-12-06 13:30:00", 5),
		p("2025-05", 139, "2025-06-06 12:30:00", 6), p("2025-05", 144, "2025-07-03 12:30:00", 7), p("2025-05", 19, "2025-08-01 12:30:00", 8),
		p("2025-06", 147, "2025-07-03 12:30:00", 9), p("2025-06", 14, "2025-08-01 12:30:00", 10),
		p("2025-07", 73, "2025-08-01 12:30:00", 11),
	}
}

func known(ps []stats.Print) (periods []string, values []float64) {
	for _, p := range ps {
		periods, values = append(periods, p.Period), append(values, p.Value)
	}
	return periods, values
}

func TestAsOfShowsWhatWasKnown(t *testing.T) {
	for at, want := range map[string][]float64{
		"2024-10-01 00:00:00": nil,
		"2024-11-15 00:00:00": {223, 12},
		"2025-07-15 00:00:00": {255, 36, 144, 147},
		"2025-08-01 12:29:59": {255, 36, 144, 147},
		"2025-08-01 12:30:00": {255, 36, 19, 14, 73},
	} {
		rows := prints()
		if _, got := known(stats.AsOf(rows, day(at))); !slices.Equal(got, want) {
			t.Errorf("as of %s: %v, want %v", at, got, want)
		}
		slices.Reverse(rows)
		if _, got := known(stats.AsOf(rows, day(at))); !slices.Equal(got, want) {
			t.Errorf("as of %s, rows reversed: %v, want %v", at, got, want)
		}
	}
	at := day("2025-01-01")
	tied := []stats.Print{{Period: "a", Value: 2, At: at, Seq: 2}, {Period: "a", Value: 1, At: at, Seq: 1}}
	if _, got := known(stats.AsOf(tied, at)); !slices.Equal(got, []float64{2}) {
		t.Errorf("of two prints at once %v, want the later", got)
	}
}

func TestAMissingMonthStaysAHole(t *testing.T) {
	at := day("2025-12-16")
	rows := []stats.Print{{Period: "2025-09", Value: 4.4, At: at}, {Period: "2025-10", Missing: true, At: at}, {Period: "2025-11", Value: 4.6, At: at}}
	got := stats.AsOf(rows, at)
	if len(got) != 3 || !got[1].Missing || got[0].Missing || got[2].Missing {
		t.Errorf("as of %v: %+v, want three points with the second missing", at, got)
	}
}

func TestRevisions(t *testing.T) {
	s, err := stats.Revise(prints())
	ok(t, err)
	var got []float64
	for _, r := range s.Periods {
		got = append(got, r.Change)
	}
	if want := []float64{1, 24, -120, -133, 0}; !slices.Equal(got, want) {
		t.Errorf("revisions %v, want %v", got, want)
	}
	near(t, "mean", s.Mean, -57, 1e-12)
	near(t, "mean absolute", s.MeanAbsolute, 69.5, 1e-12)
	if s.N != 4 || s.Up != 2 || s.Down != 2 {
		t.Errorf("n %d, up %d, down %d; want 4, 2, 2", s.N, s.Up, s.Down)
	}
	near(t, "sign test", s.SignP, 1, 1e-12)
	want := []stats.Lag{{1, 4, (-31 + 24 + 5 - 133) / 4.0, (31 + 24 + 5 + 133) / 4.0}, {2, 2, (1 - 120) / 2.0, 121 / 2.0}}
	if !slices.Equal(s.Triangle, want) {
		t.Errorf("triangle %v, want %v", s.Triangle, want)
	}
	// Two-sided binomial: 2 (1 + 6)/64 for one of six.
	near(t, "one of six", stats.SignTest(1, 5), 14.0/64, 1e-12)
	near(t, "none of five", stats.SignTest(0, 5), 2.0/32, 1e-12)
	near(t, "none at all", stats.SignTest(0, 0), 1, 0)
	_, err = stats.Revise(prints()[10:])
	refused(t, "one print", err, nil, "none has two prints")
	bad := prints()
	bad[0].Value = math.NaN()
	_, err = stats.Revise(bad)
	refused(t, "missing as NaN", err, nil, "print 1")
}

func TestSurveyErrors(t *testing.T) {
	a, err := stats.ShareSE(.081, 1200, 1.6)
	ok(t, err)
	printed(t, "se", a, 0.0099625298, 10)
	b, err := stats.ShareSE(.069, 1100, 1.6)
	ok(t, err)
	d, err := stats.Differ(.081, a, .069, b)
	ok(t, err)
	printed(t, "se of difference", d.SE, 0.0138813020, 10)
	near(t, "difference", d.Value, 0.012, 1e-12)
	if d.Distinguishable {
		t.Error("1.2 points with an error of 1.4 are called distinguishable")
	}
	d, err = stats.Differ(1, 0.3, 0.5, 0.0375)
	ok(t, err)
	if near(t, "upper", d.Hi, 0.5+1.645*d.SE, 1e-12); !d.Distinguishable {
		t.Errorf("%+v is not called distinguishable", d)
	}
	_, err = stats.ShareSE(8.1, 1200, 1)
	refused(t, "percent", err, nil, "divide percents by 100")
	_, err = stats.ShareSE(.1, 0, 1)
	refused(t, "nobody asked", err, nil, "above zero")
	_, err = stats.Differ(1, 0, 1, 1)
	refused(t, "no error", err, nil, "standard error")
}

func TestUnits(t *testing.T) {
	_, err := stats.GPUMemoryGiB(80)
	refused(t, "80 read as MiB", err, nil, "80 MiB are 0.078125 GiB")
	g, err := stats.GPUMemoryGiB(81920)
	ok(t, err)
	near(t, "80 GiB", g, 80, 0)
	_, err = stats.GPUMemoryGiB(math.NaN())
	refused(t, "unknown", err, nil, "another unit")
	p, err := stats.USDPerMtok(1e-6)
	ok(t, err)
	near(t, "a microdollar", p, 1, 1e-12)
	_, err = stats.USDPerMtok(1)
	refused(t, "per million read as per token", err, nil, "another unit")
	_, err = stats.USDPerMtok(-1e-6)
	refused(t, "negative", err, nil, "outside 0")
	y, err := stats.DoublingIfCheaper(0.3)
	ok(t, err)
	printed(t, "30 % cheaper", y, 1.9433582099, 10)
	y, err = stats.DoublingIfMore(0.3)
	ok(t, err)
	printed(t, "30 % more", y, 2.6419267958, 10)
	_, err = stats.DoublingIfCheaper(1)
	refused(t, "free", err, nil, "between 0 and 1")
	_, err = stats.DoublingIfMore(0)
	refused(t, "no growth", err, nil, "above zero")
}

func TestExposure(t *testing.T) {
	e, err := stats.Expose([]stats.Task{
		{"A", true, "E1"}, {"A", true, "E2"}, {"A", false, "E0"}, {"B", true, "E0"}, {"B", true, "E0"}, {"B", true, "E2"}, {"B", false, "E1"},
		{"C", true, "E0"}, {"C", false, "E0"}, {"D", true, "E2"}, {"D", true, "E2"}, {"D", false, "E1"},
	})
	ok(t, err)
	scores := make([][]float64, 3)
	for _, o := range e {
		scores[0], scores[1], scores[2] = append(scores[0], o.Alpha), append(scores[1], o.Beta), append(scores[2], o.Zeta)
	}
	jobs := []float64{1000, 3000, 4000, 2000}
	for i, c := range []struct {
		scores             []float64
		mean, tenth, fifty float64
		plain, sd          float64
	}{
		{[]float64{.4, .1428571429, 0, .2}, .1228571429, .6, 0, .1857142857, .1657799541},
		{[]float64{.6, .2857142857, 0, .6}, .2657142857, .6, .3, .3714285714, .2885572840},
		{[]float64{.8, .4285714286, 0, 1}, .4085714286, .6, .3, .5571428571, .4404697554},
	} {
		printedAll(t, "score", scores[i], c.scores, 10)
		m, err := stats.WeightedMean(scores[i], jobs)
		ok(t, err)
		printed(t, "weighted mean", m, c.mean, 10)
		s, err := stats.ShareAtLeast(scores[i], jobs, 0.1)
		ok(t, err)
		near(t, "a tenth", s, c.tenth, 1e-12)
		s, err = stats.ShareAtLeast(scores[i], jobs, 0.5)
		ok(t, err)
		near(t, "a half", s, c.fifty, 1e-12)
		m, err = stats.WeightedMean(scores[i], []float64{1, 1, 1, 1})
		ok(t, err)
		printed(t, "plain mean", m, c.plain, 10)
		// A regression on a constant alone has the sample variance as its residual variance.
		f, err := stats.OLS(scores[i], [][]float64{{1}, {1}, {1}, {1}})
		ok(t, err)
		printed(t, "standard deviation", math.Sqrt(f.S2), c.sd, 10)
	}
	tied := []float64{.6, .2857142857, 0, .6, 0.49999999999999994}
	withTie := append(slices.Clone(jobs), 500)
	s, err := stats.ShareAtLeast(tied, withTie, 0.5)
	ok(t, err)
	near(t, "at least a half with a tie", s, 3500.0/10500, 1e-12)
	s, err = stats.ShareAbove(tied, withTie, 0.5)
	ok(t, err)
	near(t, "above a half with a tie", s, 3000.0/10500, 1e-12)
	for _, half := range []float64{0.5, 0.5 + 1e-12} {
		tied[4] = half
		s, err = stats.ShareAbove(tied, withTie, 0.5)
		ok(t, err)
		near(t, "above a half with an exact tie", s, 3000.0/10500, 1e-12)
	}
	_, err = stats.Expose([]stats.Task{{"A", true, "E3"}})
	refused(t, "label", err, nil, `"E3" is none of`)
	_, err = stats.ShareAbove(tied, jobs, 0.5)
	refused(t, "unequal", err, nil, "do not belong together")
}

func TestPriceIntervals(t *testing.T) {
	var open time.Time
	a, b, c := day("2024-12-26"), day("2025-02-08 16:00:00"), day("2025-09-05 16:00:00")
	in := []stats.Valid{{a, b, 0.14}, {b, c, 0.27}, {c, open, 0.56}}
	out := []stats.Valid{{a, b, 0.28}, {b, c, 1.10}, {c, open, 1.68}}
	for at, want := range map[string][3]float64{
		"2025-01-20 00:00:00": {0.14, 0.28, 0.175}, "2025-02-08 15:59:59": {0.14, 0.28, 0.175},
		"2025-02-08 16:00:00": {0.27, 1.10, 0.4775}, "2025-09-05 16:00:00": {0.56, 1.68, 0.84},
	} {
		i, err := stats.PriceAt(in, day(at))
		ok(t, err)
		o, err := stats.PriceAt(out, day(at))
		ok(t, err)
		m, err := stats.Blend(i, o, 3)
		ok(t, err)
		if i != want[0] || o != want[1] {
			t.Errorf("at %s: %v and %v, want %v", at, i, o, want)
		}
		near(t, "blend", m, want[2], 1e-12)
	}
	m, err := stats.MeanPrice(in, day("2025-02-01"), day("2025-03-01"))
	ok(t, err)
	printed(t, "mean of February", m, 0.2344047619, 10)
	refused(t, "overlap", stats.CheckValid([]stats.Valid{{a, c, 1}, {b, open, 1}}), nil, "overlap from 2025-02-08 16:00:00")
	refused(t, "gap", stats.CheckValid([]stats.Valid{{a, b, 1}, {c, open, 1}}), nil, "leave a gap")
	refused(t, "open inside", stats.CheckValid([]stats.Valid{{a, open, 1}, {b, open, 1}}), nil, "is open")
	refused(t, "empty", stats.CheckValid([]stats.Valid{{b, b, 1}}), nil, "is empty")
	refused(t, "negative", stats.CheckValid([]stats.Valid{{a, b, -1}}), nil, "price interval 1")
	_, err = stats.PriceAt(in, day("2024-01-01"))
	refused(t, "before the first", err, nil, "no interval")
	_, err = stats.MeanPrice(in, day("2024-12-01"), day("2025-01-01"))
	refused(t, "uncovered", err, nil, "do not cover")
	_, err = stats.MeanPrice(in, c, a)
	refused(t, "backwards", err, nil, "window is empty")
}
