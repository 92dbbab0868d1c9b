// Package decode reads the wire formats of public data into Arrow batches.
//
// Every decoder here streams: memory is bounded by batch size and number of
// workers, never by the file. Parsing runs on all cores and keeps file order.
// Columns are found by the names in the file's header, so reordered columns are
// harmless; a missing column is an error unless the column may lack, an unknown
// one is reported in the ledger's warnings. Every limit names itself when hit.
package decode

import (
	"strings"

	"jevons/sources"
)

// Cells says how the text of a cell becomes a value. It is part of every
// decoder of tables.
type Cells struct {
	Trim      bool     // cut blanks around cells and header names
	Nulls     []string // cell texts that mean "no value" in any column; "" always does
	Marks     []string // cell texts that mean "no value" and are kept in the Marks column
	Thousands bool     // numbers may carry commas between thousands
}

// Flat reads LABSTAT-like text: one header line, one row a line, no quoting.
// The key columns are the first cells of a line where Keyed says so, which
// lets two landings be compared as bytes (see sources.LineKeyed).
type Flat struct {
	Cells
	Comma byte // '\t'
	Keyed int  // number of leading cells that are the whole key; 0 rules line comparison out
	// Loose lets rows have fewer or more cells than the header; cells over are
	// ignored when blank. For mapping files with stray tabs.
	Loose bool
}

// CSV reads RFC 4180 text with quoting, plain or gzip (told by its first
// bytes, as in all text decoders here). A line break within quotes is LF in the
// value, whatever it is in the file. A row with broken quoting is quarantined.
type CSV struct {
	Cells
	Comma byte // 0 is ','
	// Preamble is the number of lines before the header.
	Preamble int
	// Ragged repairs a row whose number of cells differs from the header's, by
	// a rule that the dataset declares; ok false quarantines the row. Nil
	// quarantines all such rows.
	Ragged func(header, cells []string) (repaired []string, ok bool)
	// Skip names the reason why a row is not data, "" for data. Cells come in
	// the order of the file's header.
	Skip func(header, cells []string) string
	// Strict quarantines a row whose number of cells differs from the header's
	// before Skip is asked, so that a broken row of a file that is mostly skipped
	// is not taken for one of no interest.
	Strict bool
	// Blank empties cells of a data row whose text is no value because of
	// another cell, as a zero in a row that is marked as suppressed. It is asked
	// after Ragged and Skip, for rows as wide as the header, and must change
	// nothing else.
	Blank func(header, cells []string)
}

// JSON reads one row per element of an array, or per member of an object, at
// a path in a JSON document. It streams; the document is never held whole.
// Members are matched by a column's names as written. A number keeps its text;
// an array or object in a text column is its compact JSON. A column that no
// record has is an error unless it may lack, since a renamed member would
// otherwise read as NULL.
type JSON struct {
	Cells
	Path []string // object members to descend to; empty is the document itself
	// Member is the column that receives the member name when the rows are the
	// members of an object; "" when they are the elements of an array.
	Member string
	// Skip names the reason why a member is not data.
	Skip func(member string) string
	// Nested takes a column's name with dots as a path through objects of the
	// row: "pricing.prompt" is member prompt of member pricing. A member whose own
	// name has a dot then has no column.
	Nested bool
}

// XLSX reads one sheet of a workbook: a header row, then rows. Values are as
// stored, not as shown. The line of a row is its number in the sheet. The
// workbook is held in memory as compressed, at most 256 MiB.
type XLSX struct {
	Cells
	Sheet string // "" is the first sheet
	// Head is a name of the header row; rows above the first one that has it are
	// titles. "" takes the first row with text as the header.
	Head string
}

// Auto picks by the file's first bytes: a workbook goes to XLSX, a zip archive
// to the decoder that fits its only member matching Member, all else to CSV.
// An archive is held in memory as compressed, at most 256 MiB; names of members
// are compared and never used as paths.
type Auto struct {
	CSV    CSV
	XLSX   XLSX
	Member string // path.Match pattern of the archive member
}

// Zip reads the only member of an archive whose base name matches Member with
// another decoder. A file that is no archive, such as the member by itself, is
// read by that decoder directly. The limits are those of [Auto].
type Zip struct {
	Member string          // path.Match pattern of the archive member; "" is any
	Then   sources.Decoder // reads the member: Flat, CSV or JSON
}

// JoinLast is a Ragged rule: cells beyond the header are the rest of the last
// column, whose text holds unquoted commas.
func JoinLast(header, cells []string) ([]string, bool) {
	if len(header) == 0 || len(cells) <= len(header) {
		return nil, false
	}
	last := len(header) - 1
	out := append(make([]string, 0, len(header)), cells[:last]...)
	return append(out, strings.Join(cells[last:], ",")), true
}

var (
	_ sources.Decoder   = Flat{}
	_ sources.Decoder   = CSV{}
	_ sources.Decoder   = JSON{}
	_ sources.Decoder   = XLSX{}
	_ sources.Decoder   = Auto{}
	_ sources.Decoder   = Zip{}
	_ sources.LineKeyed = Flat{}
)
