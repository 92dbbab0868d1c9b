package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// Print is one published value of one period.
type Print struct {
	Period  string // sorts in order of time, as 2024-09
	Value   float64
	Missing bool      // the source says that there is no value; Value is not read
	At      time.Time // when it could be known
	Seq     int64     // breaks ties of At, the later is the higher
}

// AsOf returns what was known at t: of every period the newest print with At at
// or before t, in order of period. A missing value is returned as such, so that
// a gap stays a gap.
func AsOf(prints []Print, t time.Time) []Print {
	newest := map[string]Print{}
	for _, p := range prints {
		if p.At.After(t) {
			continue
		}
		if old, ok := newest[p.Period]; !ok || old.before(p) {
			newest[p.Period] = p
		}
	}
	out := make([]Print, 0, len(newest))
	for _, p := range newest {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Print) int { return cmp.Compare(a.Period, b.Period) })
	return out
}

func (p Print) before(q Print) bool {
	if c := p.At.Compare(q.At); c != 0 {
		return c < 0
	}
	return p.Seq < q.Seq
}

// Revision is the history of one period.
type Revision struct {
	Period        string
	First, Latest float64
	Prints        int
	Change        float64 // Latest - First, 0 for a single print
}

// Lag sums up the prints of one place in the order of publication.
type Lag struct {
	Lag          int // 1 = the second print
	N            int // periods that have it
	Mean         float64
	MeanAbsolute float64 // of that print less the first
}

// RevisionSummary describes how first prints have held.
type RevisionSummary struct {
	Periods      []Revision // every period with a value, in order
	N            int        // those with two prints or more
	Mean         float64    // revision, latest less first, over those N
	MeanAbsolute float64
	Up, Down     int
	SignP        float64 // two-sided sign test of "up is as likely as down"
	Triangle     []Lag
}

// Revise sums up revisions in the unit of the values. Missing values are left
// out. It is an error if no period has two prints. Source: Mazzi and
// Ladiray (eds.), Handbook on Rapid Estimates (Eurostat 2017).
func Revise(prints []Print) (*RevisionSummary, error) {
	by := map[string][]Print{}
	for i, p := range prints {
		if p.Missing {
			continue
		}
		if err := finite(fmt.Sprintf("revisions, print %d", i+1), []float64{p.Value}); err != nil {
			return nil, err
		}
		by[p.Period] = append(by[p.Period], p)
	}
	s := &RevisionSummary{}
	for name, ps := range by {
		slices.SortStableFunc(ps, func(a, b Print) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq))
		})
		first, last := ps[0].Value, ps[len(ps)-1].Value
		s.Periods = append(s.Periods, Revision{name, first, last, len(ps), last - first})
	}
	slices.SortFunc(s.Periods, func(a, b Revision) int { return cmp.Compare(a.Period, b.Period) })
	for _, r := range s.Periods {
		if r.Prints < 2 {
			continue
		}
		s.N++
		s.Mean += r.Change
		s.MeanAbsolute += math.Abs(r.Change)
		switch {
		case r.Change > 0:
			s.Up++
		case r.Change < 0:
			s.Down++
		}
		s.lags(by[r.Period])
	}
	if s.N == 0 {
		return nil, fmt.Errorf("revisions of %d periods: none has two prints; wait for the next release", len(s.Periods))
	}
	s.Mean /= float64(s.N)
	s.MeanAbsolute /= float64(s.N)
	for i := range s.Triangle {
		s.Triangle[i].Mean /= float64(s.Triangle[i].N)
		s.Triangle[i].MeanAbsolute /= float64(s.Triangle[i].N)
	}
	s.SignP = SignTest(s.Up, s.Down)
	return s, nil
}

func (s *RevisionSummary) lags(ps []Print) {
	for lag := 1; lag < len(ps); lag++ {
		if len(s.Triangle) < lag {
			s.Triangle = append(s.Triangle, Lag{Lag: lag})
		}
		l := &s.Triangle[lag-1]
		d := ps[lag].Value - ps[0].Value
		l.N++
		l.Mean += d
		l.MeanAbsolute += math.Abs(d)
	}
}

// SignTest is the two-sided p-value of up and down being equally likely
// (binomial, ties left out); 1 where there is neither.
func SignTest(up, down int) float64 {
	if up+down <= 0 || up < 0 || down < 0 {
		return 1
	}
	b := distuv.Binomial{N: float64(up + down), P: 0.5}
	return min(1, 2*b.CDF(float64(min(up, down))))
}
