package decode

import (
	"encoding/binary"
	"unicode/utf8"
)

// stripRows is how many lines are cut before their cells are read column by
// column. Their spans stay in the cache.
const stripRows = 256

// strip is a run of lines with as many cells as the header. Reading it column
// by column keeps each column's loop in registers. Whatever is not plain, a
// cell that does not fit or a mark, sends the whole strip through builder.row.
type strip struct {
	b       *builder
	data    []byte
	cells   []span // width a line
	ends    []span // the lines themselves
	lines   []int64
	derived []derivation
	plain   bool // the dataset has nothing that only builder.row can do
}

func newStrip(b *builder, data []byte) *strip {
	s := b.strip
	if s == nil {
		s = &strip{b: b, cells: make([]span, stripRows*b.p.width), ends: make([]span, 0, stripRows), lines: make([]int64, 0, stripRows)}
		s.plain = b.p.markCol < 0 && len(b.parts) == 0
		used := make([]bool, b.p.width)
		for _, c := range b.read {
			// column leaves its cells trimmed, which must not reach another column.
			s.plain = s.plain && !c.checked && !c.thousands && !used[c.cell]
			used[c.cell] = true
		}
		for i := range b.cols {
			if c := &b.cols[i]; c.fill == fillDerive {
				s.derived = append(s.derived, newDerivation(b, c))
			}
		}
		b.strip = s
	}
	s.data, s.ends, s.lines = data, s.ends[:0], s.lines[:0]
	return s
}

// slot is where the next line's cells go.
func (s *strip) slot() []span {
	w, k := s.b.p.width, len(s.ends)
	return s.cells[k*w : (k+1)*w : (k+1)*w]
}

// add keeps the line whose cells are in slot.
func (s *strip) add(line int64, from, to int) {
	s.ends = append(s.ends, span{int32(from), int32(to)})
	s.lines = append(s.lines, line)
	if len(s.ends) == stripRows {
		s.flush()
	}
}

func (s *strip) flush() {
	k, b := len(s.ends), s.b
	if k == 0 {
		return
	}
	if b.n == b.room {
		if b.n > 0 {
			b.flush()
		}
		b.open()
	}
	if !s.plain || b.room-b.n < k || !s.columns(k) {
		w := b.p.width
		for r, e := range s.ends {
			b.row(s.data, s.cells[r*w:(r+1)*w], s.lines[r], s.data[e.from:e.to])
		}
	}
	s.ends, s.lines = s.ends[:0], s.lines[:0]
}

// columns reads k lines column by column. If it returns false nothing has been
// added.
func (s *strip) columns(k int) bool {
	b := s.b
	for _, c := range b.read {
		if !s.column(c, k) {
			return s.undo(k)
		}
	}
	for i := range s.derived {
		if !s.derived[i].run(s, k) {
			return s.undo(k)
		}
	}
	copy(b.line.i64[b.n:], s.lines)
	if at := b.p.f.LineAt; at != nil {
		for r, n := range s.lines {
			b.line.i64[b.n+r] = at(n)
		}
	}
	b.n += k
	b.out.ledger.Records += int64(k)
	b.out.ledger.Kept += int64(k)
	return true
}

func (s *strip) undo(k int) bool {
	for i := range s.b.cols {
		if c := &s.b.cols[i]; c.fill != fillNull {
			for r := range k {
				c.undo(s.b.n + r)
			}
		}
	}
	return false
}

// column reads one column of k lines. It leaves the trimmed cells behind,
// empty for NULL.
func (s *strip) column(c *column, k int) bool {
	b, data, n := s.b, s.data, s.b.n
	w, trims := b.p.width, b.p.cells.Trim
	cells := s.cells[c.cell:]
	special, kind := &c.p.special, c.kind
	off, bytes, end := c.off, c.bytes, int32(0)
	if kind == kindText {
		end = off[n]
	}
	for r := range k {
		at := cells[r*w]
		if trims {
			at = trimSpan(data, at)
		}
		cell := data[at.from:at.to]
		if len(cell) == 0 || special[cell[0]] && b.absent(c.p, cell) {
			if !c.nullable {
				return false
			}
			cells[r*w] = span{}
			c.null(n + r)
			if kind == kindText {
				off[n+r+1] = end
			}
			continue
		}
		cells[r*w] = at
		switch {
		case len(cell) > maxCell:
			return false
		case kind == kindFloat:
			v, ok := parseFloat(cell)
			if !ok {
				return false
			}
			c.f64[n+r] = v
			continue
		case kind != kindText:
			if c.set(n+r, cell) != good {
				return false
			}
			continue
		case !c.utf8 && !utf8.Valid(cell):
			return false
		}
		to := int(end) + len(cell)
		if to+16 > len(bytes) {
			c.grow(to + 16)
			bytes = c.bytes
		}
		// See column.text.
		if len(cell) <= 16 && cap(cell) >= 16 {
			src, dst := cell[:16], bytes[end:end+16]
			lo, hi := binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
			binary.LittleEndian.PutUint64(dst, lo)
			binary.LittleEndian.PutUint64(dst[8:], hi)
		} else {
			copy(bytes[end:to], cell)
		}
		end = int32(to)
		off[n+r+1] = end
	}
	return true
}
