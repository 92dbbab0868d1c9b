package decode

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"jevons/sources"
)

// verdict is what came of a cell.
type verdict uint8

const (
	good verdict = iota
	missing
	notValue
	notGrouped
	notListed
	outOfRange
	tooWide
	notUTF8
	tooLong
	tooMany
	underived
)

// words gives the reason of a verdict, and what was expected.
func (v verdict) words(c *colPlan) (reason, want string) {
	switch v {
	case missing:
		return sources.ReasonMissing, c.want()
	case notGrouped:
		return sources.ReasonType, "a number with commas between thousands only"
	case notListed:
		return sources.ReasonEnum, "one of " + strings.Join(c.Values[:min(len(c.Values), 20)], ", ")
	case outOfRange:
		return sources.ReasonRange, c.bounds()
	case tooWide:
		return sources.ReasonRange, c.want()
	case notUTF8:
		return sources.ReasonEncoding, "UTF-8 text"
	case tooLong:
		return sources.ReasonTooLong, "at most 1 MiB"
	case tooMany:
		return sources.ReasonEnum, "a text from a code list; the column has too many different ones"
	case underived:
		return sources.ReasonDerive, ""
	}
	return sources.ReasonType, c.want()
}

// column is the memory of one column of the batch under construction, with
// what a cell's way into it needs of the plan. Batches are built here and not
// with Arrow's builders, which cost several calls a cell. The validity bitmap
// starts as all ones, so that only NULLs write to it.
type column struct {
	p         *colPlan
	mem       memory.Allocator
	kind      kind
	fill      fill
	cell      int
	index     int // among the dataset's columns
	nullable  bool
	checked   bool // values or bounds are declared
	thousands bool
	utf8      bool // the bytes of the job are known to be UTF-8

	bits *memory.Buffer // validity
	vals *memory.Buffer // values, or offsets of texts
	data *memory.Buffer // bytes of texts

	// the buffers' memory
	valid, flag, bytes []byte
	off, i32           []int32
	f64                []float64
	i64                []int64
	i16                []int16

	perRow int // bytes of text a row in the batch before
	num    [48]byte
	codes  codeCache
}

func (c *column) init(p *plan, cp *colPlan) {
	*c = column{p: cp, mem: p.f.Mem, kind: cp.kind, fill: cp.fill, cell: cp.cell, nullable: cp.Null, perRow: 8,
		checked:   len(cp.Values) > 0 || cp.Min != nil || cp.Max != nil,
		thousands: p.cells.Thousands && cp.fill == fillCell, codes: codeCache{coder: p.f.Coder}}
}

func buffer(mem memory.Allocator, n int) *memory.Buffer {
	b := memory.NewResizableBuffer(mem)
	b.Resize(n)
	return b
}

func (c *column) alloc(rows int) {
	c.bits = buffer(c.mem, (rows+7)/8)
	c.valid = c.bits.Bytes()
	if c.fill == fillNull {
		c.allocNull(rows)
		return
	}
	memory.Set(c.valid, 0xff)
	switch c.kind {
	case kindText:
		c.vals = buffer(c.mem, (rows+1)*4)
		c.off = arrow.Int32Traits.CastFromBytes(c.vals.Bytes())
		c.off[0] = 0
		c.data = buffer(c.mem, max(64, min(rows*c.perRow, 64<<20)))
		c.bytes = c.data.Buf()
	case kindFloat:
		c.vals = buffer(c.mem, rows*8)
		c.f64 = arrow.Float64Traits.CastFromBytes(c.vals.Bytes())
	case kindInt, kindStamp:
		c.vals = buffer(c.mem, rows*8)
		c.i64 = arrow.Int64Traits.CastFromBytes(c.vals.Bytes())
	case kindYear:
		c.vals = buffer(c.mem, rows*2)
		c.i16 = arrow.Int16Traits.CastFromBytes(c.vals.Bytes())
	case kindDate, kindCode:
		c.vals = buffer(c.mem, rows*4)
		c.i32 = arrow.Int32Traits.CastFromBytes(c.vals.Bytes())
	case kindFlag:
		c.vals = buffer(c.mem, (rows+7)/8)
		c.flag = c.vals.Bytes()
		memory.Set(c.flag, 0)
	}
}

// allocNull makes a column that stays NULL: no row has to write to it.
func (c *column) allocNull(rows int) {
	memory.Set(c.valid, 0)
	c.vals = buffer(c.mem, (rows+1)*8)
	memory.Set(c.vals.Buf(), 0)
	if c.kind == kindText {
		c.off = arrow.Int32Traits.CastFromBytes(c.vals.Bytes())
		c.data = buffer(c.mem, 64)
	}
}

func (c *column) release() {
	for _, b := range []*memory.Buffer{c.bits, c.vals, c.data} {
		if b != nil {
			b.Release()
		}
	}
	c.bits, c.vals, c.data = nil, nil, nil
}

// array hands the first n rows over as an Arrow array.
func (c *column) array(t arrow.DataType, n int) arrow.Array {
	size := n * 8
	switch c.kind {
	case kindText:
		size = (n + 1) * 4
		used := int(c.off[n])
		c.data.ResizeNoShrink(used)
		c.perRow = used/n + used/n/8 + 1
	case kindYear:
		size = n * 2
	case kindDate, kindCode:
		size = n * 4
	case kindFlag:
		size = (n + 7) / 8
	}
	c.vals.ResizeNoShrink(size)
	bufs := []*memory.Buffer{nil, c.vals, c.data}
	if c.kind != kindText {
		bufs = bufs[:2]
	}
	nulls := n - bitutil.CountSetBits(c.valid, 0, n)
	if nulls > 0 {
		c.bits.ResizeNoShrink((n + 7) / 8)
		bufs[0] = c.bits
	}
	data := array.NewData(t, n, bufs, nil, nulls, 0)
	defer data.Release()
	a := array.MakeFromData(data)
	c.release()
	return a
}

func (c *column) null(n int) {
	c.valid[n>>3] &^= 1 << (n & 7)
	if c.kind == kindText {
		c.off[n+1] = c.off[n]
	}
}

// undo forgets what was written for row n.
func (c *column) undo(n int) { c.valid[n>>3] |= 1 << (n & 7) }

func (c *column) text(n int, s []byte) {
	at := int(c.off[n])
	end := at + len(s)
	if end > len(c.bytes) {
		c.grow(end)
	}
	c.off[n+1] = int32(end)
	// Codes are short: two words are copied faster than a call is made. What
	// lies beyond the text is overwritten by the next one.
	if len(s) <= 16 && cap(s) >= 16 && len(c.bytes)-at >= 16 {
		from, to := s[:16], c.bytes[at:at+16]
		lo, hi := binary.LittleEndian.Uint64(from), binary.LittleEndian.Uint64(from[8:])
		binary.LittleEndian.PutUint64(to, lo)
		binary.LittleEndian.PutUint64(to[8:], hi)
		return
	}
	copy(c.bytes[at:end], s)
}

func (c *column) grow(n int) {
	c.data.Reserve(max(n, 2*len(c.bytes)))
	c.bytes = c.data.Buf()
}

// set parses the text of a cell into row n.
func (c *column) set(n int, s []byte) verdict {
	if c.kind == kindCode {
		if code, ok := c.codes.get(s); ok {
			c.i32[n] = code // the text was checked when it was first met
			return good
		}
	}
	if len(s) > maxCell {
		return tooLong
	}
	if c.checked && len(c.p.Values) > 0 && !listed(c.p.Values, s) {
		if (c.kind == kindText || c.kind == kindCode) && !utf8.Valid(s) {
			return notUTF8
		}
		return notListed
	}
	if c.thousands && c.kind != kindText && c.kind != kindCode {
		plain, ok := ungroup(s, c.num[:0])
		if !ok {
			return notGrouped
		}
		s = plain
	}
	var v float64
	ok := true
	switch c.kind {
	case kindText:
		if !c.utf8 && !utf8.Valid(s) {
			return notUTF8
		}
		c.text(n, s)
		return good
	case kindCode:
		if !c.utf8 && !utf8.Valid(s) {
			return notUTF8
		}
		if c.i32[n], ok = c.codes.add(s); !ok {
			return tooMany
		}
		return good
	case kindFloat:
		v, ok = parseFloat(s)
		c.f64[n] = v
	case kindYear:
		var fits bool
		if c.i16[n], ok, fits = parseYear(s); ok && !fits {
			return tooWide
		}
		v = float64(c.i16[n])
	case kindInt:
		c.i64[n], ok = parseInt(s)
		v = float64(c.i64[n])
	case kindDate:
		c.i32[n], ok = parseDate(s)
	case kindStamp:
		c.i64[n], ok = parseStamp(s)
	case kindFlag:
		var t bool
		t, ok = parseFlag(s)
		c.setFlag(n, t)
	}
	switch {
	case !ok:
		return notValue
	case c.checked && c.kind <= kindYear && c.p.outside(v):
		return outOfRange
	}
	return good
}

func (c *column) setFlag(n int, t bool) {
	if t {
		c.flag[n>>3] |= 1 << (n & 7)
	} else {
		c.flag[n>>3] &^= 1 << (n & 7)
	}
}

func listed(values []string, s []byte) bool {
	for _, v := range values {
		if v == string(s) {
			return true
		}
	}
	return false
}
