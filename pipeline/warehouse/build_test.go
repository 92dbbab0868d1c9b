package warehouse

import (
	"context"
	"database/sql"
	"encoding/csv"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/marcboeker/go-duckdb"

	"jevons/sources/catalog"
	sqlfiles "jevons/sql"
	"jevons/transforms"
	"jevons/transforms/compute"
)

var update = flag.Bool("update-models", false, "write want.csv of the model cases")

// modelInputs are the columns of the datasets that the models read, by table.
var modelInputs = sync.OnceValue(func() map[string]string {
	var text strings.Builder
	err := fs.WalkDir(sqlfiles.Files, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(p) != ".sql" {
			return err
		}
		b, err := fs.ReadFile(sqlfiles.Files, p)
		text.Write(b)
		return err
	})
	if err != nil {
		panic(err)
	}
	out := map[string]string{}
	for _, d := range catalog.All() {
		if !regexp.MustCompile(`\b(raw|latest)\.` + d.Table() + `\b`).MatchString(text.String()) {
			continue
		}
		var columns []string
		for _, c := range d.Columns {
			columns = append(columns, q(c.Name)+" "+c.SQLType())
		}
		out[d.Table()] = strings.Join(columns, ", ")
	}
	return out
})

// emptyWarehouse is a database in memory that holds without rows the datasets
// whose tables wanted names, or every one that the models read.
func emptyWarehouse(t testing.TB, wanted ...string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); db.Close() })
	run(t, conn, "CREATE SCHEMA raw", "CREATE SCHEMA latest", "CREATE SCHEMA meta",
		`CREATE TABLE meta.landing (id BIGINT, dataset VARCHAR, part VARCHAR, sha256 VARCHAR, known_at TIMESTAMP, known_by VARCHAR,
			seen_at TIMESTAMP, is_sample BOOLEAN, url VARCHAR)`)
	for name, columns := range modelInputs() {
		if len(wanted) > 0 && !slices.Contains(wanted, name) {
			continue
		}
		run(t, conn,
			"CREATE TABLE raw."+name+" ("+columns+", _line BIGINT, _known_at TIMESTAMP, _landing BIGINT, _rev INTEGER, _gone BOOLEAN)",
			"CREATE TABLE latest."+name+" ("+columns+", _known_at TIMESTAMP, _landing BIGINT, _line BIGINT)")
	}
	return conn
}

// orderedModels are the program's own models in the order of building: parsing
// them takes a second, and there are a hundred cases.
var orderedModels = sync.OnceValue(func() []transforms.Model {
	t := &testing.B{}
	models, _ := loadedModels(t, emptyWarehouse(t))
	return models
})

func run(t testing.TB, conn *sql.Conn, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := conn.ExecContext(context.Background(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// loadedModels are the program's own models in the order of building.
func loadedModels(t testing.TB, conn *sql.Conn) ([]transforms.Model, []transforms.Ref) {
	t.Helper()
	models, refs, err := transforms.Load(sqlfiles.Files)
	if err != nil {
		t.Fatal(err)
	}
	ordered, err := OrderModels(context.Background(), conn, models, refs)
	if err != nil {
		t.Fatal(err)
	}
	return ordered, refs
}

func TestEmptyDatasetsBuildToEmptyModels(t *testing.T) {
	conn := emptyWarehouse(t)
	models, refs := loadedModels(t, conn)
	// These come from tables that are kept by hand.
	byHand := []string{"core.calendar_month", "claims.verdict", "claims.reproduction", "marts.indicator_status"}
	warnings, err := BuildModels(context.Background(), conn, models, refs, BuildOptions{Computes: compute.All(), Report: func(table transforms.Table, rows int64) {
		if rows != 0 && !slices.Contains(byHand, table.String()) {
			t.Errorf("%s has %d rows from nothing", table, rows)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(warnings) == 0 {
		t.Error("no warning of too few rows")
	}
	n := 0
	if err := conn.QueryRowContext(context.Background(), "SELECT count(*) FROM meta.model WHERE NOT is_sample").Scan(&n); err != nil || n != len(models) {
		t.Errorf("meta.model has %d rows, want %d (%v)", n, len(models), err)
	}
}

// TestModelCases builds each model from the input tables of each case folder
// sql/testdata/SCHEMA.MODEL/CASE and compares it with want.csv. An input may be
// a dataset's table or a model, which is then not built.
func TestModelCases(t *testing.T) {
	folders, err := filepath.Glob("../../sql/testdata/*.*/*")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no case folders: %v", err)
	}
	for _, dir := range folders {
		model := filepath.Base(filepath.Dir(dir))
		t.Run(model+"/"+filepath.Base(dir), func(t *testing.T) { runCase(t, dir, model) })
	}
}

func runCase(t *testing.T, dir, model string) {
	ctx := context.Background()
	models := orderedModels()
	_, refs, err := transforms.Load(sqlfiles.Files)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]bool{}
	inputs, _ := filepath.Glob(filepath.Join(dir, "*.csv"))
	for _, in := range inputs {
		if name := strings.TrimSuffix(filepath.Base(in), ".csv"); name != "want" {
			given[name] = true
		}
	}
	refs = slices.DeleteFunc(refs, func(r transforms.Ref) bool { return given[r.String()] })
	target := slices.IndexFunc(models, func(m transforms.Model) bool { return m.Table.String() == model })
	if target < 0 {
		t.Fatalf("no model %s", model)
	}
	// Going backwards through the order meets every reader before what it reads.
	needed := map[string]bool{model: true}
	var build []transforms.Model
	for _, m := range slices.Backward(models[:target+1]) {
		if needed[m.Table.String()] && !given[m.Table.String()] {
			build = append(build, m)
			for _, r := range m.Reads {
				needed[r.String()] = true
			}
		}
	}
	slices.Reverse(build)
	tables := []string{"none"}
	for name := range needed {
		if schema, table, _ := strings.Cut(name, "."); schema == "raw" || schema == "latest" {
			tables = append(tables, strings.TrimSuffix(table, "_asof"))
		}
	}
	for name := range given {
		_, table, _ := strings.Cut(name, ".")
		tables = append(tables, table)
	}
	conn := emptyWarehouse(t, tables...)
	for _, in := range inputs {
		if name := strings.TrimSuffix(filepath.Base(in), ".csv"); name != "want" {
			loadInput(t, conn, in, name)
		}
	}
	if _, err := BuildModels(ctx, conn, build, refs, BuildOptions{Computes: compute.All()}); err != nil {
		t.Fatal(err)
	}
	got := readTable(t, conn, models[target])
	file := filepath.Join(dir, "want.csv")
	if *update {
		out, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Close()
		if err := csv.NewWriter(out).WriteAll(got); err != nil {
			t.Fatal(err)
		}
		return
	}
	want := readCSV(t, file)
	if diff := cmp.Diff(want, got, cmp.Comparer(sameCell)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", model, diff)
	}
}

// sameCell compares numbers with the tolerance of the printed references.
func sameCell(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && math.Abs(x-y) <= 1e-9*max(1, math.Abs(x))
}

func readCSV(t testing.TB, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func loadInput(t testing.TB, conn *sql.Conn, file, table string) {
	t.Helper()
	rows := readCSV(t, file)
	var names, columns, values []string
	for _, cell := range rows[0] {
		name, typ, ok := strings.Cut(cell, ":")
		if !ok {
			t.Fatalf("%s: header cell %q has no type", file, cell)
		}
		names = append(names, name)
		columns = append(columns, name+" "+typ)
		values = append(values, "CAST(CAST(? AS VARCHAR) AS "+typ+")")
	}
	schema, _, _ := strings.Cut(table, ".")
	run(t, conn, "CREATE SCHEMA IF NOT EXISTS "+schema, "CREATE TABLE IF NOT EXISTS "+table+" ("+strings.Join(columns, ", ")+")")
	insert := "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")"
	for _, row := range rows[1:] {
		cells := make([]any, len(row))
		for i, c := range row {
			if c != "" {
				cells[i] = c
			}
		}
		if _, err := conn.ExecContext(context.Background(), insert, cells...); err != nil {
			t.Fatalf("%s: %v: %v", file, row, err)
		}
	}
}

// readTable returns a model as text, its header as name:TYPE.
func readTable(t testing.TB, conn *sql.Conn, m transforms.Model) [][]string {
	t.Helper()
	ctx := context.Background()
	columns, err := textPairs(ctx, conn, `SELECT column_name, data_type FROM duckdb_columns()
		WHERE schema_name = ? AND table_name = ? ORDER BY column_index`, m.Schema, m.Name)
	if err != nil {
		t.Fatal(err)
	}
	var header, cells []string
	for _, c := range columns {
		if m.Schema == "marts" && m.Units[c[0]] == "" && slices.ContainsFunc(stamped, func(s [2]string) bool { return s[0] == c[0] }) {
			continue // they say what the build is made of
		}
		header = append(header, c[0]+":"+c[1])
		cells = append(cells, fmt.Sprintf("coalesce(CAST(%s AS VARCHAR), '')", ident(c[0])))
	}
	rows, err := conn.QueryContext(ctx, "SELECT "+strings.Join(cells, ", ")+" FROM "+quoted(m.Table)+" ORDER BY "+orderBy(m.Grain))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := [][]string{header}
	for rows.Next() {
		row := make([]string, len(header))
		to := make([]any, len(header))
		for i := range row {
			to[i] = &row[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
