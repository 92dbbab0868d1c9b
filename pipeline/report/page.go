package report

import (
	"fmt"
	"net/url"
	"regexp"
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
	Measure     string // the formula in words
	Threshold   string // as registered before the figures were seen
	Verdict     Verdict
	Why         string // one sentence from the figures to the verdict
	Value       string // the figure with its unit; not needed where not testable
	Uncertainty string // "90 % interval 2.0 to 2.9", or "SE not published"
	Charts      []Chart
	Tables      []Table
	Caveats     []string
	Stamp
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

// Indicator says how far an indicator has come.
type Indicator struct {
	ID     string // "young_exposed_gap"
	Title  string
	Status string // "computed", "no data", "not built"
	Newest string // newest period, empty where there is none
	Note   string
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
	for _, c := range p.Cards {
		if c.sample() {
			return true
		}
	}
	return p.Sample
}

func (c Card) sample() bool {
	for _, ch := range c.Charts {
		if ch.Sample {
			return true
		}
	}
	for _, t := range c.Tables {
		if t.Sample {
			return true
		}
	}
	return c.Sample
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
	ids := map[string]bool{}
	for _, c := range p.Cards {
		f.wrap(c.Validate())
		if ids[c.ID] {
			f.add("two cards have the id %q", shorten(c.ID))
		}
		ids[c.ID] = true
		p.knows(f, known, c.ID, c.Stamp)
		for _, ch := range c.Charts {
			p.knows(f, known, ch.Title, ch.Stamp)
		}
		for _, t := range c.Tables {
			p.knows(f, known, t.Caption, t.Stamp)
		}
	}
	for _, r := range p.Reproductions {
		f.need("name of a reproduced figure", r.Figure)
		f.need("published value", r.Published)
		f.need("value of ours", r.Ours)
		f.need("state of figure "+shorten(r.Figure), r.State)
		f.wrap(Check(r.Difference))
		f.wrap(Check(r.Note))
	}
	for _, i := range p.Indicators {
		f.need("id of an indicator", i.ID)
		f.need("status of indicator "+shorten(i.ID), i.Status)
		f.wrap(Check(i.Title))
		f.wrap(Check(i.Note))
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
	f.wrap(c.Stamp.Validate())
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
