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
	return &flatJob{block: b, loose: fd.loose}, nil
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
}

func (j *flatJob) rows(b *builder) error {
	p, data, line := b.p, j.data, j.line
	b.expect(int(j.lines)+1, utf8.Valid(data))
	cells := make([][]byte, p.width)
	var key []byte
	for ; len(data) > 0; line++ {
		text := data
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			text, data = data[:i], data[i+1:]
		} else {
			data = nil
		}
		text = chomp(text)
		n, over, keyEnd := p.split(text, cells)
		if n == 1 && empty(text) {
			b.ignore(blankLine)
			continue
		}
		if p.keyed > 0 {
			key = b.compare(key, text, keyEnd)
		}
		switch {
		case n == p.width:
		case j.loose && (n < p.width || empty(bytes.ReplaceAll(over, []byte{p.comma}, nil))):
			clear(cells[min(n, p.width):])
		default:
			b.bad(line, nil, text, sources.ReasonCells, fmt.Sprintf("%d cells as in the header, not %d", p.width, n))
			continue
		}
		b.row(cells, line, text)
	}
	b.out.last = bytes.Clone(key)
	return nil
}

// split cuts a line into cells, returns how many the line has, what stands
// beyond the header's width, and where the key cells end (-1 if they do not).
func (p *plan) split(text []byte, cells [][]byte) (n int, over []byte, keyEnd int) {
	rest, at := text, 0
	keyEnd = -1
	for n < len(cells) {
		i := bytes.IndexByte(rest, p.comma)
		if i < 0 {
			cells[n] = rest
			n++
			return n, nil, keyEnd
		}
		cells[n] = rest[:i]
		n++
		if n == p.keyed {
			keyEnd = at + i
		}
		rest = rest[i+1:]
		at += i + 1
	}
	return n + 1 + bytes.Count(rest, []byte{p.comma}), rest, keyEnd
}

// compare checks that the line's key is above the one before it. A line
// without whole key cells cannot be ordered.
func (b *builder) compare(before, text []byte, end int) []byte {
	o := &b.out
	o.keys++
	if end < 0 {
		o.unsorted = true
		return before
	}
	key := text[:end]
	if o.keys == 1 {
		o.first = bytes.Clone(key)
	} else if bytes.Compare(before, key) >= 0 {
		o.unsorted = true
	}
	return key
}
