package cli

import (
	"io"
	"slices"
	"strings"
)

// table prints rows in columns that together are no wider than the output.
type table struct {
	style style
	head  []string
	right []bool // numbers
	fixed []bool // what makes no sense when cut, such as dates; nil for none
	rows  [][]cell
	rule  bool // a line below the head
}

// cell is inert text and how it is painted.
type cell struct {
	text  string
	short string // taken instead where the table is wider than the output
	ink   func(string) string
}

const (
	gap    = "  "
	narrow = 8 // no column is shortened below this
)

func (t *table) add(cells ...string) {
	row := make([]cell, len(cells))
	for i, c := range cells {
		row[i].text = inert(c)
	}
	t.rows = append(t.rows, row)
}

// print writes the table and tells how many last columns found no place and
// whether any cell was cut.
func (t *table) print(w io.Writer) (left int, cut bool, err error) {
	widths := t.widths()
	if total(widths) > t.style.width && t.shorten() {
		widths, cut = t.widths(), true
	}
	shown := t.shrink(widths)
	widths = widths[:shown]
	var b strings.Builder
	line := func(row []cell, ink func(string) string) {
		for i, n := range widths {
			text := fit(row[i].text, n)
			cut = cut || text != row[i].text
			if i > 0 {
				b.WriteString(gap)
			}
			padded := pad(text, n, t.right[i])
			if i == len(widths)-1 && !t.right[i] {
				padded = text
			}
			switch {
			case ink != nil:
				padded = ink(padded)
			case row[i].ink != nil:
				padded = row[i].ink(padded)
			}
			b.WriteString(padded)
		}
		b.WriteByte('\n')
	}
	head := make([]cell, len(t.head))
	for i, h := range t.head {
		head[i].text = inert(h)
	}
	line(head, t.style.bold)
	if t.rule {
		rule := make([]cell, len(widths))
		for i, n := range widths {
			rule[i].text = strings.Repeat("─", n)
		}
		line(rule, t.style.dim)
	}
	for _, r := range t.rows {
		line(r, nil)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return 0, cut, err
	}
	return len(t.head) - shown, cut, nil
}

// widths are what the columns would like to have.
func (t *table) widths() []int {
	out := make([]int, len(t.head))
	for i, h := range t.head {
		out[i] = width(inert(h))
		for _, r := range t.rows {
			out[i] = max(out[i], width(r[i].text))
		}
	}
	return out
}

// total is the width of a line.
func total(widths []int) int {
	n := len(gap) * max(len(widths)-1, 0)
	for _, w := range widths {
		n += w
	}
	return n
}

// shorten takes the short form of every cell that has one.
func (t *table) shorten() (any bool) {
	for _, r := range t.rows {
		for i := range r {
			if r[i].short != "" && r[i].short != r[i].text {
				r[i].text, any = r[i].short, true
			}
		}
	}
	return any
}

// whole tells columns that are shown whole or not at all: a number or a date
// that is cut misleads.
func (t *table) whole(i int) bool { return t.right[i] || t.fixed != nil && t.fixed[i] }

// shrink makes the widest columns narrower until all fit, and drops last
// columns when even narrow ones do not. It returns how many stay.
func (t *table) shrink(widths []int) int {
	shown := len(widths)
	for total(widths[:shown]) > t.style.width {
		over := total(widths[:shown]) - t.style.width
		widest := -1
		for i, w := range widths[:shown] {
			if w > narrow && !t.whole(i) && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			if shown == 1 {
				widths[0] = max(t.style.width, 1)
				break
			}
			shown--
			continue
		}
		next := narrow
		for i, w := range widths[:shown] {
			if i != widest && !t.whole(i) && w < widths[widest] {
				next = max(next, w)
			}
		}
		widths[widest] -= min(over, max(widths[widest]-next, 1))
	}
	return shown
}

// numeric marks the columns of a table that hold numbers, by their names.
func (t *table) numeric(names ...string) {
	t.right = make([]bool, len(t.head))
	for i, h := range t.head {
		t.right[i] = slices.Contains(names, h)
	}
}
