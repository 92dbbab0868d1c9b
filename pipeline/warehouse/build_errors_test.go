package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"jevons/transforms"
)

// buildText builds the models of a map from file to text.
func buildText(t *testing.T, conn *sql.Conn, files map[string]string) ([]Warning, error) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	models, refs, err := transforms.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if models, err = OrderModels(context.Background(), conn, models, refs); err != nil {
		t.Fatal(err)
	}
	return BuildModels(context.Background(), conn, models, refs, BuildOptions{})
}

func TestBuildErrorsShowTheOffendingRows(t *testing.T) {
	const head = "-- about: A.\n-- grain: x\n-- unit: x = code\n"
	for name, c := range map[string]struct{ text, want string }{
		"duplicate": {head + "select x from (values (1), (2), (2), (2)) as v(x)",
			"build model core.a (core/a.sql): grain (x) does not identify rows: x=2 n=3"},
		"null in grain": {head + "select x from (values (1), (null)) as v(x)", "grain (x) does not identify rows: x=NULL n=1"},
		"check": {head + "-- unit: y = text\n-- check: small: x < 3\nselect x, concat('a', chr(27)) as y from range(9) as r(x)",
			`check "small" (line 5) fails: x=3 y="a\x1b"; x=4 y="a\x1b"; x=5 y="a\x1b"; x=6 y="a\x1b"; x=7 y="a\x1b"`},
		"few rows": {head + "-- check: n_rows >= 2\nselect 1 as x", `check "n_rows >= 2" (line 4) fails: n_rows=1`},
		"no unit":  {head + "select 1 as x, 2 as y, 3 as z", `no unit for column y, z; add lines "-- unit: column = unit"`},
		"unit of nothing": {head + "-- unit: y = jobs\nselect 1 as x",
			"the header names column y, which the SELECT does not return; it returns x"},
		"bad ref":   {"", `build ref.r from ref/r.csv: line 3:`},
		"bind":      {head + "select nosuch as x from latest.bls_ces", `build model core.a (core/a.sql): Binder Error`},
		"last line": {head + "select 1 as x -- a comment", ""},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"core/a.sql": c.text}
			if c.text == "" {
				files = map[string]string{"ref/r.csv": "x:DATE,why\n2020-01-01,because\n2020-13-01,because\n"}
			}
			_, err := buildText(t, emptyWarehouse(t), files)
			if c.want == "" && err == nil {
				return
			}
			if err == nil || c.want == "" || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestWarnsAreReturnedAndDoNotStop(t *testing.T) {
	warnings, err := buildText(t, emptyWarehouse(t), map[string]string{
		"core/a.sql": "-- about: A.\n-- grain: x\n-- unit: x = code\n-- warn: small: x < 1\n-- warn: null is met: CAST(NULL AS BOOLEAN)\nselect x from range(3) as r(x)"})
	if err != nil {
		t.Fatal(err)
	}
	if len(warnings) != 1 || warnings[0].String() != `core.a: "small" does not hold, first for x=1` {
		t.Errorf("warnings %v", warnings)
	}
}

func TestModelsExplainThemselves(t *testing.T) {
	conn := emptyWarehouse(t)
	run(t, conn,
		"INSERT INTO meta.landing (id, dataset, is_sample) VALUES (1, 'bls.ces', true), (2, 'llmprices.history', false), (3, 'bls.ces', false)",
		"INSERT INTO latest.bls_ces (series_id, _landing) VALUES ('b', 3)", "INSERT INTO raw.bls_ces (series_id, _landing) VALUES ('a', 1), ('b', 3)",
		"INSERT INTO raw.llmprices_history (id, _landing) VALUES ('m', 2)")
	head := "-- about: It's one.\n-- grain: x\n-- unit: x = code, the source's\n"
	files := map[string]string{
		"core/newest.sql":  head + "-- kind: view\nselect series_id as x from latest.bls_ces",
		"core/every.sql":   head + "-- method: 2\nselect series_id as x from raw.bls_ces",
		"core/prices.sql":  head + "select id as x from raw.llmprices_history",
		"marts/both.sql":   head + "select x from core.every union all select x from core.prices",
		"claims/third.sql": head + "select x from marts.both",
	}
	for range 2 { // building again replaces
		if _, err := buildText(t, conn, files); err != nil {
			t.Fatal(err)
		}
	}
	got, err := textPairs(context.Background(), conn,
		"SELECT schema || '.' || name || ' ' || kind, concat(is_sample, ' ', rows, ' ', method_version, ' ', grain) FROM meta.model ORDER BY 1")
	if err != nil {
		t.Fatal(err)
	}
	want := [][2]string{
		{"claims.third table", "true 3 1 x"}, {"core.every table", "true 2 2 x"}, {"core.newest view", "false 1 1 x"},
		{"core.prices table", "false 1 1 x"}, {"marts.both table", "true 3 1 x"},
	}
	if len(got) != len(want) {
		t.Fatalf("meta.model %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("meta.model %v, want %v", got[i], want[i])
		}
	}
	comments, err := textPairs(context.Background(), conn, `SELECT 'view', comment FROM duckdb_views() WHERE view_name = 'newest'
		UNION ALL SELECT 'table', comment FROM duckdb_tables() WHERE table_name = 'every'
		UNION ALL SELECT 'column', comment FROM duckdb_columns() WHERE table_name IN ('every', 'newest') ORDER BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range []string{"code, the source's", "code, the source's", "It's one.", "It's one."} {
		if i >= len(comments) || comments[i][1] != w {
			t.Errorf("comment %d of %v, want %q", i, comments, w)
		}
	}
}

func TestCancelStopsTheBuild(t *testing.T) {
	conn := emptyWarehouse(t)
	models, refs := loadedModels(t, conn)
	ctx, cancel := context.WithCancel(context.Background())
	built := 0
	_, err := BuildModels(ctx, conn, models, refs, BuildOptions{Report: func(transforms.Table, int64) { built++; cancel() }})
	if !errors.Is(err, context.Canceled) || built != 1 {
		t.Errorf("after cancel: %d models, %v", built, err)
	}
}
