package decode

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"jevons/sources"
)

// Decode implements [sources.Decoder].
func (d CSV) Decode(ctx context.Context, sf sources.File) (sources.Stream, error) {
	f, err := newFile(sf)
	if err != nil {
		return nil, err
	}
	if d.Comma == 0 {
		d.Comma = ','
	}
	if err := checkComma(f, d.Comma); err != nil {
		return nil, err
	}
	p, err := newPlan(f, d.Cells)
	if err != nil {
		return nil, err
	}
	p.comma = d.Comma
	in, err := openText(f)
	if err != nil {
		return nil, err
	}
	fd := &csvFeed{cutter: newCutter(in), p: p, d: &d}
	fd.cut = fd.cutRecords
	if err := fd.head(); err != nil {
		in.Close()
		return nil, err
	}
	return newStream(ctx, p, fd), nil
}

type csvFeed struct {
	*cutter
	p            *plan
	d            *CSV
	notes, blank int64
}

func (fd *csvFeed) Close() error { return fd.in.Close() }

// head skips the preamble and reads the header record.
func (fd *csvFeed) head() error {
	for range fd.d.Preamble {
		_, ok, err := fd.headLine()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		fd.notes++
	}
	var cells [][]byte
	for {
		n, err := fd.headRecord()
		if err != nil {
			return err
		}
		if n == 0 {
			return fd.in.f.errorf(0, "", "the file holds no header line")
		}
		line, text := fd.line, bytes.Clone(fd.carry[:n])
		fd.drop(n)
		if empty(text) {
			fd.blank++
			continue
		}
		r := record{comma: fd.p.comma, limit: maxHeader + 1}
		r.split(text)
		switch cells = r.cells; {
		case r.broken != "":
			return fd.in.f.errorf(line, string(text), "the header is malformed: %s", r.broken)
		case r.n > maxHeader:
			return fd.in.f.errorf(line, "", "the header has more than the limit of %d cells", maxHeader)
		case !utf8.Valid(text):
			return fd.in.f.errorf(line, string(text), "the header is not UTF-8")
		}
		names := make([]string, len(cells))
		for i, c := range cells {
			names[i] = string(trim(c))
		}
		return fd.p.locate(line, names)
	}
}

// headRecord reads until carry begins with a whole record and returns its
// length; 0 at the end of the text.
func (fd *csvFeed) headRecord() (int, error) {
	for {
		if len(fd.carry) > 0 {
			n, _, whole := scan(fd.carry, fd.p.comma)
			if n > maxRecord+1 || !whole && len(fd.carry) > maxRecord {
				return 0, fd.tooLong(fd.line)
			}
			if whole {
				return n, nil
			}
		}
		if fd.eof {
			if len(fd.carry) > 0 {
				if _, open, _ := scan(fd.carry, fd.p.comma); open {
					return 0, fd.unclosed(fd.line, fd.carry)
				}
			}
			return len(fd.carry), nil
		}
		if err := fd.more(); err != nil {
			return 0, err
		}
	}
}

func (fd *csvFeed) unclosed(line int64, text []byte) error {
	e := fd.in.f.errorf(line, string(text[:min(len(text), 4*sources.RejectText)]), "a quote is opened here and not closed")
	e.Hint = "the file may be cut short"
	return e
}

// scan finds the end of the record at the front of b, its line end included.
// whole is false when b ends before it; open tells that it ends inside quotes.
// A quote has meaning at the start of a cell only; what follows a closing
// quote belongs to the cell until the next delimiter.
func scan(b []byte, comma byte) (n int, open, whole bool) {
	i := 0
	for {
		if i < len(b) && b[i] == '"' {
			i++
			for {
				k := bytes.IndexByte(b[i:], '"')
				if k < 0 {
					return len(b), true, false
				}
				i += k + 1
				if i < len(b) && b[i] == '"' {
					i++
					continue
				}
				break
			}
		}
		for i < len(b) && b[i] != comma && b[i] != '\n' {
			i++
		}
		if i == len(b) {
			return i, false, false
		}
		i++
		if b[i-1] == '\n' {
			return i, false, true
		}
	}
}

// cutRecords ends a block after its last whole record.
func (fd *csvFeed) cutRecords(b []byte, line int64, last bool) (int, error) {
	k := 0
	quote := -2 // position of the next quote at or after k; -1 none, -2 not looked for
	for k < len(b) {
		if quote == -2 || quote >= 0 && quote < k {
			if quote = bytes.IndexByte(b[k:], '"'); quote >= 0 {
				quote += k
			}
		}
		if quote < 0 && len(b)-k <= maxRecord { // no more quotes: the rest are lines
			if last {
				return len(b), nil
			}
			return k + bytes.LastIndexByte(b[k:], '\n') + 1, nil
		}
		var n int
		var open, whole bool
		if i := bytes.IndexByte(b[k:], '\n'); i >= 0 && (quote < 0 || k+i < quote) {
			n, whole = i+1, true
		} else {
			n, open, whole = scan(b[k:], fd.p.comma)
		}
		if n > maxRecord+1 || !whole && n > maxRecord {
			e := fd.tooLong(line + lines(b[:k]))
			if open {
				e.(*sources.DecodeError).Reason = fmt.Sprintf("a quote opened here is not closed within the limit of %d bytes", maxRecord)
			}
			return 0, e
		}
		if !whole {
			if last && open {
				return 0, fd.unclosed(line+lines(b[:k]), b[k:])
			}
			if last {
				return len(b), nil
			}
			return k, nil
		}
		k += n
	}
	return k, nil
}

func (fd *csvFeed) next() (job, error) {
	b, err := fd.cutter.next()
	if err != nil {
		return nil, err
	}
	return &csvJob{block: b, d: fd.d}, nil
}

func (fd *csvFeed) total(l *sources.Ledger) {
	fd.cutter.total(l)
	addHead(l, fd.blank, fd.notes)
}

// record is one record's cells. Its memory is used again for the next one.
type record struct {
	comma  byte
	limit  int      // most cells kept
	cells  [][]byte // the first of them, without quotes
	n      int      // how many there are
	size   int      // bytes of the record, its line end included
	broken string   // what is wrong with its quoting
	buf    []byte   // texts of cells that had doubled quotes
}

// split cuts the record at the front of b, which holds it whole.
func (r *record) split(b []byte) {
	r.cells, r.n, r.broken, r.buf = r.cells[:0], 0, "", r.buf[:0]
	i := 0
	for {
		cell, next := r.cell(b, i)
		if r.n++; len(r.cells) < r.limit {
			r.cells = append(r.cells, cell)
		}
		i = next
		if i >= len(b) || b[i] == '\n' {
			r.size = min(i+1, len(b))
			return
		}
		i++ // the delimiter; a cell follows even at the end of b
	}
}

// cell reads the cell at b[i:] and returns it with the position of the
// delimiter, line end or end of b after it.
func (r *record) cell(b []byte, i int) ([]byte, int) {
	start := i
	var cell []byte
	quoted := i < len(b) && b[i] == '"'
	if quoted {
		cell, i = r.quoted(b, i+1)
		start = i
	}
	for i < len(b) && b[i] != r.comma && b[i] != '\n' {
		i++
	}
	rest := b[start:i]
	if i == len(b) || b[i] == '\n' {
		rest = chomp(rest)
	}
	switch {
	case quoted && len(rest) > 0:
		r.broken = "text after a closing quote"
	case !quoted && bytes.IndexByte(rest, '"') >= 0:
		r.broken = "a quote inside a cell without quotes"
	case !quoted:
		cell = rest
	}
	return cell, i
}

// quoted reads the text after an opening quote and returns it with the
// position after the closing one.
func (r *record) quoted(b []byte, i int) ([]byte, int) {
	start, plain := i, true
	for {
		k := bytes.IndexByte(b[i:], '"')
		if k < 0 {
			r.broken = "a quote that is not closed"
			return b[start:], len(b)
		}
		i += k + 1
		if i < len(b) && b[i] == '"' {
			plain = false
			i++
			continue
		}
		break
	}
	text := b[start : i-1]
	if plain && bytes.IndexByte(text, '\r') < 0 {
		return text, i
	}
	// Doubled quotes are one quote. A line break is LF whatever the file's line
	// ends, so that a file saved anew does not look like new text.
	from := len(r.buf)
	for k := 0; k < len(text); k++ {
		if text[k] == '\r' && k+1 < len(text) && text[k+1] == '\n' {
			continue
		}
		r.buf = append(r.buf, text[k])
		if text[k] == '"' {
			k++
		}
	}
	return r.buf[from:len(r.buf):len(r.buf)], i
}

type csvJob struct {
	*block
	d *CSV
}

func (j *csvJob) rows(b *builder) error {
	p, data, line := b.p, j.data, j.line
	b.expect(int(j.lines)+1, utf8.Valid(data))
	r := record{comma: p.comma, limit: max(p.width, 1)}
	if j.d.Ragged != nil || j.d.Skip != nil {
		r.limit = max(r.limit, maxCells)
	}
	for len(data) > 0 {
		r.split(data)
		raw := chomp(bytes.TrimSuffix(data[:r.size], []byte{'\n'}))
		if r.n == 1 && empty(raw) {
			b.ignore(blankLine)
		} else {
			j.record(b, &r, line, raw)
		}
		line += lines(data[:r.size])
		data = data[r.size:]
	}
	return nil
}

// record handles one record: rules of the dataset first, then its cells.
func (j *csvJob) record(b *builder, r *record, line int64, raw []byte) {
	width, cells, n := b.p.width, r.cells, r.n
	if r.broken == "" && n <= r.limit && (j.d.Skip != nil || j.d.Ragged != nil && n != width) {
		texts := make([]string, n, max(n, width))
		for i, c := range cells {
			texts[i] = string(c)
		}
		if j.d.Ragged != nil && n != width {
			if fixed, ok := j.d.Ragged(b.p.header, texts); ok && len(fixed) == width {
				texts, n = fixed, width
				cells = cells[:0]
				for _, s := range fixed {
					cells = append(cells, []byte(s))
				}
				r.cells = cells
				b.out.repaired++
			}
		}
		if j.d.Skip != nil {
			if reason := j.d.Skip(b.p.header, j.forSkip(texts, width)); reason != "" {
				b.ignore(reason)
				return
			}
		}
	}
	switch {
	case r.broken != "":
		b.bad(line, nil, raw, sources.ReasonSyntax, "RFC 4180 quoting, not "+r.broken)
	case n != width:
		b.bad(line, nil, raw, sources.ReasonCells, fmt.Sprintf("%d cells as in the header, not %d", width, n))
	default:
		b.row(cells, line, raw)
	}
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
