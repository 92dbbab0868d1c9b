package decode_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/decode"
)

func rowsTable() *sources.Dataset {
	d := table(sources.Code("file", "f").Key(), sources.Code("model", "m").Key(),
		sources.Number("price", "USD", "p").Named("price.usd", "price.old").Optional(), sources.Text("tags", "t").MayLack())
	d.Unused = []string{"known"}
	return d
}

// documents makes a record of every object in the documents' lists.
func documents(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		list, ok := v.([]any)
		if !ok {
			return in.Errorf(0, "", "a document is no list")
		}
		for _, v := range list {
			r := decode.Record{Cells: decode.Flatten(v)}
			r.Cells["file"] = in.Name
			switch {
			case r.Cells["model"] == "example":
				r.Ignore = "example"
			case r.Cells["model"] == "":
				r.Malformed, r.Raw = "a model", "the raw text"
			}
			if err := emit(r); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestRowsDocuments(t *testing.T) {
	in := "\xef\xbb\xbf" + `[{"model": "a", "price": {"usd": 1.50, "old": 9}, "tags": ["x", 1], "known": 1, "new": true},
		{"model": "example"}, {"price": {"usd": 1}}]
		[{"model": "b", "price": {"old": 2e-7}}, {"model": "c", "price": {"usd": null}}, {"model": "\ud800", "price": "x"}]
		[{"model": "d", "price": {"usd": "much"}}, 7]
	`
	for _, workers := range []int{1, 3} {
		o := run(t, decode.Rows{Read: documents}, sources.File{Dataset: rowsTable(), Name: "f", Workers: workers, BatchRows: workers, Open: open([]byte(in))})
		want := []string{`f|a|1.5|["x",1]|1`, "f|b|2e-07|~|4", "f|c|~|~|5", "f|\uFFFD|~|~|6"}
		if diff := cmp.Diff(want, o.Rows); diff != "" || o.Err != "" {
			t.Fatal(diff, o.Err)
		}
		rejects := []sources.Reject{
			{Line: 3, Text: "", Reason: sources.ReasonSyntax, Detail: "a model", Raw: "the raw text"},
			{Line: 7, Column: "price", Text: "much", Reason: sources.ReasonType, Detail: "a number", Raw: "f\td\tmuch"},
			{Line: 8, Reason: sources.ReasonSyntax, Detail: "a model", Raw: "the raw text"},
		}
		if diff := cmp.Diff(rejects, o.Ledger.Rejects); diff != "" {
			t.Fatal(diff)
		}
		if o.Ledger.Ignored["example"] != 1 || o.Ledger.Records != 8 || o.Ledger.Bytes != int64(len(in)) {
			t.Fatal(short(o))
		}
		if diff := cmp.Diff([]string{"unknown column new", "unknown column price"}, o.Ledger.Warnings); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestRowsRefuses(t *testing.T) {
	deep := strings.Repeat("[", 65)
	for in, want := range map[string]string{
		``:                               "the file is empty",
		` `:                              "the file is empty",
		`[{"model": "a"`:                 "cut short; fetch the file again",
		`[{"model": "a"` + "}]\n[":       "cut short",
		`{}`:                             "a document is no list",
		`[{"model": "a", "model": "b"}]`: "at byte 23: member model occurs twice",
		`[nul]`:                          "invalid character",
		deep:                             "nested deeper than the limit of 64",
		`[{"model": "a"}]`:               "no record has a member price.usd; if the source renamed it",
		"PK\x05\x06":                     "the zip archive cannot be read",
		"\xff\xfe[":                      "the text is UTF-16",
		`["` + strings.Repeat("x", 64<<20) + `"]`: "a JSON document is longer than the limit of 67108864 bytes",
	} {
		o := run(t, decode.Rows{Read: documents}, sources.File{Dataset: rowsTable(), Name: "f", Open: open([]byte(in))})
		if !strings.Contains(o.Err, want) || !strings.HasPrefix(o.Err, "test.table: ") {
			t.Errorf("%.40q: %.300s", in, o.Err)
		}
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{errors.New("a \x1b[31mred\x1b[0m word"), "test.table: f cannot be read after record 1: a \uFFFD[31mred\uFFFD[0m word"},
		{fmt.Errorf("within: %w", io.ErrUnexpectedEOF), "f cannot be read after record 1: within: unexpected EOF"},
	} {
		o := run(t, decode.Rows{Read: func(in *decode.Input, emit func(decode.Record) error) error {
			if err := emit(decode.Record{Cells: map[string]string{"model": "a"}}); err != nil {
				return err
			}
			return c.err
		}}, sources.File{Dataset: rowsTable(), Name: "f", Open: open(nil)})
		if !strings.Contains(o.Err, c.want) {
			t.Error(o.Err)
		}
	}
}

// melt makes a row of every cell right of the first column.
func melt(sheet string) func(in *decode.Input, emit func(decode.Record) error) error {
	return func(in *decode.Input, emit func(decode.Record) error) error {
		var head []string
		cells := map[string]string{"file": in.Name}
		for row, err := range in.Table(',', sheet) {
			if err != nil {
				return err
			}
			if head == nil {
				head = append(head, row...)
				continue
			}
			for i := 1; i < min(len(row), len(head)); i++ {
				cells["model"], cells["price.usd"] = row[0]+head[i], row[i]
				if err := emit(decode.Record{Cells: cells}); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

func TestRowsWideTablesAndArchives(t *testing.T) {
	text := "m,Jan,Feb\na,1,\nb,3,\"4\"\n"
	sheet := book(t, "Data", cellsOf([]any{"m", "Jan", "Feb"}, []any{"a", 1, nil}, []any{"b", 3, "4"}))
	want := func(file string, from int, short bool) []string {
		var out []string
		for _, s := range []string{"aJan|1", "aFeb|~", "bJan|3", "bFeb|4"} {
			if short && s == "aFeb|~" { // a sheet row ends at its last cell
				continue
			}
			out = append(out, fmt.Sprintf("%s|%s|~|%d", file, s, from+len(out)))
		}
		return out
	}
	for name, c := range map[string]struct {
		body    []byte
		members string
		want    []string
	}{
		"text":     {[]byte(text), "*.csv", want("f", 1, false)},
		"gzip":     {zipped([]byte(text)), "", want("f", 1, false)},
		"workbook": {sheet, "", want("f", 1, true)},
		"archive": {archiveOf(t, [2]string{"d/z.csv", text}, [2]string{"d/readme.txt", "words"}, [2]string{"d/a.csv", text}), "*.csv",
			append(want("a.csv", 1, false), want("z.csv", 5, false)...)},
		"workbook in an archive": {archiveOf(t, [2]string{"../b.xlsx", string(sheet)}), "", want("b.xlsx", 1, true)},
	} {
		o := run(t, decode.Rows{Members: c.members, Read: melt("")}, sources.File{Dataset: rowsTable(), Name: "f", Open: open(c.body)})
		if diff := cmp.Diff(c.want, o.Rows); diff != "" || o.Err != "" {
			t.Errorf("%s: %s %s", name, diff, o.Err)
		}
	}
	for name, c := range map[string]struct {
		body []byte
		read func(*decode.Input, func(decode.Record) error) error
		want string
	}{
		"no such sheet":    {sheet, melt("Two"), "sheet Two cannot be read"},
		"no such member":   {archiveOf(t, [2]string{"a.txt", text}), melt(""), "0 members of the archive match *.csv"},
		"broken quotes":    {[]byte("m,Jan\na,\"1\n"), melt(""), `parse error on line 2, column 6: extraneous or missing " in quoted-field`},
		"archive within":   {archiveOf(t, [2]string{"a.csv", string(archiveOf(t, [2]string{"b.csv", text}))}), melt(""), "an archive inside an archive"},
		"workbook as text": {sheet, documents, "a workbook where text was expected"},
		"endless row":      {append([]byte("m\n\""), make([]byte, 9<<20)...), melt(""), "a row is longer than the limit of 8388608 bytes"},
	} {
		o := run(t, decode.Rows{Members: "*.csv", Read: c.read}, sources.File{Dataset: rowsTable(), Name: "f", Open: open(c.body)})
		if !strings.Contains(o.Err, c.want) {
			t.Errorf("%s: %s", name, o.Err)
		}
	}
}

func TestRowsStopEarly(t *testing.T) {
	before := runtime.NumGoroutine()
	endless := decode.Rows{Read: func(in *decode.Input, emit func(decode.Record) error) error {
		for {
			if err := emit(decode.Record{Cells: map[string]string{"file": "f", "model": "m", "price": "1"}}); err != nil {
				return err
			}
		}
	}}
	ctx, cancel := context.WithCancel(context.Background())
	s, err := endless.Decode(ctx, sources.File{Dataset: rowsTable(), BatchRows: 10, Workers: 2, Open: open(nil)})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Next() {
		t.Fatal(s.Err())
	}
	cancel()
	for s.Next() {
	}
	if !errors.Is(s.Err(), context.Canceled) {
		t.Error(s.Err())
	}
	s.Release()
	s, err = endless.Decode(context.Background(), sources.File{Dataset: rowsTable(), BatchRows: 10, Workers: 2, Open: open(nil)})
	if err != nil {
		t.Fatal(err)
	}
	s.Next()
	s.Release()
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines, %d before", n, before)
	}
}

func FuzzRows(f *testing.F) {
	f.Add([]byte(`[{"a": "x", "b": "1", "n": 1.5}, {"a": null}]`+"\n"+`[{"a": {"b": [1]}}]`), true)
	f.Add([]byte("a,b,n\nx,1,2\ny,\"2\n\",\n"), false)
	f.Add([]byte("PK\x05\x06"), false)
	f.Fuzz(func(t *testing.T, in []byte, json bool) {
		read := func(in *decode.Input, emit func(decode.Record) error) error {
			var head []string
			for row, err := range in.Table(',', "") {
				if err != nil {
					return err
				}
				if head == nil {
					head = append(head, row...)
					continue
				}
				r := decode.Record{Cells: map[string]string{}, Raw: strings.Join(row, "|")}
				for i := range min(len(row), len(head)) {
					r.Cells[head[i]] = row[i]
				}
				if err := emit(r); err != nil {
					return err
				}
			}
			return nil
		}
		if json {
			read = func(in *decode.Input, emit func(decode.Record) error) error {
				return in.Documents(func(v any) error {
					list, _ := v.([]any)
					for _, v := range append(list, v) {
						if err := emit(decode.Record{Cells: decode.Flatten(v)}); err != nil {
							return err
						}
					}
					return nil
				})
			}
		}
		check(t, decode.Rows{Cells: fuzzCells, Read: read}, in, false)
	})
}
