package decode

import (
	"bytes"
	"context"
	"fmt"
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
		r.split(text, 0)
		switch {
		case r.broken != "":
			return fd.in.f.errorf(line, string(trim(text)), "the header is malformed: %s", r.broken)
		case r.n > maxHeader:
			return fd.in.f.errorf(line, "", "the header has more than the limit of %d cells", maxHeader)
		case !utf8.Valid(text):
			return fd.in.f.errorf(line, string(trim(text)), "the header is not UTF-8")
		}
		names := make([]string, len(r.cells))
		for i, c := range r.cells {
			names[i] = string(trim(text[c.from:c.to]))
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
