package warehouse

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"jevons/transforms"
)

// TestGraphCases loads and orders the models of each testdata/graph/*.txtar.
// Its file "want" is the order, or the beginning of the error.
func TestGraphCases(t *testing.T) {
	files, err := filepath.Glob("testdata/graph/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	conn := emptyWarehouse(t)
	run(t, conn, "CREATE MACRO raw.bls_ces_asof(t) AS TABLE SELECT * FROM raw.bls_ces WHERE _known_at <= t")
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			fsys, want := fstest.MapFS{}, ""
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = strings.TrimSpace(string(f.Data))
					continue
				}
				fsys[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			models, refs, err := transforms.Load(fsys)
			if err == nil {
				models, err = OrderModels(context.Background(), conn, models, refs)
			}
			var got []string
			for _, m := range models {
				got = append(got, m.Table.String())
			}
			if err != nil {
				got = []string{err.Error()}
			}
			line := strings.Join(got, " ")
			if (err == nil && line != want) || !strings.HasPrefix(line, want) {
				t.Errorf("got  %s\nwant %s", line, want)
			}
		})
	}
}

func TestReferencesFindsTablesAndFunctionsEverywhere(t *testing.T) {
	conn := emptyWarehouse(t)
	tables, functions, err := References(context.Background(), conn, `
		WITH a AS (SELECT lag(x) OVER (ORDER BY y) AS x FROM Core.one)
		SELECT upper(x), (SELECT max(x) FROM core.two), CASE WHEN EXISTS (SELECT 1 FROM core.three) THEN 1 END
		FROM a LEFT JOIN core.four AS f ON f.x = (SELECT min(x) FROM core.five) AND a.x IN (SELECT x FROM core.six)
		GROUP BY ALL HAVING count(*) > (SELECT count(*) FROM core.seven)
		UNION ALL (SELECT x, 1, 2 FROM core.eight ORDER BY lower(x))`)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, n := range []string{"one", "two", "three", "four", "five", "six", "seven", "eight"} {
		want = append(want, "core."+n)
	}
	slices.Sort(want)
	if got := strings.Fields(strings.Trim(fmt.Sprint(tables), "[]")); !slices.Equal(got, want) {
		t.Errorf("tables %v, want %v", got, want)
	}
	for _, f := range []string{"lag", "upper", "max", "min", "lower"} {
		if !slices.Contains(functions, f) {
			t.Errorf("function %s not found in %v", f, functions)
		}
	}
}
