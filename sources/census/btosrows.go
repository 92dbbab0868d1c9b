package census

import (
	"regexp"
	"slices"
	"strings"

	"jevons/sources/decode"
)

// btosSheets are the sheets of a workbook: shares, and standard errors in the
// same layout. A CSV is the first of them without errors.
var btosSheets = map[string][][2]string{
	"ai_original": {
		{"National Estimates", "National SE"},
		{"Sector Estimates", "Sector SE"},
		{"Employment Size Estimates", "Employment Size SE"},
		{"State Estimates", "State SE"},
	},
}

// maxBTOSCells bounds what is held at once: the file of the states has some
// 300,000 cells.
const maxBTOSCells = 10_000_000

var (
	btosLabels = []string{"State", "Sector", "Empsize", "Question ID", "Question", "Answer ID", "Answer"}
	btosPeriod = regexp.MustCompile(`^[0-9]{6}$`)
)

// readBTOS makes a record of every cell under a period.
func readBTOS(in *decode.Input, emit func(decode.Record) error) error {
	sheets := btosSheets[in.Part]
	if sheets == nil {
		sheets = [][2]string{{"Response Estimates", "Response Standard Errors"}}
	}
	for _, names := range sheets {
		shares, err := readBTOSTable(in, names[0])
		if err != nil {
			return err
		}
		if shares.columns == nil {
			return in.Errorf(0, "", "no row of %s has the header Question ID, Question, Answer ID, Answer", names[0])
		}
		// Of a CSV all was read, so that this is an empty table.
		errors, err := readBTOSTable(in, names[1])
		if err != nil {
			return err
		}
		if err := meltBTOS(shares, errors, emit); err != nil {
			return err
		}
	}
	return nil
}

// btosTable is a wide table in memory.
type btosTable struct {
	above   int      // rows before the header
	columns []string // nil where there is no header
	rows    [][]string
	at      map[string]int // a row by its labels
}

// readBTOSTable reads a sheet, or what is left of a text.
func readBTOSTable(in *decode.Input, sheet string) (t btosTable, err error) {
	t.at = map[string]int{}
	cells := 0
	for row, err := range in.Table(',', sheet) {
		if err != nil {
			return t, err
		}
		if cells += len(row); cells > maxBTOSCells {
			return t, in.Errorf(0, "", "the table has more cells than the limit of %d", maxBTOSCells)
		}
		row = slices.Clone(row)
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		switch {
		case t.columns != nil:
			t.rows = append(t.rows, row)
			t.at[t.labels(row)] = len(t.rows) - 1
		case slices.Contains(row, "Question ID") && slices.Contains(row, "Answer"):
			t.columns = row
		default:
			t.above++
		}
	}
	return t, nil
}

// cell is the text in a row under column i.
func cell(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return row[i]
}

// labels joins what names a row.
func (t btosTable) labels(row []string) string {
	var out []string
	for i, name := range t.columns {
		if slices.Contains(btosLabels, name) {
			out = append(out, name+"="+cell(row, i))
		}
	}
	return strings.Join(out, "\x00")
}

// meltBTOS makes a record of every cell of shares, with its error.
func meltBTOS(shares, errors btosTable, emit func(decode.Record) error) error {
	for range shares.above {
		if err := emit(decode.Record{Ignore: "title"}); err != nil {
			return err
		}
	}
	if err := emit(decode.Record{Ignore: "header"}); err != nil {
		return err
	}
	errorColumn := map[string]int{}
	for i, name := range errors.columns {
		errorColumn[name] = i
	}
	for _, row := range shares.rows {
		if why := noBTOSRow(row); why != "" {
			if err := emit(decode.Record{Ignore: why}); err != nil {
				return err
			}
			continue
		}
		var errorRow []string
		if i, ok := errors.at[shares.labels(row)]; ok {
			errorRow = errors.rows[i]
		}
		labels := map[string]string{}
		for i, name := range shares.columns {
			if name != "" && !btosPeriod.MatchString(name) {
				labels[name] = cell(row, i)
			}
		}
		addAIQuestion(labels)
		for i, period := range shares.columns {
			if !btosPeriod.MatchString(period) {
				continue
			}
			r := btosRecord(labels, period, cell(row, i))
			if j, ok := errorColumn[period]; ok && r.Ignore == "" {
				if share, ok := strings.CutSuffix(cell(errorRow, j), "%"); ok {
					r.Cells["standard_error_pct"] = share
				}
			}
			if err := emit(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// noBTOSRow tells blank rows and the line on the source from data.
func noBTOSRow(row []string) string {
	first := slices.IndexFunc(row, func(s string) bool { return s != "" })
	switch {
	case first < 0:
		return "blank row"
	case strings.HasPrefix(row[first], "Source:"):
		return "source line"
	}
	return ""
}

// btosRecord reads one share, such as 9.2%.
func btosRecord(labels map[string]string, period, text string) decode.Record {
	r := decode.Record{Cells: map[string]string{"period": period}}
	for name, v := range labels {
		r.Cells[name] = v
	}
	share, ok := strings.CutSuffix(text, "%")
	switch {
	case ok:
		r.Cells["estimate_pct"] = share
	case text == "S":
		r.Cells["mark"] = text
	case text == "" || text == ".":
		return decode.Record{Ignore: "not asked in the period"}
	default: // 0.092 would read as a tenth of a percent
		r.Cells["estimate_pct"] = text
		r.Malformed = "a share with its sign, such as 9.2%, or S"
	}
	return r
}

// addAIQuestion says which question on AI a row is about, and how it is worded.
func addAIQuestion(labels map[string]string) {
	q := strings.ToLower(labels["Question"])
	if !strings.Contains(q, "artificial intelligence") {
		return
	}
	if strings.HasPrefix(q, "during the next six months") {
		labels["ai_question"] = "expected"
	} else {
		labels["ai_question"] = "now"
	}
	switch {
	case strings.Contains(q, "in producing goods or services"):
		labels["wording"] = "goods or services"
	case strings.Contains(q, "in any of its business functions"):
		labels["wording"] = "business functions"
	}
}
