package decode_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/sources"
	"jevons/sources/decode"
)

func cubeTable() *sources.Dataset {
	return table(sources.Code("geo", "g").Key(), sources.Code("period", "p").Key().Named("time"),
		sources.Number("value", "u", "v").Optional(), sources.Code("status", "s").Optional())
}

// statText is a cube of two areas and three months.
func statText(values string) string {
	return `{"version":"2.0",` + values + `"id":["geo","time"],"size":[2,3],"dimension":{"geo":{"category":{"index":{"FR":1,"DE":0}}},` +
		`"time":{"category":{"index":["2026-01","2026-02","2026-03"]}}},"extension":{"x":[[]]}}`
}

func TestJSONStatCells(t *testing.T) {
	bundle := `{"first":{"value":[1.50,null],"dimension":{"id":["geo","time"],"size":[1,2],"geo":{"category":{"label":{"DE":"Germany"}}},"time":{"category":{"index":{"2026-01":0,"2026-02":1}}}}}}`
	for _, c := range []struct {
		in   string
		want []string
	}{
		{statText(`"value":{"4":2e1,"0":1.5},`), []string{"DE|2026-01|1.5|~|1", "FR|2026-02|20|~|2"}},
		{statText(`"value":{"5":"7","1":null},"status":{"1":"c","2":":","5":"bp"},`), []string{"DE|2026-02|~|c|1", "DE|2026-03|~|:|2", "FR|2026-03|7|bp|3"}},
		{statText(`"value":[1,2,null,4,5,6],"status":["p",null,"c",null,null,null],`),
			[]string{"DE|2026-01|1|p|1", "DE|2026-02|2|~|2", "DE|2026-03|~|c|3", "FR|2026-01|4|~|4", "FR|2026-02|5|~|5", "FR|2026-03|6|~|6"}},
		{statText(`"value":{"3":4},"status":"e",`), []string{"FR|2026-01|4|e|1"}},
		{statText(`"value":{"3":4},"status":["e"],`), []string{"FR|2026-01|4|e|1"}},
		{statText(`"value":{},`), nil},
		{bundle, []string{"DE|2026-01|1.5|~|1", "DE|2026-02|~|~|2"}},
	} {
		for _, batch := range []int{1, 2, 65536} {
			o := run(t, decode.JSONStat{}, sources.File{Dataset: cubeTable(), BatchRows: batch, Open: open([]byte(c.in))})
			if diff := cmp.Diff(c.want, o.Rows); diff != "" || o.Err != "" || o.Ledger.Bytes != int64(len(c.in)) {
				t.Errorf("%.60s: %s %s", c.in, diff, short(o))
			}
		}
	}
	o := run(t, decode.JSONStat{}, sources.File{Dataset: cubeTable(), Open: open([]byte(statText(`"value":{"1":"n/a","2":3},`)))})
	want := []sources.Reject{{Line: 1, Column: "value", Text: "n/a", Reason: sources.ReasonType, Detail: "a number", Raw: "DE,2026-02,n/a,"}}
	if diff := cmp.Diff(want, o.Ledger.Rejects); diff != "" || len(o.Rows) != 1 {
		t.Error(diff, short(o))
	}
}

func TestJSONStatRefuses(t *testing.T) {
	good := statText(`"value":[1,2,3,4,5,6],`)
	for _, c := range []struct{ in, want string }{
		{``, "empty"}, {`[]`, "not a JSON-stat document"}, {good[:len(good)-9], "not a JSON-stat document"}, {good + "{}", "not a JSON-stat document"},
		{`{}`, "holds 0 JSON-stat datasets"},
		{`{"a":` + good + `,"b":` + good + `}`, "holds 2 JSON-stat datasets"},
		{`{"error":[{"status":400,"label":"no results found"}]}`, "no results found"},
		{strings.Replace(good, "[2,3]", "[0,3]", 1), "dimension geo is empty"},
		{strings.Replace(good, "[2,3]", "[2,-3]", 1), "dimension time has the size -3"},
		{strings.Replace(good, "[2,3]", "[2]", 1), "names 2 dimensions and 1 sizes"},
		{strings.Replace(good, "[2,3]", "[4000000,4000000]", 1), "4000000"},
		{strings.Replace(good, "[2,3]", "[20000000,3]", 1), "more cells than the limit of 10000000"},
		{strings.Replace(good, "[2,3]", "[2,4]", 1), "dimension time: it has 3 categories and the size 4"},
		{strings.Replace(good, `"FR":1`, `"FR":0`, 1), "outside the dimension or taken"},
		{strings.Replace(good, `["geo","time"]`, `["geo","year"]`, 1), "dimension year: it is not described"},
		{strings.ReplaceAll(good, `"time"`, `"year"`), "time"},
		{statText(`"value":[1,2],`), "member value has 2 cells, but the dimensions span 6"},
		{statText(`"value":[1,2,3,4,5,6,7],`), "position 6, but the dimensions span 6"},
		{statText(`"value":{"6":1},`), "position 6, but the dimensions span 6"},
		{statText(`"value":{"-1":1},`), "position -1"},
		{statText(`"value":{"x":1},`), "no position"},
		{statText(`"value":{"1":1,"01":2},`), "two cells at position 1"},
		{statText(`"value":[[1],2,3,4,5,6],`), "an array at position 0"},
		{statText(`"value":7,`), "member value is neither an array nor an object"},
		{statText(``), "member value is neither"},
		{statText(`"value":{"1":1},"status":7,`), "member status is neither"},
	} {
		o := run(t, decode.JSONStat{}, sources.File{Dataset: cubeTable(), Open: open([]byte(c.in))})
		if !strings.Contains(o.Err, c.want) || o.Err == "" {
			t.Errorf("%.70s: %q, want %q", c.in, o.Err, c.want)
		}
	}
}

func FuzzJSONStat(f *testing.F) {
	f.Add([]byte(statText(`"value":{"5":"7","1":null},"status":{"1":"c","2":":","5":"bp"},`)))
	f.Add([]byte(statText(`"value":[1,2,3,4,5,"\ud800"],"status":["p"],`)))
	f.Add([]byte(`{"a":{"value":[1],"dimension":{"id":["geo","time"],"size":[1,1],"geo":{"category":{"label":{"DE":""}}},"time":{"category":{"index":["x"]}}}}}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		one := run(t, decode.JSONStat{}, sources.File{Dataset: cubeTable(), Open: open(in)})
		two := run(t, decode.JSONStat{}, sources.File{Dataset: cubeTable(), BatchRows: 1, Workers: 3, Open: open(in)})
		if diff := cmp.Diff(one.Rows, two.Rows); diff != "" || (one.Err == "") != (two.Err == "") {
			t.Fatal(diff, one.Err, two.Err)
		}
	})
}

func TestRealJSONStat(t *testing.T) {
	col := func(names ...string) *sources.Dataset {
		d := table(sources.Number("value", "u", "v").Optional(), sources.Text("status", "s").Optional())
		for i, n := range names {
			d.Columns = append(d.Columns, sources.Code("d"+string(rune('0'+i)), "d").Key().Named(n))
		}
		return d
	}
	for _, c := range []struct {
		file string
		d    *sources.Dataset
		rows int
	}{
		{"jsonstat/oecd.json", col("concept", "area", "year"), 432},
		{"jsonstat/canada.json", col("country", "year", "age", "concept", "sex"), 120},
		{"jsonstat/galicia.json", col("birth", "age", "gender", "time", "residence", "concept"), 3960},
		{"jsonstat/us-labor.json", col("year", "county", "labor"), 12880},
		{"jsonstat/us-unr.json", col("year", "county", "labor"), 3220},
		{"jsonstat/hierarchy.json", col("commodity"), 1},
		{"cso_ie/cso_ie-NQQ25.json", col("Sector", "Quarter", "Statistic"), 1216},
		{"eurostat/une_rt_m_DE_last3_2026-09.json", col("freq", "s_adj", "age", "unit", "sex", "geo", "time"), 2},
		{"eurostat/une_rt_m_EA21.json", col("freq", "s_adj", "age", "unit", "sex", "geo", "time"), 19},
	} {
		t.Run(c.file, func(t *testing.T) {
			o := run(t, decode.JSONStat{}, sources.File{Dataset: c.d, Open: onDisk(realdata(t, c.file))})
			if o.Err != "" || len(o.Rows) != c.rows || o.Ledger.Quarantined != 0 || len(o.Ledger.Warnings) != 0 {
				t.Error(short(o))
			}
		})
	}
}
