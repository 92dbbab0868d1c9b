package decode

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"jevons/sources"
)

// Rows reads what no decoder of tables fits: documents in which one record is
// many rows, several documents in one landing, tables with a column a period,
// archives of many files, calendars, XML. A function of the dataset's package
// makes the records; typing, bounds and the ledger are those of every decoder.
// _line is the ordinal of the record. A column that no record carries is an
// error unless it may lack.
type Rows struct {
	Cells
	// Members is a path.Match pattern on base names: an archive that is no
	// workbook is read member by member, in the order of their names. "" is all.
	// A file that is no archive is read by itself.
	Members string
	// Read hands every record of in to emit and returns emit's error at once. It
	// must give the same records for the same bytes.
	Read func(in *Input, emit func(Record) error) error
}

// Record is what a Read function found.
type Record struct {
	Cells     map[string]string // by a column's source name; an absent one has no value. May be used again once emit has returned
	Raw       string            // the row as it stands, for the quarantine; "" is its cells
	Ignore    string            // reason why it is no data
	Malformed string            // what was expected: the row is quarantined
}

var _ sources.Decoder = Rows{}

// Decode implements [sources.Decoder].
func (d Rows) Decode(ctx context.Context, sf sources.File) (sources.Stream, error) {
	f, err := newFile(sf)
	if err != nil {
		return nil, err
	}
	p, err := newPlan(f, d.Cells)
	if err != nil {
		return nil, err
	}
	members, err := (JSON{}).members(p)
	if err != nil {
		return nil, err
	}
	inputs, err := d.inputs(ctx, f)
	if err != nil {
		return nil, err
	}
	fd := &rowsFeed{p: p, members: members, unknown: map[string]bool{}, inputs: inputs}
	fd.next1, fd.stop = iter.Pull(fd.records(d.Read))
	return newStream(ctx, p, fd), nil
}

// inputs are the files to read: the file itself, or members of the archive.
func (d Rows) inputs(ctx context.Context, f *file) ([]*Input, error) {
	packed, err := magic(f)
	if err != nil {
		return nil, err
	}
	if !packed {
		return []*Input{{Name: f.Name, Part: f.Part, ctx: ctx, f: f}}, nil
	}
	a, err := openArchive(f)
	if err != nil {
		return nil, err
	}
	if a.workbook() {
		return []*Input{{Name: f.Name, Part: f.Part, ctx: ctx, f: f, book: a}}, nil
	}
	var list []*Input
	for _, e := range a.zip.File {
		name := path.Base(e.Name)
		ok, err := path.Match(cmp.Or(d.Members, "*"), name)
		if err != nil {
			return nil, f.errorf(0, d.Members, "is not a pattern for member names (%v)", err)
		}
		if !ok || strings.HasSuffix(e.Name, "/") {
			continue
		}
		m := f.File
		m.Name, m.Size, m.Progress = name, int64(e.UncompressedSize64), nil
		m.Open = func() (io.ReadCloser, error) { return a.openMember(e) }
		mf, err := newFile(m)
		if err != nil {
			return nil, err
		}
		list = append(list, &Input{Name: name, Part: f.Part, ctx: ctx, f: mf})
	}
	if len(list) == 0 {
		_, err := a.find(d.Members)
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b *Input) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// rowsFeed puts records into jobs. The Read function runs as a coroutine of
// next, so that it never runs ahead of what is asked for.
type rowsFeed struct {
	p       *plan
	members map[string]slot
	inputs  []*Input
	next1   func() (Record, bool)
	stop    func()
	err     error // of a Read function; set before the records end
	count   int64
	bytes   int64
	unknown map[string]bool
}

func (fd *rowsFeed) Close() error {
	fd.stop()
	return nil
}

// errStopped ends a Read function whose records nobody wants any more.
var errStopped = errors.New("the reader was stopped")

// records runs the Read function over all inputs.
func (fd *rowsFeed) records(read func(*Input, func(Record) error) error) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for _, in := range fd.inputs {
			err := in.open()
			if err == nil {
				err = read(in, func(r Record) error {
					if !yield(r) {
						return errStopped
					}
					return nil
				})
				err = errors.Join(err, in.close())
			}
			fd.bytes += in.bytes()
			if err != nil {
				fd.err = in.place(err, fd.count)
				return
			}
		}
	}
}

func (fd *rowsFeed) total(l *sources.Ledger) {
	l.Bytes = fd.bytes
	names := slices.Sorted(maps.Keys(fd.unknown))
	for _, n := range names[:min(len(names), 50)] {
		l.Warnings = append(l.Warnings, "unknown column "+inert(n))
	}
	if n := len(names) - 50; n > 0 {
		l.Warnings = append(l.Warnings, fmt.Sprintf("%d more unknown columns", n))
	}
}

func (fd *rowsFeed) next() (job, error) {
	j := &rowsJob{first: fd.count + 1, seen: make([]bool, fd.p.width)}
	for len(j.text) < fd.p.f.block && len(j.items) < fd.p.f.BatchRows {
		r, ok := fd.next1()
		if fd.err != nil {
			return nil, fd.err
		}
		if !ok {
			break
		}
		fd.count++
		if err := fd.add(j, r); err != nil {
			return nil, err
		}
	}
	if len(j.items) == 0 {
		return nil, io.EOF
	}
	return j, nil
}

// add copies a record into the job: its map and texts are the reader's.
func (fd *rowsFeed) add(j *rowsJob, r Record) error {
	it := rowItem{start: len(j.text), ignore: r.Ignore, malformed: r.Malformed, cells: len(j.spans)}
	j.spans = append(j.spans, make([]span, fd.p.width)...)
	j.ranks = append(j.ranks[:0], make([]int, fd.p.width)...)
	spans := j.spans[it.cells:]
	for _, name := range slices.Sorted(maps.Keys(r.Cells)) {
		s, ok := fd.members[name]
		if !ok {
			if len(fd.unknown) < 10_000 && !slices.Contains(fd.p.f.Dataset.Unused, name) {
				fd.unknown[name] = true
			}
			continue
		}
		j.seen[s.cell] = true
		if rank := j.ranks[s.cell]; rank > 0 && rank <= s.rank+1 {
			continue
		}
		from := len(j.text) - it.start
		j.text = append(append(j.text, r.Cells[name]...), '\t')
		spans[s.cell] = span{int32(from), int32(len(j.text) - it.start - 1)}
		j.ranks[s.cell] = s.rank + 1
		if len(j.text)-it.start > maxRecord {
			return fd.p.f.errorf(fd.count, "", "a record is longer than the limit of %d bytes", maxRecord)
		}
	}
	it.raw = len(j.text)
	j.text = append(j.text, sources.Cut(r.Raw, sources.RejectRaw)...)
	it.end = len(j.text)
	j.items = append(j.items, it)
	return nil
}

// rowItem is a record of a job: its cells lie in the text from start to raw,
// the row as it stands from raw to end.
type rowItem struct {
	start, raw, end   int
	cells             int // its first span
	ignore, malformed string
}

type rowsJob struct {
	text  []byte
	spans []span
	items []rowItem
	ranks []int
	seen  []bool
	first int64
}

func (j *rowsJob) done() {}

func (j *rowsJob) rows(b *builder) error {
	b.expect(len(j.items), false)
	b.out.seen = j.seen
	for i, it := range j.items {
		line, text, raw := j.first+int64(i), j.text[it.start:it.raw], j.text[it.raw:it.end]
		if len(raw) == 0 {
			raw = trim(text)
		}
		switch {
		case it.ignore != "":
			b.ignore(it.ignore)
		case it.malformed != "":
			b.bad(line, nil, raw, sources.ReasonSyntax, it.malformed)
		case !utf8.Valid(text):
			b.bad(line, nil, raw, sources.ReasonEncoding, "UTF-8 text")
		default:
			b.row(text, j.spans[it.cells:it.cells+b.p.width], line, raw)
		}
	}
	return nil
}
