package decode

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"jevons/sources"
)

// record is one record's cells. Its memory is used again for the next one.
type record struct {
	comma   byte
	limit   int    // most cells kept
	cells   []span // the first of them, without quotes
	n       int    // how many there are
	broken  string // what is wrong with its quoting
	escaped []int  // cells whose text has doubled quotes or CRLF
	raw     []byte // the record as it was, if it has such cells
}

// split cuts the record at b[at:], which holds it whole, and returns where the
// next one begins. Doubled quotes are resolved within b.
func (r *record) split(b []byte, at int) (next int) {
	r.cells, r.n, r.broken, r.escaped = r.cells[:0], 0, "", r.escaped[:0]
	for i := at; ; i++ {
		var cell span
		cell, i = r.cell(b, i)
		if len(r.cells) < r.limit {
			r.cells = append(r.cells, cell)
		}
		r.n++
		if i >= len(b) || b[i] == '\n' {
			next = min(i+1, len(b))
			break
		}
	}
	if len(r.escaped) > 0 {
		r.raw = append(r.raw[:0], b[at:next]...)
		for _, k := range r.escaped {
			if k < len(r.cells) {
				r.cells[k].to = unescape(b, r.cells[k])
			}
		}
	}
	return next
}

// cell reads the cell at b[i:] and returns it with the position of the
// delimiter, line end or end of b after it.
func (r *record) cell(b []byte, i int) (span, int) {
	start := i
	var cell span
	quoted := i < len(b) && b[i] == '"'
	if quoted {
		cell, i = r.quoted(b, i+1)
		start = i
	}
	for i < len(b) && b[i] != r.comma && b[i] != '\n' {
		i++
	}
	end := i
	if end > start && b[end-1] == '\r' && (end == len(b) || b[end] == '\n') {
		end--
	}
	switch {
	case quoted && end > start:
		r.broken = "text after a closing quote"
	case !quoted && bytes.IndexByte(b[start:end], '"') >= 0:
		r.broken = "a quote inside a cell without quotes"
	case !quoted:
		cell = span{int32(start), int32(end)}
	}
	return cell, i
}

// quoted reads the text after an opening quote and returns it with the
// position after the closing one.
func (r *record) quoted(b []byte, i int) (span, int) {
	start, plain := i, true
	for {
		k := bytes.IndexByte(b[i:], '"')
		if k < 0 {
			r.broken = "a quote that is not closed"
			return span{int32(start), int32(len(b))}, len(b)
		}
		if i += k + 1; i == len(b) || b[i] != '"' {
			break
		}
		plain = false
		i++
	}
	if !plain || bytes.IndexByte(b[start:i-1], '\r') >= 0 {
		r.escaped = append(r.escaped, r.n)
	}
	return span{int32(start), int32(i - 1)}, i
}

// unescape makes one quote of two and LF of CRLF, whatever the file's line
// ends, so that a file saved anew does not look like new text. It returns the
// new end of the cell.
func unescape(b []byte, cell span) int32 {
	to := cell.from
	for k := cell.from; k < cell.to; k++ {
		if b[k] == '\r' && k+1 < cell.to && b[k+1] == '\n' {
			continue
		}
		b[to] = b[k]
		to++
		if b[k] == '"' {
			k++
		}
	}
	return to
}

type csvJob struct {
	*block
	d *CSV
}

func (j *csvJob) rows(b *builder) error {
	p, data, line := b.p, j.data, j.line
	b.expect(int(j.lines)+1, utf8.Valid(data))
	r := record{comma: p.comma, limit: max(p.width, 1)}
	rules := j.d.Ragged != nil || j.d.Skip != nil || j.d.Blank != nil
	if rules {
		r.limit = max(r.limit, maxCells)
	}
	cut, cells := newSplitter(p.comma), make([]span, p.width)
	quote := -2 // position of the next quote at or after at; -1 none, -2 not looked for
	for at := 0; at < len(data); {
		if quote == -2 || quote >= 0 && quote < at {
			if quote = bytes.IndexByte(data[at:], '"'); quote >= 0 {
				quote += at
			}
		}
		if !rules {
			// Most lines have no quote and can be cut without looking for any.
			if n, end, next := cut.line(data, at, cells); quote < 0 || quote >= next {
				j.record(b, cells, n, data, line, data[at:end])
				at = next
				line++
				continue
			}
		}
		next := r.split(data, at)
		text := data[at:next]
		if len(r.escaped) > 0 {
			text = r.raw
		}
		step := lines(text)
		text = chomp(bytes.TrimSuffix(text, []byte{'\n'}))
		switch {
		case r.broken != "":
			b.bad(line, nil, text, sources.ReasonSyntax, "RFC 4180 quoting, not "+r.broken)
		case rules && r.n <= r.limit:
			j.ruled(b, &r, data, line, text)
		default:
			j.record(b, r.cells, r.n, data, line, text)
		}
		line += step
		at = next
	}
	return nil
}

// record handles a record of n cells, which lie in text.
func (j *csvJob) record(b *builder, cells []span, n int, text []byte, line int64, raw []byte) {
	switch width := b.p.width; {
	case n == 1 && empty(raw):
		b.ignore(blankLine)
	case n != width:
		b.bad(line, nil, raw, sources.ReasonCells, fmt.Sprintf("%d cells as in the header, not %d", width, n))
	default:
		b.row(text, cells, line, raw)
	}
}

// ruled applies the dataset's rules to a record before it is handled.
func (j *csvJob) ruled(b *builder, r *record, data []byte, line int64, raw []byte) {
	width, cells, n := b.p.width, r.cells, r.n
	if n == 1 && empty(raw) {
		b.ignore(blankLine)
		return
	}
	ragged := j.d.Ragged != nil && n != width
	if !ragged && j.d.Skip == nil && j.d.Blank == nil {
		j.record(b, cells, n, data, line, raw)
		return
	}
	texts := make([]string, n, max(n, width))
	// One string for the record, whose parts the cells are: wide files that a
	// rule mostly skips would otherwise cost an allocation for every cell.
	from := cells[0].from
	whole := string(data[from:cells[n-1].to])
	for i, c := range cells {
		texts[i] = whole[c.from-from : c.to-from]
	}
	if ragged {
		if fixed, ok := j.d.Ragged(b.p.header, texts); ok && len(fixed) == width {
			b.out.repaired++
			texts, n = fixed, width
			cells, data = respan(r.cells[:0], fixed)
		}
	}
	if j.d.Skip != nil && (n == width || !j.d.Strict) {
		if reason := j.d.Skip(b.p.header, j.forSkip(texts, width)); reason != "" {
			b.ignore(reason)
			return
		}
	}
	if j.d.Blank != nil && n == width {
		j.d.Blank(b.p.header, texts)
		for i := range cells {
			if texts[i] == "" {
				cells[i].to = cells[i].from
			}
		}
	}
	j.record(b, cells, n, data, line, raw)
}

// respan lays texts end to end and says where each lies.
func respan(cells []span, texts []string) ([]span, []byte) {
	var data []byte
	for _, s := range texts {
		from := len(data)
		data = append(data, s...)
		cells = append(cells, span{int32(from), int32(len(data))})
	}
	return cells, data
}

// forSkip gives a Skip rule at least as many cells as the header has, so that
// a rule may look at any of them.
func (j *csvJob) forSkip(texts []string, width int) []string {
	for len(texts) < width {
		texts = append(texts, "")
	}
	if j.d.Trim {
		for i, s := range texts {
			texts[i] = strings.TrimSpace(s)
		}
	}
	return texts
}
