package decode_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"jevons/sources"
)

// table declares a dataset of the given columns for a test.
func table(columns ...sources.Column) *sources.Dataset {
	return &sources.Dataset{Name: "test.table", Columns: columns}
}

// outcome is a decoded file in a form that a test can compare.
type outcome struct {
	Rows   []string // cells joined by |, NULL as ~
	Ledger sources.Ledger
	Err    string
	Batch  int64 // rows of the largest batch
}

func open(b []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
}

func onDisk(path string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return os.Open(path) }
}

// run decodes a file and checks what holds for every decoder: the schema, no
// leak, line numbers that grow, and a ledger that closes.
func run(t testing.TB, dec sources.Decoder, f sources.File) outcome {
	t.Helper()
	var o outcome
	o.Err = collect(t, dec, f, func(row string) { o.Rows = append(o.Rows, row) }, &o)
	return o
}

func collect(t testing.TB, dec sources.Decoder, f sources.File, row func(string), o *outcome) string {
	t.Helper()
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	f.Mem = mem
	s, err := dec.Decode(context.Background(), f)
	if err != nil {
		return err.Error()
	}
	defer s.Release()
	if !s.Schema().Equal(f.Dataset.Schema()) {
		t.Fatalf("schema is %v", s.Schema())
	}
	n, last := int64(0), int64(0)
	for s.Next() {
		r := s.Record()
		o.Batch = max(o.Batch, r.NumRows())
		if r.NumRows() == 0 {
			t.Fatal("an empty batch")
		}
		lines := r.Column(int(r.NumCols()) - 1).(*array.Int64)
		for i := range int(r.NumRows()) {
			if f.LineAt == nil && lines.Value(i) <= last {
				t.Fatalf("line %d after line %d", lines.Value(i), last)
			}
			last = lines.Value(i)
			row(rowText(r.Columns(), i))
			n++
		}
	}
	if err := s.Err(); err != nil {
		if s.Next() {
			t.Fatal("rows after an error")
		}
		var de *sources.DecodeError
		if !errors.As(err, &de) {
			t.Logf("not a DecodeError: %v", err)
		}
		return err.Error()
	}
	o.Ledger = *s.Ledger()
	if err := s.Ledger().Close(); err != nil {
		t.Fatal(err)
	}
	if n != o.Ledger.Kept {
		t.Fatalf("%d rows emitted, %d kept", n, o.Ledger.Kept)
	}
	if int64(len(o.Ledger.Rejects)) != o.Ledger.Quarantined {
		t.Fatalf("%d rejects for %d quarantined rows", len(o.Ledger.Rejects), o.Ledger.Quarantined)
	}
	return ""
}

func rowText(cols []arrow.Array, i int) string {
	var b strings.Builder
	for k, c := range cols {
		if k > 0 {
			b.WriteByte('|')
		}
		if c.IsNull(i) {
			b.WriteByte('~')
		} else {
			b.WriteString(c.ValueStr(i))
		}
	}
	return b.String()
}

// realdata finds the folder of real files beside the repository.
func realdata(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("JEVONS_REALDATA")
	if dir == "" {
		at, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for range 8 {
			at = filepath.Dir(at)
			if d := filepath.Join(at, "shared", "realdata"); isDir(d) {
				dir = d
				break
			}
		}
	}
	p := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Stat(p); dir == "" || err != nil {
		t.Skipf("no real file %s", name)
	}
	return p
}

func isDir(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.IsDir()
}

func short(o outcome) string {
	l := o.Ledger
	return fmt.Sprintf("kept %d, quarantined %d, ignored %s, lines %d, bytes %d, warnings %q, err %s",
		l.Kept, l.Quarantined, l.IgnoredText(), l.Lines, l.Bytes, l.Warnings, o.Err)
}
