package stats_test

import (
	"math"
	"testing"

	"jevons/transforms/stats"
)

func occupations() []stats.PanelRow {
	jobs := [][]float64{
		{100, 101, 99, 92, 88, 85}, {200, 202, 203, 190, 183, 178}, {50, 51, 52, 49, 47, 44},
		{120, 121, 123, 124, 125, 126}, {300, 303, 305, 309, 311, 315}, {80, 80, 81, 82, 82, 83},
	}
	var out []stats.PanelRow
	for o := range jobs {
		for p, v := range jobs[o] {
			out = append(out, stats.PanelRow{Unit: o + 1, Period: p, Y: math.Log(v), Treated: o < 3, Post: p >= 3})
		}
	}
	return out
}

func TestDifferenceInDifferences(t *testing.T) {
	d, err := stats.DifferenceInDifferences(occupations())
	ok(t, err)
	printedAll(t, "means", []float64{d.Means[0][0], d.Means[0][1], d.Means[1][0], d.Means[1][1]},
		[]float64{4.9657551249, 4.9936514600, 4.6144771059, 4.5118031063}, 10)
	printed(t, "effect", d.Effect, -0.1305703346, 10)
	near(t, "of means", d.Effect, d.Means[1][1]-d.Means[1][0]-d.Means[0][1]+d.Means[0][0], 1e-9)
	printed(t, "percent", d.Percent, -12.2405234477, 10)
	printed(t, "se", d.SE, 0.0136455364, 10)
	printed(t, "cluster se", d.ClusterSE, 0.0120177219, 10)
	printed(t, "cluster t", d.ClusterT, -10.9, 1)
	near(t, "mde", d.MDE, 0.0336686718, 5e-10) // printed from 2.8015852 in eight digits
	printed(t, "mde of one", stats.MDE(1), 2.8015852, 7)
	if d.DF != 24 || d.Clusters != 6 || d.Clusters >= stats.FewClusters {
		t.Errorf("df %d, clusters %d; want 24 and 6", d.DF, d.Clusters)
	}
}

func TestDifferenceInDifferencesWeightedByEmploymentBefore(t *testing.T) {
	rows := occupations()
	base := map[int]float64{}
	for _, r := range rows {
		if r.Period == 0 {
			base[r.Unit] = math.Exp(r.Y)
		}
	}
	for i := range rows {
		rows[i].Weight = base[rows[i].Unit]
	}
	d, err := stats.DifferenceInDifferences(rows)
	ok(t, err)
	printed(t, "weighted effect", d.Effect, -0.1306726844, 10)
	r, err := stats.Randomise(rows, 0, 0)
	ok(t, err)
	near(t, "effect by mean changes", r.Effect, d.Effect, 1e-9)
}

func TestEventStudy(t *testing.T) {
	s, err := stats.Events(occupations(), 2)
	ok(t, err)
	want := []stats.EventPoint{{0, 0.0031951482, 0.0173621213}, {1, 0.0103465334, 0.0140324712}, {2, 0, 0},
		{3, -0.0774444679, 0.0050856579}, {4, -0.1234931963, 0.0066069571}, {5, -0.1772316580, 0.0126392787}}
	if len(s.Points) != len(want) || s.Clusters != 6 {
		t.Fatalf("%d points, %d clusters", len(s.Points), s.Clusters)
	}
	for i, w := range want {
		if s.Points[i].Period != w.Period {
			t.Errorf("point %d is period %d", i, s.Points[i].Period)
		}
		printed(t, "effect", s.Points[i].Coef, w.Coef, 10)
		printed(t, "its error", s.Points[i].SE, w.SE, 10)
	}
	p, n, err := s.PreTrend()
	ok(t, err)
	// Wald over 2 is 2.26589453479; the tail of F with (2, 5) is (1 + 2F/5)^(-5/2).
	near(t, "p of no trend before", p, 0.19929158115349073, 1e-9)
	if n != 2 {
		t.Errorf("%d periods before, want 2", n)
	}
	s, err = stats.Events(occupations(), 0)
	ok(t, err)
	_, _, err = s.PreTrend()
	refused(t, "nothing before", err, nil, "joint test of 0")
}

func TestJointTestOfOneIsTheSquaredT(t *testing.T) {
	s, err := stats.Events(occupations(), 1)
	ok(t, err)
	p, _, err := s.PreTrend()
	ok(t, err)
	near(t, "p", p, stats.TwoSidedP(s.Points[0].Coef/s.Points[0].SE, 5), 1e-9)
}

func TestRandomisationOverAllAssignments(t *testing.T) {
	r, err := stats.Randomise(occupations(), 0, 0)
	ok(t, err)
	near(t, "p", r.P, 0.10, 1e-15)
	near(t, "effect", r.Effect, -0.1305703346, 5e-10)
	if !r.Exact || r.Assignments != 20 {
		t.Errorf("exact %v, %d assignments; want all 20", r.Exact, r.Assignments)
	}
}

func manyUnits(effect float64) []stats.PanelRow {
	var rows []stats.PanelRow
	for u := range 40 {
		for p := range 2 {
			y := math.Sin(float64(7*u + 3*p))
			if u < 20 && p == 1 {
				y += effect
			}
			rows = append(rows, stats.PanelRow{Unit: u, Period: p, Y: y, Treated: u < 20, Post: p == 1})
		}
	}
	return rows
}

func TestRandomisationBySeededSample(t *testing.T) {
	a, err := stats.Randomise(manyUnits(5), 999, 42)
	ok(t, err)
	b, err := stats.Randomise(manyUnits(5), 999, 42)
	ok(t, err)
	if a != b || a.Exact || a.Assignments != 1000 || a.Seed != 42 {
		t.Errorf("%+v and %+v; want the same sample of 1000", a, b)
	}
	near(t, "p of a large effect", a.P, 0.001, 1e-15)
	n, err := stats.Randomise(manyUnits(0), 999, 42)
	ok(t, err)
	if n.P < 0.05 {
		t.Errorf("p %v of no effect", n.P)
	}
	o, err := stats.Randomise(manyUnits(0), 999, 43)
	ok(t, err)
	if o.P == n.P {
		t.Errorf("another seed gives the same p %v", o.P)
	}
}

func TestDifferenceInDifferencesRefusals(t *testing.T) {
	rows := occupations()
	rows[0].Treated = false
	_, err := stats.DifferenceInDifferences(rows)
	refused(t, "turncoat", err, nil, "both treated and not")
	rows = occupations()
	rows[0].Post = true
	_, err = stats.DifferenceInDifferences(rows)
	refused(t, "two clocks", err, nil, "both before and after")
	_, err = stats.DifferenceInDifferences(occupations()[:18])
	refused(t, "no controls", err, nil, "nothing to compare")
	rows = occupations()
	rows[1].Y = math.NaN()
	_, err = stats.DifferenceInDifferences(rows)
	refused(t, "missing value", err, nil, "NaN")
	_, err = stats.Randomise(rows, 0, 0)
	refused(t, "missing value", err, nil, "row 2")
	_, err = stats.DifferenceInDifferences(append(occupations(), occupations()[0]))
	refused(t, "twice", err, nil, "has period 0 twice")
	_, err = stats.Randomise(occupations()[1:], 0, 0)
	refused(t, "unbalanced", err, nil, "5 of 6 periods")
	_, err = stats.Randomise(manyUnits(0), 10, 1)
	refused(t, "few draws", err, nil, "10 draws")
	_, err = stats.Events(occupations(), 9)
	refused(t, "no base", err, nil, "base period 9")
}
