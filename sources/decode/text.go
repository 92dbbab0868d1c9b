package decode

import (
	"bytes"
	"io"
	"slices"

	"jevons/sources"
)

// pool lends out block buffers. It holds as many as are in flight.
type pool chan []byte

func (p pool) get(n int) []byte {
	select {
	case b := <-p:
		if cap(b) >= n {
			return b[:n]
		}
	default:
	}
	return make([]byte, n)
}

func (p pool) put(b []byte) {
	if cap(b) > 2*maxBlock {
		return // grown for a huge record
	}
	select {
	case p <- b[:cap(b)]:
	default:
	}
}

// cutter reads text and cuts it into blocks of whole records.
type cutter struct {
	in    *input
	pool  pool
	carry []byte // bytes read but not yet delivered
	line  int64  // first line of carry
	eof   bool
	ends  int64 // line ends delivered
	tail  bool  // the last line lacks its end

	// cut returns how many bytes of b are whole records; 0 asks for more
	// bytes. last tells that no more will come.
	cut func(b []byte, line int64, last bool) (int, error)
}

// block is a run of whole records.
type block struct {
	data  []byte
	line  int64 // of its first byte
	lines int64 // line ends within
	buf   []byte
	pool  pool
}

func (b *block) done() { b.pool.put(b.buf) }

func newCutter(in *input) *cutter {
	return &cutter{in: in, pool: make(pool, 4*in.f.Workers+4), line: 1}
}

// next returns the next block, io.EOF after the last.
func (c *cutter) next() (*block, error) {
	size := c.in.f.block
	for {
		buf := c.pool.get(max(size, len(c.carry)+c.in.f.block/2))
		n := copy(buf, c.carry)
		for n < len(buf) && !c.eof {
			k, err := c.in.Read(buf[n:])
			n += k
			if err == io.EOF {
				c.eof = true
			} else if err != nil {
				return nil, c.in.fail(err)
			}
		}
		if n == 0 {
			return nil, io.EOF
		}
		k, err := c.cut(buf[:n], c.line, c.eof)
		if err != nil {
			return nil, err
		}
		c.carry = append(c.carry[:0], buf[k:n]...)
		if k == 0 {
			c.pool.put(buf)
			size = 2 * len(buf)
			continue
		}
		b := &block{data: buf[:k], line: c.line, lines: lines(buf[:k]), buf: buf, pool: c.pool}
		c.line += b.lines
		c.ends += b.lines
		c.tail = buf[k-1] != '\n'
		return b, nil
	}
}

func (c *cutter) total(l *sources.Ledger) {
	l.Bytes, l.Lines = c.in.bytes, c.ends
	if c.tail {
		l.Lines++
	}
}

// cutLines ends a block after its last line. No line may exceed the limit.
func (c *cutter) cutLines(b []byte, line int64, last bool) (int, error) {
	k := bytes.LastIndexByte(b, '\n') + 1
	if last {
		k = len(b)
	}
	if len(b) > maxRecord { // only then can a line be too long
		for rest := b; len(rest) > 0; line++ {
			i := bytes.IndexByte(rest, '\n')
			if max(i, 0) > maxRecord || i < 0 && len(rest) > maxRecord {
				return 0, c.tooLong(line)
			}
			if i < 0 {
				break
			}
			rest = rest[i+1:]
		}
	}
	return k, nil
}

func (c *cutter) tooLong(line int64) error {
	e := c.in.f.errorf(line, "", "a line is longer than the limit of %d bytes", maxRecord)
	e.Hint = "this is not a table of lines"
	return e
}

// headLine takes the next line off the front of the text, without its end.
// ok is false at the end of the text.
func (c *cutter) headLine() (text []byte, ok bool, err error) {
	for {
		if i := bytes.IndexByte(c.carry, '\n'); i >= 0 && i <= maxRecord {
			text = bytes.Clone(c.carry[:i])
			c.drop(i + 1)
			return chomp(text), true, nil
		} else if i > maxRecord || len(c.carry) > maxRecord {
			return nil, false, c.tooLong(c.line)
		}
		if c.eof {
			if len(c.carry) == 0 {
				return nil, false, nil
			}
			text = bytes.Clone(c.carry)
			c.drop(len(c.carry))
			return chomp(text), true, nil
		}
		if err := c.more(); err != nil {
			return nil, false, err
		}
	}
}

// more reads further bytes into carry.
func (c *cutter) more() error {
	n := len(c.carry)
	c.carry = slices.Grow(c.carry, max(n, min(c.in.f.block, 64<<10)))
	for {
		k, err := c.in.Read(c.carry[n:cap(c.carry)])
		c.carry = c.carry[:n+k]
		switch {
		case err == io.EOF:
			c.eof = true
			return nil
		case err != nil:
			return c.in.fail(err)
		case k > 0:
			return nil
		}
	}
}

// drop takes n bytes off carry, which end with a line or with the text.
func (c *cutter) drop(n int) {
	k := lines(c.carry[:n])
	c.line += k
	c.ends += k
	c.tail = n > 0 && c.carry[n-1] != '\n'
	c.carry = append(c.carry[:0], c.carry[n:]...)
}

// chomp cuts a carriage return, which the line had before its end.
func chomp(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\r' {
		return b[:n-1]
	}
	return b
}

// empty tells whether a line is blank.
func empty(b []byte) bool { return len(trim(b)) == 0 }

// lines counts line ends.
func lines(b []byte) int64 { return int64(bytes.Count(b, []byte{'\n'})) }
