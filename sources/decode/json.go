package decode

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"jevons/sources"
)

// Decode implements [sources.Decoder].
func (d JSON) Decode(ctx context.Context, sf sources.File) (sources.Stream, error) {
	f, err := newFile(sf)
	if err != nil {
		return nil, err
	}
	p, err := newPlan(f, d.Cells)
	if err != nil {
		return nil, err
	}
	members, err := d.members(p)
	if err != nil {
		return nil, err
	}
	in, err := openText(f)
	if err != nil {
		return nil, err
	}
	fd := &jsonFeed{scanner: scanner{in: in, buf: make([]byte, min(max(f.block, 512), 64<<10))}, d: &d, members: members, groups: d.groups(members)}
	if err := fd.descend(); err != nil {
		in.Close()
		return nil, fd.place(err)
	}
	return newStream(ctx, p, fd), nil
}

// slot says into which cell a member goes. rank orders the names that one
// column may have, the newest first.
type slot struct{ cell, rank int }

// members gives every column that is read from the file a cell.
func (d JSON) members(p *plan) (map[string]slot, error) {
	members := map[string]slot{}
	found := false
	for i := range p.cols {
		c := &p.cols[i]
		if c.fill != fillCell {
			continue
		}
		c.cell = p.width
		p.width++
		if d.Member != "" && c.Name == d.Member {
			found = true
			p.memberCell = c.cell
			continue
		}
		for rank, name := range c.SourceNames() {
			if _, dup := members[name]; dup {
				return nil, p.f.errorf(0, name, "is the source name of two columns")
			}
			members[name] = slot{c.cell, rank}
		}
	}
	if d.Member != "" && !found {
		return nil, p.f.errorf(0, d.Member, "is to receive the member name, but is not a column of cells")
	}
	return members, nil
}

// groups are the objects within a row that hold members of columns, by path;
// nil when names are no paths.
func (d JSON) groups(members map[string]slot) map[string]bool {
	if !d.Nested {
		return nil
	}
	groups := map[string]bool{}
	for name := range members {
		for i, c := range name {
			if c == '.' {
				groups[name[:i]] = true
			}
		}
	}
	return groups
}

// jsonFeed walks to the rows and cuts them into jobs.
type jsonFeed struct {
	scanner
	d       *JSON
	members map[string]slot
	groups  map[string]bool
	started bool // past the first row
	over    bool
	count   int64    // rows delivered
	open    []string // objects that the path went through, from the outside
}

func (fd *jsonFeed) Close() error { return fd.in.Close() }

func (fd *jsonFeed) total(l *sources.Ledger) { l.Bytes = fd.in.bytes }

// place adds the position to an error of the scanner.
func (fd *jsonFeed) place(err error) error {
	var se *scanError
	if !errors.As(err, &se) {
		return err
	}
	where := fmt.Sprintf("at byte %d", se.at)
	if fd.count > 0 {
		where += fmt.Sprintf(", after record %d", fd.count)
	}
	e := fd.in.f.errorf(0, "", "%s: %s", where, se.text)
	e.Hint = se.hint
	return e
}

// descend reads up to the bracket that opens the rows.
func (fd *jsonFeed) descend() error {
	for _, name := range fd.d.Path {
		if err := fd.expect('{', "an object with member "+name); err != nil {
			return err
		}
		if err := fd.findMember(name); err != nil {
			return err
		}
	}
	if fd.d.Member != "" {
		return fd.expect('{', "an object with one member a row")
	}
	return fd.expect('[', "an array with one element a row")
}

// expect reads the bracket c.
func (fd *jsonFeed) expect(c byte, what string) error {
	got, err := fd.peek()
	if err != nil {
		return err
	}
	if got != c {
		if len(fd.open) > 0 {
			what += " under " + strings.Join(fd.open, ".")
		}
		return fd.bad("", "%s where %s was expected", shape(got), what)
	}
	fd.pos++
	return nil
}

// shape names the value that begins with c.
func shape(c byte) string {
	switch {
	case c == '{':
		return "an object"
	case c == '[':
		return "an array"
	case c == '"':
		return "a string"
	case c == '-' || c-'0' <= 9:
		return "a number"
	case c == 't' || c == 'f':
		return "true or false"
	case c == 'n':
		return "null"
	}
	return fmt.Sprintf("%q", c)
}

// findMember reads up to the value of a member of the object just opened.
func (fd *jsonFeed) findMember(name string) error {
	var others []string
	for first := true; ; first = false {
		got, more, err := fd.member(first)
		if err != nil {
			return err
		}
		if !more {
			have := "it is empty"
			if len(others) > 0 {
				have = "it has " + strings.Join(others, ", ")
			}
			return fd.bad("", "an object without member %s where one was expected; %s", name, have)
		}
		if got == name {
			fd.open = append(fd.open, name)
			return nil
		}
		if len(others) < 20 {
			others = append(others, inert(got))
		}
		if _, err := fd.value(nil, false, len(fd.open)+1); err != nil {
			return err
		}
	}
}

// member reads a member name and its colon, or the brace that ends the object.
func (fd *jsonFeed) member(first bool) (name string, more bool, err error) {
	more, err = fd.another(first, '}')
	if err != nil || !more {
		return "", false, err
	}
	c, err := fd.peek()
	if err != nil {
		return "", false, err
	}
	if c != '"' {
		return "", false, fd.bad("", "%s where a member name was expected", shape(c))
	}
	raw, err := fd.value(nil, true, 0)
	if err != nil {
		return "", false, err
	}
	text, ok := unquote(raw, nil)
	if !ok {
		return "", false, fd.bad("", "a member name that is not a JSON string")
	}
	if c, err = fd.peek(); err != nil {
		return "", false, err
	} else if c != ':' {
		return "", false, fd.bad("", "%s where a colon was expected", shape(c))
	}
	fd.pos++
	return string(text), true, nil
}

// another reads the comma before the next element, or the closing bracket.
func (fd *jsonFeed) another(first bool, end byte) (bool, error) {
	c, err := fd.peek()
	switch {
	case err != nil:
		return false, err
	case c == end:
		fd.pos++
		return false, nil
	case first:
		return true, nil
	case c != ',':
		return false, fd.bad("", "%s where a comma or %q was expected", shape(c), end)
	}
	fd.pos++
	if c, err = fd.peek(); err == nil && c == end {
		err = fd.bad("", "%q after a comma", end)
	}
	return err == nil, err
}

// finish reads what follows the rows: the rest of the objects around them.
func (fd *jsonFeed) finish() error {
	for i := len(fd.open) - 1; i >= 0; i-- {
		for {
			name, more, err := fd.member(false)
			if err != nil {
				return err
			}
			if !more {
				break
			}
			if name == fd.open[i] {
				return fd.bad("", "member %s occurs twice", name)
			}
			if _, err := fd.value(nil, false, i+1); err != nil {
				return err
			}
		}
	}
	if c, err := fd.space(); err == nil {
		return fd.bad("", "%s after the end of the document", shape(c))
	} else if err != io.EOF {
		return err
	}
	return nil
}

func (fd *jsonFeed) next() (job, error) {
	j := &jsonJob{first: fd.count + 1, fd: fd}
	for !fd.over && len(j.data) < fd.in.f.block && len(j.spans) < fd.in.f.BatchRows {
		if err := fd.record(j); err != nil {
			return nil, fd.place(err)
		}
	}
	if len(j.spans) == 0 {
		return nil, io.EOF
	}
	fd.count += int64(len(j.spans))
	return j, nil
}

// record adds the next row to j.
func (fd *jsonFeed) record(j *jsonJob) (err error) {
	var s element
	more := false
	if fd.d.Member != "" {
		s.name, more, err = fd.member(!fd.started)
	} else {
		more, err = fd.another(!fd.started, ']')
	}
	if err != nil {
		return err
	}
	fd.started = true
	if !more {
		fd.over = true
		return fd.finish()
	}
	if _, err = fd.peek(); err != nil {
		return err
	}
	s.start = len(j.data)
	if j.data, err = fd.value(j.data, true, len(fd.open)+1); err != nil {
		return err
	}
	s.end = len(j.data)
	j.spans = append(j.spans, s)
	return nil
}

// element is one row of a job.
type element struct {
	name       string // of the member; "" in an array
	start, end int
}

type jsonJob struct {
	fd    *jsonFeed
	data  []byte
	spans []element
	first int64 // position of the first row, from 1
}

func (j *jsonJob) done() {}

func (j *jsonJob) rows(b *builder) error {
	b.expect(len(j.spans), false)
	b.out.seen = make([]bool, b.p.width)
	o := object{members: j.fd.members, groups: j.fd.groups, cells: make([]span, b.p.width), ranks: make([]int, b.p.width)}
	for i, s := range j.spans {
		line, raw := j.first+int64(i), j.data[s.start:s.end]
		if skip := j.fd.d.Skip; skip != nil {
			if reason := skip(s.name); reason != "" {
				b.ignore(reason)
				continue
			}
		}
		if !utf8.Valid(raw) {
			b.bad(line, nil, raw, sources.ReasonEncoding, "UTF-8 text")
			continue
		}
		if text, want := o.read(raw); want != "" {
			b.bad(line, text, raw, sources.ReasonSyntax, want)
			continue
		}
		if j.fd.d.Member != "" {
			o.put(slot{cell: b.p.memberCell}, append(o.text, s.name...))
		}
		for k, rank := range o.ranks {
			b.out.seen[k] = b.out.seen[k] || rank > 0
		}
		b.row(o.text, o.cells, line, raw)
	}
	return nil
}
