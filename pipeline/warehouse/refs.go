package warehouse

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"jevons/transforms"
)

// References returns the tables that one SELECT reads, without its own common
// table expressions, and the functions it calls, both sorted. A name without
// schema that is no common table expression comes back with an empty schema.
// Anything but exactly one SELECT is an error, as are table functions outside a
// short list, names with a catalog, and SHOW or DESCRIBE.
//
// DuckDB parses; this only walks what json_serialize_sql returns. current_date
// and its kin look like columns there, and sampling is a node of its own: all
// come back among the functions, so that one rule can refuse them.
func References(ctx context.Context, conn *sql.Conn, query string) ([]transforms.Table, []string, error) {
	var text string
	if err := conn.QueryRowContext(ctx, "SELECT json_serialize_sql(?::VARCHAR)", query).Scan(&text); err != nil {
		return nil, nil, fmt.Errorf("parse: %w", err)
	}
	var parsed struct {
		Error      bool             `json:"error"`
		Message    string           `json:"error_message"`
		Statements []map[string]any `json:"statements"`
	}
	if err := json.Unmarshal([]byte(text), &parsed); err != nil {
		return nil, nil, fmt.Errorf("parse: read the syntax tree: %w", err)
	}
	switch {
	case parsed.Error && strings.Contains(parsed.Message, "Only SELECT"):
		return nil, nil, errors.New("parse: a model is one SELECT; PIVOT is refused too, use sum(x) FILTER (WHERE ...) for it")
	case parsed.Error:
		return nil, nil, fmt.Errorf("parse: %s", oneLine(parsed.Message))
	case len(parsed.Statements) != 1:
		return nil, nil, fmt.Errorf("parse: %d statements; a model is one SELECT", len(parsed.Statements))
	}
	w := walker{tables: map[transforms.Table]bool{}, functions: map[string]bool{}}
	w.walk(parsed.Statements[0], nil)
	if w.err != nil {
		return nil, nil, w.err
	}
	tables := slices.SortedFunc(maps.Keys(w.tables), func(a, b transforms.Table) int { return strings.Compare(a.String(), b.String()) })
	return tables, slices.Sorted(maps.Keys(w.functions)), nil
}

// Parser makes References on a connection a [transforms.Parser].
func Parser(conn *sql.Conn) transforms.Parser { return parser{conn} }

type parser struct{ conn *sql.Conn }

func (p parser) References(ctx context.Context, query string) ([]transforms.Table, []string, error) {
	return References(ctx, p.conn, query)
}

// tableFunctions are the table functions a model may call: they read nothing.
var tableFunctions = []string{"unnest", "range", "generate_series"}

// valueKeywords are parsed as columns when written without parentheses.
var valueKeywords = []string{
	"current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp",
	"current_user", "localtime", "localtimestamp", "session_user", "user",
}

// walker collects references from a serialized syntax tree. scope holds the
// common table expressions that are visible at a node.
type walker struct {
	tables    map[transforms.Table]bool
	functions map[string]bool
	err       error
}

func (w *walker) walk(node any, scope []string) {
	if w.err != nil {
		return
	}
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			w.walk(child, scope)
		}
	case map[string]any:
		scope = append(slices.Clip(scope), cteNames(n)...)
		w.visit(n, scope)
		for key, child := range n {
			if key != "value" || !isConstant(n) {
				w.walk(child, scope)
			}
		}
	}
}

func isConstant(n map[string]any) bool { return n["type"] == "VALUE_CONSTANT" }

func (w *walker) visit(n map[string]any, scope []string) {
	if sample, ok := n["sample"].(map[string]any); ok && sample != nil {
		w.functions["sample"] = true
	}
	switch n["type"] {
	case "BASE_TABLE":
		w.table(n, scope)
	case "TABLE_FUNCTION":
		if f, ok := n["function"].(map[string]any); ok && !slices.Contains(tableFunctions, str(f, "function_name")) {
			w.err = fmt.Errorf("table function %q may not be used in a model; allowed are %s",
				str(f, "function_name"), strings.Join(tableFunctions, ", "))
		}
	case "SHOW_REF":
		w.err = errors.New("SHOW, DESCRIBE and SUMMARIZE are not models; write a SELECT")
	case "PIVOT":
		w.err = errors.New("PIVOT is refused; use sum(x) FILTER (WHERE ...)")
	case "COLUMN_REF":
		if names, ok := n["column_names"].([]any); ok && len(names) == 1 {
			if name, ok := names[0].(string); ok && slices.Contains(valueKeywords, strings.ToLower(name)) {
				w.functions[strings.ToLower(name)] = true
			}
		}
	default:
		// Functions, aggregates and window functions all carry this field.
		if name := str(n, "function_name"); name != "" {
			if schema := str(n, "schema"); schema != "" && schema != "main" {
				name = schema + "." + name
			}
			w.functions[strings.ToLower(name)] = true
		}
	}
}

func (w *walker) table(n map[string]any, scope []string) {
	t := transforms.Table{Schema: str(n, "schema_name"), Name: str(n, "table_name")}
	if catalog := str(n, "catalog_name"); catalog != "" {
		w.err = fmt.Errorf("table %s in %q names a catalog; write schema.table", t, catalog)
		return
	}
	// DuckDB compares names without regard to case.
	t.Schema, t.Name = strings.ToLower(t.Schema), strings.ToLower(t.Name)
	if t.Schema == "" && slices.Contains(scope, t.Name) {
		return
	}
	w.tables[t] = true
}

func cteNames(n map[string]any) []string {
	ctes, _ := n["cte_map"].(map[string]any)
	entries, _ := ctes["map"].([]any)
	var names []string
	for _, e := range entries {
		if entry, ok := e.(map[string]any); ok {
			names = append(names, strings.ToLower(str(entry, "key")))
		}
	}
	return names
}

func str(n map[string]any, key string) string {
	s, _ := n[key].(string)
	return s
}

// oneLine makes a message of the parser, which quotes the SQL, inert on a terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, strings.Join(strings.Fields(s), " "))
}

// windowFunctions exist in the grammar only, so duckdb_functions() does not
// list them.
var windowFunctions = []string{
	"cume_dist", "dense_rank", "first_value", "lag", "last_value", "lead", "nth_value", "ntile", "percent_rank", "rank", "row_number",
}

// plainMacros are macros of DuckDB whose body is plain arithmetic; macros carry
// no stability of their own.
var plainMacros = []string{"count_if", "fdiv", "fmod", "geomean", "geometric_mean", "nullif", "split_part"}

// unsteady are functions that DuckDB calls consistent although their result
// depends on settings or on the order in which rows arrive.
var unsteady = map[string]string{
	"getvariable":           "it reads a session variable",
	"current_setting":       "it reads a setting",
	"any_value":             "it depends on the order of rows; use min or max",
	"arbitrary":             "it depends on the order of rows; use min or max",
	"first":                 "it depends on the order of rows; use min_by",
	"last":                  "it depends on the order of rows; use max_by",
	"reservoir_quantile":    "it samples; use percentile_cont",
	"approx_quantile":       "it depends on the order of rows; use percentile_cont",
	"approx_count_distinct": "it is approximate; use count(DISTINCT x)",
	"approx_top_k":          "it depends on the order of rows",
	"sample":                "a sample differs from run to run",
}

// ReadCatalog lists what the connection's default database holds and which
// functions a model may call, for [transforms.Order].
func ReadCatalog(ctx context.Context, conn *sql.Conn) (transforms.Catalog, error) {
	var c transforms.Catalog
	tables, err := textPairs(ctx, conn, `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()
		UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = current_database() AND NOT internal ORDER BY 1, 2`)
	if err != nil {
		return c, fmt.Errorf("list tables: %w", err)
	}
	for _, t := range tables {
		c.Tables = append(c.Tables, transforms.Table{Schema: strings.ToLower(t[0]), Name: strings.ToLower(t[1])})
	}
	// One overload that is not consistent makes the name suspect.
	rows, err := textPairs(ctx, conn, `SELECT function_name, coalesce(max(stability), 'unknown') FROM duckdb_functions()
		WHERE function_type IN ('scalar', 'aggregate', 'macro') AND schema_name = 'main' GROUP BY 1 ORDER BY 1`)
	if err != nil {
		return c, fmt.Errorf("list functions: %w", err)
	}
	stability := map[string]string{}
	for _, r := range rows {
		stability[r[0]] = r[1]
	}
	c.Volatile = func(f string) string {
		s, ok := stability[f]
		switch {
		case unsteady[f] != "":
			return unsteady[f]
		case slices.Contains(windowFunctions, f), slices.Contains(plainMacros, f), s == "CONSISTENT":
			return ""
		case slices.Contains(valueKeywords, f), ok && s != "unknown":
			return "its result depends on when or by whom it is called; take dates from the data"
		case ok:
			return "it is a macro whose result nobody vouches for; write its body"
		}
		return "it does not exist or is not a plain function"
	}
	return c, nil
}

// OrderModels is [transforms.Order] with DuckDB as parser and catalog.
func OrderModels(ctx context.Context, conn *sql.Conn, models []transforms.Model, refs []transforms.Ref) ([]transforms.Model, error) {
	c, err := ReadCatalog(ctx, conn)
	if err != nil {
		return nil, err
	}
	return transforms.Order(ctx, Parser(conn), models, refs, c)
}

// textPairs reads all rows of a query of two text columns.
func textPairs(ctx context.Context, conn *sql.Conn, query string, args ...any) ([][2]string, error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][2]string
	for rows.Next() {
		var r [2]string
		if err := rows.Scan(&r[0], &r[1]); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
