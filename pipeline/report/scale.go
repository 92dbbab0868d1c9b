package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot"
)

// span is a range of positions on one axis.
type span struct{ lo, hi float64 }

func nothing() span { return span{math.Inf(1), math.Inf(-1)} }

func (s *span) take(v float64) {
	s.lo, s.hi = math.Min(s.lo, v), math.Max(s.hi, v)
}

// spans returns the ranges of positions and of values that all series need.
func (c Chart) spans() (x, y span) {
	x, y = nothing(), nothing()
	for _, s := range c.Series {
		for _, p := range s.Points {
			// A hole at the end of a series belongs to the range: that the newest
			// period has no value is part of what is seen.
			x.take(c.at(p))
			if p.Y == nil {
				continue
			}
			y.take(*p.Y)
			if interval(p) {
				y.take(*p.Low)
				y.take(*p.High)
			}
		}
	}
	if c.zero() {
		y.take(0)
	}
	if c.Kind == Stacked {
		for _, b := range c.stacks() {
			sum := 0.0
			for _, q := range b.parts {
				sum += *q.Y
			}
			y.take(sum)
		}
	}
	for _, g := range c.Guides {
		y.take(g.Y1)
		y.take(g.Y2)
		if g.Slanted {
			x.take(g.X1)
			x.take(g.X2)
		}
	}
	if n := len(c.X.Categories); n > 0 {
		return span{-0.6, float64(n) - 0.4}, y.room(c.Y.Log, c.zero())
	}
	if c.Kind == Bars || c.Kind == Stacked {
		gap := c.gap()
		return span{x.lo - gap, x.hi + gap}, y.room(false, true)
	}
	if x.lo == x.hi && c.X.Time {
		// One date says nothing of a scale; a month about it keeps the year off the axis.
		const half = 20 * 24 * 3600
		return span{x.lo - half, x.hi + half}, y.room(c.Y.Log, c.zero())
	}
	if c.X.Log || !c.X.Time {
		return x.room(c.X.Log, false), y.room(c.Y.Log, c.zero())
	}
	if c.Kind != Area {
		// A little air, so that markers at the ends do not lie on the frame.
		air := (x.hi - x.lo) * 0.015
		x = span{x.lo - air, x.hi + air}
	}
	return x, y.room(c.Y.Log, c.zero())
}

// zero says whether c shows lengths, which only from zero tell how much.
func (c Chart) zero() bool { return c.Kind == Bars || c.Kind == Stacked || c.Kind == Area }

// gap returns the smallest distance between two positions of one series, a day
// where there is but one.
func (c Chart) gap() float64 {
	gap := math.Inf(1)
	for _, s := range c.Series {
		seen := span{math.Inf(1), 0}
		for i, p := range s.Points {
			if i > 0 {
				if d := math.Abs(c.at(p) - c.at(s.Points[i-1])); d > 0 {
					seen.lo = math.Min(seen.lo, d)
				}
			}
		}
		gap = math.Min(gap, seen.lo)
	}
	if math.IsInf(gap, 1) {
		return (24 * time.Hour).Seconds()
	}
	return gap
}

// room widens s so that no point sits on the frame; an end at zero stays there
// where zero is the ground that bars stand on.
func (s span) room(log, ground bool) span {
	if log {
		if f := math.Pow(s.hi/s.lo, 0.06); f > 1 && finite(f) {
			return span{s.lo / f, s.hi * f}
		}
		return span{s.lo / 2, s.hi * 2}
	}
	d := (s.hi - s.lo) * 0.06
	if d == 0 {
		d = math.Abs(s.lo) * 0.1
	}
	if d == 0 {
		d = 1
	}
	out := span{s.lo - d, s.hi + d}
	if ground && s.lo == 0 {
		out.lo = 0
	}
	if ground && s.hi == 0 && s.lo < 0 {
		out.hi = 0
	}
	return out
}

// linearTicks returns about n round values within s, and two at least.
func linearTicks(s span, n int) []plot.Tick {
	raw := (s.hi - s.lo) / float64(max(1, n))
	mag := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * mag
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*mag >= raw*(1-1e-9) {
			step = m * mag
			break
		}
	}
	var out []plot.Tick
	first := math.Ceil(s.lo/step - 1e-9)
	for i := 0.0; i <= 40; i++ {
		v := (first + i) * step
		if v > s.hi+step*1e-9 {
			break
		}
		// Rounding away what the product adds keeps 0.3 from printing as 0.30000000000000004.
		out = append(out, plot.Tick{Value: v, Label: number(math.Round(v/step*1e6) / 1e6 * step)})
	}
	if len(out) < 2 && n < 12 {
		return linearTicks(s, n+1)
	}
	return out
}

// logTicks returns the powers of ten within s, with 2 and 5 between them where
// that does not crowd about n labels, and with labels on some only where all of
// them would. Where the powers label less than two values it falls back on
// linearTicks, since one value tells nothing of the scale.
func logTicks(s span, n int) []plot.Tick {
	most := n + n/2 + 2
	if out := powers(s, []float64{1, 2, 5}); len(out) >= 2 && len(out) <= most {
		return out
	}
	all := powers(s, []float64{1})
	if len(all) < 2 {
		return linearTicks(s, n)
	}
	every := 1
	for (len(all)-1)/every+1 > most {
		every++
	}
	for i := range all {
		if i%every != 0 {
			all[i].Label = ""
		}
	}
	return all
}

// powers returns the given multiples of each power of ten within s.
func powers(s span, of []float64) []plot.Tick {
	var out []plot.Tick
	for e := int(math.Floor(math.Log10(s.lo))); e <= int(math.Ceil(math.Log10(s.hi))); e++ {
		for _, m := range of {
			// Parsing gives the nearest number to 2e-3, which a product would miss.
			v, err := strconv.ParseFloat(strconv.FormatFloat(m, 'g', -1, 64)+"e"+strconv.Itoa(e), 64)
			if err == nil && v >= s.lo && v <= s.hi {
				out = append(out, plot.Tick{Value: v, Label: number(v)})
			}
		}
	}
	return out
}

// timeTicks returns about n dates within s: days, months or years.
func timeTicks(s span, n int) []plot.Tick {
	from, to := time.Unix(int64(s.lo), 0).UTC(), time.Unix(int64(s.hi), 0).UTC()
	months := float64(to.Year()-from.Year())*12 + float64(to.Month()-from.Month())
	if months < 2 {
		return dayTicks(from, to, n)
	}
	step := 1
	for _, m := range []int{1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000} {
		if step = m; months/float64(m) <= float64(max(1, n)) {
			break
		}
	}
	layout := "2006-01"
	if step >= 12 {
		layout = "2006"
	}
	at := time.Date(from.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	if step > 12 {
		at = at.AddDate(-(from.Year() % (step / 12)), 0, 0)
	}
	var out []plot.Tick
	for ; !at.After(to); at = at.AddDate(0, step, 0) {
		if !at.Before(from) {
			out = append(out, plot.Tick{Value: instant(at), Label: at.Format(layout)})
		}
	}
	return out
}

func dayTicks(from, to time.Time, n int) []plot.Tick {
	days := to.Sub(from).Hours() / 24
	step := 1
	for days/float64(step) > float64(max(1, n)) {
		step++
	}
	var out []plot.Tick
	for at := from.Truncate(24 * time.Hour); !at.After(to); at = at.AddDate(0, 0, step) {
		if !at.Before(from) {
			out = append(out, plot.Tick{Value: instant(at), Label: at.Format(time.DateOnly)})
		}
	}
	return out
}

// number prints v for an axis: digits in groups of three up to a million, then
// in millions, billions and trillions, and powers of ten beyond.
func number(v float64) string {
	if v == 0 {
		return "0"
	}
	switch a := math.Abs(v); {
	case a >= 1e15 || a < 1e-4:
		return strings.Replace(strconv.FormatFloat(v, 'g', 4, 64), "e+", "e", 1)
	case a >= 1e12:
		return short(v/1e12) + "tn"
	case a >= 1e9:
		return short(v/1e9) + "bn"
	case a >= 1e6:
		return short(v/1e6) + "M"
	}
	return short(v)
}

// short prints v with at most six significant digits.
func short(v float64) string { return grouped(v, 6) }

// grouped prints v with at most so many significant digits, in groups of three
// before the point.
func grouped(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'g', digits, 64)
	if strings.Contains(s, "e") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return s
		}
		s = strconv.FormatFloat(f, 'f', -1, 64)
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	whole, rest, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + rest
	}
	return sign + whole
}
