package compute

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"jevons/transforms"
	"jevons/transforms/stats"
)

// panelColumns are what both functions of a panel read. Indexes are months
// since year 0.
var panelColumns = []string{"census_code", "span_start", "span_index", "event_index", "placebo_index", "y", "is_exposed",
	"base_employment", "n", "n_dropped", "n_too_few", "n_holes", "is_sample"}

// did compares exposed with other occupations before and after the event, in
// three variants: every occupation alike, weighted by employment before the
// event, and a placebo event within the time before.
var did = transforms.Compute{
	In: panelColumns,
	Out: []transforms.OutColumn{
		{Name: "variant", Type: "VARCHAR"},
		{Name: "value", Type: "DOUBLE"}, {Name: "low", Type: "DOUBLE"}, {Name: "high", Type: "DOUBLE"},
		{Name: "percent", Type: "DOUBLE"},
		{Name: "cluster_se", Type: "DOUBLE"}, {Name: "cluster_p", Type: "DOUBLE"},
		{Name: "classical_se", Type: "DOUBLE"},
		{Name: "ri_p", Type: "DOUBLE"}, {Name: "ri_assignments", Type: "BIGINT"}, {Name: "ri_seed", Type: "BIGINT"},
		{Name: "mde", Type: "DOUBLE"},
		{Name: "pre_trend_p", Type: "DOUBLE"}, {Name: "n_before", Type: "BIGINT"}, {Name: "n_after", Type: "BIGINT"},
		{Name: "first_span", Type: "DATE"}, {Name: "last_span", Type: "DATE"},
		{Name: "clusters", Type: "BIGINT"}, {Name: "clusters_exposed", Type: "BIGINT"},
		{Name: "n", Type: "BIGINT"}, {Name: "n_small", Type: "BIGINT"}, {Name: "n_dropped", Type: "BIGINT"}, {Name: "n_too_few", Type: "BIGINT"},
		{Name: "design", Type: "VARCHAR"}, {Name: "comparison", Type: "VARCHAR"},
		{Name: "flags", Type: "VARCHAR"}, {Name: "is_sample", Type: "BOOLEAN"},
	},
	Run: runDiD,
}

// didEvents is the gap between exposed and other occupations in each span, less
// that of the last span before the event.
var didEvents = transforms.Compute{
	In: panelColumns,
	Out: []transforms.OutColumn{
		{Name: "span_start", Type: "DATE"}, {Name: "is_after", Type: "BOOLEAN"},
		{Name: "value", Type: "DOUBLE"}, {Name: "low", Type: "DOUBLE"}, {Name: "high", Type: "DOUBLE"}, {Name: "cluster_se", Type: "DOUBLE"},
		{Name: "n", Type: "BIGINT"}, {Name: "flags", Type: "VARCHAR"}, {Name: "is_sample", Type: "BOOLEAN"},
	},
	Run: runDiDEvents,
}

const (
	riDraws = 1999 // p in steps of 0.0005
	riSeed  = 20221201
	smallN  = 75 // persons asked, under which a cell is no figure by itself
)

// panel is the occupations' cells, sorted by occupation and span.
type panel struct {
	rows           []stats.PanelRow // Weight is that of base employment
	n              []float64
	starts         map[int]any // the date of a span by its index, as it came
	event, placebo int
	dropped        any
	tooFew         any
	holes          map[int]bool // spans of which a month was not asked
	sample         bool
}

func readPanel(in []transforms.Row) (*panel, error) {
	p := &panel{starts: map[int]any{}, holes: map[int]bool{}}
	type cell struct {
		code string
		row  stats.PanelRow
		n    float64
	}
	var cells []cell
	for _, r := range in {
		index, okI := r.Number("span_index")
		event, okE := r.Number("event_index")
		placebo, okP := r.Number("placebo_index")
		y, okY := r.Number("y")
		base, okB := r.Number("base_employment")
		n, _ := r.Number("n")
		if !okI || !okE || !okP || !okY || !okB {
			return nil, fmt.Errorf("panel: occupation %s lacks a figure in span %s; give whole rows only", r.Text("census_code"), r.Text("span_start"))
		}
		p.event, p.placebo = int(event), int(placebo)
		p.dropped, p.tooFew = r["n_dropped"], r["n_too_few"]
		if h, _ := r.Number("n_holes"); h > 0 {
			p.holes[int(index)] = true
		}
		p.sample = p.sample || r["is_sample"] == true
		p.starts[int(index)] = r["span_start"]
		cells = append(cells, cell{r.Text("census_code"), stats.PanelRow{Period: int(index), Y: y, Treated: r["is_exposed"] == true, Weight: base}, n})
	}
	slices.SortFunc(cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.row.Period, b.row.Period))
	})
	unit := 0
	for i, c := range cells {
		if i > 0 && cells[i-1].code != c.code {
			unit++
		}
		c.row.Unit = unit
		p.rows, p.n = append(p.rows, c.row), append(p.n, c.n)
	}
	return p, nil
}

// at are the rows before end, those from the event on marked; equal drops the weights.
func (p *panel) at(event, end int, equal bool) (rows []stats.PanelRow, small int64) {
	for i, r := range p.rows {
		if r.Period >= end {
			continue
		}
		r.Post = r.Period >= event
		if equal {
			r.Weight = 0
		}
		if p.n[i] < smallN {
			small++
		}
		rows = append(rows, r)
	}
	return rows, small
}

func runDiD(in []transforms.Row) ([]transforms.Row, error) {
	if len(in) == 0 {
		return nil, nil
	}
	p, err := readPanel(in)
	if err != nil {
		return nil, err
	}
	var out []transforms.Row
	for _, v := range []struct {
		name       string
		event, end int
		equal      bool
	}{
		{"equal_weights", p.event, math.MaxInt, true},
		{"base_employment", p.event, math.MaxInt, false},
		{"placebo", p.placebo, p.event, true},
	} {
		rows, small := p.at(v.event, v.end, v.equal)
		r := transforms.Row{"variant": v.name, "n": int64(len(rows)), "n_small": small, "n_dropped": p.dropped, "n_too_few": p.tooFew, "is_sample": p.sample}
		var flags []string
		if err := p.estimate(r, rows, v.event); err != nil {
			// Nothing to compare, or too little: said, not hidden and not fatal.
			flags = append(flags, "not_estimable")
		}
		if n, ok := r["clusters"].(int64); ok && n < stats.FewClusters {
			flags = append(flags, "few_clusters")
		}
		if q, ok := r["pre_trend_p"].(float64); ok && q < 0.05 {
			flags = append(flags, "trends_differ_before")
		}
		if small > 0 {
			flags = append(flags, "small_cells")
		}
		if slices.ContainsFunc(rows, func(r stats.PanelRow) bool { return p.holes[r.Period] }) {
			flags = append(flags, "hole")
		}
		r["flags"] = strings.Join(flags, " ")
		out = append(out, r)
	}
	return out, nil
}

// estimate fills in the figures of one variant.
func (p *panel) estimate(r transforms.Row, rows []stats.PanelRow, event int) error {
	periods, exposed, all := map[int]bool{}, map[int]bool{}, map[int]bool{}
	for _, row := range rows {
		periods[row.Period] = row.Post
		all[row.Unit] = true
		if row.Treated {
			exposed[row.Unit] = true
		}
	}
	spans := slices.Sorted(maps.Keys(periods))
	if len(spans) == 0 {
		return fmt.Errorf("difference in differences: no rows")
	}
	after, base := int64(0), spans[0]
	for _, s := range spans {
		if s >= event {
			after++
		} else {
			base = s
		}
	}
	r["clusters"], r["clusters_exposed"] = int64(len(all)), int64(len(exposed))
	r["n_before"], r["n_after"] = int64(len(spans))-after, after
	r["first_span"], r["last_span"] = p.starts[spans[0]], p.starts[spans[len(spans)-1]]
	r["comparison"] = strconv.Itoa(len(exposed)) + " exposed with " + strconv.Itoa(len(all)-len(exposed)) + " other occupations"
	r["design"] = "difference in differences with an effect for every occupation and span, standard errors by occupation"
	d, err := stats.DifferenceInDifferences(rows)
	if err != nil {
		return err
	}
	q, err := stats.TQuantile(0.95, d.Clusters-1)
	if err != nil {
		return err
	}
	r["value"], r["percent"] = transforms.Finite(d.Effect), transforms.Finite(d.Percent)
	r["cluster_se"], r["classical_se"], r["mde"] = transforms.Finite(d.ClusterSE), transforms.Finite(d.SE), transforms.Finite(d.MDE)
	r["low"], r["high"] = transforms.Finite(d.Effect-q*d.ClusterSE), transforms.Finite(d.Effect+q*d.ClusterSE)
	r["cluster_p"] = transforms.Finite(stats.TwoSidedP(d.ClusterT, d.Clusters-1))
	ri, err := stats.Randomise(rows, riDraws, riSeed)
	if err != nil {
		return err
	}
	r["ri_p"], r["ri_assignments"] = ri.P, int64(ri.Assignments)
	if !ri.Exact {
		r["ri_seed"] = int64(ri.Seed)
	}
	if s, err := stats.Events(rows, base); err == nil {
		if pre, _, err := s.PreTrend(); err == nil { // one span before has no trend
			r["pre_trend_p"] = transforms.Finite(pre)
		}
	}
	return nil
}

func runDiDEvents(in []transforms.Row) ([]transforms.Row, error) {
	if len(in) == 0 {
		return nil, nil
	}
	p, err := readPanel(in)
	if err != nil {
		return nil, err
	}
	rows, _ := p.at(p.event, math.MaxInt, true)
	base := math.MinInt
	for _, r := range rows {
		if !r.Post {
			base = max(base, r.Period)
		}
	}
	byPeriod := map[int]stats.EventPoint{}
	clusters, flag := 0, "not_estimable"
	if s, err := stats.Events(rows, base); err == nil {
		flag, clusters = "", s.Clusters
		for _, e := range s.Points {
			byPeriod[e.Period] = e
		}
	}
	var out []transforms.Row
	for _, period := range slices.Sorted(maps.Keys(p.starts)) {
		r := transforms.Row{"span_start": p.starts[period], "is_after": period >= p.event, "n": int64(clusters), "flags": flag, "is_sample": p.sample}
		if e, ok := byPeriod[period]; ok {
			q, err := stats.TQuantile(0.95, clusters-1)
			if err != nil {
				return nil, err
			}
			r["value"], r["cluster_se"] = transforms.Finite(e.Coef), transforms.Finite(e.SE)
			r["low"], r["high"] = transforms.Finite(e.Coef-q*e.SE), transforms.Finite(e.Coef+q*e.SE)
			if period == base {
				r["flags"] = "base"
			}
		}
		out = append(out, r)
	}
	return out, nil
}
