package decode_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/decode"
)

// TestCellRules reads one cell under a column's rules: the value as stored, ~
// for NULL, or the reason for which the row is quarantined.
func TestCellRules(t *testing.T) {
	num := sources.Number("x", "USD", "x").Optional()
	whole := sources.Integer("x", "count", "x").Optional()
	year := sources.Year("x", "x").Optional()
	date := sources.Date("x", "x").Optional()
	stamp := sources.Timestamp("x", "x").Optional()
	flag := sources.Flag("x", "x").Optional()
	text := sources.Text("x", "x").Optional()
	trim := decode.Cells{Trim: true, Nulls: []string{"-", "NA"}, Marks: []string{"*"}, Thousands: true}
	plain := decode.Cells{}
	for _, c := range []struct {
		col   sources.Column
		cells decode.Cells
		in    string
		want  string
	}{
		{num, trim, "  12.5 ", "12.5"}, {num, plain, " 12.5", sources.ReasonType}, {num, trim, "", "~"}, {num, trim, "   ", "~"},
		{num, trim, "-", "~"}, {num, plain, "-", sources.ReasonType}, {num, trim, "NA", "~"}, {num, trim, "*", "~"},
		{num, plain, "-3", "-3"}, {num, plain, "+3", "3"}, {num, plain, ".5", "0.5"}, {num, plain, "5.", "5"}, {num, plain, ".", sources.ReasonType},
		{num, plain, "1e24", "1e+24"}, {num, plain, "6.000001E+24", "6.000001e+24"}, {num, plain, "1e", sources.ReasonType}, {num, plain, "e5", sources.ReasonType},
		{num, plain, "1e-400", "0"}, {num, plain, "1e400", sources.ReasonType}, {num, plain, "NaN", sources.ReasonType}, {num, plain, "Infinity", sources.ReasonType},
		{num, plain, "inf", sources.ReasonType}, {num, plain, "0x10", sources.ReasonType}, {num, plain, "1_000", sources.ReasonType}, {num, plain, "1 000", sources.ReasonType},
		{num, plain, "0.49999999999999994", "0.49999999999999994"}, {num, plain, "9007199254740993", "9.007199254740992e+15"}, {num, plain, "0.1", "0.1"},
		{num, plain, "12345678901234567890", "1.2345678901234567e+19"}, {num, plain, "00000000000000000000000000000001.5", "1.5"},
		{num, plain, "0.0000000000000000000000000000001", "1e-31"},
		{num, trim, "140,886,310", "1.4088631e+08"}, {num, trim, "1,234.5", "1234.5"}, {num, trim, "-1,234", "-1234"}, {num, trim, "1,5", sources.ReasonType},
		{num, trim, "12,34,567", sources.ReasonType}, {num, trim, ",123", sources.ReasonType}, {num, trim, "1,234,", sources.ReasonType}, {num, trim, "1.5,000", sources.ReasonType},
		{num, trim, "1234,567", sources.ReasonType}, {num, plain, "1,234", sources.ReasonType}, {num, trim, "1,234e3", "1.234e+06"},
		{whole, plain, "7", "7"}, {whole, plain, "-7", "-7"}, {whole, plain, "4.0", "4"}, {whole, plain, "4.00", "4"}, {whole, plain, "4.", "4"},
		{whole, plain, "4.5", sources.ReasonType}, {whole, plain, "4e3", "4000"}, {whole, plain, "9223372036854775807", "9223372036854775807"},
		{whole, plain, "9223372036854775808", sources.ReasonType}, {whole, plain, "-9223372036854775808", "-9223372036854775808"},
		{whole, plain, "9223372036854775807.0", "9223372036854775807"}, {whole, plain, "1e300", sources.ReasonType}, {whole, trim, "1,000", "1000"}, {whole, plain, "", "~"},
		{whole, plain, "+", sources.ReasonType}, {whole, plain, "0x1", sources.ReasonType},
		{year, plain, "2021", "2021"}, {year, plain, "2021.0", "2021"}, {year, plain, "40000", sources.ReasonRange}, {year, plain, "20 21", sources.ReasonType},
		{date, plain, "2024-02-29", "2024-02-29"}, {date, plain, "2023-02-29", sources.ReasonType}, {date, plain, "1900-02-29", sources.ReasonType}, {date, plain, "2000-02-29", "2000-02-29"},
		{date, plain, "1970-01-01", "1970-01-01"}, {date, plain, "0001-01-01", "0001-01-01"}, {date, plain, "9999-12-31", "9999-12-31"}, {date, plain, "0000-01-01", sources.ReasonType},
		{date, plain, "2024-13-01", sources.ReasonType}, {date, plain, "2024-00-01", sources.ReasonType}, {date, plain, "2024-04-31", sources.ReasonType}, {date, plain, "2024-04-00", sources.ReasonType},
		{date, plain, "2024-1-01", sources.ReasonType}, {date, plain, "2024/01/01", sources.ReasonType}, {date, plain, "2024-01-01T00:00:00Z", sources.ReasonType},
		{date, plain, "2024-01-0a", sources.ReasonType}, {date, plain, "202a-01-01", sources.ReasonType}, {date, plain, "2024-01-0:", sources.ReasonType}, {date, plain, "2024:01-01", sources.ReasonType},
		{date, plain, "20\x1024-01-1", sources.ReasonType}, {date, plain, "", "~"},
		{stamp, plain, "2024-01-02T03:04:05Z", "2024-01-02 03:04:05Z"}, {stamp, plain, "2024-01-02 03:04:05.123456", "2024-01-02 03:04:05.123456Z"},
		{stamp, plain, "2024-01-02 03:04:05-05", "2024-01-02 08:04:05Z"}, {stamp, plain, "2024-01-02T03:04+0200", "2024-01-02 01:04:00Z"},
		{stamp, plain, "2024-01-02T03:04:05+05:30", "2024-01-01 21:34:05Z"}, {stamp, plain, "2024-01-02", "2024-01-02 00:00:00Z"},
		{stamp, plain, "2024-01-02T03:04:05.1234567", sources.ReasonType}, {stamp, plain, "2024-01-02T03:04:05.1234560", "2024-01-02 03:04:05.123456Z"},
		{stamp, plain, "2024-01-02T25:04:05Z", sources.ReasonType}, {stamp, plain, "2024-01-02T03:04:05.Z", sources.ReasonType}, {stamp, plain, "2024-01-02T03:04:05X", sources.ReasonType},
		{stamp, plain, "2024-01-02T03:04:05+", sources.ReasonType}, {stamp, plain, "2024-01-02T03:04:05+1", sources.ReasonType}, {stamp, plain, "2024-01-02T03", sources.ReasonType},
		{stamp, plain, "2024-01-02T03:04:5", sources.ReasonType}, {stamp, plain, "2024-01-02T03:04:05+05:3", sources.ReasonType},
		{flag, plain, "TRUE", "true"}, {flag, plain, "false", "false"}, {flag, plain, "yes", "true"}, {flag, plain, "No", "false"}, {flag, plain, "1", "true"}, {flag, plain, "0", "false"},
		{flag, plain, "2", sources.ReasonType}, {flag, plain, "truely", sources.ReasonType}, {flag, plain, "", "~"},
		{text, trim, "  a b ", "a b"}, {text, plain, "  a b ", "  a b "}, {text, plain, "  ", "  "}, {text, trim, "  ", "~"}, {text, plain, "é", "é"}, {text, plain, "a\xffb", sources.ReasonEncoding},
		{text, plain, "this text is longer than two words", "this text is longer than two words"},
		{text, plain, strings.Repeat("x", 1<<20), strings.Repeat("x", 1<<20)}, {text, plain, strings.Repeat("x", 1<<20+1), sources.ReasonTooLong},
		{num, plain, strings.Repeat("9", 1<<20+1), sources.ReasonTooLong},
		{sources.Text("x", "x"), plain, "", sources.ReasonMissing}, {sources.Number("x", "u", "x"), trim, "NA", sources.ReasonMissing}, {sources.Number("x", "u", "x"), trim, "*", sources.ReasonMissing},
		{num.MissingAs(".", "?"), plain, ".", "~"}, {num.MissingAs("0"), plain, "0", "~"}, {num.MissingAs("0"), plain, "0.0", "0"},
		{text.OneOf("A", "B"), plain, "B", "B"}, {text.OneOf("A", "B"), plain, "C", sources.ReasonEnum}, {text.OneOf("A", "B"), plain, "", "~"}, {text.OneOf("A"), plain, "\xff", sources.ReasonEncoding},
		{num.AtLeast(0), plain, "-0.1", sources.ReasonRange}, {num.AtLeast(0), plain, "0", "0"}, {num.Between(0, 1), plain, "1.1", sources.ReasonRange}, {num.Between(0, 1), plain, "", "~"},
		{whole.AtLeast(3), plain, "2", sources.ReasonRange}, {year.Between(1900, 2100), plain, "1899", sources.ReasonRange},
	} {
		d := table(sources.Code("k", "k").Key(), c.col, sources.Text("last", "l").Optional())
		in := "k\tx\tlast\na\t" + c.in + "\tend\nb\t\tend\n"
		o := run(t, decode.Flat{Cells: c.cells}, sources.File{Dataset: d, Open: open([]byte(in))})
		got := o.Err
		switch {
		case o.Err != "":
		case len(o.Ledger.Rejects) > 0 && o.Ledger.Rejects[0].Line == 2:
			r := o.Ledger.Rejects[0]
			got = r.Reason
			if r.Column != "x" || r.Detail == "" || !strings.HasPrefix(r.Raw, "a\t") {
				t.Errorf("%.40q: reject %+v", c.in, r)
			}
		case len(o.Rows) > 0:
			got = strings.TrimSuffix(strings.TrimPrefix(o.Rows[0], "a|"), "|end|2")
		}
		if got != c.want {
			t.Errorf("%s %.40q is %.80q, want %.80q", c.col.Type, c.in, got, c.want)
		}
	}
}

// TestRejectKeepsNeighbours checks that a row refused half-way leaves no trace
// in the rows around it.
func TestRejectKeepsNeighbours(t *testing.T) {
	d := table(sources.Code("k", "k").Key(), sources.Text("t", "t").Optional(), sources.Flag("f", "f").Optional(), sources.Number("n", "u", "n").Optional(), sources.Number("last", "u", "l"))
	in := "k,t,f,n,last\na,one,1,1,1\nb,,,,x\nc,two,0,2,2\nd,longer text,1,3,y\ne,,,,3\nf,x,1,,bad\n"
	o := run(t, decode.CSV{}, sources.File{Dataset: d, Open: open([]byte(in))})
	want := []string{"a|one|true|1|1|2", "c|two|false|2|2|4", "e|~|~|~|3|6"}
	if diff := cmp.Diff(want, o.Rows); diff != "" {
		t.Fatal(diff)
	}
	wantRejects := []sources.Reject{
		{Line: 3, Column: "last", Text: "x", Reason: sources.ReasonType, Detail: "a number", Raw: "b,,,,x"},
		{Line: 5, Column: "last", Text: "y", Reason: sources.ReasonType, Detail: "a number", Raw: "d,longer text,1,3,y"},
		{Line: 7, Column: "last", Text: "bad", Reason: sources.ReasonType, Detail: "a number", Raw: "f,x,1,,bad"},
	}
	if diff := cmp.Diff(wantRejects, o.Ledger.Rejects); diff != "" {
		t.Fatal(diff)
	}
}

func TestMarksPartAndDerive(t *testing.T) {
	d := table(
		sources.Text("marks", "m").Marks(),
		sources.Year("year", "y").Key().FromPart(),
		sources.Code("k", "k").Key(),
		sources.Number("a", "u", "a").Optional(), sources.Number("b", "u", "b").Optional(),
		sources.Text("whole", "w").Optional().DerivedBy(func(cells [][]byte, dst []byte) ([]byte, error) {
			if string(cells[2]) == "bad" {
				return nil, errors.New("no such key")
			}
			if cells[3] == nil {
				return nil, nil
			}
			return fmt.Appendf(dst, "%s-%s-%s-%v", cells[1], cells[2], cells[3], cells[0] == nil && cells[5] == nil), nil
		}),
	)
	in := "k;a;b\nx;1;2\ny;#;**\nz;**; \nbad;1;1\n"
	dec := decode.CSV{Comma: ';', Cells: decode.Cells{Trim: true, Marks: []string{"#", "**"}}}
	o := run(t, dec, sources.File{Dataset: d, Part: "2021", Open: open([]byte(in))})
	want := []string{"~|2021|x|1|2|2021-x-1-true|2", "a:# b:**|2021|y|~|~|~|3", "a:**|2021|z|~|~|~|4"}
	if diff := cmp.Diff(want, o.Rows); diff != "" {
		t.Fatal(diff)
	}
	if len(o.Ledger.Rejects) != 1 || o.Ledger.Rejects[0].Reason != sources.ReasonDerive || o.Ledger.Rejects[0].Detail != "no such key" || o.Ledger.Rejects[0].Column != "whole" {
		t.Fatalf("%+v", o.Ledger.Rejects)
	}
	for part, want := range map[string]string{
		"twenty": `test.table part twenty: "twenty" is the landing's part, but column year wants a whole number of at most 16 bits; name the part with the load`,
		"":       `test.table: is the landing's part, but column year wants a whole number of at most 16 bits; name the part with the load`,
	} {
		if o := run(t, dec, sources.File{Dataset: d, Part: part, Open: open([]byte(in))}); o.Err != want {
			t.Errorf("part %q: %s", part, o.Err)
		}
	}
}

// TestHeaders reads a file whose dataset has the key k, the number value
// (formerly val), and note, which the file may lack.
func TestHeaders(t *testing.T) {
	d := table(sources.Code("k", "k").Key(), sources.Number("value", "u", "v").Named("value", "val").Optional(), sources.Text("note", "n").MayLack())
	long := "k,value," + strings.Repeat("x,", 20_000) + "y\n"
	for _, c := range []struct{ in, want, warn string }{
		{"k,value,note\na,1,n\n", "a|1|n|2", ""},
		{"note,value,k\nn,1,a\n", "a|1|n|2", ""},
		{" k , value\t\na,1\n", "a|1|~|2", ""},
		{"K,VALUE\na,1\n", "a|1|~|2", ""},
		{"k,val\na,1\n", "a|1|~|2", ""},
		{"k,val,value\na,1,2\n", "a|2|~|2", "unknown column val"},
		{"k,Value,value\na,1,2\n", "a|2|~|2", "unknown column Value"},
		{"k,value,,\na,1,,\n", "a|1|~|2", ""},
		{"k,value,extra,\"ev\x1bil\"\na,1,,\n", "a|1|~|2", `unknown column extra; unknown column "ev\x1bil"`},
		{"\xef\xbb\xbfk,value\na,1\n", "a|1|~|2", ""},
		{"\r\n\nk,value\na,1\n", "a|1|~|4", ""},
		{"k,value\r\na,1\r\n", "a|1|~|2", ""},
		{"k,value\na,1", "a|1|~|2", ""},
		{"k,value\n", "", ""},
		{"k,value", "", ""},
		{"k,K,value\n", "", `unknown column K`},
		{"kk,K,value,k\n", "", `unknown column kk; unknown column K`},
		{"k,k,value\n", `test.table line 1: "k" stands twice in the header`, ""},
		{"Value,VALUE,k\n", `test.table line 1: "value" is in the header more than once, in upper and lower case`, ""},
		{"k,vaule,other\n", `test.table line 1: the header lacks value (nearest: vaule); unknown there: vaule, other; if the source renamed a column, add the new name to the column's Named list`, ""},
		{"k;value;note\n", `test.table line 1: "k;value;note" read as one column: wrong delimiter?; 2 columns with ',' between them were expected`, ""},
		{"", "test.table: the file holds no header line", ""},
		{"\n\n", "test.table: the file holds no header line", ""},
		{"\xef\xbb\xbf", "test.table: the file holds no header line", ""},
		{"\xff\xfek\x00,\x00", "test.table: the text is UTF-16 (byte order mark fffe), not UTF-8; convert the file to UTF-8", ""},
		{"\xfe\xff\x00k", "test.table: the text is UTF-16 (byte order mark feff), not UTF-8; convert the file to UTF-8", ""},
		{"k,value,\xe9t\xe9\n", "test.table line 1: \"k,value,\uFFFDt\uFFFD\" the header is not UTF-8", ""},
		{long, "test.table line 1: the header has more than the limit of 20000 cells", ""},
	} {
		for name, dec := range map[string]sources.Decoder{"CSV": decode.CSV{}, "Flat": decode.Flat{Comma: ',', Cells: decode.Cells{}}} {
			in := c.in
			if name == "Flat" {
				in = strings.ReplaceAll(in, `"`, "")
			}
			o := run(t, dec, sources.File{Dataset: d, Open: open([]byte(in))})
			got := o.Err + strings.Join(o.Rows, ";")
			if got != c.want || strings.Join(o.Ledger.Warnings, "; ") != c.warn {
				t.Errorf("%s %.60q: %q, warnings %q", name, c.in, got, o.Ledger.Warnings)
			}
		}
	}
}

func TestTooManyRejects(t *testing.T) {
	d := table(sources.Code("k", "k").Key(), sources.Number("n", "u", "n"))
	rows := func(n int) sources.File {
		return sources.File{Dataset: d, Open: open([]byte("k,n\ngood,1\n" + strings.Repeat("a,x\n", n)))}
	}
	if o := run(t, decode.CSV{}, rows(sources.MaxRejects)); o.Err != "" || o.Ledger.Quarantined != sources.MaxRejects || o.Ledger.Kept != 1 {
		t.Fatal(short(o))
	}
	o := run(t, decode.CSV{}, rows(sources.MaxRejects+1))
	if !strings.Contains(o.Err, "more than 10,000 rows cannot be read; the first is line 3: not_a_value, expected a number in column n, not \"x\"; the source has changed") {
		t.Fatal(o.Err)
	}
}

func TestRejectTextIsCutAndUTF8(t *testing.T) {
	d := table(sources.Code("k", "k").Key(), sources.Number("n", "u", "n"))
	in := "k,n\na," + strings.Repeat("\xff\xc3\xa9", 3000) + "\n"
	o := run(t, decode.CSV{}, sources.File{Dataset: d, Open: open([]byte(in))})
	r := o.Ledger.Rejects[0]
	if len(r.Text) > sources.RejectText+4 || len(r.Raw) > sources.RejectRaw+4 || !strings.HasPrefix(r.Text, "\uFFFDé") {
		t.Fatalf("%d %d %q", len(r.Text), len(r.Raw), r.Text)
	}
}

func TestDeriveSeesWhatItUses(t *testing.T) {
	seen := func(cells [][]byte, dst []byte) ([]byte, error) {
		for _, c := range cells {
			if c == nil {
				dst = append(dst, '.')
			} else {
				dst = append(dst, c...)
			}
		}
		return dst, nil
	}
	cols := func(uses ...string) *sources.Dataset {
		return table(sources.Code("p", "p").FromPart(), sources.Code("a", "a").Key(), sources.Code("b", "b").Optional(),
			sources.Text("x", "x").DerivedBy(seen, uses...), sources.Text("y", "y").DerivedBy(seen))
	}
	for want, uses := range map[string][]string{"P|A|B|PAB..|PAB..|2": nil, "P|A|B|..B..|PAB..|2": {"b"}, "P|A|B|P.B..|PAB..|2": {"b", "p"}} {
		o := run(t, decode.Flat{}, sources.File{Dataset: cols(uses...), Part: "P", Open: open([]byte("a\tb\nA\tB\n"))})
		if diff := cmp.Diff([]string{want}, o.Rows); diff != "" || o.Err != "" {
			t.Error(uses, diff, o.Err)
		}
	}
	o := run(t, decode.Flat{}, sources.File{Dataset: cols("b", "y"), Part: "P", Open: open([]byte("a\tb\n"))})
	if o.Err != "test.table part P: column x is derived from b, y, which are not all columns with cells" {
		t.Error(o.Err)
	}
}
