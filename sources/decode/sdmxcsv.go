package decode

import (
	"context"
	"fmt"
	"strings"

	"jevons/sources"
)

// SDMXCSV reads data messages of SDMX-CSV 1.0 and 2.0, whatever labels they
// were asked with: a header "REF_AREA: Reference area" is the column REF_AREA,
// and its cells "USA: United States" are the code USA. Without labels it reads
// the rows that [CSV] reads. An OBS_VALUE of NaN is no value, and a row whose
// ACTION is to delete is quarantined. _line is the ordinal of the row.
//
// In a labelled message an attribute that is free text loses what stands before
// ": " when that looks like a code; no such column should be declared.
type SDMXCSV struct {
	Cells
}

var _ sources.Decoder = SDMXCSV{}

// Decode implements [sources.Decoder].
func (d SDMXCSV) Decode(ctx context.Context, f sources.File) (sources.Stream, error) {
	return Rows{Cells: d.Cells, Members: "*.csv", Read: readSDMXCSV}.Decode(ctx, f)
}

// sdmxColumn is a column of the header.
type sdmxColumn struct {
	name     string
	labelled bool // cells are "CODE: label"
}

func readSDMXCSV(in *Input, emit func(Record) error) error {
	var head []sdmxColumn
	cells := map[string]string{}
	for row, err := range in.Table(',', "") {
		if err != nil {
			return err
		}
		if head == nil {
			if head, err = sdmxHeader(in, row); err != nil {
				return err
			}
			continue
		}
		r := Record{Cells: cells, Raw: strings.Join(row, ",")}
		if len(row) != len(head) {
			r.Malformed = fmt.Sprintf("%d cells, as the header has", len(head))
		}
		clear(cells)
		for i, c := range head[:min(len(head), len(row))] {
			if cells[c.name] = row[i]; c.labelled {
				cells[c.name] = codeOf(row[i])
			}
		}
		if cells[obsValue] == "NaN" {
			delete(cells, obsValue)
		}
		if strings.EqualFold(cells["ACTION"], "D") {
			r.Malformed = "no row that deletes"
		}
		if err := emit(r); err != nil {
			return err
		}
	}
	if head == nil {
		return in.Errorf(0, "", "the file is empty")
	}
	return nil
}

func sdmxHeader(in *Input, row []string) ([]sdmxColumn, error) {
	if len(row) == 1 && strings.Contains(row[0], ";") {
		return nil, in.Errorf(1, row[0], "is the header of a message with semicolons between cells; ask for commas")
	}
	if len(row) > maxHeader {
		return nil, in.Errorf(1, "", "the header has more cells than the limit of %d", maxHeader)
	}
	var head []sdmxColumn
	var names []string
	for _, cell := range row {
		c := sdmxColumn{name: codeOf(cell)}
		c.labelled = c.name != cell
		if strings.HasPrefix(cell, "STRUCTURE[") { // names the mark between several values of a cell
			c.name = "STRUCTURE"
		}
		if head = append(head, c); isSDMXCode(c.name) { // names of labels may repeat
			names = append(names, c.name)
		}
	}
	p, err := newPlan(in.f, Cells{})
	if err != nil {
		return nil, err
	}
	return head, p.locate(1, names) // the words about a renamed column
}

// codeOf cuts the label off "CODE: label".
func codeOf(cell string) string {
	if code, _, ok := strings.Cut(cell, ": "); ok && isSDMXCode(code) {
		return code
	}
	return cell
}

// isSDMXCode tells whether a text has the letters of SDMX identifiers only.
// The decimal point is that of time periods and of service's own codes.
func isSDMXCode(s string) bool {
	for _, r := range s {
		if !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("_-@$+.", r)) {
			return false
		}
	}
	return s != ""
}
