package decode_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/decode"
)

// manyCSV has quoted line breaks, blank lines, bad rows and ragged rows.
func manyCSV(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("a,b,n,t\r\n")
	for i := range rows {
		switch {
		case i%17 == 0:
			b.WriteString("\n")
		case i%23 == 0:
			fmt.Fprintf(&b, "k%d,x,y,bad\n", i)
		case i%29 == 0:
			fmt.Fprintf(&b, "k%d,x,%d,one,two\n", i, i)
		case i%31 == 0:
			fmt.Fprintf(&b, "k%d,x,%d,o\"ne\n", i, i)
		case i%5 == 0:
			fmt.Fprintf(&b, "\"k%d\",x,%d,\"a \"\"%s\"\"\r\n,second\"\r\n", i, i, strings.Repeat("q", i%90))
		default:
			fmt.Fprintf(&b, "k%d,x,%d,%s\n", i, i, strings.Repeat("é", i%7))
		}
	}
	return b.Bytes()
}

// TestBatchesAndWorkersDoNotMatter reads the same bytes in all ways.
func TestBatchesAndWorkersDoNotMatter(t *testing.T) {
	var lines bytes.Buffer
	lines.WriteString("a\tb\tn\tt\n")
	for i := range 3000 {
		fmt.Fprintf(&lines, "k%06d \t%d\t%d\t%s\r\n", i, i, i*3, strings.Repeat("x", i%50))
		if i%41 == 0 {
			lines.WriteString("\n")
		}
		if i%67 == 0 {
			fmt.Fprintf(&lines, "k%06dz\tbad\tbad\t\n", i)
		}
	}
	sheet := make([][]any, 300)
	sheet[0] = []any{"a", "n"}
	for i := range sheet[1:] {
		if i%9 > 0 {
			sheet[i+1] = []any{fmt.Sprint("k", i), i}
		}
	}
	for name, c := range map[string]struct {
		dec sources.Decoder
		d   *sources.Dataset
		in  []byte
	}{
		"flat":   {lineFlat, lineTable(), lines.Bytes()},
		"months": {flat, ces(), append(flatText(3000), "bad\tline\nCES\t2020\tM1\t1\t\nCES\t2020\tM01\tx\t\n"...)},
		"csv":    {decode.CSV{}, lineTable(), manyCSV(3000)},
		"ragged": {decode.CSV{Ragged: decode.JoinLast}, lineTable(), manyCSV(3000)},
		"json":   {decode.JSON{Path: []string{"rows"}}, jsonTable(), []byte(jsonText(1000))},
		"xlsx":   {decode.XLSX{}, xlsxTable(), book(t, "Data", cellsOf(sheet...))},
	} {
		var want outcome
		for i, batch := range []int{65536, 1, 7, 100} {
			for k, workers := range []int{1, 2, 8} {
				o := run(t, c.dec, sources.File{Dataset: c.d, BatchRows: batch, Workers: workers, Open: open(c.in)})
				if o.Batch > int64(batch) {
					t.Fatalf("%s: a batch of %d rows, at most %d were wanted", name, o.Batch, batch)
				}
				if o.Batch = 0; i == 0 && k == 0 {
					want = o
					if o.Err != "" || o.Ledger.Kept == 0 {
						t.Fatal(name, short(o))
					}
					continue
				}
				if diff := cmp.Diff(want, o); diff != "" {
					t.Fatalf("%s, batches of %d, %d workers: %s", name, batch, workers, diff)
				}
			}
		}
	}
}

// settle waits until the goroutines of ended streams are gone.
func settle(t *testing.T, before int) {
	t.Helper()
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
		runtime.GC()
	}
	t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// TestReleaseEndsEarly leaves a stream after 0, 1 and some batches.
func TestReleaseEndsEarly(t *testing.T) {
	in := flatText(20_000)
	for _, batches := range []int{0, 1, 5} {
		before := runtime.NumGoroutine()
		mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
		closed := 0
		f := sources.File{Dataset: ces(), BatchRows: 100, Mem: mem, Open: func() (io.ReadCloser, error) {
			return closer{bytes.NewReader(in), &closed}, nil
		}}
		s, err := flat.Decode(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		for range batches {
			if !s.Next() {
				t.Fatal(s.Err())
			}
		}
		s.Retain()
		s.Release()
		if batches > 0 && s.Record().NumRows() == 0 {
			t.Fatal("released although retained")
		}
		s.Release()
		mem.AssertSize(t, 0)
		settle(t, before)
		if closed != 1 {
			t.Fatalf("the file was closed %d times", closed)
		}
		if s.Next() {
			t.Fatal("a batch after Release")
		}
	}
}

type closer struct {
	io.Reader
	n *int
}

func (c closer) Close() error { *c.n++; return nil }

// TestRecordOutlivesStream keeps a batch beyond the stream, as Arrow allows.
func TestRecordOutlivesStream(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	s, err := flat.Decode(context.Background(), sources.File{Dataset: ces(), Mem: mem, Open: open(flatText(10))})
	if err != nil || !s.Next() {
		t.Fatal(err, s.Err())
	}
	r := s.Record()
	r.Retain()
	s.Release()
	if got := rowText(r.Columns(), 9); !strings.HasPrefix(got, "CES0000000000|1990|M10|0.9|~|1990-10-01|11") {
		t.Fatal(got)
	}
	r.Release()
	mem.AssertSize(t, 0)
}

func TestCancel(t *testing.T) {
	before := runtime.NumGoroutine()
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	ctx, cancel := context.WithCancel(context.Background())
	s, err := flat.Decode(ctx, sources.File{Dataset: ces(), BatchRows: 10, Mem: mem, Open: open(flatText(20_000))})
	if err != nil || !s.Next() {
		t.Fatal(err)
	}
	cancel()
	n := 0
	for s.Next() {
		n++
	}
	if !errors.Is(s.Err(), context.Canceled) || n > 100 {
		t.Fatalf("%d batches after the end of the context, then %v", n, s.Err())
	}
	settle(t, before) // without Release
	s.Release()
	mem.AssertSize(t, 0)
}

// failing gives an error after some bytes.
type failing struct{ r io.Reader }

func (f failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err == io.EOF {
		err = errors.New("disk on fire")
	}
	return n, err
}

func TestReadErrors(t *testing.T) {
	for _, n := range []int{0, 1, 20, 100, 5000, 30_000} {
		in := flatText(1000)[:n]
		o := run(t, flat, sources.File{Dataset: ces(), Name: "ce.data", BatchRows: 50, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(failing{bytes.NewReader(in)}), nil
		}})
		if !strings.Contains(o.Err, `read "ce.data" after `) || !strings.Contains(o.Err, "disk on fire") {
			t.Errorf("after %d bytes: %s", n, o.Err)
		}
	}
	for _, dec := range []sources.Decoder{flat, decode.CSV{}, decode.JSON{}, decode.XLSX{}, decode.Auto{}} {
		o := run(t, dec, sources.File{Dataset: ces(), Name: "x", Open: func() (io.ReadCloser, error) { return nil, errors.New("no such file") }})
		if o.Err != `test.table: open "x": no such file` {
			t.Errorf("%T: %s", dec, o.Err)
		}
		if _, err := dec.Decode(context.Background(), sources.File{}); err == nil {
			t.Errorf("%T decodes nothing", dec)
		}
	}
}

// TestPanicsBecomeErrors has a dataset's own functions panic in a worker.
func TestPanicsBecomeErrors(t *testing.T) {
	before := runtime.NumGoroutine()
	d := table(sources.Code("a", "a").Key(), sources.Text("x", "x").Optional().DerivedBy(func(cells [][]byte, _ []byte) ([]byte, error) {
		if string(cells[0]) == "k500" {
			panic("out of cheese")
		}
		return nil, nil
	}))
	var in strings.Builder
	in.WriteString("a\n")
	for i := range 1000 {
		fmt.Fprintf(&in, "k%d\n", i)
	}
	for _, batch := range []int{1, 65536} {
		o := run(t, decode.CSV{}, sources.File{Dataset: d, Name: "f.csv", BatchRows: batch, Open: open([]byte(in.String()))})
		if !strings.Contains(o.Err, `test.table: decode "f.csv": panic: out of cheese`) {
			t.Fatal(o.Err)
		}
	}
	skip := decode.CSV{Skip: func(_, cells []string) string { return cells[7] }}
	if o := run(t, skip, sources.File{Dataset: table(sources.Code("a", "a").Key()), Open: open([]byte(in.String()))}); !strings.Contains(o.Err, "index out of range") {
		t.Fatal(o.Err)
	}
	settle(t, before)
}

// endless is a file that never ends.
type endless struct{ at int }

func (e *endless) Read(p []byte) (int, error) {
	const line = "k\tb\t1\ttext\n"
	for i := range p {
		p[i] = line[(e.at+i)%len(line)]
	}
	e.at += len(p)
	return len(p), nil
}

// TestMemoryIsBounded reads a file far larger than what a slow reader lets in.
func TestMemoryIsBounded(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	src := &endless{}
	s, err := lineFlat.Decode(context.Background(), sources.File{Dataset: lineTable(), Mem: mem, Workers: 2, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("a\tb\tn\tt\n"), src)), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for range 64 {
		if !s.Next() {
			t.Fatal(s.Err())
		}
		rows += int(s.Record().NumRows())
		if n := mem.CurrentAlloc(); n > 100<<20 {
			t.Fatalf("%d bytes in flight after %d rows", n, rows)
		}
	}
	s.Release()
	mem.AssertSize(t, 0)
}
