package bls

import (
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

// observations reads a LABSTAT data file. series_id, year and period open
// every line and are its key, so two months' files can be compared line by line.
var observations = decode.Flat{
	Cells: decode.Cells{Trim: true, Nulls: []string{"-"}},
	Comma: '\t',
	Keyed: 3,
}

// Periods of LABSTAT by kind. The averages over a year stand among the
// others and are told by their code only.
var (
	months    = []string{"M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08", "M09", "M10", "M11", "M12", "M13"}
	quarters  = []string{"Q01", "Q02", "Q03", "Q04", "Q05"}
	halfYears = []string{"S01", "S02", "S03"}
	annual    = []string{"A01"}
)

var aboutPeriods = map[string]string{
	"M01": "M01 to M12 are months; M13 is the annual average.",
	"Q01": "Q01 to Q04 are quarters; Q05 is the annual average.",
	"S01": "S01 and S02 are half-years; S03 is the annual average of series published by half-year.",
	"A01": "A01 is a year.",
}

// values are the columns of a data file. unit says how to find the unit of a
// series, notes what the footnote codes of the survey mean. Months and quarters
// bring a column that shows the first day of the period.
func values(series, unit, notes string, kinds ...[]string) []sources.Column {
	var about, codes []string
	var shown []sources.Column
	for _, kind := range kinds {
		about, codes = append(about, aboutPeriods[kind[0]]), append(codes, kind...)
		switch kind[0] {
		case "M01":
			shown = append(shown, sources.Date("month", "First day of the reference month; NULL for any other period, as the annual average.").
				Shown("CASE WHEN period BETWEEN 'M01' AND 'M12' THEN make_date(year, CAST(substr(period, 2) AS INTEGER), 1) END"))
		case "Q01":
			shown = append(shown, sources.Date("quarter", "First day of the reference quarter; NULL for any other period, as the annual average.").
				Shown("CASE WHEN period BETWEEN 'Q01' AND 'Q04' THEN make_date(year, 3 * CAST(substr(period, 2) AS INTEGER) - 2, 1) END"))
		}
	}
	return append([]sources.Column{
		sources.Code("series_id", series).Key().AsCode(),
		sources.Year("year", "Reference year.").Key().Between(1900, 2100),
		sources.Code("period", strings.Join(about, " ")).Key().OneOf(codes...).AsCode(),
		sources.Number("value", unit, "Value as published; NULL where the bureau prints a dash.").Optional(),
		sources.Code("footnote_codes", notes).Optional().AsCode(),
	}, shown...)
}

// piece is a code that stands in the series id, cut out where the table is read.
func piece(name, about, sql string) sources.Column { return sources.Code(name, about).Shown(sql) }

// dataFile asks for one data file of a survey, as a part of the file's own name.
func dataFile(survey, part string) sources.Request {
	return flatFile(survey+"/"+survey+".data."+part, part)
}

// dataPart tells the part of a survey's data file.
func dataPart(survey string) func(file string) string {
	return func(file string) string {
		part, ok := strings.CutPrefix(base(file), survey+".data.")
		if !ok {
			return ""
		}
		return part
	}
}

// seriesCheck refuses ids that are not of the survey.
func seriesCheck(pattern, why string) []sources.Check {
	return []sources.Check{{Name: "series code", Rule: "regexp_full_match(series_id, '" + pattern + "')", Why: why}}
}
