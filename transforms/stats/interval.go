package stats

import (
	"fmt"
	"time"
)

// Valid is a price with the time it held: From is in it, To is not. A zero To
// is an end not known yet.
type Valid struct {
	From, To time.Time
	Price    float64
}

// CheckValid refuses intervals of one key that are empty, out of order, overlap
// or leave a gap. Only the last may be open.
func CheckValid(v []Valid) error {
	for i, x := range v {
		if err := atLeastZero(fmt.Sprintf("price interval %d", i+1), []float64{x.Price}); err != nil {
			return err
		}
		last := i == len(v)-1
		switch {
		case x.To.IsZero() && !last:
			return fmt.Errorf("price interval %d from %s is open but another follows; close it", i+1, stamp(x.From))
		case !x.To.IsZero() && !x.From.Before(x.To):
			return fmt.Errorf("price interval %d from %s to %s is empty", i+1, stamp(x.From), stamp(x.To))
		case !last && v[i+1].From.Before(x.To):
			return fmt.Errorf("price intervals %d and %d overlap from %s to %s", i+1, i+2, stamp(v[i+1].From), stamp(x.To))
		case !last && v[i+1].From.After(x.To):
			return fmt.Errorf("price intervals %d and %d leave a gap from %s to %s", i+1, i+2, stamp(x.To), stamp(v[i+1].From))
		}
	}
	return nil
}

// PriceAt is the price that held at t, in the unit of the intervals.
func PriceAt(v []Valid, t time.Time) (float64, error) {
	if err := CheckValid(v); err != nil {
		return 0, err
	}
	for _, x := range v {
		if !t.Before(x.From) && (x.To.IsZero() || t.Before(x.To)) {
			return x.Price, nil
		}
	}
	return 0, fmt.Errorf("price at %s: no interval holds it", stamp(t))
}

// MeanPrice is the mean over [from, to) by time, all of which the intervals
// must cover.
func MeanPrice(v []Valid, from, to time.Time) (float64, error) {
	if err := CheckValid(v); err != nil {
		return 0, err
	}
	if !from.Before(to) {
		return 0, fmt.Errorf("mean price from %s to %s: the window is empty", stamp(from), stamp(to))
	}
	var s float64
	var covered time.Duration
	for _, x := range v {
		a, b := x.From, x.To
		if a.Before(from) {
			a = from
		}
		if b.IsZero() || b.After(to) {
			b = to
		}
		if a.Before(b) {
			s += x.Price * float64(b.Sub(a))
			covered += b.Sub(a)
		}
	}
	if covered != to.Sub(from) {
		return 0, fmt.Errorf("mean price from %s to %s: the intervals do not cover it", stamp(from), stamp(to))
	}
	return usable("mean price", s/float64(covered))
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }
