package transforms

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestLoadReadsHeadersAndReferenceTables(t *testing.T) {
	models, refs, err := Load(fstest.MapFS{
		"embed.go":                 {Data: []byte("package sql")},
		"meta/0001_meta.sql":       {Data: []byte("create table x (y int);")},
		"testdata/core.a/x/in.csv": {Data: []byte("x\n")},
		"ref/r.csv":                {Data: []byte("from:date,why\n2020-01-01,\"a, b\"\n,c\n")},
		"core/a.sql": {Data: []byte("-- about: One\n--   and two.\r\n-- grain: x, y\n\n-- unit: x, y = code\n-- unit: z = USD = dollars\n" +
			"-- check: positive: z::DOUBLE > 0\n-- check: z::DOUBLE > 0\n-- warn: n_rows > 1\n-- kind: view\n-- export: parquet\n-- method: 3\n" +
			"-- portable: no, because it shows the cast\nselect 1 -- one\n;\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []Model{{
		Table: Table{"core", "a"}, File: "core/a.sql", About: "One and two.", Kind: View, Grain: []string{"x", "y"},
		Checks: []Check{{"positive", "z::DOUBLE > 0", 7}, {"z::DOUBLE > 0", "z::DOUBLE > 0", 8}}, Warns: []Check{{"n_rows > 1", "n_rows > 1", 9}},
		Units: map[string]string{"x": "code", "y": "code", "z": "USD = dollars"}, Export: true, Method: 3,
		Portable: "it shows the cast", Select: "select 1 -- one", Line: 14,
	}}
	if diff := cmp.Diff(want, models); diff != "" {
		t.Errorf("models (-want +got):\n%s", diff)
	}
	wantRefs := []Ref{{Table: Table{"ref", "r"}, File: "ref/r.csv", Columns: []RefColumn{{"from", "DATE"}, {"why", "VARCHAR"}},
		Rows: []RefRow{{2, []string{"2020-01-01", "a, b"}}, {3, []string{"", "c"}}}}}
	if diff := cmp.Diff(wantRefs, refs); diff != "" {
		t.Errorf("refs (-want +got):\n%s", diff)
	}
}

func TestNearestIsTheLeastEditDistance(t *testing.T) {
	for word, want := range map[string]string{"chek": "check", "grian": "grain", "units": "unit", "": "warn", "exprot": "export"} {
		if got := nearest(word, headerKeys); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}
