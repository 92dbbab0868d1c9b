package warehouse

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"jevons/sources"
)

// toyDecoder reads "key|period|value|note" lines under a header. It is the
// least decoder that has everything the warehouse cares about: coded keys,
// NULLs, rejects, and lines that can be compared.
type toyDecoder struct {
	keyed bool
	panic bool
	fail  bool
}

func (t toyDecoder) KeyCells() (byte, int, bool) { return '|', 2, t.keyed }

func (t toyDecoder) Decode(_ context.Context, f sources.File) (sources.Stream, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	lines := strings.SplitAfter(string(b), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	mem := f.Mem
	if mem == nil {
		mem = memory.NewGoAllocator()
	}
	s := &toyStream{t: t, f: f, lines: lines, mem: mem, schema: f.Dataset.Schema(f.Coder != nil)}
	s.ledger.Ignore("header", 1)
	s.ledger.Records, s.ledger.Lines, s.ledger.Bytes, s.ledger.Ascending = 1, int64(len(lines)), int64(len(b)), true
	s.next = 1
	return s, nil
}

type toyStream struct {
	t      toyDecoder
	f      sources.File
	lines  []string
	next   int
	last   string
	mem    memory.Allocator
	schema *arrow.Schema
	cur    arrow.Record
	err    error
	ledger sources.Ledger
}

func (s *toyStream) Retain() {}
func (s *toyStream) Release() {
	if s.cur != nil {
		s.cur.Release()
		s.cur = nil
	}
}
func (s *toyStream) Schema() *arrow.Schema   { return s.schema }
func (s *toyStream) Record() arrow.Record    { return s.cur }
func (s *toyStream) Err() error              { return s.err }
func (s *toyStream) Ledger() *sources.Ledger { return &s.ledger }

func (s *toyStream) Next() bool {
	s.Release()
	if s.next >= len(s.lines) {
		return false
	}
	if s.t.panic && s.next > 2 {
		panic("half way")
	}
	if s.t.fail && s.next > 2 {
		s.err = s.f.Errorf(int64(s.next), "value", "x", "upstream broke half way")
		return false
	}
	b := array.NewRecordBuilder(s.mem, s.schema)
	defer b.Release()
	for n := 0; n < 3 && s.next < len(s.lines); n++ {
		s.row(b, strings.TrimRight(s.lines[s.next], "\n"))
		s.next++
	}
	s.cur = b.NewRecord()
	return true
}

func (s *toyStream) row(b *array.RecordBuilder, line string) {
	at := int64(s.next + 1)
	if s.f.LineAt != nil {
		at = s.f.LineAt(at)
	}
	s.ledger.Records++
	c := strings.Split(line, "|")
	v, err := strconv.ParseFloat(c[2], 64)
	if c[2] != "" && err != nil {
		s.ledger.Reject(sources.Reject{Line: at, Column: "value", Text: c[2], Reason: sources.ReasonType, Detail: "not a number", Raw: line})
		return
	}
	s.ledger.Kept++
	k := c[0] + "|" + c[1]
	if k <= s.last {
		s.ledger.Ascending = false
	}
	s.last = k
	text := func(i int, t string) {
		switch f := b.Field(i).(type) {
		case *array.Int32Builder:
			if t == "" {
				f.AppendNull()
				return
			}
			code, err := s.f.Coder.Code([]byte(t))
			if err != nil {
				s.err = err
			}
			f.Append(code)
		case *array.StringBuilder:
			if t == "" {
				f.AppendNull()
			} else {
				f.Append(t)
			}
		}
	}
	text(0, c[0])
	text(1, c[1])
	if c[2] == "" {
		b.Field(2).AppendNull()
	} else {
		b.Field(2).(*array.Float64Builder).Append(v)
	}
	text(3, c[3])
	b.Field(4).(*array.Int64Builder).Append(at)
}

// toy is a dataset of the toy format.
func toy(change ...func(*sources.Dataset)) *sources.Dataset {
	d := &sources.Dataset{
		Name: "toy.series", About: "Made-up series.", Home: "-", License: "none", Citation: "nobody", Redistribute: sources.RedistributeYes,
		Fetch: sources.Get("http://toy.test/series"), Decode: toyDecoder{keyed: true},
		Columns: []sources.Column{
			sources.Code("series_id", "Series.").Key().AsCode(),
			sources.Code("period", "Period.").Key(),
			sources.Number("value", "jobs", "Value.").Optional(),
			sources.Text("note", "Footnote.").Optional().AsCode(),
			sources.Flag("noted", "Whether there is a footnote.").Shown("note IS NOT NULL"),
		},
		Complete: true,
		Fresh:    sources.Freshness{Every: sources.Irregular, Why: "made up"},
		Contract: sources.Contract{MinRows: 1, MaxBad: 0.5, MaxVanished: 1, Why: "made up"},
	}
	for _, f := range change {
		f(d)
	}
	if err := d.Validate(); err != nil {
		panic(err)
	}
	return d
}

// shelf holds landings' bytes in memory.
type shelf struct {
	d    *sources.Dataset
	body map[string][]byte
}

func newShelf(d *sources.Dataset) *shelf { return &shelf{d: d, body: map[string][]byte{}} }

func (s *shelf) put(part, body string, at time.Time) sources.Landing {
	sum := sha256.Sum256([]byte(body))
	sha := hex.EncodeToString(sum[:])
	s.body[sha] = []byte(body)
	lines := strings.Count(body, "\n")
	if !strings.HasSuffix(body, "\n") {
		lines++
	}
	return sources.Landing{ID: sources.LandingID(s.d.Name, part, at, sha), Dataset: s.d.Name, Part: part, SHA256: sha,
		Size: int64(len(body)), Lines: int64(lines), KnownAt: at, KnownBy: sources.ByStated, SeenAt: at}
}

func (s *shelf) files(l sources.Landing) (*sources.File, error) {
	b, ok := s.body[l.SHA256]
	if !ok {
		return nil, fmt.Errorf("no bytes for %s", l.SHA256)
	}
	return &sources.File{Dataset: s.d, Part: l.Part, Name: "toy.txt", Size: int64(len(b)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}, nil
}

func day(n int) time.Time { return time.Date(2026, 1, n, 12, 0, 0, 0, time.UTC) }

func open(t testing.TB) *Warehouse {
	t.Helper()
	dir := t.TempDir()
	w, err := Open(context.Background(), Options{Path: filepath.Join(dir, "w", "warehouse.duckdb"), TempDir: filepath.Join(dir, "tmp"),
		Now: func() time.Time { return day(28) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func (s *shelf) load(t testing.TB, w *Warehouse, l sources.Landing) Counts {
	t.Helper()
	c, err := w.Load(context.Background(), s.d, l, s.files, nil)
	if err != nil {
		t.Fatalf("load %s: %v", l.KnownAt, err)
	}
	return c
}

// rows renders a query's result, one line a row.
func rows(t testing.TB, w *Warehouse, query string) string {
	t.Helper()
	r, err := w.conn.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer r.Close()
	cols, _ := r.Columns()
	var b strings.Builder
	for r.Next() {
		v, p := make([]any, len(cols)), make([]any, len(cols))
		for i := range v {
			p[i] = &v[i]
		}
		if err := r.Scan(p...); err != nil {
			t.Fatal(err)
		}
		for i, x := range v {
			if i > 0 {
				b.WriteByte(' ')
			}
			if at, ok := x.(time.Time); ok {
				x = at.Format("01-02")
			}
			fmt.Fprint(&b, x)
		}
		b.WriteByte('\n')
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// body is a toy file; rows are "key|period|value|note".
func body(lines ...string) string {
	return "series|period|value|note\n" + strings.Join(lines, "\n") + "\n"
}

// stamp is a time for a SQL literal.
func stamp(t time.Time) string {
	return "TIMESTAMP '" + t.UTC().Format("2006-01-02 15:04:05.999999") + "'"
}
