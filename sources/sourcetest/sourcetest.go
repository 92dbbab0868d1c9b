// Package sourcetest is the suite that every dataset passes.
//
// A test of a dataset is a folder of data, not Go:
//
//	sources/<provider>/testdata/<table>/<case>/in.<ext>    the bytes, as a host would serve them
//	                                          part.txt     the part, where the dataset has parts
//	                                          want.csv     the rows that come out, with _line
//	                                          ledger.txt   counts, then one line a reject or warning
//	                                          want.err     or: words that the error must hold, one a line
//
// A provider's own test hands its datasets to [Run]. With -update, the files
// that Run compares with are written instead, for review in the diff.
package sourcetest

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"

	"jevons/sources"
)

var update = flag.Bool("update", false, "write want.csv, ledger.txt and want.err of the dataset cases")

// Cases that every dataset must have.
const (
	Basic   = "basic"   // the newest layout
	Drift   = "drift"   // columns reordered, renamed or absent
	Missing = "missing" // values that the source marks as missing
	BadRow  = "bad_row" // a row to quarantine among good ones
	Refused = "refused" // an answer that is no data although it came with success
)

// Required are the names of those cases.
func Required() []string { return []string{Basic, Drift, Missing, BadRow, Refused} }

// Null is how NULL is written in want.csv.
const Null = "NULL"

// Run runs every case of every dataset, and fails where a required one lacks.
func Run(t *testing.T, datasets []*sources.Dataset) {
	t.Helper()
	root := Root(t)
	for _, d := range datasets {
		t.Run(d.Name, func(t *testing.T) {
			if err := d.Validate(); err != nil {
				t.Error(err)
			}
			provider, table, _ := strings.Cut(d.Name, ".")
			folder := filepath.Join(root, provider, "testdata", table)
			entries, err := os.ReadDir(folder)
			if err != nil {
				t.Fatalf("read the cases of %s: %v", d.Name, err)
			}
			have := map[string]bool{}
			for _, e := range entries {
				if e.IsDir() {
					have[e.Name()] = true
					t.Run(e.Name(), func(t *testing.T) { runCase(t, d, filepath.Join(folder, e.Name())) })
				}
			}
			for _, name := range Required() {
				if !have[name] {
					t.Errorf("case %s is missing in %s", name, folder)
				}
			}
		})
	}
}

// Root is the folder sources of this module.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "sources")
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = up
	}
}

func runCase(t *testing.T, d *sources.Dataset, folder string) {
	in := input(t, folder)
	body, err := os.ReadFile(in)
	if err != nil {
		t.Fatal(err)
	}
	part := strings.TrimSpace(string(optional(t, filepath.Join(folder, "part.txt"))))
	b := Body{Name: filepath.Base(in), Part: part, Bytes: body}
	got, err := Decode(d, b, Options{})
	if err != nil {
		compareError(t, folder, err)
		return
	}
	compare(t, filepath.Join(folder, "want.csv"), got.CSV())
	compare(t, filepath.Join(folder, "ledger.txt"), got.LedgerText())
	if *update {
		os.Remove(filepath.Join(folder, "want.err"))
	}
	for _, o := range []Options{{BatchRows: 1, Workers: 1}, {BatchRows: 3, Workers: 3}} {
		again, err := Decode(d, b, o)
		if err != nil {
			t.Fatalf("with batches of %d rows and %d workers: %v", o.BatchRows, o.Workers, err)
		}
		if diff := cmp.Diff(got.CSV()+got.LedgerText(), again.CSV()+again.LedgerText()); diff != "" {
			t.Errorf("batches of %d rows and %d workers change the result:\n%s", o.BatchRows, o.Workers, diff)
		}
	}
	for cut := 1; cut < 12; cut++ { // bytes cut short may be refused, never crash
		short := b
		short.Bytes = body[:len(body)*cut/12]
		if r, err := Decode(d, short, Options{}); err == nil && len(r.Rows) > len(got.Rows)+1 {
			t.Errorf("%d of %d bytes give %d rows, all of them %d", len(short.Bytes), len(body), len(r.Rows), len(got.Rows))
		}
	}
}

// input is the only file of the folder whose name begins with "in.".
func input(t *testing.T, folder string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "in.*"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s must hold exactly one file in.*, found %d (%v)", folder, len(found), err)
	}
	return found[0]
}

func optional(t *testing.T, path string) []byte {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return body
}

func compareError(t *testing.T, folder string, err error) {
	t.Helper()
	path := filepath.Join(folder, "want.err")
	if *update {
		os.Remove(filepath.Join(folder, "want.csv"))
		os.Remove(filepath.Join(folder, "ledger.txt"))
		write(t, path, err.Error()+"\n")
		return
	}
	want, readErr := os.ReadFile(path)
	if readErr != nil {
		t.Fatalf("the case fails and has no want.err: %v", err)
	}
	for line := range strings.Lines(string(want)) {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(err.Error(), line) {
			t.Errorf("error is %q, want it to hold %q", err, line)
		}
	}
}

func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		write(t, path, got)
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run the test with -update and review what it writes", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", filepath.Base(path), diff)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Hostile decodes bytes of any origin, for a fuzz target: they may be refused,
// and what comes out must not depend on the size of batches. Nothing may panic.
func Hostile(t *testing.T, d *sources.Dataset, b Body) {
	t.Helper()
	one, err := Decode(d, b, Options{})
	two, again := Decode(d, b, Options{BatchRows: 1, Workers: 1})
	if (err == nil) != (again == nil) {
		t.Fatalf("%v or, in small batches, %v", err, again)
	}
	if err != nil {
		if strings.Contains(err.Error(), "panic") {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(one.CSV()+one.LedgerText(), two.CSV()+two.LedgerText()); diff != "" {
		t.Errorf("small batches change the result:\n%s", diff)
	}
}

// Body is what a dataset is decoded from.
type Body struct {
	Name, Part string
	Bytes      []byte
}

// Options vary how it is decoded; the result must not depend on them.
type Options struct{ BatchRows, Workers int }

// Result is a decoded body as text: Rows have the dataset's columns, then
// _line, with [Null] for NULL.
type Result struct {
	Header []string
	Rows   [][]string
	Ledger *sources.Ledger
}

// Decode recognises and decodes a body and checks what every decoder owes:
// the schema, a ledger that closes and counts the rows that came, and Arrow
// memory given back.
func Decode(d *sources.Dataset, b Body, o Options) (*Result, error) {
	if err := d.Recognize(b.Bytes[:min(len(b.Bytes), sources.SniffLen)]); err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	res, err := decode(d, b, o, mem)
	if n := mem.CurrentAlloc(); n != 0 {
		return nil, fmt.Errorf("%s: the decoder kept %d bytes of Arrow memory (error %v)", d.Name, n, err)
	}
	return res, err
}

func decode(d *sources.Dataset, b Body, o Options, mem memory.Allocator) (*Result, error) {
	stream, err := d.Decode.Decode(context.Background(), sources.File{
		Dataset: d, Part: b.Part, Name: b.Name, Size: int64(len(b.Bytes)),
		Open:      func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b.Bytes)), nil },
		BatchRows: o.BatchRows, Workers: o.Workers, Mem: mem,
	})
	if err != nil {
		return nil, err
	}
	defer stream.Release()
	if !stream.Schema().Equal(d.Schema(false)) {
		return nil, fmt.Errorf("%s: the stream's schema is %v", d.Name, stream.Schema())
	}
	res := &Result{}
	for _, f := range d.Schema(false).Fields() {
		res.Header = append(res.Header, f.Name)
	}
	for stream.Next() {
		r := stream.Record()
		if o.BatchRows > 0 && r.NumRows() > int64(o.BatchRows) {
			return nil, fmt.Errorf("%s: a batch has %d rows, at most %d were asked for", d.Name, r.NumRows(), o.BatchRows)
		}
		for i := range int(r.NumRows()) {
			row := make([]string, r.NumCols())
			for j, c := range r.Columns() {
				row[j] = cell(c, i)
			}
			res.Rows = append(res.Rows, row)
		}
	}
	if err := stream.Err(); err != nil {
		return nil, err
	}
	res.Ledger = stream.Ledger()
	if err := res.Ledger.Close(); err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	if n := int64(len(res.Rows)); n != res.Ledger.Kept {
		return nil, fmt.Errorf("%s: %d rows came, the ledger counts %d", d.Name, n, res.Ledger.Kept)
	}
	return res, nil
}

// cell is a value as text, the same on every machine.
func cell(c arrow.Array, i int) string {
	if c.IsNull(i) {
		return Null
	}
	switch c := c.(type) {
	case *array.Float64:
		return strconv.FormatFloat(c.Value(i), 'g', -1, 64)
	case *array.Date32:
		return c.Value(i).ToTime().UTC().Format("2006-01-02")
	case *array.String:
		return c.Value(i)
	default:
		return c.ValueStr(i)
	}
}

// CSV is the result as want.csv holds it.
func (r *Result) CSV() string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write(r.Header) // writing to a strings.Builder cannot fail
	w.WriteAll(r.Rows)
	return b.String()
}

// LedgerText is the ledger as ledger.txt holds it.
func (r *Result) LedgerText() string {
	l := r.Ledger
	var b strings.Builder
	fmt.Fprintf(&b, "bytes %d, lines %d, records %d = kept %d + quarantined %d + ignored %d (%s), ascending %v\n",
		l.Bytes, l.Lines, l.Records, l.Kept, l.Quarantined, l.IgnoredRows(), l.IgnoredText(), l.Ascending)
	for _, j := range l.Rejects {
		fmt.Fprintf(&b, "reject line %d column %q %s %q: %s\n", j.Line, j.Column, j.Reason, j.Text, j.Detail)
	}
	for _, w := range l.Warnings {
		fmt.Fprintf(&b, "warning %s\n", w)
	}
	return b.String()
}
