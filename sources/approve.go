package sources

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Rule is one condition under which a landing is merged without anybody's
// word: MEASURE OP BOUND, such as revised<5%.
type Rule struct {
	Measure string  // new, revised, vanished, quarantined, rows, move
	Column  string  // of move: the column that is looked at; "" is every number
	Op      string  // < <= = >= >
	Bound   float64 // a count, a factor, or with Share a share of 1
	Share   bool    // of the keys known before; for quarantined of the rows read
}

// Rules must all be met.
type Rules []Rule

// ApproveIfHelp says what [ParseRules] allows.
const ApproveIfHelp = `rules such as "revised<5% and vanished=0", joined by and: new, revised, vanished, quarantined or rows (of the landing), then < <= = >= or >, ` +
	`then a count or a share in %; or move, or move(COLUMN), then the factor by which a number may change, such as move<10`

var (
	ruleMeasures = []string{"new", "revised", "vanished", "quarantined", "rows", "move"}
	ruleOps      = []string{"<=", ">=", "<", ">", "="} // longer ones first
)

const maxRules = 1000 // bytes of a text of rules

// ParseRules reads "revised<5% and vanished=0". Empty text is no rule. The
// error names the place and what is allowed there.
func ParseRules(text string) (Rules, error) {
	if len(text) > maxRules {
		return nil, fmt.Errorf("the rules have %d bytes, at most %d are read", len(text), maxRules)
	}
	p := &ruleText{text: text}
	var out Rules
	if p.blank(); p.at == len(text) {
		return nil, nil
	}
	for {
		r, err := p.rule()
		if err != nil {
			return nil, err
		}
		out = append(out, r)
		if p.blank(); p.at == len(text) {
			return out, nil
		}
		if at := p.at; p.word() != "and" {
			return nil, p.bad(at, "and, or the end")
		}
	}
}

// ruleText is a text of rules that is read up to at.
type ruleText struct {
	text string
	at   int
}

func (p *ruleText) bad(at int, want string) error {
	got := "the end"
	if at < len(p.text) {
		got = strconv.QuoteToASCII(Cut(p.text[at:], 20))
	}
	return fmt.Errorf("rules, character %d: %s where there must be %s; allowed are %s", at+1, got, want, ApproveIfHelp)
}

func (p *ruleText) blank() {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
}

// take passes the bytes that are in set.
func (p *ruleText) take(set string) string {
	from := p.at
	for p.at < len(p.text) && strings.IndexByte(set, p.text[p.at]) >= 0 {
		p.at++
	}
	return p.text[from:p.at]
}

func (p *ruleText) word() string { return p.take("abcdefghijklmnopqrstuvwxyz_0123456789") }

func (p *ruleText) rule() (r Rule, err error) {
	p.blank()
	at := p.at
	if r.Measure = p.word(); !slices.Contains(ruleMeasures, r.Measure) {
		return r, p.bad(at, "one of "+strings.Join(ruleMeasures, ", "))
	}
	if r.Measure == "move" && strings.HasPrefix(p.text[p.at:], "(") {
		p.at++
		at = p.at
		if r.Column = p.word(); !columnName.MatchString(r.Column) {
			return r, p.bad(at, "the name of a column")
		}
		if !strings.HasPrefix(p.text[p.at:], ")") {
			return r, p.bad(p.at, ")")
		}
		p.at++
	}
	p.blank()
	i := slices.IndexFunc(ruleOps, func(op string) bool { return strings.HasPrefix(p.text[p.at:], op) })
	if i < 0 {
		return r, p.bad(p.at, "one of < <= = >= >")
	}
	r.Op = ruleOps[i]
	p.at += len(r.Op)
	return r, p.bound(&r)
}

func (p *ruleText) bound(r *Rule) (err error) {
	p.blank()
	at := p.at
	if r.Bound, err = strconv.ParseFloat(p.take("0123456789."), 64); err != nil {
		return p.bad(at, "a number such as 5 or a share such as 5%")
	}
	if strings.HasPrefix(p.text[p.at:], "%") {
		p.at++
		r.Bound, r.Share = r.Bound/100, true
	}
	if r.Measure == "move" && (r.Share || r.Bound < 1) {
		return p.bad(at, "a factor of at least 1, such as 10")
	}
	return nil
}

// Met tells whether a figure meets the rule.
func (r Rule) Met(x float64) bool {
	switch r.Op {
	case "<":
		return x < r.Bound
	case "<=":
		return x <= r.Bound
	case ">":
		return x > r.Bound
	case ">=":
		return x >= r.Bound
	}
	return x == r.Bound
}

// String is the rule as [ParseRules] reads it.
func (r Rule) String() string {
	name, bound := r.Measure, strconv.FormatFloat(r.Bound, 'f', -1, 64)
	if r.Column != "" {
		name += "(" + r.Column + ")"
	}
	if r.Share {
		bound = strconv.FormatFloat(math.Round(r.Bound*1e8)/1e6, 'f', -1, 64) + "%"
	}
	return name + r.Op + bound
}

// String is the rules as [ParseRules] reads them.
func (rs Rules) String() string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = r.String()
	}
	return strings.Join(out, " and ")
}

// fits tells whether the dataset has the number that a rule looks at.
func (r Rule) fits(d *Dataset) bool {
	return r.Column == "" || slices.ContainsFunc(d.Columns, func(c Column) bool {
		return c.Name == r.Column && c.SQL == "" && c.Role == Value && (c.SQLType() == "DOUBLE" || c.SQLType() == "BIGINT" || c.SQLType() == "SMALLINT")
	})
}

// Fit returns an error when a rule names a column that none of the datasets
// has as a number: it would never hold anything.
func (rs Rules) Fit(datasets ...*Dataset) error {
	for _, r := range rs {
		if !slices.ContainsFunc(datasets, r.fits) {
			return fmt.Errorf("the rule %s: no dataset has a column %s that holds numbers and is no key", r, r.Column)
		}
	}
	return nil
}
