package web

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"jevons/pipeline/watch"
)

// runBody and runsBody are what the pages of runs show.
type runsBody struct {
	Headings []heading
	Runs     []watch.Run
	Filters  []link
	Dataset  string
	More     bool
}

type runBody struct {
	watch.Run
	Bars []bar
}

// maxListed is how many runs the list reaches back.
const maxListed = 200

var runsOrder = map[string]func(a, b watch.Run) int{
	"began":   func(a, b watch.Run) int { return a.Began.Compare(b.Began) },
	"dataset": func(a, b watch.Run) int { return cmp.Compare(a.Dataset, b.Dataset) },
	"outcome": func(a, b watch.Run) int { return cmp.Compare(a.Outcome, b.Outcome) },
	"took":    func(a, b watch.Run) int { return cmp.Compare(took(a), took(b)) },
}

// took is how long a run was at work; one that has not ended counts as long.
func took(r watch.Run) time.Duration {
	if r.Ended == nil {
		return 1<<63 - 1
	}
	return r.Ended.Sub(r.Began)
}

func (s *Site) runs(w http.ResponseWriter, r *http.Request) {
	order := sortingOf(r, "began", true, []string{"began", "dataset", "outcome", "took"}, "dataset", "outcome")
	dataset, outcome := order.filters.Get("dataset"), order.filters.Get("outcome")
	all := s.cfg.Source.Runs(dataset, maxListed)
	n := map[string]int{}
	b := runsBody{Dataset: cut(dataset), More: len(all) == maxListed}
	for _, run := range all {
		n[word(run)]++
		if outcome == "" || word(run) == outcome {
			b.Runs = append(b.Runs, run)
		}
	}
	arrange(order, b.Runs, runsOrder)
	b.Filters = append(b.Filters, link{Text: "all", N: len(all), Here: outcome == "", Href: order.href(order.by, order.down, "outcome", "")})
	words := make([]string, 0, len(n))
	for o := range n {
		words = append(words, o)
	}
	slices.Sort(words)
	for _, o := range words {
		b.Filters = append(b.Filters, link{Text: o, N: n[o], Here: o == outcome, Href: order.href(order.by, order.down, "outcome", o)})
	}
	b.Headings = []heading{
		order.heading("Began", "began", false), order.heading("Dataset", "dataset", false), order.heading("Outcome", "outcome", false),
		order.heading("Took", "took", true), {Text: "Why"}, {Text: "New rows", Numeric: true}, {Text: "Revised", Numeric: true}, {Text: "Withdrawn", Numeric: true},
	}
	s.page(w, r, http.StatusOK, "runs.html", frame{Title: "Runs", Here: "/runs", Body: b})
}

// word is a run's outcome, or that it has none yet.
func word(r watch.Run) string {
	if r.Outcome != "" {
		return r.Outcome
	}
	if r.Ended == nil {
		return "running"
	}
	return "none"
}

func (s *Site) run(w http.ResponseWriter, r *http.Request) {
	run, ok := s.cfg.Source.Run(r.PathValue("id"))
	if !ok {
		s.missing(w, r, "There is no run "+cut(r.PathValue("id"))+".", "It may have been long ago: the list of runs has those that are kept.")
		return
	}
	s.page(w, r, http.StatusOK, "run.html", frame{Title: "Run " + cut(run.ID), Here: "/runs", Body: runBody{run, drawSteps(run)}})
}

// sums adds up what a run did to rows.
func sums(r watch.Run) (p watch.Part) {
	for _, x := range r.Parts {
		p.New += x.New
		p.Revised += x.Revised
		p.Withdrawn += x.Withdrawn
	}
	return p
}
