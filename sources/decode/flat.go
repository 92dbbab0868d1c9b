package decode

import (
	"bytes"
	"context"
	"fmt"
	"unicode/utf8"

	"jevons/sources"
)

// KeyCells implements [sources.LineKeyed].
func (d Flat) KeyCells() (comma byte, cells int, ok bool) {
	return d.comma(), d.Keyed, d.Keyed > 0
}

func (d Flat) comma() byte {
	if d.Comma == 0 {
		return '\t'
	}
	return d.Comma
}

// Decode implements [sources.Decoder].
func (d Flat) Decode(ctx context.Context, sf sources.File) (sources.Stream, error) {
	f, err := newFile(sf)
	if err != nil {
		return nil, err
	}
	if err := checkComma(f, d.comma()); err != nil {
		return nil, err
	}
	p, err := newPlan(f, d.Cells)
	if err != nil {
		return nil, err
	}
	p.comma, p.keyed = d.comma(), max(d.Keyed, 0)
	in, err := openText(f)
	if err != nil {
		return nil, err
	}
	c := newCutter(in)
	c.cut = c.cutLines
	fd := &flatFeed{cutter: c, loose: d.Loose, p: p}
	if err := fd.head(); err != nil {
		in.Close()
		return nil, err
	}
	return newStream(ctx, p, fd), nil
}

func checkComma(f *file, comma byte) error {
	if comma == '\n' || comma == '\r' || comma == '"' || comma >= utf8.RuneSelf {
		return f.errorf(0, "", "%q cannot be the delimiter", comma)
	}
	return nil
}

type flatFeed struct {
	*cutter
	p     *plan
	loose bool
	blank int64 // blank lines before the header
}

// head reads the header line.
func (fd *flatFeed) head() error {
	for {
		line := fd.line
		text, ok, err := fd.headLine()
		if err != nil {
			return err
		}
		if !ok {
			return fd.in.f.errorf(0, "", "the file holds no header line")
		}
		if empty(text) {
			fd.blank++
			continue
		}
		if n := bytes.Count(text, []byte{fd.p.comma}); n >= maxHeader {
			return fd.in.f.errorf(line, "", "the header has more than the limit of %d cells", maxHeader)
		}
		var names []string
		for _, cell := range bytes.Split(text, []byte{fd.p.comma}) {
			names = append(names, string(trim(cell)))
		}
		if !utf8.Valid(text) {
			return fd.in.f.errorf(line, string(text), "the header is not UTF-8")
		}
		return fd.p.locate(line, names)
	}
}

func (fd *flatFeed) next() (job, error) {
	b, err := fd.cutter.next()
	if err != nil {
		return nil, err
	}
	return &flatJob{block: b, loose: fd.loose, comma: fd.p.comma}, nil
}

func (fd *flatFeed) total(l *sources.Ledger) {
	fd.cutter.total(l)
	addHead(l, fd.blank, 0)
}

// addHead accounts for the header and what stands before it.
func addHead(l *sources.Ledger, blank, notes int64) {
	l.Records += 1 + blank + notes
	l.Ignore("header", 1)
	if blank > 0 {
		l.Ignore(blankLine, blank)
	}
	if notes > 0 {
		l.Ignore("metadata line", notes)
	}
}

const blankLine = "blank line"

func (fd *flatFeed) Close() error { return fd.in.Close() }

type flatJob struct {
	*block
	loose bool
	comma byte
}

func (j *flatJob) rows(b *builder) error {
	p, data, line := b.p, j.data, j.line
	b.expect(int(j.lines)+1, utf8.Valid(data))
	cut, s := newSplitter(p.comma), newStrip(b, data)
	var key []byte
	for at := 0; at < len(data); line++ {
		cells := s.slot()
		n, end, next := cut.line(data, at, cells)
		text := data[at:end]
		if n == 1 && empty(text) {
			b.ignore(blankLine)
			at = next
			continue
		}
		if p.keyed > 0 {
			key = b.compare(key, data, at, n, cells)
		}
		if n == p.width || j.loose && (n < p.width || j.bare(data, cells, end)) {
			s.add(line, at, end)
		} else {
			s.flush()
			b.bad(line, nil, text, sources.ReasonCells, fmt.Sprintf("%d cells as in the header, not %d", p.width, n))
		}
		at = next
	}
	s.flush()
	b.out.last = bytes.Clone(key)
	return nil
}

// bare tells whether the cells beyond the header are blank.
func (j *flatJob) bare(data []byte, cells []span, end int) bool {
	for _, c := range data[cells[len(cells)-1].to:end] {
		if !blank(c) && c != j.comma {
			return false
		}
	}
	return true
}

// compare checks that the line's key is above the one before it. A line
// without whole key cells cannot be ordered.
func (b *builder) compare(before, data []byte, at, n int, cells []span) []byte {
	o, keyed := &b.out, b.p.keyed
	o.keys++
	if n < keyed || keyed > len(cells) {
		o.unsorted = true
		return before
	}
	key := data[at:cells[keyed-1].to]
	if o.keys == 1 {
		o.first = bytes.Clone(key)
	} else if bytes.Compare(before, key) >= 0 {
		o.unsorted = true
	}
	return key
}
