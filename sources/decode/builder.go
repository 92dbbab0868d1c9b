package decode

import (
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"jevons/sources"
)

// span is a cell: the bytes from:to of a text that the row comes with. Spans
// hold no pointers, so that filling them costs no write barrier.
type span struct{ from, to int32 }

// builder turns rows of cells into record batches. A worker has one and uses
// it for job after job.
type builder struct {
	p    *plan
	cols []column
	line column
	n    int // rows in the batch under construction
	room int // rows that fit into it; 0 when there is none
	hint int // rows that are still to come, at most
	out  result

	read  []*column // those of cols that are read from cells
	parts []*column // those of cols that hold the landing's part
	texts [][]byte  // the row's cells by column of the dataset, nil for NULL
	args  [][]byte  // those that a Derive is given
	marks []byte
	buf   []byte
	strip *strip
}

var linePlan = colPlan{kind: kindInt}

func newBuilder(p *plan) *builder {
	b := &builder{p: p, cols: make([]column, len(p.cols)), texts: make([][]byte, len(p.cols)), args: make([][]byte, len(p.cols)), buf: make([]byte, 0, 64)}
	for i := range b.cols {
		c := &b.cols[i]
		c.init(p, &p.cols[i])
		c.index = i
		switch c.fill {
		case fillCell:
			b.read = append(b.read, c)
		case fillPart:
			b.parts = append(b.parts, c)
			if len(c.p.part) > 0 {
				b.texts[i] = c.p.part
			}
		}
	}
	b.line.init(p, &linePlan)
	return b
}

func (b *builder) begin() { b.n, b.room, b.hint, b.out = 0, 0, 0, result{} }

// expect says how many rows may follow at most, and whether their bytes are
// known to be UTF-8.
func (b *builder) expect(rows int, utf8 bool) {
	b.hint = rows
	for i := range b.cols {
		b.cols[i].utf8 = utf8
	}
}

func (b *builder) finish() result {
	b.flush()
	out := b.out
	b.out = result{}
	return out
}

// drop releases all that is unfinished.
func (b *builder) drop() {
	b.close()
	b.out.release()
}

func (b *builder) open() {
	b.room = max(1, min(b.p.f.BatchRows, b.hint))
	for i := range b.cols {
		b.cols[i].alloc(b.room)
	}
	b.line.alloc(b.room)
}

// close gives back a batch that came to nothing.
func (b *builder) close() {
	for i := range b.cols {
		b.cols[i].release()
	}
	b.line.release()
	b.room, b.n = 0, 0
}

func (b *builder) flush() {
	if b.n == 0 {
		b.close()
		return
	}
	arrs := make([]arrow.Array, 0, len(b.cols)+1)
	for i := range b.cols {
		arrs = append(arrs, b.cols[i].array(b.p.schema.Field(i).Type, b.n))
	}
	arrs = append(arrs, b.line.array(arrow.PrimitiveTypes.Int64, b.n))
	rec := array.NewRecord(b.p.schema, arrs, int64(b.n))
	for _, a := range arrs {
		a.Release()
	}
	b.out.recs = append(b.out.recs, rec)
	b.hint -= b.n
	b.n, b.room = 0, 0
}

// row appends a row, or quarantines it. cells are as wide as the plan and lie
// in text; raw is the row as it stands in the file.
func (b *builder) row(text []byte, cells []span, line int64, raw []byte) {
	if b.n == b.room {
		if b.n > 0 {
			b.flush()
		}
		b.open()
	}
	p, n := b.p, b.n
	b.marks = b.marks[:0]
	for _, c := range b.read {
		s := cells[c.cell]
		cell := text[s.from:s.to]
		if p.cells.Trim {
			cell = trim(cell)
		}
		bad := missing
		if len(cell) > 0 && (!c.p.special[cell[0]] || !b.absent(c.p, cell)) {
			if p.derives {
				b.texts[c.index] = cell
			}
			bad = c.set(n, cell)
		} else {
			if p.derives {
				b.texts[c.index] = nil
			}
			if c.nullable {
				c.null(n)
				continue
			}
		}
		if bad != good {
			b.refuse(n, line, c.p, cell, raw, bad, nil)
			return
		}
	}
	for _, c := range b.parts {
		if len(c.p.part) > 0 {
			c.set(n, c.p.part)
		} else {
			c.null(n)
		}
	}
	if p.derives && !b.derive(n, line, raw) {
		return
	}
	if p.markCol >= 0 {
		if c := &b.cols[p.markCol]; len(b.marks) > 0 {
			c.set(n, b.marks)
		} else {
			c.null(n)
		}
	}
	if p.f.LineAt != nil {
		line = p.f.LineAt(line)
	}
	b.line.i64[n] = line
	b.n++
	b.out.ledger.Records++
	b.out.ledger.Kept++
}

// absent tells whether the text means "no value", and keeps it if it is a mark.
func (b *builder) absent(c *colPlan, text []byte) bool {
	null, mark := b.p.null(c, text)
	if mark && b.p.markCol >= 0 {
		if len(b.marks) > 0 {
			b.marks = append(b.marks, ' ')
		}
		b.marks = append(append(append(b.marks, c.Name...), ':'), text...)
	}
	return null
}

func (b *builder) derive(n int, line int64, raw []byte) bool {
	for i := range b.cols {
		c := &b.cols[i]
		if c.fill != fillDerive {
			continue
		}
		clear(b.args)
		for _, k := range c.p.uses {
			b.args[k] = b.texts[k]
		}
		cell, err := c.p.Derive(b.args, b.buf[:0])
		bad := missing
		switch {
		case err != nil:
			b.refuse(n, line, c.p, nil, raw, underived, err)
			return false
		case len(cell) > 0:
			b.buf = cell
			bad = c.set(n, cell)
		case c.p.Null:
			c.null(n)
			bad = good
		}
		if bad != good {
			b.refuse(n, line, c.p, cell, raw, bad, nil)
			return false
		}
	}
	return true
}

// refuse quarantines the row under construction for one of its cells.
func (b *builder) refuse(n int, line int64, c *colPlan, text, raw []byte, bad verdict, err error) {
	for i := range b.cols {
		if c := &b.cols[i]; c.fill != fillNull {
			c.undo(n)
		}
	}
	reason, want := bad.words(c)
	if err != nil {
		want = err.Error()
	}
	b.reject(line, c.Name, text, raw, reason, want)
}

// bad quarantines a row whose cells cannot be told.
func (b *builder) bad(line int64, text, raw []byte, reason, want string) {
	b.reject(line, "", text, raw, reason, want)
}

// reject keeps a bad row. Its texts go into text columns of the warehouse, so
// they must be UTF-8 whatever the file holds.
func (b *builder) reject(line int64, column string, text, raw []byte, reason, want string) {
	l := &b.out.ledger
	l.Records++
	if len(l.Rejects) == sources.MaxRejects {
		l.Quarantined++
		return
	}
	l.Reject(sources.Reject{Line: b.p.f.at(line), Column: column, Reason: reason, Detail: clean(want, sources.RejectText),
		Text: cleanBytes(text, sources.RejectText), Raw: cleanBytes(raw, sources.RejectRaw)})
}

func (b *builder) ignore(reason string) {
	b.out.ledger.Records++
	b.out.ledger.Ignore(reason, 1)
}

func cleanBytes(s []byte, n int) string { return clean(string(s[:min(len(s), 4*n)]), n) }

func clean(s string, n int) string { return sources.Cut(strings.ToValidUTF8(s, "\uFFFD"), n) }
