package decode

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner finds where JSON values begin and end without holding the document.
// It checks brackets and strings; what stands between them is checked by the
// worker that reads the record.
type scanner struct {
	in  *input
	buf []byte
	pos int // next byte in buf
	len int // bytes in buf
	off int64
	eof bool
}

// scanError is a fault at a byte of the document.
type scanError struct {
	at         int64
	text, hint string
}

func (e *scanError) Error() string { return e.text }

func (s *scanner) bad(hint, format string, a ...any) error {
	return &scanError{at: s.off + int64(s.pos), text: fmt.Sprintf(format, a...), hint: hint}
}

func (s *scanner) cut() error {
	return s.bad("fetch the file again", "the JSON document is cut short")
}

// fill reads on when the buffer is used up.
func (s *scanner) fill() error {
	if s.pos < s.len {
		return nil
	}
	s.off += int64(s.len)
	s.pos, s.len = 0, 0
	for s.len == 0 {
		if s.eof {
			return io.EOF
		}
		n, err := s.in.Read(s.buf)
		s.len = n
		if err == io.EOF {
			s.eof = true
		} else if err != nil {
			return s.in.fail(err)
		}
	}
	return nil
}

// space skips white space and returns the byte after it, which is not taken.
func (s *scanner) space() (byte, error) {
	for {
		if err := s.fill(); err != nil {
			return 0, err
		}
		for ; s.pos < s.len; s.pos++ {
			switch c := s.buf[s.pos]; c {
			case ' ', '\t', '\r', '\n':
			default:
				return c, nil
			}
		}
	}
}

// peek is space where the document may not end.
func (s *scanner) peek() (byte, error) {
	c, err := s.space()
	if err == io.EOF {
		if s.off == 0 && s.len == 0 {
			return 0, s.bad("", "the file is empty")
		}
		return 0, s.cut()
	}
	return c, err
}

// value reads the value that begins at the next byte and appends it to dst if
// keep is set. depth is the number of brackets around it.
func (s *scanner) value(dst []byte, keep bool, depth int) ([]byte, error) {
	if _, err := s.peek(); err != nil {
		return dst, err
	}
	v := valueScan{depth: depth, size: 0}
	for {
		if err := s.fill(); err == io.EOF {
			if v.scalar() {
				return dst, nil
			}
			return dst, s.cut()
		} else if err != nil {
			return dst, err
		}
		n, done, fault := v.scan(s.buf[s.pos:s.len])
		if keep {
			dst = append(dst, s.buf[s.pos:s.pos+n]...)
		}
		s.pos += n
		if v.size += n; fault != "" {
			return dst, s.bad("", "%s", fault)
		}
		if keep && v.size > maxRecord {
			return dst, s.bad("", "a record is longer than the limit of %d bytes", maxRecord)
		}
		if done {
			return dst, nil
		}
	}
}

// valueScan is the state of finding the end of one value.
type valueScan struct {
	depth  int    // brackets around the value
	stack  []byte // closing brackets that are due
	size   int    // bytes so far
	str    bool   // inside a string
	esc    bool   // after a backslash in a string
	inWord bool   // inside a number or literal
}

// scalar tells whether the value may end with the document.
func (v *valueScan) scalar() bool { return v.inWord && len(v.stack) == 0 }

// scan takes bytes of the value off b and returns how many.
func (v *valueScan) scan(b []byte) (n int, done bool, fault string) {
	for i, c := range b {
		if v.str {
			switch {
			case v.esc:
				v.esc = false
			case c == '\\':
				v.esc = true
			case c == '"':
				v.str = false
				if len(v.stack) == 0 {
					return i + 1, true, ""
				}
			}
			continue
		}
		switch c {
		case '"':
			if v.inWord && len(v.stack) == 0 {
				return i, true, ""
			}
			v.str = true
		case '{', '[':
			if v.inWord && len(v.stack) == 0 {
				return i, true, ""
			}
			if v.depth+len(v.stack) >= maxDepth {
				return i, false, fmt.Sprintf("values are nested deeper than the limit of %d", maxDepth)
			}
			v.stack = append(v.stack, c+2) // the closing bracket in ASCII
		case '}', ']', ',', ':', ' ', '\t', '\r', '\n':
			k := len(v.stack)
			if k == 0 {
				if v.inWord {
					return i, true, ""
				}
				return i, false, shape(c) + " where a value was expected"
			}
			if c != '}' && c != ']' {
				continue
			}
			if v.stack[k-1] != c {
				return i, false, fmt.Sprintf("%q where %q was expected", c, v.stack[k-1])
			}
			if v.stack = v.stack[:k-1]; k == 1 {
				return i + 1, true, ""
			}
		default:
			if c < ' ' {
				return i, false, fmt.Sprintf("a control character %q", c)
			}
			v.inWord = true
		}
	}
	return len(b), false, ""
}

// object reads one record into cells. Its memory is used again for the next.
type object struct {
	members map[string]slot
	groups  map[string]bool // paths of the objects to look into; nil is none
	text    []byte          // what the cells are spans of
	cells   []span
	ranks   []int  // 1 + rank of the name that filled the cell; 0 is unfilled
	name    []byte // of the member, after the path to it
}

// read fills the cells from a record. want is not empty when it is not an
// object that can be read.
func (o *object) read(raw []byte) (text []byte, want string) {
	clear(o.cells)
	clear(o.ranks)
	o.text = o.text[:0]
	if raw[0] != '{' {
		return raw, "an object, not " + shape(raw[0])
	}
	if !json.Valid(raw) {
		return nil, "a well-formed JSON object"
	}
	return o.fields(raw, 0)
}

// fields fills cells from the members of a valid object. The first base bytes
// of o.name are the path to it, with the dot after it.
func (o *object) fields(raw []byte, base int) (text []byte, want string) {
	for rest := skipSpace(raw[1:]); rest[0] != '}'; {
		var quoted, value []byte
		quoted, rest = token(rest)
		value, rest = token(skipSpace(skipSpace(rest)[1:]))
		if rest = skipSpace(rest); rest[0] == ',' {
			rest = skipSpace(rest[1:])
		}
		var ok bool
		if o.name, ok = unquote(quoted, o.name[:base]); !ok {
			return quoted, "a member name without lone surrogates"
		}
		if o.groups != nil && bytes.IndexByte(o.name[base:], '.') >= 0 {
			continue // else it could pass for a path
		}
		if text, want = o.fill(quoted, value); want != "" {
			return text, want
		}
		if value[0] == '{' && o.groups[string(o.name)] {
			o.name = append(o.name, '.')
			if text, want = o.fields(value, len(o.name)); want != "" {
				return text, want
			}
		}
	}
	return nil, ""
}

// fill fills the cell of the member o.name, if it has one.
func (o *object) fill(quoted, value []byte) (text []byte, want string) {
	at, known := o.members[string(o.name)]
	if !known {
		return nil, ""
	}
	switch have := o.ranks[at.cell] - 1; {
	case have == at.rank:
		return quoted, "every member once"
	case have >= 0 && have < at.rank:
		return nil, ""
	}
	all, ok := appendText(o.text, value)
	if !ok {
		return value, "a string without lone surrogates"
	}
	o.put(at, all)
	return nil, ""
}

// put takes what all has beyond text as the cell at a slot.
func (o *object) put(at slot, all []byte) {
	o.cells[at.cell] = span{int32(len(o.text)), int32(len(all))}
	o.ranks[at.cell] = at.rank + 1
	o.text = all
}

// appendText appends the cell of a value: a string's text, a number as
// written, the compact form of an array or object; nothing for null.
func appendText(dst, value []byte) ([]byte, bool) {
	switch value[0] {
	case 'n':
		return dst, true
	case '"':
		return unquote(value, dst)
	case '{', '[':
		b := bytes.NewBuffer(dst)
		err := json.Compact(b, value)
		return b.Bytes(), err == nil
	}
	return append(dst, value...), true
}

func skipSpace(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\n' || b[0] == '\r') {
		b = b[1:]
	}
	return b
}

// token takes one value off valid JSON.
func token(b []byte) (value, rest []byte) {
	var v valueScan
	n, _, _ := v.scan(b)
	return b[:n], b[n:]
}

// unquote appends the text of a valid JSON string to dst. A surrogate without
// its partner has no text.
func unquote(q, dst []byte) ([]byte, bool) {
	if len(q) < 2 || q[0] != '"' || q[len(q)-1] != '"' {
		return nil, false
	}
	q = q[1 : len(q)-1]
	for {
		i := bytes.IndexByte(q, '\\')
		if i < 0 {
			return append(dst, q...), true
		}
		dst = append(dst, q[:i]...)
		if len(q) < i+2 {
			return nil, false
		}
		c := q[i+1]
		q = q[i+2:]
		if k := bytes.IndexByte([]byte(`"\/bfnrt`), c); k >= 0 {
			dst = append(dst, "\"\\/\b\f\n\r\t"[k])
			continue
		}
		r, ok := hex4(q)
		if c != 'u' || !ok {
			return nil, false
		}
		q = q[4:]
		if utf16.IsSurrogate(r) {
			if len(q) < 6 || q[0] != '\\' || q[1] != 'u' {
				return nil, false
			}
			low, _ := hex4(q[2:])
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return nil, false
			}
			q = q[6:]
		}
		dst = utf8.AppendRune(dst, r)
	}
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case c-'0' <= 9:
			c -= '0'
		case c-'a' < 6:
			c -= 'a' - 10
		case c-'A' < 6:
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
