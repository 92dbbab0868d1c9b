package report

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"time"
)

// Verdict is what the figures say of a claim.
type Verdict string

// The verdicts.
const (
	Supported     Verdict = "supported"
	Contradicted  Verdict = "contradicted"
	Mixed         Verdict = "mixed"
	NotIdentified Verdict = "not identified" // the data cannot tell the readings apart
	NotTestable   Verdict = "not testable"   // no public data speak of it
)

// Column heads one column of a Table.
type Column struct {
	Name    string
	Numeric bool // set to the right
}

// Table is a set of rows with a caption and an as-of line. Every row has a cell
// for each column.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]string
	Stamp
}

// Card is one claim and what was found.
type Card struct {
	ID          string // anchor: small letters, digits, "-" and "_"
	Title       string // "Cost of the final training run"
	Statement   string // the claim in its author's words; not held to Check
	StatementBy string // who says it, and when
	SourceSays  string // what the source of the claim itself says
	Consequence string // what follows for the measure where the two differ
	Measure     string // the formula in words
	Threshold   string // as registered before the figures were seen
	Registered  string // when: "2026-11-24"
	Verdict     Verdict
	Answer      string // one sentence for a reader who knows none of the terms
	Why         string // one sentence from the figures to the verdict
	Value       string // the figure with its unit; not needed where not testable
	Uncertainty string // "90 % interval 2.0 to 2.9", or "SE not published"
	Charts      []Chart
	Tables      []Table
	Missing     []string // figures that cannot be shown, each with the reason
	Caveats     []string
	History     []Change // oldest first
	Stamp
}

// Change is one change of a verdict.
type Change struct {
	At     time.Time
	Before Verdict // empty for the first verdict
	After  Verdict
	Known  string // which data had become known since the change before
}

// Reproduction compares a published figure with ours. Figures that follow one
// another and have one source stand under its name.
type Reproduction struct {
	Figure     string // "share of workers with beta >= .5"
	Published  string
	Ours       string
	Difference string // empty where one of the two has no value
	State      string // "within", "outside", "hole as published"
	Note       string // why ours differs or is absent; may be empty
	Source     string // who published the figure
}

// Indicator says how far an indicator has come, and shows what no claim's card
// shows already.
type Indicator struct {
	ID      string // "young_exposed_gap"
	Title   string
	Status  string // "computed", "no data", "not built"
	Newest  string // newest period, empty where there is none
	Note    string
	Charts  []Chart
	Tables  []Table
	Missing []string // figures that cannot be shown, each with the reason
	Cards   []string // ids of the cards that show it too
}

// Source is where data come from. URL is the page that a reader would cite; it
// must be http or https.
type Source struct {
	ID          string // dataset id as in Stamp.Sources
	Title       string
	URL         string
	Licence     string
	Attribution string
}

// Page is the whole report.
type Page struct {
	Title         string
	Lead          string // what the page is, in a few sentences
	Cards         []Card
	Reproductions []Reproduction
	Indicators    []Indicator
	Sources       []Source
	Stamp
}

// Drawing is a chart of the page with a name of its own for a file.
type Drawing struct {
	Name  string
	Chart Chart
}

// Drawings returns every chart of the page, in its order.
func (p Page) Drawings() []Drawing {
	var out []Drawing
	add := func(id string, charts []Chart) {
		for i, c := range charts {
			out = append(out, Drawing{fmt.Sprintf("%s-%d", id, i+1), c})
		}
	}
	for _, c := range p.Cards {
		add(c.ID, c.Charts)
	}
	for _, i := range p.Indicators {
		add("indicator-"+i.ID, i.Charts)
	}
	return out
}

// Terms returns the sources of s with their licences, in the order of the page.
func (p Page) Terms(s Stamp) []Source {
	var out []Source
	for _, x := range p.Sources {
		if slices.Contains(s.Sources, x.ID) {
			out = append(out, x)
		}
	}
	return out
}

// What a page may hold.
const (
	maxCards     = 200
	maxTableRows = 1000
	maxList      = 2000
)

var anchor = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)

// sample says whether anything on the page is sample data; the mark on top goes
// by that, so that no card can bring samples in unseen.
func (p Page) sample() bool {
	return p.Sample || slices.ContainsFunc(p.Cards, Card.sample) || slices.ContainsFunc(p.Indicators, Indicator.sample)
}

func (i Indicator) sample() bool {
	return slices.ContainsFunc(i.Charts, Chart.sample) || slices.ContainsFunc(i.Tables, Table.sample)
}

func (c Chart) sample() bool { return c.Sample }
func (t Table) sample() bool { return t.Sample }

func (c Card) sample() bool {
	return c.Sample || slices.ContainsFunc(c.Charts, Chart.sample) || slices.ContainsFunc(c.Tables, Table.sample)
}

// Validate returns every reason for which the page must not be published,
// joined. Of the texts only Card.Statement, the names of sources and what stands
// in table cells may state a cause, because they are quoted.
func (p Page) Validate() error {
	f := &faults{what: "page"}
	f.need("title", p.Title)
	f.need("lead", p.Lead)
	f.wrap(p.Stamp.Validate())
	if len(p.Cards) == 0 || len(p.Cards) > maxCards {
		f.add("%d cards; from 1 to %d can be shown", len(p.Cards), maxCards)
	}
	if len(p.Reproductions) > maxList || len(p.Indicators) > maxList || len(p.Sources) > maxList {
		f.add("a list of more than %d lines", maxList)
	}
	known := map[string]bool{}
	for _, s := range p.Sources {
		f.wrap(s.validate())
		if known[s.ID] {
			f.add("source %q stands twice", shorten(s.ID))
		}
		known[s.ID] = true
	}
	p.knows(f, known, "page", p.Stamp)
	p.checkParts(f, known)
	for _, r := range p.Reproductions {
		f.need("name of a reproduced figure", r.Figure)
		f.need("published value", r.Published)
		f.need("value of ours", r.Ours)
		f.need("state of figure "+shorten(r.Figure), r.State)
		f.wrap(Check(r.Difference))
		f.wrap(Check(r.Note))
	}
	return f.err()
}

// checkParts holds cards and indicators to their rules.
func (p Page) checkParts(f *faults, known map[string]bool) {
	ids := map[string]bool{}
	show := func(id string, charts []Chart, tables []Table, missing []string) {
		if ids[id] {
			f.add("two cards have the id %q", shorten(id))
		}
		ids[id] = true
		for _, ch := range charts {
			p.knows(f, known, ch.Title, ch.Stamp)
		}
		for _, t := range tables {
			p.knows(f, known, t.Caption, t.Stamp)
		}
		for _, m := range missing {
			f.wrap(Check(m))
		}
	}
	for _, c := range p.Cards {
		f.wrap(c.Validate())
		p.knows(f, known, c.ID, c.Stamp)
		show(c.ID, c.Charts, c.Tables, c.Missing)
	}
	for _, i := range p.Indicators {
		f.wrap(i.Validate())
		show("indicator-"+i.ID, i.Charts, i.Tables, i.Missing)
		for _, id := range i.Cards {
			if !slices.ContainsFunc(p.Cards, func(c Card) bool { return c.ID == id }) {
				f.add("indicator %q is said to stand on card %q, which is not on the page", shorten(i.ID), shorten(id))
			}
		}
	}
}

// Validate returns every reason for which the indicator would mislead, joined.
func (i Indicator) Validate() error {
	f := &faults{what: fmt.Sprintf("indicator %q", shorten(i.ID))}
	if !anchor.MatchString(i.ID) {
		f.add("its id is no anchor; use small letters, digits, - and _")
	}
	f.need("status", i.Status)
	f.wrap(Check(i.Title))
	f.wrap(Check(i.Note))
	for _, ch := range i.Charts {
		f.wrap(ch.Validate())
	}
	for _, t := range i.Tables {
		f.wrap(t.Validate())
	}
	return f.err()
}

// knows refuses a source without its line of licence.
func (p Page) knows(f *faults, known map[string]bool, where string, s Stamp) {
	for _, id := range s.Sources {
		if !known[id] {
			f.add("%q rests on source %q, which Page.Sources does not list; add it with its licence", shorten(where), shorten(id))
		}
	}
}

func (s Source) validate() error {
	f := &faults{what: fmt.Sprintf("source %q", shorten(s.ID))}
	if Clean(s.ID) == "" || Clean(s.Title) == "" {
		f.add("no id or no title")
	}
	if Clean(s.Licence) == "" {
		f.add("no licence; say which, or that none is stated")
	}
	if s.URL != "" {
		u, err := url.Parse(s.URL)
		if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
			f.add("its address is no plain http or https address")
		}
	}
	return f.err()
}

// Validate returns every reason for which the card would mislead, joined.
func (c Card) Validate() error {
	f := &faults{what: fmt.Sprintf("card %q", shorten(c.ID))}
	if !anchor.MatchString(c.ID) {
		f.add("its id is no anchor; use small letters, digits, - and _")
	}
	if Clean(c.Statement) == "" {
		f.add("no statement of the claim")
	}
	f.need("title", c.Title)
	f.need("name of who states the claim", c.StatementBy)
	f.need("statement of the source itself", c.SourceSays)
	f.need("measure", c.Measure)
	f.need("reason for the verdict", c.Why)
	f.need("answer in one sentence", c.Answer)
	f.wrap(Check(c.Consequence))
	f.wrap(c.Stamp.Validate())
	for _, h := range c.History {
		if !dated(h.At) || Clean(string(h.After)) == "" {
			f.add("a change of the verdict without its instant or without the verdict")
		}
		f.wrap(Check(h.Known))
	}
	switch c.Verdict {
	case Supported, Contradicted, Mixed, NotIdentified:
		f.need("threshold as registered", c.Threshold)
		f.need("value", c.Value)
		f.need("uncertainty; where there is none, say that the SE is not published", c.Uncertainty)
	case NotTestable:
		f.wrap(Check(c.Threshold))
		f.wrap(Check(c.Value))
		f.wrap(Check(c.Uncertainty))
	default:
		f.add("verdict %q; say supported, contradicted, mixed, not identified or not testable", shorten(string(c.Verdict)))
	}
	for _, t := range c.Caveats {
		f.wrap(Check(t))
	}
	for _, ch := range c.Charts {
		f.wrap(ch.Validate())
	}
	for _, t := range c.Tables {
		f.wrap(t.Validate())
	}
	return f.err()
}

// Validate returns every reason for which the table cannot be read, joined.
func (t Table) Validate() error {
	f := &faults{what: fmt.Sprintf("table %q", shorten(t.Caption))}
	f.need("caption", t.Caption)
	f.wrap(t.Stamp.Validate())
	if len(t.Columns) == 0 {
		f.add("no columns")
	}
	for _, c := range t.Columns {
		f.need("head of a column", c.Name)
	}
	for i, r := range t.Rows {
		if len(r) != len(t.Columns) {
			f.add("row %d has %d cells under %d heads", i+1, len(r), len(t.Columns))
		}
	}
	return f.err()
}
