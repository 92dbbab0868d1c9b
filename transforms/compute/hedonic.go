package compute

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"jevons/transforms"
	"jevons/transforms/stats"
)

// hedonic is the time-dummy index of posted GPU-hours: ln price on months, ln
// memory and ln speed, once without and once with a dummy a cloud. Months
// between the first and the last that have no quote are holes. Beside it stands
// the plain mean of the same quotes, which follows the mix of chips.
var hedonic = transforms.Compute{
	In: []string{"tenure", "month", "cloud", "gpu", "usd", "memory_gb", "tflops"},
	Out: []transforms.OutColumn{
		{Name: "specification", Type: "VARCHAR"}, {Name: "tenure", Type: "VARCHAR"}, {Name: "month", Type: "DATE"},
		{Name: "value", Type: "DOUBLE"}, {Name: "low", Type: "DOUBLE"}, {Name: "high", Type: "DOUBLE"},
		{Name: "kennedy", Type: "DOUBLE"}, {Name: "naive_mean", Type: "DOUBLE"}, {Name: "se_hc1", Type: "DOUBLE"},
		{Name: "memory_coef", Type: "DOUBLE"}, {Name: "memory_se", Type: "DOUBLE"}, {Name: "memory_vif", Type: "DOUBLE"},
		{Name: "speed_coef", Type: "DOUBLE"}, {Name: "speed_se", Type: "DOUBLE"}, {Name: "speed_vif", Type: "DOUBLE"},
		{Name: "r2", Type: "DOUBLE"}, {Name: "n", Type: "BIGINT"}, {Name: "n_all", Type: "BIGINT"}, {Name: "flags", Type: "VARCHAR"},
	},
	Run: runHedonic,
}

type quote struct {
	month                int // months since year 0
	cloud, gpu           string
	usd, memory, teraops float64
}

func runHedonic(in []transforms.Row) ([]transforms.Row, error) {
	tenures := map[string][]quote{}
	for _, r := range in {
		m, ok := r.Time("month")
		usd, okU := r.Number("usd")
		memory, okM := r.Number("memory_gb")
		speed, okS := r.Number("tflops")
		if ok && okU && okM && okS && usd > 0 && memory > 0 && speed > 0 {
			t := r.Text("tenure")
			tenures[t] = append(tenures[t], quote{m.Year()*12 + int(m.Month()) - 1, r.Text("cloud"), r.Text("gpu"), usd, memory, speed})
		}
	}
	var out []transforms.Row
	for _, t := range slices.Sorted(maps.Keys(tenures)) {
		quotes := tenures[t]
		slices.SortFunc(quotes, func(a, b quote) int {
			return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.cloud, b.cloud), cmp.Compare(a.gpu, b.gpu), cmp.Compare(a.usd, b.usd))
		})
		clouds := cloudsOf(quotes)
		specifications := [][]string{nil}
		if len(clouds) > 1 {
			specifications = append(specifications, clouds[1:]) // the first is the base
		}
		for _, dummies := range specifications {
			rows, err := hedonicIndex(quotes, dummies)
			if err != nil {
				return nil, err
			}
			name := "chips"
			if dummies != nil {
				name = "chips_clouds"
			}
			for _, r := range rows {
				r["tenure"], r["specification"] = t, name
			}
			out = append(out, rows...)
		}
	}
	return out, nil
}

func cloudsOf(quotes []quote) []string {
	seen := map[string]bool{}
	for _, q := range quotes {
		seen[q.cloud] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// hedonicIndex fits one regression and lays it on the calendar. Quotes are
// sorted by month.
func hedonicIndex(quotes []quote, clouds []string) ([]transforms.Row, error) {
	period := map[int]int{}
	count, sum := map[int]int64{}, map[int]float64{}
	rows := make([]stats.HedonicRow, len(quotes))
	chars := []stats.Characteristic{{Name: "memory", Sign: 1}, {Name: "speed", Sign: 1}}
	for _, c := range clouds {
		chars = append(chars, stats.Characteristic{Name: "cloud " + c})
	}
	for i, q := range quotes {
		if _, ok := period[q.month]; !ok {
			period[q.month] = len(period)
		}
		count[q.month]++
		sum[q.month] += q.usd
		x := []float64{math.Log(q.memory), math.Log(q.teraops)}
		for _, c := range clouds {
			d := 0.0
			if q.cloud == c {
				d = 1
			}
			x = append(x, d)
		}
		rows[i] = stats.HedonicRow{Period: period[q.month], Price: q.usd, X: x}
	}
	first, last := quotes[0].month, quotes[len(quotes)-1].month
	h, err := estimate(rows, chars, len(period))
	if err != nil {
		return nil, err
	}
	var out []transforms.Row
	for m := first; m <= last; m++ {
		r := transforms.Row{"month": time.Date(m/12, time.Month(m%12+1), 1, 0, 0, 0, 0, time.UTC), "n": count[m], "n_all": int64(len(quotes)), "flags": ""}
		out = append(out, r)
		t, ok := period[m]
		if !ok {
			r["flags"] = "hole"
			continue
		}
		r["naive_mean"] = 100 * ((sum[m] / float64(count[m])) / (sum[first] / float64(count[first])))
		var flags []string
		if count[m] < 5 {
			flags = append(flags, "few_quotes")
		}
		if h == nil {
			flags = append(flags, "not_estimable")
		} else {
			if err := fill(r, h, t, len(period)); err != nil {
				return nil, err
			}
			flags = append(flags, doubts(h)...)
		}
		r["flags"] = strings.Join(flags, " ")
	}
	return out, nil
}

// estimate returns nil where the quotes do not identify an index.
func estimate(rows []stats.HedonicRow, chars []stats.Characteristic, periods int) (*stats.Hedonic, error) {
	if periods < 2 {
		return nil, nil
	}
	h, err := stats.TimeDummy(rows, chars)
	if errors.Is(err, stats.ErrTooFewRows) || errors.Is(err, stats.ErrCollinear) {
		return nil, nil
	}
	return h, err
}

// fill writes period t of the index with the coefficients of the regression.
func fill(r transforms.Row, h *stats.Hedonic, t, periods int) error {
	r["value"], r["kennedy"] = transforms.Finite(h.Index[t]), transforms.Finite(h.Kennedy[t])
	if t > 0 {
		q, err := stats.TQuantile(0.95, h.Fit.DF)
		if err != nil {
			return err
		}
		r["se_hc1"] = transforms.Finite(h.HC1[t])
		r["low"] = transforms.Finite(100 * math.Exp(h.Fit.Coef[t]-q*h.HC1[t]))
		r["high"] = transforms.Finite(100 * math.Exp(h.Fit.Coef[t]+q*h.HC1[t]))
	}
	for i, name := range []string{"memory", "speed"} {
		j := periods + i
		r[name+"_coef"], r[name+"_se"], r[name+"_vif"] = transforms.Finite(h.Fit.Coef[j]), transforms.Finite(h.HC1[j]), transforms.Finite(h.VIF[j])
	}
	r["r2"] = transforms.Finite(h.Fit.R2)
	return nil
}

// doubts are the reasons not to read the coefficients of the chips.
func doubts(h *stats.Hedonic) (flags []string) {
	short := map[stats.WarningKind]string{stats.WeakT: "weak_t", stats.HighVIF: "high_vif", stats.WrongSign: "wrong_sign"}
	for _, w := range h.Warnings {
		if w.Characteristic == "memory" || w.Characteristic == "speed" { // a cloud's level is nobody's effect
			flags = append(flags, w.Characteristic+"_"+short[w.Kind])
		}
	}
	return flags
}
