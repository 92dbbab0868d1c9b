package decode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"jevons/sources"
)

type kind uint8

const (
	kindText kind = iota
	kindFloat
	kindInt
	kindYear
	kindDate
	kindStamp
	kindFlag
	kindCode // a text by its number
)

type fill uint8

const (
	fillCell fill = iota
	fillPart
	fillMark
	fillDerive
	fillNull // the file lacks the column
)

// colPlan is how one column of the dataset is filled.
type colPlan struct {
	sources.Column
	kind    kind
	fill    fill
	at      int       // position in the stored columns
	cell    int       // position in the file's rows
	special [256]bool // first bytes of texts that may mean NULL
	part    []byte
	uses    []int // columns that Derive looks at
}

// plan is what a decoder knows once it has seen the header. Workers share it,
// so it does not change.
type plan struct {
	f          *file
	schema     *arrow.Schema
	cells      Cells
	cols       []colPlan
	header     []string // names as in the file, trimmed; empty for JSON
	width      int      // cells of a row
	markCol    int      // -1 without one
	derives    bool
	keyed      int
	memberCell int // JSON: the cell for the name of the member
	comma      byte
	warnings   []string
}

var kinds = map[arrow.Type]kind{
	arrow.STRING: kindText, arrow.FLOAT64: kindFloat, arrow.INT64: kindInt, arrow.INT16: kindYear,
	arrow.DATE32: kindDate, arrow.TIMESTAMP: kindStamp, arrow.BOOL: kindFlag,
}

// newPlan compiles the columns that need no header.
func newPlan(f *file, cells Cells) (*plan, error) {
	p := &plan{f: f, schema: f.Dataset.Schema(f.Coder != nil), cells: cells, markCol: -1}
	for i, c := range f.Dataset.Stored() {
		k, ok := kinds[c.Type.ID()]
		if !ok {
			return nil, f.errorf(0, "", "column %s has type %s, which no decoder makes", c.Name, c.Type)
		}
		if c.Coded && f.Coder != nil {
			k = kindCode
		}
		cp := colPlan{Column: c, kind: k, at: i, cell: -1}
		switch {
		case c.Part:
			cp.fill, cp.part = fillPart, []byte(f.Part)
			if err := checkPart(f, &cp); err != nil {
				return nil, err
			}
		case c.Mark:
			if c.Type.ID() != arrow.STRING || p.markCol >= 0 {
				return nil, f.errorf(0, "", "column %s: a dataset has one text column for marks", c.Name)
			}
			cp.fill, p.markCol = fillMark, i
		case c.Derive != nil:
			cp.fill, p.derives = fillDerive, true
		}
		for _, list := range [][]string{cells.Nulls, cells.Marks, c.Missing} {
			for _, s := range list {
				if s != "" {
					cp.special[s[0]] = true
				}
			}
		}
		p.cols = append(p.cols, cp)
	}
	return p, p.findUses()
}

// findUses finds the columns that derived columns look at.
func (p *plan) findUses() error {
	for i := range p.cols {
		c := &p.cols[i]
		if c.fill != fillDerive {
			continue
		}
		for k := range p.cols {
			in := &p.cols[k]
			if in.fill != fillDerive && in.fill != fillMark && (len(c.Uses) == 0 || slices.Contains(c.Uses, in.Name)) {
				c.uses = append(c.uses, k)
			}
		}
		if len(c.Uses) > 0 && len(c.uses) != len(c.Uses) {
			return p.f.errorf(0, "", "column %s is derived from %s, which are not all columns with cells", c.Name, strings.Join(c.Uses, ", "))
		}
	}
	return nil
}

// checkPart refuses a part that does not fit its column, before any row is read.
func checkPart(f *file, c *colPlan) error {
	if len(c.part) == 0 && c.Null {
		return nil
	}
	var v column
	v.init(&plan{f: f}, c)
	v.alloc(1)
	defer v.release()
	if len(c.part) == 0 || v.set(0, c.part) != good {
		e := f.errorf(0, f.Part, "is the landing's part, but column %s wants %s", c.Name, c.want())
		e.Hint = "name the part with the load"
		return e
	}
	return nil
}

// locate finds the columns in the header of a table.
func (p *plan) locate(line int64, names []string) error {
	p.header, p.width = names, len(names)
	exact, folded := map[string]int{}, map[string]int{}
	for i, n := range names {
		if n == "" {
			continue
		}
		if _, dup := exact[n]; dup {
			return p.f.errorf(line, n, "stands twice in the header")
		}
		exact[n] = i
		if j, dup := folded[strings.ToLower(n)]; dup {
			i = -2 - max(j, 0)
		}
		folded[strings.ToLower(n)] = i
	}
	used := make([]bool, len(names))
	var missing []string
	want := 0
	for i := range p.cols {
		c := &p.cols[i]
		if c.fill != fillCell {
			continue
		}
		if !c.Lack {
			want++
		}
		c.cell = find(c.SourceNames(), exact, folded)
		switch {
		case c.cell >= 0:
			used[c.cell] = true
		case c.cell < -1:
			return p.f.errorf(line, c.SourceNames()[0], "is in the header more than once, in upper and lower case")
		case c.Lack:
			c.fill = fillNull
		default:
			missing = append(missing, c.SourceNames()[0])
		}
	}
	var unknown []string
	for i, n := range names {
		if !used[i] && n != "" && !slices.Contains(p.f.Dataset.Unused, n) {
			unknown = append(unknown, n)
		}
	}
	if len(missing) > 0 {
		return p.absent(line, names, missing, unknown, want)
	}
	for _, n := range unknown[:min(len(unknown), 50)] {
		p.warnings = append(p.warnings, "unknown column "+inert(n))
	}
	if n := len(unknown) - 50; n > 0 {
		p.warnings = append(p.warnings, fmt.Sprintf("%d more unknown columns", n))
	}
	return nil
}

// find returns the position of the first of the names, -1 when there is none.
func find(names []string, exact, folded map[string]int) int {
	for _, n := range names {
		if i, ok := exact[n]; ok {
			return i
		}
	}
	for _, n := range names {
		if i, ok := folded[strings.ToLower(n)]; ok {
			return i
		}
	}
	return -1
}

// absent says which columns the header lacks, and what it has instead.
func (p *plan) absent(line int64, names, missing, unknown []string, want int) error {
	if len(names) == 1 && want > 1 {
		e := p.f.errorf(line, names[0], "read as one column: wrong delimiter?")
		if p.comma != 0 {
			e.Hint = fmt.Sprintf("%d columns with %q between them were expected", want, p.comma)
		}
		return e
	}
	for i, m := range missing {
		if n := nearest(m, unknown); n != "" {
			missing[i] = fmt.Sprintf("%s (nearest: %s)", m, inert(n))
		}
	}
	e := p.f.errorf(line, "", "the header lacks %s", strings.Join(missing, ", "))
	if len(unknown) > 0 {
		more := ""
		if len(unknown) > 20 {
			more = fmt.Sprintf(" and %d more", len(unknown)-20)
			unknown = unknown[:20]
		}
		for i, n := range unknown {
			unknown[i] = inert(n)
		}
		e.Reason += "; unknown there: " + strings.Join(unknown, ", ") + more
	}
	e.Hint = "if the source renamed a column, add the new name to the column's Named list"
	return e
}

// unseen refuses a JSON file in which no record has some member that the
// dataset says is there: a renamed member would otherwise read as NULL.
func (p *plan) unseen(l *sources.Ledger, seen []bool) error {
	if seen == nil || l.Kept == 0 {
		return nil
	}
	var missing []string
	for i := range p.cols {
		c := &p.cols[i]
		if c.fill == fillCell && !c.Lack && !seen[c.cell] {
			missing = append(missing, c.SourceNames()[0])
		}
	}
	if len(missing) == 0 {
		return nil
	}
	e := p.f.errorf(0, "", "no record has a member %s", strings.Join(missing, ", "))
	e.Hint = "if the source renamed it, add the new name to the column's Named list"
	return e
}

// inert quotes a text from a file where it is not plain, so that it can be printed.
func inert(s string) string {
	s = sources.Cut(strings.ToValidUTF8(s, "\uFFFD"), 60)
	for _, r := range s {
		if r < ' ' || r > '~' || r == '"' {
			return fmt.Sprintf("%+q", s)
		}
	}
	return s
}

// nearest finds the name most like s, "" when none is alike.
func nearest(s string, names []string) string {
	best, at := "", max(2, len(s)/3)+1
	for _, n := range names[:min(len(names), 200)] {
		if len(n) > 64 || len(s) > 64 {
			continue
		}
		if d := distance(strings.ToLower(s), strings.ToLower(n)); d < at {
			best, at = n, d
		}
	}
	return best
}

// distance is the edit distance of two short strings.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			up := row[j+1]
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(up+1, row[j]+1, diag+cost)
			diag = up
		}
	}
	return row[len(b)]
}

// want says in words what a cell of the column must be.
func (c *colPlan) want() string {
	switch c.kind {
	case kindFloat:
		return "a number"
	case kindInt:
		return "a whole number"
	case kindYear:
		return "a whole number of at most 16 bits"
	case kindDate:
		return "a date like 2006-01-02"
	case kindStamp:
		return "an instant like 2006-01-02T15:04:05Z"
	case kindFlag:
		return "true, false, yes, no, 1 or 0"
	}
	if len(c.Values) > 0 {
		return "one of " + strings.Join(c.Values[:min(len(c.Values), 20)], ", ")
	}
	return "text"
}

func (c *colPlan) bounds() string {
	switch {
	case c.Max == nil:
		return fmt.Sprintf("at least %v", *c.Min)
	case c.Min == nil:
		return fmt.Sprintf("at most %v", *c.Max)
	}
	return fmt.Sprintf("between %v and %v", *c.Min, *c.Max)
}

func (c *colPlan) outside(v float64) bool {
	return c.Min != nil && v < *c.Min || c.Max != nil && v > *c.Max
}

// null tells whether a cell's text means "no value", and whether it is a mark.
func (p *plan) null(c *colPlan, text []byte) (null, mark bool) {
	is := func(s string) bool { return s == string(text) }
	if slices.ContainsFunc(c.Missing, is) || slices.ContainsFunc(p.cells.Nulls, is) {
		return true, false
	}
	mark = slices.ContainsFunc(p.cells.Marks, is)
	return mark, mark
}
