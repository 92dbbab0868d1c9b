package decode_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/decode"
)

// fuzzTable has a column of every type, so that every parser is reached.
func fuzzTable() *sources.Dataset {
	return table(sources.Code("a", "a").Key(), sources.Code("b", "b").Key().Optional(), sources.Number("n", "u", "n").Optional(),
		sources.Text("t", "t").MayLack(), sources.Integer("i", "u", "i").MayLack(), sources.Year("y", "y").MayLack().Between(1900, 2100),
		sources.Date("d", "d").MayLack(), sources.Timestamp("s", "s").MayLack(), sources.Flag("f", "f").MayLack(),
		sources.Text("m", "m").Marks(), sources.Code("p", "p").FromPart(),
		sources.Text("e", "e").Optional().DerivedBy(func(c [][]byte, dst []byte) ([]byte, error) { return append(dst, c[0]...), nil }))
}

// check decodes in two ways and compares. collect has checked the ledger,
// leaks, line order and the number of rows.
func check(t *testing.T, dec sources.Decoder, in []byte, lineBased bool) {
	f := sources.File{Dataset: fuzzTable(), Part: "part", Open: open(in), Workers: 1}
	one := run(t, dec, f)
	f.BatchRows, f.Workers = 1, 3
	two := run(t, dec, f)
	if (one.Err == "") != (two.Err == "") {
		t.Fatalf("%q or, in small batches, %q", one.Err, two.Err)
	}
	if one.Err != "" {
		if strings.Contains(one.Err, "panic") {
			t.Fatal(one.Err)
		}
		return
	}
	one.Batch, two.Batch = 0, 0
	if diff := cmp.Diff(one, two); diff != "" {
		t.Fatal(diff)
	}
	l := one.Ledger
	if l.Bytes > int64(len(in))*1100+64<<20 {
		t.Fatalf("%d bytes from %d", l.Bytes, len(in))
	}
	if lineBased && !strings.HasPrefix(string(in), "\x1f\x8b") {
		lines := int64(strings.Count(string(in), "\n"))
		if len(in) > 0 && in[len(in)-1] != '\n' {
			lines++
		}
		if string(in) == "\xef\xbb\xbf" {
			lines = 0
		}
		if l.Lines != lines || l.Bytes != int64(len(in)) {
			t.Fatalf("%d lines and %d bytes, counted %d and %d", lines, len(in), l.Lines, l.Bytes)
		}
	}
}

var fuzzCells = decode.Cells{Trim: true, Nulls: []string{"-"}, Marks: []string{"*", "#"}, Thousands: true}

const header = "a\tb\tn\tt\ti\ty\td\ts\tf\n"

func FuzzFlat(f *testing.F) {
	f.Add([]byte("a\tb\tn\r\nx\t1\t2.5\r\n\r\ny\t2\t-\r\n"), true)
	f.Add([]byte(header+"x\t1\t1e5\ttext\t4.0\t2024\t2024-02-29\t2024-01-02T03:04:05+01:00\tyes\ny\t#\t1,234.5\t\xff\t\t1800\t\t\t\nz"), false)
	f.Add([]byte("\xef\xbb\xbfa\tb\tn\nx\t1\t1\tover\nx\n"), true)
	f.Add(zipped([]byte(header+"x\t1\t1\t\t\t\t\t\t\n")), false)
	f.Fuzz(func(t *testing.T, in []byte, loose bool) {
		check(t, decode.Flat{Cells: fuzzCells, Comma: '\t', Keyed: 2, Loose: loose}, in, true)
	})
}

// plainTable can be read column by column. With a part or a mark it is read
// row by row, which must give the same.
func plainTable(more ...sources.Column) *sources.Dataset {
	first := func(c [][]byte, dst []byte) ([]byte, error) {
		if c[0] != nil || c[2] == nil {
			return nil, nil
		}
		return append(append(append(dst, c[2]...), '-'), c[1]...), nil
	}
	cols := []sources.Column{sources.Code("a", "a").Key(), sources.Code("b", "b").Key().Optional(), sources.Year("n", "n").Optional(),
		sources.Text("t", "t").MayLack(), sources.Number("i", "u", "i").MayLack(), sources.Date("d", "d").MayLack(),
		sources.Date("q", "q").Optional().DerivedBy(first, "b", "n"),
		sources.Text("e", "e").Optional().DerivedBy(func(c [][]byte, dst []byte) ([]byte, error) {
			for _, x := range c[:6] {
				dst = append(append(dst, x...), '/')
			}
			return dst, nil
		})}
	return table(append(cols, more...)...)
}

// FuzzStrips compares the two ways of reading a flat file.
func FuzzStrips(f *testing.F) {
	f.Add([]byte("a\tb\tn\tt\ti\td\nx\t01-01\t2020\ttext\t1.5\t2020-01-01\n y\t02-30 \t2021\t\t-\t\r\n\nz\t \t-\t\xff\t1\t\nz\t\n"))
	f.Add([]byte("a\tb\tn\n" + strings.Repeat("x\t01-01\t2020\ny\t13-01\t2020\nz\t02-28\t1999\n", 200)))
	f.Fuzz(agree)
}

// agree reads a file column by column and row by row.
func agree(t *testing.T, in []byte) {
	d := decode.Flat{Cells: decode.Cells{Trim: true, Nulls: []string{"-"}}, Keyed: 1, Loose: len(in)%2 == 0}
	one := run(t, d, sources.File{Dataset: plainTable(), Open: open(in)})
	two := run(t, d, sources.File{Dataset: plainTable(sources.Text("m", "m").Marks()), Open: open(in)})
	for i, r := range two.Rows {
		at := strings.LastIndexByte(r, '|')
		two.Rows[i] = strings.TrimSuffix(r[:at], "|~") + r[at:]
	}
	if diff := cmp.Diff(one, two); diff != "" {
		t.Fatal(diff)
	}
}

// TestStripsAgree has more days than answers are remembered.
func TestStripsAgree(t *testing.T) {
	var in bytes.Buffer
	in.WriteString("a\tb\tn\tt\n")
	k := 1
	for i := range 40_000 {
		k = (k*1103515245 + 12345) & (1<<31 - 1) // any order without a pattern
		fmt.Fprintf(&in, "k%d\t%02d-%02d\t%d\t%s\n", i, (k>>8)%12+1, (k>>12)%28+1, 1000+(k>>20)%2000, strings.Repeat("text", i%20))
	}
	agree(t, in.Bytes())
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a,b,n\nx,\"1\r\n2\",2.5\n\ny,2,*\n"), true, byte(0))
	f.Add([]byte("title\na,b,n,t\nx,1,2,\"q\"\"q\",more\n\"x,y\",\"\",,a\"b\nlast,1,1,\"x\" y"), true, byte(1))
	f.Add([]byte(strings.ReplaceAll(header, "\t", ",")+"x,1,1,\"open"), false, byte(0))
	f.Fuzz(func(t *testing.T, in []byte, rules bool, preamble byte) {
		d := decode.CSV{Cells: fuzzCells, Preamble: int(preamble % 3)}
		if rules {
			d.Ragged = decode.JoinLast
			d.Skip = func(header, cells []string) string {
				if len(header) > len(cells) {
					t.Error("a rule got fewer cells than the header has")
				}
				if strings.HasPrefix(cells[0], "#") {
					return "comment"
				}
				return ""
			}
		}
		check(t, d, in, true)
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"rows":[{"a":"x","b":null,"n":1.5},{"a":"\u00e9\ud83d\ude00","n":"2","t":[1,{"k":"v"}],"f":true}],"z":{}}`), false)
	f.Add([]byte(`{"rows":{"x":{"b":1,"n":2},"y":{"b":"","n":nul},"y":[1,2],"z":"\ud800"}} `), true)
	f.Add([]byte(`{"rows":[{"a":"x"`), false)
	f.Fuzz(func(t *testing.T, in []byte, member bool) {
		d := decode.JSON{Cells: fuzzCells, Path: []string{"rows"}}
		if member {
			d.Member = "a"
		}
		check(t, d, in, false)
	})
}

func FuzzXLSX(f *testing.F) {
	sheet := `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="str"><v>b</v></c><c r="C1" t="str"><v>n</v></c></row>` +
		`<row r="3"><c r="A3" t="s"><v>0</v></c><c r="C3"><v>1.5</v></c></row></sheetData></worksheet>`
	f.Add(sheet, `<sst><si><t>x</t></si></sst>`)
	f.Add(strings.Replace(sheet, `t="s"`, `t="b"`, 1), `<sst/>`)
	base := book(f, "Data", cellsOf([]any{"a", "b", "n"}, []any{"x", 1, 2}))
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		in := edit(t, base, "xl/worksheets/sheet1.xml", func(string) string { return sheet })
		in = edit(t, in, "xl/sharedStrings.xml", func(string) string { return shared })
		check(t, decode.XLSX{Cells: fuzzCells}, in, false)
	})
}

func FuzzAuto(f *testing.F) {
	csv := "a,b,n\nx,1,2\n"
	f.Add([]byte(csv))
	f.Add(zipped([]byte(csv)))
	f.Add(archiveOf(f, [2]string{"d/data.csv", csv}))
	f.Add(archiveOf(f, [2]string{"data.csv.gz", string(zipped([]byte(csv)))}))
	f.Add(archiveOf(f, [2]string{"[Content_Types].xml", "<Types/>"}))
	f.Fuzz(func(t *testing.T, in []byte) {
		check(t, decode.Auto{CSV: decode.CSV{Cells: fuzzCells}, XLSX: decode.XLSX{Cells: fuzzCells}, Member: "*"}, in, false)
	})
}

func FuzzZip(f *testing.F) {
	csv := "a,b,n\nx,1,2\n"
	f.Add([]byte(csv))
	f.Add(archiveOf(f, [2]string{"d/data.csv", csv}, [2]string{"d/", ""}))
	f.Add(archiveOf(f, [2]string{"data.csv", csv}, [2]string{"data.txt", csv}))
	f.Add(archiveOf(f, [2]string{"data.csv", string(archiveOf(f, [2]string{"data.csv", csv}))}))
	f.Fuzz(func(t *testing.T, in []byte) {
		check(t, decode.Zip{Member: "data*", Then: decode.CSV{Cells: fuzzCells}}, in, false)
	})
}

func FuzzJSONNested(f *testing.F) {
	f.Add([]byte(`[{"p":{"a":"x","q":{"n":"1.5"}},"b":1},{"p":null,"p.a":"y","b":2},{"p":{"a":1},"p":{"a":2}}]`))
	d := table(sources.Code("a", "a").Key().Named("p.a"), sources.Code("b", "b").Optional(), sources.Number("n", "u", "n").MayLack().Named("p.q.n"),
		sources.Text("p", "p").MayLack())
	f.Fuzz(func(t *testing.T, in []byte) {
		one := run(t, decode.JSON{Cells: fuzzCells, Nested: true}, sources.File{Dataset: d, Open: open(in), Workers: 1})
		two := run(t, decode.JSON{Cells: fuzzCells, Nested: true}, sources.File{Dataset: d, Open: open(in), Workers: 3, BatchRows: 1})
		one.Batch, two.Batch = 0, 0
		if one.Err == "" && two.Err == "" {
			if diff := cmp.Diff(one, two); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}
