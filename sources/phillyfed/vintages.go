package phillyfed

import (
	"bytes"
	"errors"
	"path"
	"regexp"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "phillyfed.vintages",
	About:        "Payroll jobs, unemployment and real output as they stood at the middle of each month or quarter since 1965: the Real-Time Data Set for Macroeconomists.",
	Home:         "https://www.philadelphiafed.org/surveys-and-data/real-time-data-research/real-time-data-set-for-macroeconomists",
	License:      "Federal Reserve Bank of Philadelphia terms of use",
	Citation:     "Real-Time Data Set for Macroeconomists, Federal Reserve Bank of Philadelphia; Croushore and Stark (2001).",
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Each(workbook("employMvMd"), workbook("ROUTPUTQvQd"), workbook("rucQvMd")),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true, Nulls: []string{missing}}, Read: readVintages},
	Columns: []sources.Column{
		sources.Code("variable", "EMPLOY jobs of nonfarm payrolls, ROUTPUT real GNP or GDP, RUC unemployment rate; all seasonally adjusted.").Key().AsCode(),
		sources.Code("period", "Period as published: 1939:01 is a month, 1947:Q1 a quarter.").Key().AsCode(),
		sources.Code("vintage", "Vintage as published, without the variable: 64M12 is what was known in the middle of December 1964, 65Q4 in the middle of that quarter.").Key().AsCode(),
		sources.Number("value", "as the variable says: EMPLOY thousand jobs, ROUTPUT billion USD of the vintage's base year a year, RUC percent",
			"Value as the vintage had it; NULL where it has none between others that it has.").Optional(),
		sources.Date("date", "First day of the period.").
			Shown("make_date(CAST(substr(period, 1, 4) AS INTEGER), CASE WHEN substr(period, 6, 1) = 'Q' THEN 3 * CAST(substr(period, 7) AS INTEGER) - 2 ELSE CAST(substr(period, 6) AS INTEGER) END, 1)"),
		// The first vintage is of 1964, so two digits tell the century until 2063.
		sources.Date("vintage_date", "First day of the month or quarter of the vintage.").
			Shown("make_date(CAST(substr(vintage, 1, 2) AS INTEGER) + CASE WHEN substr(vintage, 1, 2) < '64' THEN 2000 ELSE 1900 END, " +
				"CASE WHEN substr(vintage, 3, 1) = 'Q' THEN 3 * CAST(substr(vintage, 4) AS INTEGER) - 2 ELSE CAST(substr(vintage, 4) AS INTEGER) END, 1)"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Quarterly, Period: "date", Lag: 100, Why: "a quarter is in the vintage of the middle of the next one, which is added some weeks later"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 0.001,
		Checks: []sources.Check{
			{Name: "period", Rule: "regexp_full_match(period, '[0-9]{4}:(0[1-9]|1[0-2]|Q[1-4])')", Why: "a period is a month, 1939:01, or a quarter, 1947:Q1"},
		},
		Why: "MinRows: a workbook of the embedded sample has over 20 values, a real one 44,000 and more. MaxBad: none of 460,000 values of two " +
			"workbooks is bad. MaxVanished: vintages are never changed; one in a thousand leaves room for a correction.",
	},
	PartOf: func(file string) string {
		if m := workbookName.FindStringSubmatch(path.Base(file)); m != nil {
			return strings.ToLower(m[1])
		}
		return ""
	},
	Refused: func(head []byte) error {
		if !bytes.HasPrefix(head, []byte("PK")) {
			return errors.New("the answer is not a workbook; the page of the data set has its present address")
		}
		return nil
	},
})

const missing = "#N/A"

// workbookName says of which variable the file is, how often there are
// vintages (v) and how often there is data (d).
var workbookName = regexp.MustCompile(`(?i)^([a-z]+[mq]v[mq]d)\.xlsx$`)

func workbook(name string) sources.Request {
	return sources.Request{
		URL:     "https://www.philadelphiafed.org/-/media/FRBP/Assets/Surveys-And-Data/real-time-data/data-files/xlsx/" + name + ".xlsx",
		Part:    strings.ToLower(name),
		Contact: true,
	}
}

var column = regexp.MustCompile(`^([A-Z]+?)(\d{2}(?:M(?:[1-9]|1[0-2])|Q[1-4]))$`)

// readVintages reads a line a period and a column a vintage.
//
// Most cells are "#N/A": before a vintage's first value because it does not
// reach back so far, after its last one because the period had not been
// published. Those are no facts and no rows. One between two values is a value
// that the vintage lacks, and is a row without value; so it is held back until
// a value comes after it.
func readVintages(in *decode.Input, emit func(decode.Record) error) error {
	var s sheet
	line := int64(0)
	for cells, err := range in.Table(',', "") {
		if err != nil {
			return err
		}
		if line++; line == 1 {
			err = s.header(in, cells)
			if err == nil {
				err = emit(decode.Record{Ignore: "header"})
			}
		} else {
			err = s.line(in, line, cells, emit)
		}
		if err != nil {
			return err
		}
	}
	if s.variable == "" {
		return in.Errorf(0, "", "the sheet is empty")
	}
	return nil
}

type sheet struct {
	variable string
	vintages []string
	begun    []bool     // by vintage: a value was seen
	lacking  [][]string // by vintage: periods without value since the last one
}

func (s *sheet) header(in *decode.Input, cells []string) error {
	if len(cells) < 2 || !strings.EqualFold(strings.TrimSpace(cells[0]), "DATE") {
		return in.Errorf(1, sources.Cut(strings.Join(cells, ","), 60), "is not the header of a vintage workbook, which begins with DATE")
	}
	seen := map[string]bool{}
	for _, c := range cells[1:] {
		m := column.FindStringSubmatch(strings.TrimSpace(c))
		if m == nil {
			return in.Errorf(1, c, "is not a vintage of a variable, such as EMPLOY64M12")
		}
		if s.variable == "" {
			s.variable = m[1]
		}
		if m[1] != s.variable || seen[m[2]] {
			return in.Errorf(1, c, "is of another variable than %s, or stands twice", s.variable)
		}
		seen[m[2]] = true
		s.vintages = append(s.vintages, m[2])
	}
	s.begun, s.lacking = make([]bool, len(s.vintages)), make([][]string, len(s.vintages))
	return nil
}

func (s *sheet) line(in *decode.Input, line int64, cells []string, emit func(decode.Record) error) error {
	if len(strings.TrimSpace(strings.Join(cells, ""))) == 0 {
		return nil // formats without content make blank rows at the end
	}
	if len(cells) > len(s.vintages)+1 {
		return in.Errorf(line, "", "%d cells where the header has %d", len(cells), len(s.vintages)+1)
	}
	period := strings.TrimSpace(cells[0])
	for i, vintage := range s.vintages {
		value := missing
		if i+1 < len(cells) && strings.TrimSpace(cells[i+1]) != "" {
			value = strings.TrimSpace(cells[i+1])
		}
		if value == missing {
			if s.begun[i] {
				s.lacking[i] = append(s.lacking[i], period)
			}
			continue
		}
		for _, p := range append(s.lacking[i], period) {
			r := map[string]string{"variable": s.variable, "period": p, "vintage": vintage}
			if p == period {
				r["value"] = value
			} else {
				r["value"] = missing
			}
			if err := emit(decode.Record{Cells: r}); err != nil {
				return err
			}
		}
		s.begun[i], s.lacking[i] = true, nil
	}
	return nil
}
