package decode_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/decode"
)

// lineTable has a key of two cells, a number and a text.
func lineTable() *sources.Dataset {
	return table(sources.Code("a", "a").Key(), sources.Code("b", "b").Key(), sources.Number("n", "u", "n").Optional(), sources.Text("t", "t").Optional())
}

var lineFlat = decode.Flat{Cells: decode.Cells{Trim: true, Nulls: []string{"-"}}, Comma: '\t', Keyed: 2}

func TestFlatLedger(t *testing.T) {
	in := "a \tb\t  n\tt\r\n" +
		"x \t1\t  1\tone\r\n" +
		"\r\n" +
		"x \t2\t  -\t\r\n" +
		"x \t3\t  ?\tbad\r\n" +
		"  \r\n" +
		"x\t4\t5\n" +
		"x\t5\t5\t6\t7\n" +
		"y\t1\t2\tlast"
	o := run(t, lineFlat, sources.File{Dataset: lineTable(), Open: open([]byte(in))})
	want := outcome{Rows: []string{"x|1|1|one|2", "x|2|~|~|4", "y|1|2|last|9"}, Batch: 3, Ledger: sources.Ledger{
		Bytes: int64(len(in)), Lines: 9, Records: 9, Kept: 3, Quarantined: 3, Ignored: map[string]int64{"header": 1, "blank line": 2},
		Rejects: []sources.Reject{
			{Line: 5, Column: "n", Text: "?", Reason: sources.ReasonType, Detail: "a number", Raw: "x \t3\t  ?\tbad"},
			{Line: 7, Reason: sources.ReasonCells, Detail: "4 cells as in the header, not 3", Raw: "x\t4\t5"},
			{Line: 8, Reason: sources.ReasonCells, Detail: "4 cells as in the header, not 5", Raw: "x\t5\t5\t6\t7"},
		}}}
	if diff := cmp.Diff(want, o); diff != "" {
		t.Fatal(diff)
	}
}

func TestFlatAscending(t *testing.T) {
	for in, want := range map[string]bool{
		"":                                     true,
		"a\t1\t\t\nb\t1\t\t\nb\t2\t\t\n":       true,
		"a\t1\t\t\n\na\t2\t?\t\na\t3\t\t\n":    true, // a quarantined row has a key too
		"a\t1\t\t\na\t1\t\t\n":                 false,
		"b\t1\t\t\na\t1\t\t\n":                 false,
		"a\t1\t\t\na \t1\t\t\n":                true, // padding is part of the key: tab sorts before blank
		"a \t1\t\t\na\t1\t\t\n":                false,
		"a\t1\t\t\nb\n":                        false, // no whole key
		"a\t1\t\t\nb\t1\n":                     true,
		"a\t9\t?\t\na\t5\t?\t\n":               false,
		"a\t1\t\t\nb\t1\t\t\nc\t1\t\t\nb\t9\t": false,
	} {
		for _, batch := range []int{1, 2, 65536} {
			o := run(t, lineFlat, sources.File{Dataset: lineTable(), BatchRows: batch, Open: open([]byte("a\tb\tn\tt\n" + in))})
			if o.Err != "" || o.Ledger.Ascending != want {
				t.Errorf("batch %d %q: ascending %v %s", batch, in, o.Ledger.Ascending, o.Err)
			}
		}
	}
	long := lineFlat
	long.Keyed = 0
	if o := run(t, long, sources.File{Dataset: lineTable(), Open: open([]byte("a\tb\tn\tt\n"))}); o.Ledger.Ascending {
		t.Error("ascending without key cells")
	}
	if o := run(t, decode.CSV{Comma: '\t'}, sources.File{Dataset: lineTable(), Open: open([]byte("a\tb\tn\tt\n"))}); o.Ledger.Ascending {
		t.Error("ascending CSV")
	}
	if comma, n, ok := lineFlat.KeyCells(); comma != '\t' || n != 2 || !ok {
		t.Error(comma, n, ok)
	}
	if _, _, ok := long.KeyCells(); ok {
		t.Error("no key cells, yet line keyed")
	}
}

// TestAscendingAcrossBlocks swaps two neighbours at every place of a file that
// is read in many blocks.
func TestAscendingAcrossBlocks(t *testing.T) {
	lines := make([]string, 60)
	for i := range lines {
		lines[i] = fmt.Sprintf("key%03d\tb\t1\ttext\n", i)
	}
	for i := range lines {
		in := slices.Clone(lines)
		if i > 0 {
			in[i-1], in[i] = in[i], in[i-1]
		}
		o := run(t, lineFlat, sources.File{Dataset: lineTable(), BatchRows: 1, Open: open([]byte("a\tb\tn\tt\n" + strings.Join(in, "")))})
		if o.Ledger.Ascending != (i == 0) {
			t.Fatalf("lines %d and %d swapped: ascending %v", i-1, i, o.Ledger.Ascending)
		}
	}
}

// TestTwoColumnsOfOneCell reads a cell as a number and as the text it is.
func TestTwoColumnsOfOneCell(t *testing.T) {
	d := table(sources.Code("a", "a").Key(), sources.Number("n", "u", "n").MissingAs("-"), sources.Text("as_written", "w").Optional().Named("n"))
	o := run(t, decode.Flat{Cells: decode.Cells{Trim: true}}, sources.File{Dataset: d, Open: open([]byte("a\tn\nx\t 1.50\ny\t-\n"))})
	if diff := cmp.Diff([]string{"x|1.5|1.50|2", "y|~|-|3"}, o.Rows); diff != "" {
		t.Fatal(diff)
	}
}

func TestFlatLoose(t *testing.T) {
	d := lineFlat
	d.Loose = true
	in := "a\tb\tn\tt\nx\t1\t1\tone\t \t\nx\t2\nx\t3\t1\tone\t!\n"
	o := run(t, d, sources.File{Dataset: lineTable(), Open: open([]byte(in))})
	if diff := cmp.Diff([]string{"x|1|1|one|2", "x|2|~|~|3"}, o.Rows); diff != "" {
		t.Fatal(diff)
	}
	if len(o.Ledger.Rejects) != 1 || o.Ledger.Rejects[0].Line != 4 {
		t.Fatal(short(o))
	}
}

func TestLineAtMapsLines(t *testing.T) {
	f := sources.File{Dataset: lineTable(), Open: open([]byte("a\tb\tn\tt\nx\t1\t1\tone\nx\t2\t?\ttwo\n")), LineAt: func(n int64) int64 { return n * 100 }}
	o := run(t, lineFlat, f)
	if diff := cmp.Diff([]string{"x|1|1|one|200"}, o.Rows); diff != "" || o.Ledger.Rejects[0].Line != 300 {
		t.Fatal(diff, short(o))
	}
	f.Open = open([]byte("a\ta\n"))
	if o := run(t, lineFlat, f); !strings.Contains(o.Err, "line 100: ") {
		t.Fatal(o.Err)
	}
}

func TestCSVQuoting(t *testing.T) {
	in := "a,b,n,t\n" +
		"x,1,1,\"one, \"\"two\"\"\"\n" + // 2
		"x,2,2,\"three\r\nfour\nfive\"\r\n" + // 3..5
		"\"x\",\"3\",\"3\",\"\"\n" + // 6
		"x,4,4,bare \" quote\n" + // 7
		"x,5,5,\"closed\" late\n" + // 8
		"\n" + // 9
		"x,6,6,\"\"\"\"\n" + // 10
		"x,7,\"7\n\",\"bad\nnumber\"\n" + // 11..13
		"x,8,8,\"a\"\"b\",over\n" + // 14
		"\"x\ny\",9,?,\"a\"\"b\"\n" + // 15
		"x,10,10,last"
	dec := decode.CSV{}
	o := run(t, dec, sources.File{Dataset: lineTable(), Open: open([]byte(in))})
	want := []string{
		`x|1|1|one, "two"|2`, "x|2|2|three\nfour\nfive|3", "x|3|3|~|6", `x|6|6|"|10`, "x|10|10|last|17",
	}
	if diff := cmp.Diff(want, o.Rows); diff != "" {
		t.Fatal(diff)
	}
	rejects := []sources.Reject{
		{Line: 7, Reason: sources.ReasonSyntax, Detail: "RFC 4180 quoting, not a quote inside a cell without quotes", Raw: `x,4,4,bare " quote`},
		{Line: 8, Reason: sources.ReasonSyntax, Detail: "RFC 4180 quoting, not text after a closing quote", Raw: `x,5,5,"closed" late`},
		{Line: 11, Column: "n", Text: "7\n", Reason: sources.ReasonType, Detail: "a number", Raw: "x,7,\"7\n\",\"bad\nnumber\""},
		{Line: 14, Reason: sources.ReasonCells, Detail: "4 cells as in the header, not 5", Raw: `x,8,8,"a""b",over`},
		{Line: 15, Column: "n", Text: "?", Reason: sources.ReasonType, Detail: "a number", Raw: "\"x\ny\",9,?,\"a\"\"b\""},
	}
	if diff := cmp.Diff(rejects, o.Ledger.Rejects); diff != "" {
		t.Fatal(diff)
	}
	if o.Ledger.Lines != 17 || o.Ledger.Records != 12 {
		t.Fatal(short(o))
	}
}

func TestCSVUnclosedQuote(t *testing.T) {
	for _, in := range []string{"a,b,n,t\nx,1,1,one\nx,2,2,\"two\nx,3,3,three\n", "a,b,n,t\nx,1,1,one\nx,2,2,\""} {
		for _, batch := range []int{1, 65536} {
			o := run(t, decode.CSV{}, sources.File{Dataset: lineTable(), BatchRows: batch, Open: open([]byte(in))})
			if !strings.Contains(o.Err, "line 3: \"x,2,2,") || !strings.Contains(o.Err, "a quote is opened here and not closed; the file may be cut short") {
				t.Error(o.Err)
			}
		}
	}
	o := run(t, decode.CSV{}, sources.File{Dataset: lineTable(), Open: open([]byte("a,b,\"n,t\n"))})
	if !strings.Contains(o.Err, "line 1: ") {
		t.Error(o.Err)
	}
}

func TestCSVRules(t *testing.T) {
	dec := decode.CSV{
		Cells: decode.Cells{Trim: true}, Preamble: 2, Ragged: decode.JoinLast,
		Skip: func(header, cells []string) string {
			if strings.HasPrefix(cells[0], "Source:") {
				return "source line"
			}
			if cells[3] == "drop" && header[3] == "t" {
				return "dropped"
			}
			return ""
		},
	}
	in := "A title, with \"quotes\n2024\na, b ,n,t\nx,1,1,one,two, three\nx,2,2,\"q\",r\nx,3,3, drop \nx,4\n\nSource: somebody\n"
	o := run(t, dec, sources.File{Dataset: lineTable(), Open: open([]byte(in))})
	if diff := cmp.Diff([]string{"x|1|1|one,two, three|4", "x|2|2|q,r|5"}, o.Rows); diff != "" {
		t.Fatal(diff)
	}
	want := map[string]int64{"header": 1, "metadata line": 2, "blank line": 1, "source line": 1, "dropped": 1}
	if diff := cmp.Diff(want, o.Ledger.Ignored); diff != "" || o.Ledger.Quarantined != 1 || o.Ledger.Records != 9 || o.Ledger.Lines != 9 {
		t.Fatal(diff, short(o))
	}
	if diff := cmp.Diff([]string{"2 rows repaired by the ragged rule"}, o.Ledger.Warnings); diff != "" {
		t.Fatal(diff)
	}
}

// TestStrictQuarantinesWhatSkipWouldTake: a row that is cut short looks like
// one that the rule skips.
func TestStrictQuarantinesWhatSkipWouldTake(t *testing.T) {
	skip := func(_, cells []string) string {
		if cells[3] == "" {
			return "no text"
		}
		return ""
	}
	in := "a,b,n,t\nx,1,1,one\nx,2,2,\nx,3\nx,4,4,,\nx,5,5,five,six\n"
	for strict, want := range map[bool][2]int64{false: {3, 1}, true: {1, 3}} {
		o := run(t, decode.CSV{Skip: skip, Strict: strict}, sources.File{Dataset: lineTable(), Open: open([]byte(in))})
		if o.Ledger.Ignored["no text"] != want[0] || o.Ledger.Quarantined != want[1] || len(o.Rows) != 1 {
			t.Errorf("strict %v: %s", strict, short(o))
		}
	}
}

func TestBlankEmptiesCellsOfARow(t *testing.T) {
	dec := decode.CSV{
		Cells:  decode.Cells{Trim: true},
		Ragged: decode.JoinLast,
		Blank: func(header, cells []string) {
			if len(cells) != len(header) {
				t.Errorf("%d cells under %d names", len(cells), len(header))
			}
			if strings.HasPrefix(strings.TrimSpace(cells[3]), "hide") {
				cells[2] = ""
			}
		},
	}
	in := "a,b,n,t\nx,1,0,hide\nx,2,0,show\nx,3,\"0\",\" hide \"\"it\"\"\"\nx,4,0,hide,and more\nx,5\nx,6,0,show\n"
	o := run(t, dec, sources.File{Dataset: lineTable(), Open: open([]byte(in))})
	want := []string{"x|1|~|hide|2", "x|2|0|show|3", "x|3|~|hide \"it\"|4", "x|4|~|hide,and more|5", "x|6|0|show|7"}
	if diff := cmp.Diff(want, o.Rows); diff != "" || o.Ledger.Quarantined != 1 {
		t.Fatal(diff, short(o))
	}
}

func TestLimitsOfTextAreNamed(t *testing.T) {
	d := table(sources.Code("a", "a").Key(), sources.Text("b", "b").Optional())
	x := strings.Repeat("x", 8<<20)
	for name, c := range map[string]struct {
		in  string
		dec sources.Decoder
		err string
	}{
		"longest line":   {"a,b\n" + x[:8<<20-2] + ",y", decode.CSV{}, ""},
		"line":           {"a,b\nok,1\nx," + x + "\n", decode.CSV{}, "line 3: a line is longer than the limit of 8388608 bytes"},
		"flat line":      {"a\tb\nok\t1\nx\t" + x + "\nend", decode.Flat{}, "line 3: a line is longer than the limit of 8388608 bytes"},
		"endless header": {x + x, decode.Flat{}, "line 1: a line is longer than the limit"},
		"csv header":     {x + x, decode.CSV{}, "line 1: a line is longer than the limit"},
		"quoted header":  {`"` + x + x, decode.CSV{}, "line 1: a line is longer than the limit"},
		"quote":          {"a,b\nok,1\nx,\"" + strings.Repeat("\n", 9<<20), decode.CSV{}, "line 3: a quote opened here is not closed within the limit of 8388608 bytes"},
	} {
		o := run(t, c.dec, sources.File{Dataset: d, Open: open([]byte(c.in))})
		if c.err == "" && (o.Err != "" || o.Ledger.Rejects[0].Reason != sources.ReasonTooLong) || !strings.Contains(o.Err, c.err) {
			t.Errorf("%s: %s", name, o.Err)
		}
	}
}

func zipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func TestGzip(t *testing.T) {
	var in bytes.Buffer
	in.WriteString("\xef\xbb\xbfa\tb\tn\tt\n")
	for i := range 5000 {
		fmt.Fprintf(&in, "k%05d\t%d\t%d\ttext %d\n", i, i*7919%1000, i, i*i)
	}
	plain := run(t, lineFlat, sources.File{Dataset: lineTable(), Open: open(in.Bytes())})
	z := zipped(in.Bytes())
	var told int64
	o := run(t, lineFlat, sources.File{Dataset: lineTable(), Open: open(z), Progress: func(n int64) { told += n }})
	if diff := cmp.Diff(plain, o); diff != "" || o.Ledger.Bytes != int64(in.Len()) || told != int64(len(z)) {
		t.Fatal(diff, told, short(o))
	}
	csv := decode.CSV{Comma: '\t', Cells: lineFlat.Cells}
	if o := run(t, csv, sources.File{Dataset: lineTable(), Open: open(z)}); o.Err != "" || o.Ledger.Kept != 5000 {
		t.Fatal(short(o))
	}
	for _, n := range []int{2, 5, 9, 10, 11, 100, len(z) / 2, len(z) - 9, len(z) - 8, len(z) - 1} {
		o := run(t, lineFlat, sources.File{Dataset: lineTable(), Open: open(z[:n])})
		if o.Err != "test.table: the gzip stream is cut short; fetch the file again" {
			t.Errorf("cut at %d of %d: %s", n, len(z), o.Err)
		}
	}
	bad := bytes.Clone(z)
	bad[len(bad)-5] ^= 1
	if o := run(t, lineFlat, sources.File{Dataset: lineTable(), Open: open(bad)}); !strings.Contains(o.Err, "the gzip stream is damaged") {
		t.Error(o.Err)
	}
	bad = bytes.Clone(z)
	bad[len(bad)/2] ^= 0xff
	if o := run(t, lineFlat, sources.File{Dataset: lineTable(), Open: open(bad)}); !strings.Contains(o.Err, "the gzip stream is damaged") {
		t.Error("a damaged stream passed:", o.Err)
	}
	if o := run(t, lineFlat, sources.File{Dataset: lineTable(), Open: open(append(z, "trailing"...))}); !strings.Contains(o.Err, "the gzip stream is") {
		t.Error("bytes after the stream passed:", o.Err)
	}
}

func TestGzipBomb(t *testing.T) {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	w.Write([]byte("a\tb\tn\tt\n"))
	line := []byte(strings.Repeat("\n", 1<<20))
	for range 80 {
		w.Write(line)
	}
	w.Close()
	if ratio := 80 << 20 / out.Len(); ratio < 1001 {
		t.Skipf("the compressor makes %d:1 only", ratio)
	}
	o := run(t, lineFlat, sources.File{Dataset: lineTable(), Open: open(out.Bytes())})
	if !strings.Contains(o.Err, "the gzip stream expands more than 1000:1") {
		t.Fatal(o.Err)
	}
}

func TestJoinLast(t *testing.T) {
	header := []string{"a", "b"}
	for in, want := range map[string]string{"1,2": "", "1": "", "1,2,3": "1|2,3", "1,2,,": "1|2,,"} {
		got, ok := decode.JoinLast(header, strings.Split(in, ","))
		if strings.Join(got, "|") != want || ok != (want != "") {
			t.Errorf("%s: %q %v", in, got, ok)
		}
	}
	if _, ok := decode.JoinLast(nil, []string{"x"}); ok {
		t.Error("joined under no header")
	}
}
