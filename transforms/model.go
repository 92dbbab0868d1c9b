// Package transforms says how tables join: it reads the SQL models and the
// hand-kept reference tables of a folder, finds what each model reads, and puts
// the models in the order in which they must be built.
//
// A model is one file with one SELECT. Its path is its name, so
// core/price.sql is the table core.price, and its folder is its layer. Before
// the SELECT stands a header of lines "-- key: value":
//
//	-- about: Median posted price per GPU-hour, by month.
//	-- grain: month, gpu
//	-- check: positive: usd_per_gpu_hour > 0
//	-- warn: enough rows: n_rows >= 100
//	-- unit: month = date
//	-- unit: gpu = code
//	-- unit: usd_per_gpu_hour = USD per GPU-hour
//	-- export: parquet
//	select ...
//
// Further keys are kind (table or view), method (version of the definition, from
// 1), portable ("no, because ...") and compute, which names the [Compute] that
// makes the table's rows from those of the SELECT, for what SQL cannot say. A unit may be given to several columns,
// separated by commas. A line that starts with "--" and three blanks continues the value above it.
// A check is a condition that every row meets, NULL counting as met; one that
// begins with n_rows is asked once, of the number of rows. A failing check
// stops the build, a failing warn is reported.
//
// A reference table is ref/NAME.csv. A header cell is "column:TYPE", and the
// last column is always why, with the citation of the row.
//
// Nothing here knows a database. Who can parse SQL is given as a [Parser].
package transforms

import (
	"cmp"
	"strconv"
	"strings"
)

// Table names a table or view by schema and name.
type Table struct{ Schema, Name string }

// String is schema.name, or the bare name where there is no schema. A part that
// is no plain identifier is quoted, so that the text is safe to print.
func (t Table) String() string {
	part := func(s string) string {
		if identifier.MatchString(s) {
			return s
		}
		return strconv.Quote(s)
	}
	if t.Schema == "" {
		return part(t.Name)
	}
	return part(t.Schema) + "." + part(t.Name)
}

func compareTables(a, b Table) int {
	return cmp.Or(strings.Compare(a.Schema, b.Schema), strings.Compare(a.Name, b.Name))
}

// Kind says how a model is kept.
type Kind uint8

const (
	Materialized Kind = iota // a table, sorted by grain
	View                     // computed at each reading
)

func (k Kind) String() string {
	if k == View {
		return "view"
	}
	return "table"
}

// Check is a condition over a model's rows. See the package comment.
type Check struct {
	Name, Condition string
	Line            int // of the model's file
}

// PerTable tells whether the condition is asked of the number of rows, n_rows,
// rather than of each row.
func (c Check) PerTable() bool {
	return c.Condition == "n_rows" || strings.HasPrefix(c.Condition, "n_rows ")
}

// Model is one SQL model with its header.
type Model struct {
	Table
	File     string // path inside the folder, for messages
	About    string
	Kind     Kind
	Grain    []string          // the columns that identify a row: unique and never NULL
	Checks   []Check           // failing one stops the build
	Warns    []Check           // failing one is reported
	Units    map[string]string // unit of every output column; "text", "code" or "date" where there is none
	Export   bool              // written to Parquet
	Portable string            // why the SELECT is not portable SQL; empty when it is
	Compute  string            // the Go function that makes the rows from those of Select; empty when they are the rows
	Method   int               // version of the definition, from 1; a changed meaning raises it
	Select   string            // the file without its header
	Line     int               // line of the file on which Select starts
	Reads    []Table           // what Select and the checks read, sorted; set by [Order]
}

// Ref is one hand-kept table.
type Ref struct {
	Table
	File    string
	Columns []RefColumn
	Rows    []RefRow
}

// RefColumn is a column of a [Ref]; Type is a SQL type.
type RefColumn struct{ Name, Type string }

// RefRow holds one cell per column; an empty cell is NULL.
type RefRow struct {
	Line  int
	Cells []string
}
