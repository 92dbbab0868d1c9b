package decode

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"jevons/sources"
)

// builder turns rows of cells into record batches. A worker has one and uses
// it for job after job.
type builder struct {
	p    *plan
	cols []column
	line column
	n    int // rows in the batch under construction
	room int // rows that fit into it; 0 when there is none
	hint int // rows that are still to come, at most
	utf8 bool
	out  result

	texts [][]byte // the row's trimmed cells by column of the dataset, nil for NULL
	marks []byte
	buf   []byte
	// average bytes a row of each column, from the batches before
	perRow []int
}

func newBuilder(p *plan) *builder {
	return &builder{p: p, cols: make([]column, len(p.cols)), texts: make([][]byte, len(p.cols)),
		perRow: make([]int, len(p.cols)), buf: make([]byte, 0, 64)}
}

func (b *builder) begin() { b.n, b.room, b.hint, b.utf8, b.out = 0, 0, 0, false, result{} }

// expect says how many rows may follow at most, and whether their bytes are
// known to be UTF-8.
func (b *builder) expect(rows int, valid bool) { b.hint, b.utf8 = rows, valid }

func (b *builder) finish() result {
	b.flush()
	out := b.out
	b.out = result{}
	return out
}

// drop releases all that is unfinished.
func (b *builder) drop() {
	for i := range b.cols {
		b.cols[i].release()
	}
	b.line.release()
	b.out.release()
	b.room, b.n = 0, 0
}

var lineType = colPlan{kind: kindInt}

func (b *builder) open() {
	b.room = max(1, min(b.p.f.BatchRows, b.hint))
	for i := range b.cols {
		b.cols[i].alloc(b.p.f.Mem, &b.p.cols[i], b.room, b.perRow[i])
	}
	b.line.alloc(b.p.f.Mem, &lineType, b.room, 0)
}

func (b *builder) flush() {
	if b.room == 0 {
		return
	}
	if b.n == 0 {
		b.drop0()
		return
	}
	arrs := make([]arrow.Array, 0, len(b.cols)+1)
	for i := range b.cols {
		c := &b.cols[i]
		if c.off != nil {
			used := int(c.off[b.n])
			b.perRow[i] = used/b.n + used/b.n/8 + 1
		}
		arrs = append(arrs, c.array(b.p.schema.Field(i).Type, b.n))
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

func (b *builder) drop0() {
	recs := b.out.recs
	b.out.recs = nil
	b.drop()
	b.out.recs = recs
}

// why says why a cell is refused; the zero value means that it is not.
type why struct{ reason, want string }

// row appends a row, or quarantines it. cells are as wide as the plan; raw is
// the row as it stands in the file.
func (b *builder) row(cells [][]byte, line int64, raw []byte) {
	b.out.ledger.Records++
	if b.n == b.room {
		b.flush()
		b.open()
	}
	p, n := b.p, b.n
	b.marks = b.marks[:0]
	for i := range p.cols {
		c := &p.cols[i]
		var text []byte
		switch c.fill {
		case fillCell:
			text = cells[c.cell]
			if p.cells.Trim {
				text = trim(text)
			}
		case fillPart:
			text = c.part
		case fillNull:
			b.texts[i] = nil
			b.cols[i].null(n)
			continue
		default:
			b.texts[i] = nil
			continue
		}
		if len(text) == 0 || c.special[text[0]] && b.absent(c, text) {
			b.texts[i] = nil
			if !c.Null {
				b.refuse(n, line, c, text, raw, why{sources.ReasonMissing, c.want()})
				return
			}
			b.cols[i].null(n)
			continue
		}
		b.texts[i] = text
		if w := b.cols[i].set(n, text, c, b, p.cells.Thousands); w.reason != "" {
			b.refuse(n, line, c, text, raw, w)
			return
		}
	}
	if p.derives && !b.derive(n, line, raw) {
		return
	}
	if p.markCol >= 0 {
		if len(b.marks) == 0 {
			b.cols[p.markCol].null(n)
		} else {
			b.cols[p.markCol].text(n, b.marks)
		}
	}
	b.line.i64[n] = p.f.at(line)
	b.n++
	b.out.ledger.Kept++
}

// absent tells whether the text means "no value", and keeps it if it is a mark.
func (b *builder) absent(c *colPlan, text []byte) bool {
	null, mark := b.p.null(c, text)
	if mark && b.p.markCol >= 0 {
		if len(b.marks) > 0 {
			b.marks = append(b.marks, ' ')
		}
		b.marks = append(b.marks, c.Name...)
		b.marks = append(b.marks, ':')
		b.marks = append(b.marks, text...)
	}
	return null
}

func (b *builder) derive(n int, line int64, raw []byte) bool {
	for i := range b.p.cols {
		c := &b.p.cols[i]
		if c.fill != fillDerive {
			continue
		}
		text, err := c.Derive(b.texts, b.buf[:0])
		switch {
		case err != nil:
			b.refuse(n, line, c, nil, raw, why{sources.ReasonDerive, err.Error()})
			return false
		case len(text) == 0 && !c.Null:
			b.refuse(n, line, c, nil, raw, why{sources.ReasonMissing, c.want()})
			return false
		case len(text) == 0:
			b.cols[i].null(n)
			continue
		}
		b.buf = text
		if w := b.cols[i].set(n, text, c, b, false); w.reason != "" {
			b.refuse(n, line, c, text, raw, w)
			return false
		}
	}
	return true
}

// refuse quarantines the row under construction for one of its cells.
func (b *builder) refuse(n int, line int64, c *colPlan, text, raw []byte, w why) {
	for i := range b.cols {
		b.cols[i].undo(n)
	}
	name := ""
	if c != nil {
		name = c.Name
	}
	b.out.ledger.Reject(sources.Reject{Line: b.p.f.at(line), Column: name, Reason: w.reason, Detail: clean(w.want, sources.RejectText),
		Text: cleanBytes(text, sources.RejectText), Raw: cleanBytes(raw, sources.RejectRaw)})
}

// bad quarantines a row whose cells cannot be told.
func (b *builder) bad(line int64, text, raw []byte, reason, want string) {
	b.out.ledger.Records++
	b.out.ledger.Reject(sources.Reject{Line: b.p.f.at(line), Reason: reason, Detail: want,
		Text: cleanBytes(text, sources.RejectText), Raw: cleanBytes(raw, sources.RejectRaw)})
}

func (b *builder) ignore(reason string) {
	b.out.ledger.Records++
	b.out.ledger.Ignore(reason, 1)
}

// cleanBytes copies what is kept of a bad row. It goes into text columns of the
// warehouse, so it must be UTF-8 whatever the file holds.
func cleanBytes(s []byte, n int) string { return clean(string(s[:min(len(s), 4*n)]), n) }

func clean(s string, n int) string { return sources.Cut(strings.ToValidUTF8(s, "\uFFFD"), n) }

// column is the memory of one column of the batch under construction. The
// validity bitmap starts as all ones, so that only NULLs cost a write.
type column struct {
	mem  memory.Allocator
	kind kind
	bits *memory.Buffer
	vals *memory.Buffer // fixed-width values, or offsets of texts
	data *memory.Buffer // bytes of texts

	valid []byte
	off   []int32
	text_ []byte
	f64   []float64
	i64   []int64
	i16   []int16
	i32   []int32
	flag  []byte
	num   [48]byte
}

func buffer(mem memory.Allocator, n int) *memory.Buffer {
	b := memory.NewResizableBuffer(mem)
	b.Resize(n)
	return b
}

func (c *column) alloc(mem memory.Allocator, p *colPlan, rows, perRow int) {
	c.mem, c.kind = mem, p.kind
	c.bits = buffer(mem, (rows+7)/8)
	c.valid = c.bits.Bytes()
	memory.Set(c.valid, 0xff)
	switch p.kind {
	case kindText:
		c.vals = buffer(mem, (rows+1)*4)
		c.off = arrow.Int32Traits.CastFromBytes(c.vals.Bytes())
		c.off[0] = 0
		if perRow == 0 {
			perRow = 8
		}
		c.data = buffer(mem, max(64, min(rows*perRow, 64<<20)))
		c.text_ = c.data.Buf()
	case kindFloat:
		c.vals = buffer(mem, rows*8)
		c.f64 = arrow.Float64Traits.CastFromBytes(c.vals.Bytes())
	case kindInt, kindStamp:
		c.vals = buffer(mem, rows*8)
		c.i64 = arrow.Int64Traits.CastFromBytes(c.vals.Bytes())
	case kindYear:
		c.vals = buffer(mem, rows*2)
		c.i16 = arrow.Int16Traits.CastFromBytes(c.vals.Bytes())
	case kindDate:
		c.vals = buffer(mem, rows*4)
		c.i32 = arrow.Int32Traits.CastFromBytes(c.vals.Bytes())
	case kindFlag:
		c.vals = buffer(mem, (rows+7)/8)
		c.flag = c.vals.Bytes()
		memory.Set(c.flag, 0)
	}
}

func (c *column) release() {
	for _, b := range []*memory.Buffer{c.bits, c.vals, c.data} {
		if b != nil {
			b.Release()
		}
	}
	*c = column{}
}

// array hands the first n rows over as an Arrow array.
func (c *column) array(t arrow.DataType, n int) arrow.Array {
	nulls := 0
	for i := range n {
		nulls += int(^c.valid[i>>3] >> (i & 7) & 1)
	}
	bufs := []*memory.Buffer{nil, c.vals, c.data}[:2]
	if nulls > 0 {
		c.bits.ResizeNoShrink((n + 7) / 8)
		bufs[0] = c.bits
	}
	switch c.kind {
	case kindText:
		c.vals.ResizeNoShrink((n + 1) * 4)
		c.data.ResizeNoShrink(int(c.off[n]))
		bufs = bufs[:3]
	case kindYear:
		c.vals.ResizeNoShrink(n * 2)
	case kindDate:
		c.vals.ResizeNoShrink(n * 4)
	case kindFlag:
		c.vals.ResizeNoShrink((n + 7) / 8)
	default:
		c.vals.ResizeNoShrink(n * 8)
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
	if end > len(c.text_) {
		c.grow(end)
	}
	copy(c.text_[at:], s)
	c.off[n+1] = int32(end)
}

func (c *column) grow(n int) {
	c.data.Reserve(max(n, 2*len(c.text_)))
	c.text_ = c.data.Buf()
}

// set parses the text into row n. b may be nil, which tells that the text is
// not known to be UTF-8.
func (c *column) set(n int, s []byte, p *colPlan, b *builder, thousands bool) why {
	if len(s) > maxCell {
		return why{sources.ReasonTooLong, "at most 1 MiB"}
	}
	if p.kind == kindText {
		if (b == nil || !b.utf8) && !utf8.Valid(s) {
			return why{sources.ReasonEncoding, "UTF-8 text"}
		}
		if len(p.Values) > 0 && !listed(p.Values, s) {
			return why{sources.ReasonEnum, p.want()}
		}
		c.text(n, s)
		return why{}
	}
	if len(p.Values) > 0 && !listed(p.Values, s) {
		return why{sources.ReasonEnum, "one of " + strings.Join(p.Values, ", ")}
	}
	ok := true
	if thousands && p.kind <= kindYear {
		if s, ok = ungroup(s, c.num[:0]); !ok {
			return why{sources.ReasonType, "a number with commas between thousands only"}
		}
	}
	var v float64
	switch p.kind {
	case kindFloat:
		v, ok = parseFloat(s)
		c.f64[n] = v
	case kindInt:
		c.i64[n], ok = parseInt(s)
		v = float64(c.i64[n])
	case kindYear:
		var i int64
		i, ok = parseInt(s)
		c.i16[n], v = int16(i), float64(i)
		if ok && int64(c.i16[n]) != i {
			return why{sources.ReasonRange, p.want()}
		}
	case kindDate:
		c.i32[n], ok = parseDate(s)
	case kindStamp:
		c.i64[n], ok = parseStamp(s)
	case kindFlag:
		var t bool
		t, ok = parseFlag(s)
		c.setFlag(n, t)
	}
	if !ok {
		return why{sources.ReasonType, p.want()}
	}
	if (p.Min != nil || p.Max != nil) && p.outside(v) {
		return why{sources.ReasonRange, p.bounds()}
	}
	return why{}
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

// lines counts line ends.
func lines(b []byte) int64 { return int64(bytes.Count(b, []byte{'\n'})) }
