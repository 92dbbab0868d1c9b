package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"jevons/pipeline/report"
	"jevons/pipeline/watch"
)

// standings are the ways to stand, those first that somebody has to look at.
var standings = []watch.Standing{watch.Failed, watch.Refused, watch.Held, watch.Late, watch.Running, watch.Fresh, watch.Never, watch.Off}

// link is a place to go to.
type link struct {
	Text, Href string
	Here       bool
	N          int
}

// heading is a column's head that sorts.
type heading struct {
	Text, Href string
	Sort       string // for aria-sort; "" where the table is not sorted by it
	Numeric    bool
}

// sorting is how a table is sorted and what it is filtered by.
type sorting struct {
	path     string
	by       string
	down     bool
	filters  url.Values
	standard string
}

// sortingOf reads ?sort= and ?dir=; a column that is not there counts as none.
func sortingOf(r *http.Request, standard string, down bool, columns []string, filters ...string) sorting {
	q := r.URL.Query()
	s := sorting{path: r.URL.Path, by: standard, down: down, filters: url.Values{}, standard: standard}
	if by := q.Get("sort"); slices.Contains(columns, by) {
		s.by, s.down = by, q.Get("dir") == "desc"
	}
	for _, f := range filters {
		if v := q.Get(f); v != "" {
			s.filters.Set(f, v)
		}
	}
	return s
}

// href is the link to this table sorted by a column, with other filters where set has them.
func (s sorting) href(by string, down bool, set ...string) string {
	q := url.Values{}
	for k, v := range s.filters {
		q[k] = v
	}
	for i := 0; i+1 < len(set); i += 2 {
		q.Set(set[i], set[i+1])
		if set[i+1] == "" {
			q.Del(set[i])
		}
	}
	q.Set("sort", by)
	if down {
		q.Set("dir", "desc")
	} else {
		q.Set("dir", "asc")
	}
	return s.path + "?" + q.Encode()
}

// heading heads a column; a second click turns the order.
func (s sorting) heading(text, by string, numeric bool) heading {
	h := heading{Text: text, Numeric: numeric, Href: s.href(by, by == s.by && !s.down)}
	if by == s.by {
		h.Sort = "ascending"
		if s.down {
			h.Sort = "descending"
		}
	}
	return h
}

// arrange sorts by the column asked for; equal rows keep their order.
func arrange[T any](s sorting, rows []T, order map[string]func(a, b T) int) {
	if f := order[s.by]; f != nil {
		slices.SortStableFunc(rows, func(a, b T) int {
			if s.down {
				return f(b, a)
			}
			return f(a, b)
		})
	}
}

var homeOrder = map[string]func(a, b watch.Dataset) int{
	"name": func(a, b watch.Dataset) int { return cmp.Compare(a.Name, b.Name) },
	"standing": func(a, b watch.Dataset) int {
		return cmp.Compare(slices.Index(standings, a.Standing), slices.Index(standings, b.Standing))
	},
	"newest": func(a, b watch.Dataset) int { return cmp.Compare(a.Newest, b.Newest) },
	"rows":   func(a, b watch.Dataset) int { return cmp.Compare(a.Rows, b.Rows) },
	"looked": func(a, b watch.Dataset) int { return byTime(a.LookedAt, b.LookedAt) },
	"next":   func(a, b watch.Dataset) int { return byTime(a.NextAt, b.NextAt) },
}

// byTime orders instants, with none after all others.
func byTime(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return a.Compare(*b)
}

// homeBody is what the first page shows.
type homeBody struct {
	Counts   []link
	All      link
	Only     string
	Headings []heading
	Datasets []watch.Dataset
	Busy     string
	NoPeriod string // instead of the newest period
	Snapshot *published
}

func (s *Site) home(w http.ResponseWriter, r *http.Request) {
	state := s.cfg.Source.State()
	order := sortingOf(r, "standing", false, []string{"name", "standing", "newest", "rows", "looked", "next"}, "standing")
	only := order.filters.Get("standing")
	body := homeBody{Busy: state.Busy, NoPeriod: noPeriod(state), Only: report.Clean(only),
		All: link{Text: "all", N: len(state.Datasets), Here: only == "", Href: order.href(order.by, order.down, "standing", "")}}
	n := map[watch.Standing]int{}
	for _, d := range state.Datasets {
		n[d.Standing]++
		if only == "" || string(d.Standing) == only {
			body.Datasets = append(body.Datasets, d)
		}
	}
	for _, st := range standings {
		body.Counts = append(body.Counts, link{Text: string(st), N: n[st], Here: only == string(st),
			Href: order.href(order.by, order.down, "standing", string(st))})
	}
	slices.SortFunc(body.Datasets, homeOrder["name"])
	arrange(order, body.Datasets, homeOrder)
	body.Headings = []heading{
		order.heading("Dataset", "name", false), order.heading("Standing", "standing", false),
		order.heading("Newest period", "newest", false), order.heading("Rows", "rows", true),
		order.heading("Last look", "looked", false), order.heading("Next look", "next", false),
	}
	p, err := s.published.now(r.Context())
	if err != nil {
		s.cfg.Log.Error("the published file cannot be read", "error", err)
	}
	if p != nil {
		defer p.release()
		body.Snapshot = p
	}
	s.page(w, r, http.StatusOK, "home.html", frame{Title: "Status", Here: "/", State: state, Sample: p != nil && p.Sample, Body: body})
}

// noPeriod says why a dataset has no newest period: made figures have theirs at
// any time, so it would mean nothing.
func noPeriod(state watch.State) string {
	if state.Sample {
		return "sample"
	}
	return "none"
}

// near are the names that a mistyped one may have meant: those of the same
// provider, or with a part of it.
func near(name string, names []string) (out []string) {
	provider, table, _ := strings.Cut(strings.ToLower(name), ".")
	for _, n := range names {
		p, t, _ := strings.Cut(n, ".")
		if p == provider || table != "" && (strings.Contains(t, table) || strings.Contains(table, t)) {
			out = append(out, n)
		}
	}
	return out[:min(len(out), 20)]
}
