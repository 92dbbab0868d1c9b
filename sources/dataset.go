package sources

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// Redistribution says what a source's terms let us pass on.
type Redistribution string

const (
	RedistributeYes     Redistribution = "yes"          // raw rows may be published
	RedistributeNo      Redistribution = "no"           // load only; no rows leave the warehouse's owner
	RedistributeDerived Redistribution = "derived only" // results computed from it may be published
)

// Dataset declares one table of one provider. See the package comment.
type Dataset struct {
	Name         string // "bls.ces": provider folder, dot, file name
	About        string // one sentence; becomes the table's comment
	Home         string // the page a reader would cite
	License      string // short name or sentence of the terms
	Citation     string // the attribution line printed wherever the data shows
	Redistribute Redistribution
	Off          string // why it is not looked for by default; empty means on

	Fetch   Fetch   // which requests
	Past    Past    // where earlier states are served; nil is [Dataset.PastOf]'s to find
	Decode  Decoder // bytes to Arrow
	Columns []Column
	Unused  []string // columns of the source that are known and not read; any other one is reported

	// Complete: one landing of a part holds the whole of it, so a key that is
	// missing from a newer landing was withdrawn by the source.
	Complete bool
	// Snapshot: a landing states the present only (a price list), so bytes seen
	// before may truly come back. Without it a known file seen again is an old
	// file served again, and changes nothing.
	Snapshot bool

	Contract Contract
	Fresh    Freshness
	Vintage  *RowVintage // when the rows themselves say since when they were public

	// PartOf names the part that a file on disk belongs to, from its path with
	// forward slashes; "" when the path does not tell. Nil for a dataset of one part.
	PartOf func(path string) string
	// Refused recognises an answer that is the provider's own refusal although
	// it came with a success status. head is the first bytes of the body, at
	// most SniffLen. Nil leaves only the common checks of [Dataset.Recognize].
	Refused func(head []byte) error
}

// Contract is what must hold for a landing to be merged. Every threshold
// carries its reason in Why.
type Contract struct {
	MinRows     int64   // fewer rows kept refuse the landing
	MaxBad      float64 // share of data rows that may be quarantined
	MaxVanished float64 // share of a part's known keys that may be missing from a complete landing
	Checks      []Check // conditions that each row meets; a row that does not is quarantined
	Why         string  // where the thresholds come from
	// ApproveIf are rules as [ParseRules] reads them. A landing that is no
	// refusal but does not meet them is held until somebody approves it. Empty
	// holds nothing.
	ApproveIf string
}

// Check is a SQL condition over the dataset's own columns that every row must
// meet; NULL counts as met. Why is shown to whoever has to repair the row.
type Check struct {
	Name, Rule, Why string
}

// Role says how a column takes part in vintages.
type Role uint8

const (
	Value Role = iota // a change of it makes a new vintage of the row
	Key               // identifies the row
	Note              // kept, but a change of it alone is not a revision
)

// Column declares one column. Build it with [Text], [Code], [Number],
// [Integer], [Date], [Timestamp] or [Flag] and the methods below.
type Column struct {
	Name  string
	Type  arrow.DataType
	Role  Role
	Unit  string // "thousand", "USD per million tokens"; "text" or "code" where there is none
	About string

	Null bool     // may be NULL
	Lack bool     // the source's file may lack the column
	From []string // names the column has or had in the source; empty means Name
	Part bool     // the value is the landing's part, not a cell
	Mark bool     // collects "column:mark" for cells whose text is a declared mark
	// Missing are cell texts that mean "no value" in this column, besides those
	// that the decoder declares for every column.
	Missing  []string
	Values   []string // the only texts allowed, when not empty
	Min, Max *float64 // the least and the greatest number allowed
	// Coded: a text that repeats over very many rows is stored as a number, with
	// its texts in a table beside; every view shows the text. It makes loads of
	// millions of rows several times cheaper.
	Coded bool
	// SQL computes the column from the row's other columns wherever it is shown;
	// it is neither in the file nor stored.
	SQL string
	// Derive computes the cell from the row's other cells, which come in the
	// order of the dataset's stored columns, trimmed, nil for NULL. It appends the text
	// to dst and returns it; nil means NULL. It must not keep the slices.
	Derive func(cells [][]byte, dst []byte) ([]byte, error)
	// Uses names the columns that Derive looks at; the cells of all others are
	// then nil. Empty means that it may look at any. Naming them is much faster.
	Uses []string
}

func Text(name, about string) Column {
	return Column{Name: name, Type: arrow.BinaryTypes.String, Unit: "text", About: about}
}

// Code is a text from a code list of the source, kept as published.
func Code(name, about string) Column {
	return Column{Name: name, Type: arrow.BinaryTypes.String, Unit: "code", About: about}
}

// Number is a 64-bit float in the given unit.
func Number(name, unit, about string) Column {
	return Column{Name: name, Type: arrow.PrimitiveTypes.Float64, Unit: unit, About: about}
}

// Integer is a 64-bit integer in the given unit.
func Integer(name, unit, about string) Column {
	return Column{Name: name, Type: arrow.PrimitiveTypes.Int64, Unit: unit, About: about}
}

// Year is a calendar year, stored in 16 bits.
func Year(name, about string) Column {
	return Column{Name: name, Type: arrow.PrimitiveTypes.Int16, Unit: "year", About: about}
}

// Date is a calendar day; a period is stored as its first day.
func Date(name, about string) Column {
	return Column{Name: name, Type: arrow.FixedWidthTypes.Date32, Unit: "date", About: about}
}

// Timestamp is an instant in UTC with microseconds and no zone.
func Timestamp(name, about string) Column {
	return Column{Name: name, Type: &arrow.TimestampType{Unit: arrow.Microsecond}, Unit: "UTC", About: about}
}

// Flag is true or false.
func Flag(name, about string) Column {
	return Column{Name: name, Type: arrow.FixedWidthTypes.Boolean, Unit: "true or false", About: about}
}

func (c Column) Key() Column      { c.Role = Key; return c }
func (c Column) Note() Column     { c.Role = Note; return c }
func (c Column) Optional() Column { c.Null = true; return c }

// MayLack lets the source's file be without the column; it is then NULL.
func (c Column) MayLack() Column { c.Null, c.Lack = true, true; return c }

// Named gives the names that the column has, or had in older vintages, in the
// source's header.
func (c Column) Named(names ...string) Column { c.From = names; return c }

// MissingAs adds cell texts that mean "no value" in this column only.
func (c Column) MissingAs(texts ...string) Column { c.Null, c.Missing = true, texts; return c }

func (c Column) OneOf(values ...string) Column { c.Values = values; return c }
func (c Column) AtLeast(lo float64) Column     { c.Min = &lo; return c }
func (c Column) Between(lo, hi float64) Column { c.Min, c.Max = &lo, &hi; return c }

// FromPart fills the column with the landing's part.
func (c Column) FromPart() Column { c.Part = true; return c }

// Marks makes the column collect "column:mark" for every cell of the row whose
// text is one of the decoder's declared marks, joined by blanks.
func (c Column) Marks() Column { c.Mark, c.Null = true, true; return c }

// AsCode stores the repeating text as a number; see Column.Coded.
func (c Column) AsCode() Column { c.Coded = true; return c }

// Shown makes the column a SQL expression over the row's other columns.
func (c Column) Shown(sql string) Column { c.SQL, c.Null = sql, true; return c }

// DerivedBy fills the column by a function of the row's other cells, or of
// those of the named columns only.
func (c Column) DerivedBy(f func(cells [][]byte, dst []byte) ([]byte, error), uses ...string) Column {
	c.Derive, c.Uses = f, uses
	return c
}

// SourceNames are the header names that the column may have, newest first.
func (c Column) SourceNames() []string {
	if len(c.From) > 0 {
		return c.From
	}
	return []string{c.Name}
}

// InFile tells whether the column is read from a cell of the source.
func (c Column) InFile() bool { return !c.Part && !c.Mark && c.Derive == nil && c.SQL == "" }

// SQLType is the column's DuckDB type.
func (c Column) SQLType() string {
	switch c.Type.ID() {
	case arrow.STRING:
		return "VARCHAR"
	case arrow.FLOAT64:
		return "DOUBLE"
	case arrow.INT64:
		return "BIGINT"
	case arrow.INT16:
		return "SMALLINT"
	case arrow.DATE32:
		return "DATE"
	case arrow.TIMESTAMP:
		return "TIMESTAMP"
	case arrow.BOOL:
		return "BOOLEAN"
	}
	return ""
}

// LineColumn is the last column of every [Stream]: the line of the file (for
// formats without lines, the position of the record) that the row came from.
const LineColumn = "_line"

// Stored are the columns that streams carry and the warehouse keeps: all but
// those shown by a SQL expression.
func (d *Dataset) Stored() []Column {
	out := make([]Column, 0, len(d.Columns))
	for _, c := range d.Columns {
		if c.SQL == "" {
			out = append(out, c)
		}
	}
	return out
}

// Schema is the schema of the dataset's streams: its stored columns, then
// LineColumn. With coded, columns marked Coded are 32-bit numbers.
func (d *Dataset) Schema(coded bool) *arrow.Schema {
	fields := make([]arrow.Field, 0, len(d.Columns)+1)
	for _, c := range d.Stored() {
		t := c.Type
		if coded && c.Coded {
			t = arrow.PrimitiveTypes.Int32
		}
		fields = append(fields, arrow.Field{Name: c.Name, Type: t, Nullable: true})
	}
	fields = append(fields, arrow.Field{Name: LineColumn, Type: arrow.PrimitiveTypes.Int64})
	return arrow.NewSchema(fields, nil)
}

// Table is the dataset's table name inside its schemas: bls.ces is bls_ces.
func (d *Dataset) Table() string { return strings.Replace(d.Name, ".", "_", 1) }

// Keys are the names of the key columns, in order.
func (d *Dataset) Keys() []string { return d.names(func(c Column) bool { return c.Role == Key }) }

// Names are the names of all columns, in order.
func (d *Dataset) Names() []string { return d.names(func(Column) bool { return true }) }

func (d *Dataset) names(keep func(Column) bool) []string {
	var out []string
	for _, c := range d.Columns {
		if keep(c) {
			out = append(out, c.Name)
		}
	}
	return out
}

// List collects the datasets of one provider.
type List struct{ all []*Dataset }

// Add appends a dataset; its result exists so that a file can add at package level.
func (l *List) Add(d Dataset) *Dataset {
	l.all = append(l.all, &d)
	return &d
}

// All are the datasets added so far, sorted by name.
func (l *List) All() []*Dataset {
	out := slices.Clone(l.all)
	slices.SortFunc(out, func(a, b *Dataset) int { return strings.Compare(a.Name, b.Name) })
	return out
}

var (
	datasetName = regexp.MustCompile(`^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$`)
	columnName  = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)
)

// Validate refuses a declaration that the core could not keep its promises
// for: no licence, no key, a column without unit or meaning, a reserved name.
func (d *Dataset) Validate() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("dataset %s: "+format, append([]any{d.Name}, a...)...)
	}
	switch {
	case !datasetName.MatchString(d.Name):
		return bad("a name is provider.table in lower case")
	case d.About == "" || d.Home == "" || d.License == "" || d.Citation == "":
		return bad("About, Home, License and Citation are required")
	case d.Redistribute == "":
		return bad("Redistribute is required: yes, no or derived only")
	case d.Fetch == nil || d.Decode == nil:
		return bad("Fetch and Decode are required")
	case len(d.Keys()) == 0:
		return bad("at least one column must be a key")
	case d.Contract.MinRows < 1:
		return bad("Contract.MinRows must be at least 1: an empty file is never good news")
	case d.Contract.MaxBad < 0 || d.Contract.MaxBad >= 1 || d.Contract.MaxVanished < 0 || d.Contract.MaxVanished > 1:
		return bad("Contract shares lie between 0 and 1")
	case d.Contract.Why == "":
		return bad("Contract.Why must say where the thresholds come from")
	}
	seen := map[string]bool{}
	for _, c := range d.Columns {
		switch {
		case !columnName.MatchString(c.Name):
			return bad("column %q: names are lower case and start with a letter", c.Name)
		case seen[c.Name]:
			return bad("column %s is declared twice", c.Name)
		case c.Unit == "" || c.About == "":
			return bad("column %s: unit and meaning are required", c.Name)
		case c.Coded && c.Type.ID() != arrow.STRING:
			return bad("column %s: only a text can be coded", c.Name)
		case c.SQL != "" && c.Role == Key:
			return bad("column %s: a key cannot be shown by SQL", c.Name)
		case c.SQLType() == "":
			return bad("column %s: type %s is not supported", c.Name, c.Type)
		}
		seen[c.Name] = true
	}
	for _, k := range d.Contract.Checks {
		if k.Name == "" || k.Rule == "" || k.Why == "" {
			return bad("a check needs name, rule and reason")
		}
	}
	rules, err := ParseRules(d.Contract.ApproveIf)
	if err == nil {
		err = rules.Fit(d)
	}
	if err != nil {
		return bad("Contract.ApproveIf: %w", err)
	}
	return d.checkFreshness()
}
