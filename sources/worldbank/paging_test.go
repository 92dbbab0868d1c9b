package worldbank_test

import (
	"strings"
	"testing"
	"time"

	"jevons/sources"
	"jevons/sources/worldbank"
)

func TestPagesAreAskedForUntilTheLastOne(t *testing.T) {
	d := worldbank.Datasets()[0]
	first := d.Fetch.First(time.Time{})[0]
	page := func(header, rows string) []byte { return []byte("[{" + header + "},[" + rows + "]]") }
	next, err := d.Fetch.Next(first, page(`"page":1,"pages":2,"per_page":"2","total":3`, "{},{}"))
	if err != nil || len(next) != 1 || next[0].Part != first.Part || next[0].Query.Get("page") != "2" || next[0].Query.Get("format") != "json" {
		t.Fatalf("after page 1 of 2 comes %+v, error %v", next, err)
	}
	if last, err := d.Fetch.Next(next[0], page(`"page":2,"pages":2,"per_page":"2","total":3`, "{}")); err != nil || len(last) != 0 {
		t.Errorf("after page 2 of 2 comes %+v, error %v", last, err)
	}
	for body, want := range map[string]string{
		string(page(`"page":1,"pages":2,"per_page":2,"total":3`, "{}")):   "page 1 of 2 has 1 rows, not 2 of 3",
		string(page(`"page":2,"pages":2,"per_page":2,"total":3`, "{}")):   "page 1 was asked for and page 2 came",
		string(page(`"page":1,"pages":"two","per_page":2,"total":3`, "")): `the header's pages is "two"`,
		`[{"page":1,"pages":1,"per_page":0,"total":0},null]`:              "", // refused when it is decoded: it has no rows
		`[{"page":1}]`: "no array of header and rows",
		`[{"message":[{"id":"120","key":"Invalid value","value":"no such indicator"}]}]`: "message 120, Invalid value: no such indicator",
		`<?xml version="1.0"?>`: "not a JSON array",
		``:                      "not a JSON array",
	} {
		if _, err := d.Fetch.Next(first, []byte(body)); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
	}
	if _, ok := d.Fetch.(sources.Paged); !ok {
		t.Error("the fetch does not page")
	}
}
