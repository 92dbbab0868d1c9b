package decode

import "encoding/binary"

// derivation fills one derived column of a strip.
type derivation struct {
	c      *column
	inputs []argument
	args   [][]byte
	memo   []remembered // nil when answers are not remembered
}

// argument is a cell that Derive is asked about. The text is copied, so that the
// slices that Derive gets change only where a length does: while the collector
// marks, storing a slice costs more than copying a code.
type argument struct {
	cell, index int
	n           int // length of the slice at index; -1 is not known
	buf         [64]byte
}

// remembered is the answer for two short cells. Periods come again in every
// series, so a month is computed a few hundred times and not millions.
type remembered struct {
	a, b uint64 // the cells, see pack
	day  int32
	used bool
}

const memoBits = 10

func newDerivation(b *builder, c *column) derivation {
	d := derivation{c: c, args: make([][]byte, len(b.cols))}
	for _, k := range c.p.uses {
		if in := &b.cols[k]; in.fill == fillCell {
			d.inputs = append(d.inputs, argument{cell: in.cell, index: k})
		}
	}
	if len(c.p.Uses) > 0 && len(d.inputs) <= 2 && c.kind == kindDate {
		d.memo = make([]remembered, 1<<memoBits)
	}
	return d
}

// run computes the column for the k lines of a strip. It returns false when
// some line does not give a value.
func (d *derivation) run(s *strip, k int) bool {
	b, c := s.b, d.c
	w, n := b.p.width, b.n
	clear(d.args)
	for i := range d.inputs {
		d.inputs[i].n = -1
	}
	for r := range k {
		cells := s.cells[r*w : (r+1)*w]
		m := d.recall(s.data, cells)
		if m != nil && m.used {
			c.i32[n+r] = m.day
			continue
		}
		for i := range d.inputs {
			d.inputs[i].take(d.args, s.data, cells)
		}
		text, err := c.p.Derive(d.args, b.buf[:0])
		if err != nil {
			return false
		}
		if len(text) == 0 {
			if !c.nullable {
				return false
			}
			c.null(n + r)
			continue
		}
		if cap(text) > cap(b.buf) {
			b.buf = text
		}
		if c.set(n+r, text) != good {
			return false
		}
		if m != nil {
			m.day, m.used = c.i32[n+r], true
		}
	}
	return true
}

// recall finds the place of the row's answer, which is empty when it is not
// known. It is nil when the cells are too long to be remembered.
func (d *derivation) recall(data []byte, cells []span) *remembered {
	if d.memo == nil {
		return nil
	}
	var key [2]uint64
	for i := range d.inputs {
		var ok bool
		if key[i], ok = pack(data, cells[d.inputs[i].cell]); !ok {
			return nil
		}
	}
	m := &d.memo[(key[0]*0x9e3779b97f4a7c15^key[1]*0xc2b2ae3d27d4eb4f)>>(64-memoBits)]
	if m.a != key[0] || m.b != key[1] {
		*m = remembered{a: key[0], b: key[1]}
	}
	return m
}

// pack puts a cell of at most seven bytes and its length into a word.
func pack(data []byte, at span) (uint64, bool) {
	n := int(at.to - at.from)
	if n > 7 || int(at.from)+8 > len(data) {
		return 0, false
	}
	w := binary.LittleEndian.Uint64(data[at.from:])
	return w&(1<<(8*n)-1) | uint64(n)<<56, true
}

// take puts the row's cell into args.
func (in *argument) take(args [][]byte, data []byte, cells []span) {
	at := cells[in.cell]
	n := int(at.to - at.from)
	switch {
	case n == 0:
	case n <= 16 && int(at.from)+16 <= len(data):
		src := data[at.from : at.from+16]
		binary.LittleEndian.PutUint64(in.buf[:], binary.LittleEndian.Uint64(src))
		binary.LittleEndian.PutUint64(in.buf[8:], binary.LittleEndian.Uint64(src[8:]))
	case n <= len(in.buf):
		copy(in.buf[:], data[at.from:at.to])
	default:
		args[in.index], in.n = data[at.from:at.to:at.to], -1
		return
	}
	if n == in.n {
		return
	}
	if in.n = n; n == 0 {
		args[in.index] = nil
	} else {
		args[in.index] = in.buf[:n:n]
	}
}
