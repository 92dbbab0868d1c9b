package decode_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/decode"
)

func jsonTable() *sources.Dataset {
	return table(sources.Code("name", "n").Key(), sources.Number("cost", "USD", "c").Optional().Named("cost", "old_cost"),
		sources.Text("note", "n").MayLack(), sources.Flag("free", "f").MayLack())
}

func TestJSONMembers(t *testing.T) {
	in := `{"meta": {"note": "x}\"", "list": [1, [2, {}], null]}, "data" : {"prices":
		{"a": {"cost": 1.5, "note": "plain", "free": true},
		 "sample": {"cost": "not a number"},
		 "b": {"cost": 1e-7, "note": {"k" : [1,  2]}, "other": "ignored \ud800"},
		 "c": {"note": "\u00e9\ud83d\ude00\n\"\\\/", "cost": null},
		 "d\u0041": {"cost": "2", "note": 12.50, "free": 0},
		 "e": {"cost": [1]},
		 "f": [1],
		 "g": 7,
		 "h": {"cost": 1, "cost": 2},
		 "i": {"old_cost": 1, "cost": 2},
		 "j": {"cost": 2, "old_cost": 1},
		 "k": {"old_cost": 4},
		 "l": {"cost": 1, "note": "\ud800"},
		 "m": {"cost": nul},
		 "n": {"cost": 01},
		 "a": {}
		}, "after": [[]]}, "end": ""}
	`
	dec := decode.JSON{Path: []string{"data", "prices"}, Member: "name", Skip: func(m string) string {
		if m == "sample" {
			return "sample entry"
		}
		return ""
	}}
	o := run(t, dec, sources.File{Dataset: jsonTable(), Open: open([]byte(in))})
	want := []string{
		"a|1.5|plain|true|1", `b|1e-07|{"k":[1,2]}|~|3`, "c|~|é😀\n\"\\/|~|4", "dA|2|12.50|false|5",
		"i|2|~|~|10", "j|2|~|~|11", "k|4|~|~|12", "a|~|~|~|16",
	}
	if diff := cmp.Diff(want, o.Rows); diff != "" || o.Err != "" {
		t.Fatal(diff, o.Err)
	}
	rejects := []sources.Reject{
		{Line: 6, Column: "cost", Text: "[1]", Reason: sources.ReasonType, Detail: "a number", Raw: `{"cost": [1]}`},
		{Line: 7, Text: "[1]", Reason: sources.ReasonSyntax, Detail: "an object, not an array", Raw: "[1]"},
		{Line: 8, Text: "7", Reason: sources.ReasonSyntax, Detail: "an object, not a number", Raw: "7"},
		{Line: 9, Text: `"cost"`, Reason: sources.ReasonSyntax, Detail: "every member once", Raw: `{"cost": 1, "cost": 2}`},
		{Line: 13, Text: `"\ud800"`, Reason: sources.ReasonSyntax, Detail: "a string without lone surrogates", Raw: `{"cost": 1, "note": "\ud800"}`},
		{Line: 14, Reason: sources.ReasonSyntax, Detail: "a well-formed JSON object", Raw: `{"cost": nul}`},
		{Line: 15, Reason: sources.ReasonSyntax, Detail: "a well-formed JSON object", Raw: `{"cost": 01}`},
	}
	if diff := cmp.Diff(rejects, o.Ledger.Rejects); diff != "" {
		t.Fatal(diff)
	}
	if o.Ledger.Lines != 0 || o.Ledger.Bytes != int64(len(in)) || o.Ledger.Ignored["sample entry"] != 1 || o.Ledger.Records != 16 {
		t.Fatal(short(o))
	}
}

func TestJSONShapes(t *testing.T) {
	prices := decode.JSON{Path: []string{"prices"}}
	rows := decode.JSON{}
	members := decode.JSON{Member: "name"}
	deep := strings.Repeat("[", 64)
	for _, c := range []struct {
		dec  decode.JSON
		in   string
		want string
	}{
		{rows, `[]`, ""}, {rows, " [\n] ", ""}, {members, `{}`, ""}, {prices, `{"prices":[]}`, ""},
		{rows, `[{"name":"a","cost":1}]`, "a|1|~|~|1"},
		{rows, "\xef\xbb\xbf[{\"name\":\"a\",\"cost\":1}]", "a|1|~|~|1"},
		{rows, ``, "at byte 0: the file is empty"},
		{rows, "  \n", "at byte 3: the JSON document is cut short; fetch the file again"},
		{prices, `[]`, "at byte 0: an array where an object with member prices was expected"},
		{prices, `{"prices": {}}`, "at byte 11: an object where an array with one element a row under prices was expected"},
		{prices, `{"a": 1, "b": {}}`, "at byte 17: an object without member prices where one was expected; it has a, b"},
		{prices, `{}`, "at byte 2: an object without member prices where one was expected; it is empty"},
		{prices, `{"prices": null}`, "at byte 11: null where an array with one element a row under prices was expected"},
		{prices, `{"prices": [], "prices": []}`, "at byte 24: member prices occurs twice"},
		{rows, `<html>`, `at byte 0: '<' where an array with one element a row was expected`},
		{rows, `"text"`, `at byte 0: a string where an array with one element a row was expected`},
		{members, `[1]`, "at byte 0: an array where an object with one member a row was expected"},
		{members, `{"a": {}`, "at byte 8, after record 0: the JSON document is cut short; fetch the file again"},
		{members, `{"a" {}}`, "at byte 5: an object where a colon was expected"},
		{members, `{a: {}}`, "at byte 1: 'a' where a member name was expected"},
		{members, `{"a\x": {}}`, "at byte 6: a member name that is not a JSON string"},
		{rows, `[{}`, "cut short"}, {rows, `[{"a": "`, "cut short"}, {rows, `[{"a": "\`, "cut short"}, {rows, `[1`, "cut short"}, {prices, `{"prices": [{}]`, "cut short"},
		{rows, `[{"name":"a"}] x`, `at byte 15: 'x' after the end of the document`},
		{rows, `[{"name":"a"}][]`, `at byte 14: an array after the end of the document`},
		{rows, `[{},]`, `at byte 4: ']' after a comma`}, {rows, `[,{}]`, `',' where a value was expected`}, {rows, `[{} {}]`, `at byte 4: an object where a comma or ']' was expected`},
		{rows, `[{"a": [}]`, `at byte 8: '}' where ']' was expected`}, {rows, "[{\"a\":\x00}]", `a control character '\x00'`},
		{prices, `{"x": ` + deep, "values are nested deeper than the limit of 64"},
		{rows, `[{"name": "a", "note": ` + deep + strings.Repeat("]", 64) + `}]`, "values are nested deeper than the limit of 64"},
		{rows, `[{"name":"a"},{"name":"b"}]`, "no record has a member cost; if the source renamed it"},
	} {
		for _, batch := range []int{1, 65536} {
			o := run(t, c.dec, sources.File{Dataset: jsonTable(), BatchRows: batch, Open: open([]byte(c.in))})
			want := strings.Replace(c.want, ", after record 0", "", 1)
			got := regexp.MustCompile(", after record [0-9]+").ReplaceAllString(o.Err, "")
			if o.Err == "" {
				got = strings.Join(o.Rows, ";")
			}
			if got != want && (want == "" || !strings.Contains(got, strings.TrimPrefix(want, "at"))) {
				t.Errorf("%.60s: %s", c.in, got)
			}
		}
	}
}

func TestJSONLimits(t *testing.T) {
	big := `{"name":"a","cost":1,"x":"` + strings.Repeat("y", 8<<20) + `"}`
	o := run(t, decode.JSON{}, sources.File{Dataset: jsonTable(), Open: open([]byte("[{\"name\":\"a\",\"cost\":1}," + big + "]"))})
	if !strings.Contains(o.Err, "a record is longer than the limit of 8388608 bytes") {
		t.Fatal(o.Err)
	}
	// What is beside the rows is not kept, so it may be long.
	o = run(t, decode.JSON{Path: []string{"rows"}}, sources.File{Dataset: jsonTable(), Open: open([]byte(`{"x": ` + big + `, "rows": [{"name":"a","cost":1}]}`))})
	if o.Err != "" || len(o.Rows) != 1 {
		t.Fatal(short(o))
	}
	o = run(t, decode.JSON{}, sources.File{Dataset: jsonTable(), Open: open([]byte("[{\"name\":\"a\xff\",\"cost\":1}]"))})
	if len(o.Ledger.Rejects) != 1 || o.Ledger.Rejects[0].Reason != sources.ReasonEncoding {
		t.Fatal(short(o))
	}
}

func TestJSONDeclarations(t *testing.T) {
	d := table(sources.Code("a", "a").Key(), sources.Code("b", "b").Named("a"))
	if o := run(t, decode.JSON{}, sources.File{Dataset: d, Open: open([]byte("[]"))}); !strings.Contains(o.Err, `"a" is the source name of two columns`) {
		t.Error(o.Err)
	}
	if o := run(t, decode.JSON{Member: "c"}, sources.File{Dataset: d, Open: open([]byte("[]"))}); !strings.Contains(o.Err, `"c" is to receive the member name`) && !strings.Contains(o.Err, "two columns") {
		t.Error(o.Err)
	}
}

// jsonText has records of very different lengths.
func jsonText(n int) string {
	var b strings.Builder
	b.WriteString(`{"x": [1, 2], "rows": [`)
	for i := range n {
		if i > 0 {
			b.WriteString(" ,\n")
		}
		fmt.Fprintf(&b, `{"name": "n%d", "cost": %d.25, "note": "%s\t", "free": %v}`, i, i, strings.Repeat("z", i*37%400), i%2 == 0)
	}
	b.WriteString("]}")
	return b.String()
}

func TestJSONNested(t *testing.T) {
	d := table(sources.Code("id", "id").Key(), sources.Number("prompt", "u", "n").MissingAs("-1").Named("pricing.prompt"),
		sources.Number("deep", "u", "n").MayLack().Named("a.b.c"), sources.Text("pricing", "whole").MayLack())
	in := `{"data":[
		{"id":"x","pricing":{"other":{"prompt":"9"},"prompt":"0.00003"},"a":{"b":{"c":7}}},
		{"pricing":{"prompt":"-1"},"id":"y","prompt":5},
		{"id":"z","pricing.prompt":"4","a":{"b.c":1,"b":[{"c":2}]}},
		{"id":"w","pricing":{}},
		{"id":"v","pricing":{"prompt":"1","prompt":"2"}},
		{"id":"u","pricing":{"prompt":"1"},"a":{"c":1},"b":{"c":2}}]}`
	o := run(t, decode.JSON{Path: []string{"data"}, Nested: true}, sources.File{Dataset: d, Open: open([]byte(in))})
	want := `x|3e-05|7|{"other":{"prompt":"9"},"prompt":"0.00003"}|1;y|~|~|{"prompt":"-1"}|2;z|~|~|~|3;w|~|~|{}|4;u|1|~|{"prompt":"1"}|6`
	if got := o.Err + strings.Join(o.Rows, ";"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if o.Ledger.Quarantined != 1 || o.Ledger.Rejects[0].Detail != "every member once" {
		t.Errorf("rejects are %+v", o.Ledger.Rejects)
	}
	// Without the option a dot is a letter as any other.
	o = run(t, decode.JSON{}, sources.File{Dataset: table(sources.Code("id", "id").Key().Named("a.b")), Open: open([]byte(`[{"a.b":"x","a":{"b":"y"}}]`))})
	if got := o.Err + strings.Join(o.Rows, ";"); got != "x|1" {
		t.Error(got)
	}
	// A renamed member inside is noticed as one outside is.
	o = run(t, decode.JSON{Nested: true}, sources.File{Dataset: d, Open: open([]byte(`[{"id":"x","pricing":{"input":"1"}}]`))})
	if !strings.Contains(o.Err, "pricing.prompt") {
		t.Error(o.Err)
	}
}
