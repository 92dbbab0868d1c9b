package stats

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// PanelRow is one unit (an occupation) in one period.
type PanelRow struct {
	Unit, Period int
	Y            float64 // usually a log, so that effects are log points
	Treated      bool    // the same in all rows of a unit
	Post         bool    // the same in all rows of a period
	Weight       float64 // above zero in all rows, or zero in all for equal weights
}

// DiD is a difference in differences with an effect for every unit and period.
type DiD struct {
	Effect    float64 // in units of Y
	Percent   float64 // 100 (exp(Effect) - 1), meaningful where Y is a log
	SE        float64 // classical
	DF        int
	ClusterSE float64 // clustered by unit
	ClusterT  float64
	Clusters  int
	MDE       float64       // smallest effect found with 80 % power at 5 %, by ClusterSE
	Means     [2][2]float64 // plain means of Y, [treated][post]
	Fit       *Fit
}

// FewClusters is the number of units below which the clustered error is too
// small and the randomisation p-value is to be printed.
const FewClusters = 30

// DifferenceInDifferences fits y = unit + period + d treated post + e. Source:
// Angrist and Pischke, Mostly Harmless Econometrics, chapter 5.
func DifferenceInDifferences(rows []PanelRow) (*DiD, error) {
	d := &DiD{}
	if err := d.cells(rows); err != nil {
		return nil, fmt.Errorf("difference in differences: %w", err)
	}
	f, id, err := twoWay(rows, 1, func(i int, x []float64) {
		if rows[i].Treated && rows[i].Post {
			x[0] = 1
		}
	})
	if err != nil {
		return nil, fmt.Errorf("difference in differences: %w", err)
	}
	cov, g, err := f.clusterCov(id)
	if err != nil {
		return nil, fmt.Errorf("difference in differences: %w", err)
	}
	d.Fit, d.Effect, d.SE, d.DF, d.Clusters = f, f.Coef[0], f.SE[0], f.DF, g
	d.Percent = 100 * math.Expm1(d.Effect)
	d.ClusterSE = math.Sqrt(cov.At(0, 0))
	if !(d.ClusterSE > 0) {
		return nil, fmt.Errorf("difference in differences: the fit is exact, so its error is unknown; check the rows")
	}
	d.ClusterT, d.MDE = d.Effect/d.ClusterSE, MDE(d.ClusterSE)
	return d, nil
}

// cells fills the four means and refuses an empty cell or a turncoat.
func (d *DiD) cells(rows []PanelRow) error {
	var n [2][2]float64
	treated, post := map[int]bool{}, map[int]bool{}
	for i, r := range rows {
		if was, ok := treated[r.Unit]; ok && was != r.Treated {
			return fmt.Errorf("row %d: unit %d is both treated and not", i+1, r.Unit)
		}
		if was, ok := post[r.Period]; ok && was != r.Post {
			return fmt.Errorf("row %d: period %d is both before and after", i+1, r.Period)
		}
		treated[r.Unit], post[r.Period] = r.Treated, r.Post
		d.Means[one(r.Treated)][one(r.Post)] += r.Y
		n[one(r.Treated)][one(r.Post)]++
	}
	for a := range n {
		for b := range n[a] {
			if n[a][b] == 0 {
				return fmt.Errorf("no rows with treated = %v and post = %v; there is nothing to compare", a == 1, b == 1)
			}
			d.Means[a][b] /= n[a][b]
		}
	}
	return nil
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// twoWay regresses Y on k regressors, set by row, with unit and period effects.
// The first period is the base. It returns the unit of each row as a cluster.
func twoWay(rows []PanelRow, k int, set func(i int, x []float64)) (*Fit, []int, error) {
	n := len(rows)
	if n == 0 {
		return nil, nil, fmt.Errorf("no rows; check the period and the filter")
	}
	units, periods := map[int]int{}, []int{}
	for _, r := range rows {
		if _, ok := units[r.Unit]; !ok {
			units[r.Unit] = len(units)
		}
		periods = append(periods, r.Period)
	}
	slices.Sort(periods)
	periods = slices.Compact(periods)
	if n > maxCells/(k+len(periods)) {
		return nil, nil, fmt.Errorf("%d rows and %d periods: too large; aggregate first", n, len(periods))
	}
	type cell struct{ unit, period int }
	seen := map[cell]bool{}
	y, w, id, x := make([]float64, n), make([]float64, n), make([]int, n), make([][]float64, n)
	weighted := false
	for i, r := range rows {
		if seen[cell{r.Unit, r.Period}] {
			return nil, nil, fmt.Errorf("row %d: unit %d has period %d twice", i+1, r.Unit, r.Period)
		}
		seen[cell{r.Unit, r.Period}] = true
		y[i], w[i], id[i] = r.Y, r.Weight, units[r.Unit]
		weighted = weighted || r.Weight != 0
		x[i] = make([]float64, k+len(periods)-1)
		set(i, x[i][:k])
		if p, _ := slices.BinarySearch(periods, r.Period); p > 0 {
			x[i][k+p-1] = 1
		}
	}
	if err := finite("y", y); err != nil {
		return nil, nil, err
	}
	if !weighted {
		w = nil
	} else if err := positive("weight", w); err != nil {
		return nil, nil, err
	}
	f, err := within(y, x, id, len(units), w)
	return f, id, err
}

// EventPoint is the gap between treated and others in one period, less that of
// the base period.
type EventPoint struct {
	Period int
	Coef   float64 // 0 in the base period
	SE     float64 // clustered by unit, 0 in the base period
}

// EventStudy is the gap by period.
type EventStudy struct {
	Points   []EventPoint
	Clusters int
	fit      *Fit
	id, pre  []int
}

// PreTrend is the p-value of "all effects before the base are zero" (F with
// count and clusters-1 degrees of freedom, clustered by unit) and how many these
// are. It is an error where there are none, or not fewer than clusters.
func (s *EventStudy) PreTrend() (p float64, count int, err error) {
	p, err = s.fit.JointP(s.pre, s.id)
	if err != nil {
		return 0, len(s.pre), fmt.Errorf("trends before the event: %w", err)
	}
	return p, len(s.pre), nil
}

// Events fits y = unit + period + sum over periods of d_t treated + e. Post is
// not read.
func Events(rows []PanelRow, base int) (*EventStudy, error) {
	var periods []int
	for _, r := range rows {
		periods = append(periods, r.Period)
	}
	slices.Sort(periods)
	periods = slices.Compact(periods)
	if !slices.Contains(periods, base) {
		return nil, fmt.Errorf("event study: no rows in the base period %d", base)
	}
	free := slices.DeleteFunc(slices.Clone(periods), func(p int) bool { return p == base })
	if len(free) == 0 {
		return nil, fmt.Errorf("event study: one period only; at least two are needed")
	}
	f, id, err := twoWay(rows, len(free), func(i int, x []float64) {
		if j, ok := slices.BinarySearch(free, rows[i].Period); ok && rows[i].Treated {
			x[j] = 1
		}
	})
	if err != nil {
		return nil, fmt.Errorf("event study: %w", err)
	}
	se, err := f.Cluster(id)
	if err != nil {
		return nil, fmt.Errorf("event study: %w", err)
	}
	s := &EventStudy{fit: f, id: id, Clusters: 1 + slices.Max(id)}
	for _, p := range periods {
		j, ok := slices.BinarySearch(free, p)
		if !ok {
			s.Points = append(s.Points, EventPoint{Period: p})
			continue
		}
		s.Points = append(s.Points, EventPoint{p, f.Coef[j], se[j]})
		if p < base {
			s.pre = append(s.pre, j)
		}
	}
	return s, nil
}

// MDE is the smallest effect that a two-sided test at 5 % finds with 80 %
// power, (z(0.975) + z(0.8)) SE, in units of se.
func MDE(se float64) float64 {
	return (distuv.UnitNormal.Quantile(0.975) + distuv.UnitNormal.Quantile(0.8)) * se
}
