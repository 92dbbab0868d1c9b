package warehouse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// errNotComparable says that two files cannot be compared line by line; the
// rows are then compared in DuckDB.
var errNotComparable = errors.New("not comparable by lines")

// maxDelta is how many bytes of differing lines are held. A revision of more
// is a benchmark, and the join in DuckDB, which spills, is the better way.
const maxDelta = 64 << 20

// delta are the lines by which a newer file differs from an older one, each
// set headed by its file's header line, with the lines' numbers.
type delta struct {
	fresh, stale     []byte  // changed or added lines of the newer; changed or removed of the older
	freshAt, staleAt []int64 // line numbers, the header's first
	lines            int64   // of the newer file
	bytes            int64   // of the newer file
}

// diffLines compares two files of one header line and one row a line, sorted
// by their first cells, by merging them. Equal stretches are found by comparing
// blocks, so nothing is parsed and memory stays at two buffers and the delta.
// It returns errNotComparable when the headers differ, the newer file is not
// sorted, or the delta is too large.
func diffLines(older, newer io.Reader, comma byte, cells int, progress func(int64)) (*delta, error) {
	a, b := newLineSource(older), newLineSource(newer)
	defer a.stop()
	defer b.stop()
	b.progress = progress
	d := &delta{}
	ha, err := a.line()
	if err != nil {
		return nil, err
	}
	hb, err := b.line()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(ha, hb) {
		return nil, fmt.Errorf("%w: the header changed", errNotComparable)
	}
	d.stale, d.fresh = append(d.stale, ha...), append(d.fresh, hb...)
	d.staleAt, d.freshAt = []int64{1}, []int64{1}
	a.take(len(ha))
	b.take(len(hb))
	m := &lineMerge{a: a, b: b, d: d, comma: comma, cells: cells}
	if err := m.run(); err != nil {
		return nil, err
	}
	d.lines, d.bytes = b.no, b.read
	return d, nil
}

type lineMerge struct {
	a, b  *lineSource
	d     *delta
	comma byte
	cells int
	last  []byte // key of the newer file's line before
}

func (m *lineMerge) run() error {
	for {
		if err := m.skipEqual(); err != nil {
			return err
		}
		la, err := m.a.line()
		if err != nil {
			return err
		}
		lb, err := m.b.line()
		if err != nil {
			return err
		}
		if len(la) == 0 && len(lb) == 0 {
			return nil
		}
		if bytes.Equal(la, lb) {
			// A line that a block boundary cut was not seen by skipEqual.
			k, err := key(lb, m.comma, m.cells)
			if err != nil {
				return err
			}
			m.last = append(m.last[:0], k...)
			m.a.take(len(la))
			m.b.take(len(lb))
			continue
		}
		if err := m.differ(la, lb); err != nil {
			return err
		}
	}
}

// skipEqual passes the lines that both files have in common from here.
func (m *lineMerge) skipEqual() error {
	for {
		x, err := m.a.peek()
		if err != nil {
			return err
		}
		y, err := m.b.peek()
		if err != nil {
			return err
		}
		n := commonPrefix(x, y)
		end := bytes.LastIndexByte(x[:n], '\n') + 1
		if end == 0 {
			return nil
		}
		k, err := key(y[bytes.LastIndexByte(y[:end-1], '\n')+1:end], m.comma, m.cells)
		if err != nil {
			return err
		}
		m.last = append(m.last[:0], k...)
		m.a.take(end)
		m.b.take(end)
		if n < min(len(x), len(y)) {
			return nil
		}
	}
}

// differ settles one step of the merge: la and lb are the next lines, empty at
// the end of their files.
func (m *lineMerge) differ(la, lb []byte) error {
	var ka, kb []byte
	var err error
	if len(la) > 0 {
		if ka, err = key(la, m.comma, m.cells); err != nil {
			return err
		}
	}
	if len(lb) > 0 {
		if kb, err = key(lb, m.comma, m.cells); err != nil {
			return err
		}
	}
	order := bytes.Compare(ka, kb)
	switch {
	case len(la) == 0:
		order = 1
	case len(lb) == 0:
		order = -1
	}
	d := m.d
	if order <= 0 {
		d.stale = appendLine(d.stale, la)
		d.staleAt = append(d.staleAt, m.a.no+1)
	}
	if order >= 0 {
		if m.last != nil && bytes.Compare(kb, m.last) <= 0 {
			return fmt.Errorf("%w: keys are not ascending", errNotComparable)
		}
		m.last = append(m.last[:0], kb...)
		d.fresh = appendLine(d.fresh, lb)
		d.freshAt = append(d.freshAt, m.b.no+1)
		m.b.take(len(lb))
	}
	if order <= 0 {
		m.a.take(len(la))
	}
	if len(d.fresh)+len(d.stale) > maxDelta {
		return fmt.Errorf("%w: more than %d MiB of lines differ", errNotComparable, maxDelta>>20)
	}
	return nil
}

func appendLine(dst, line []byte) []byte {
	dst = append(dst, line...)
	if line[len(line)-1] != '\n' {
		dst = append(dst, '\n')
	}
	return dst
}

// key is the line up to the comma after its first cells.
func key(line []byte, comma byte, cells int) ([]byte, error) {
	at := 0
	for range cells {
		i := bytes.IndexByte(line[at:], comma)
		if i < 0 {
			return nil, fmt.Errorf("%w: a line has fewer cells than the key", errNotComparable)
		}
		at += i + 1
	}
	return line[:at-1], nil
}

// commonPrefix is the length of the longest common prefix.
func commonPrefix(x, y []byte) int {
	n := min(len(x), len(y))
	i := 0
	for step := 1 << 16; step >= 64; step >>= 2 {
		for i+step <= n && bytes.Equal(x[i:i+step], y[i:i+step]) {
			i += step
		}
	}
	for i < n && x[i] == y[i] {
		i++
	}
	return i
}

// lineSource reads ahead in a goroutine (reading verifies the hash, which
// costs as much as comparing) and hands out what is buffered.
type lineSource struct {
	blocks   chan []byte
	fail     chan error
	quit     chan struct{}
	buf      []byte // unread
	eof      bool
	no       int64 // lines taken
	read     int64
	progress func(int64)
}

const lineBlock = 1 << 20

func newLineSource(r io.Reader) *lineSource {
	s := &lineSource{blocks: make(chan []byte, 2), fail: make(chan error, 1), quit: make(chan struct{})}
	go func() {
		defer close(s.blocks)
		for {
			b := make([]byte, lineBlock)
			n, err := io.ReadFull(r, b)
			if n > 0 {
				select {
				case s.blocks <- b[:n]:
				case <-s.quit:
					return
				}
			}
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				return
			}
			if err != nil {
				s.fail <- err
				return
			}
		}
	}()
	return s
}

func (s *lineSource) stop() {
	close(s.quit)
	for range s.blocks {
	}
}

// more adds the next block to the buffer.
func (s *lineSource) more() error {
	b, ok := <-s.blocks
	if !ok {
		s.eof = true
		select {
		case err := <-s.fail:
			return err
		default:
			return nil
		}
	}
	s.read += int64(len(b))
	if s.progress != nil {
		s.progress(int64(len(b)))
	}
	if len(s.buf) == 0 {
		s.buf = b
	} else {
		s.buf = append(append(make([]byte, 0, len(s.buf)+len(b)), s.buf...), b...)
	}
	return nil
}

// peek is everything buffered, at least one byte unless the file ended.
func (s *lineSource) peek() ([]byte, error) {
	for len(s.buf) == 0 && !s.eof {
		if err := s.more(); err != nil {
			return nil, err
		}
	}
	return s.buf, nil
}

// maxLine bounds a line that is looked for in vain.
const maxLine = 8 << 20

// line is the next line with its newline, empty at the end.
func (s *lineSource) line() ([]byte, error) {
	from := 0
	for {
		if i := bytes.IndexByte(s.buf[from:], '\n'); i >= 0 {
			return s.buf[:from+i+1], nil
		}
		if s.eof {
			return s.buf, nil
		}
		from = len(s.buf)
		if from > maxLine {
			return nil, fmt.Errorf("%w: a line is longer than %d MiB", errNotComparable, maxLine>>20)
		}
		if err := s.more(); err != nil {
			return nil, err
		}
	}
}

// take passes n buffered bytes.
func (s *lineSource) take(n int) {
	lines := int64(bytes.Count(s.buf[:n], []byte{'\n'}))
	if n > 0 && s.buf[n-1] != '\n' {
		lines++
	}
	s.no += lines
	s.buf = s.buf[n:]
}
