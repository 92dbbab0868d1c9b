package bls

import (
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "bls.ces",
	About:        "Current Employment Statistics: payroll jobs, hours and earnings by industry, monthly since 1939.",
	Home:         "https://www.bls.gov/ces/",
	License:      license,
	Citation:     "Current Employment Statistics, " + citation,
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(
		ceData("00a.TotalNonfarm.Employment"),
		ceData("50a.Information.Employment"),
		ceData("55a.FinancialActivities.Employment"),
		ceData("60a.ProfessionalBusinessServices.Employment"),
		ceData("90a.Government.Employment"),
	),
	// series_id, year and period open every line and are its key, so two
	// months' files can be compared line by line.
	Decode: decode.Flat{
		Cells: decode.Cells{Trim: true, Nulls: []string{"-"}},
		Comma: '\t',
		Keyed: 3,
	},
	Columns: []sources.Column{
		sources.Code("series_id", "Series: CE, S or U for seasonally adjusted or not, industry (8), data type (2).").Key().AsCode(),
		sources.Year("year", "Reference year.").Key().Between(1900, 2100),
		sources.Code("period", "M01 to M12 are months; M13 is the annual average.").Key().
			OneOf("M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08", "M09", "M10", "M11", "M12", "M13").AsCode(),
		sources.Number("value", "as the series says (see bls.ces_series): thousand, hours or USD", "Value as published; NULL where the bureau prints a dash.").Optional(),
		sources.Code("footnote_codes", "P preliminary, R revised, C corrected, X unavailable; several are joined by commas.").Optional().AsCode(),
		sources.Date("month", "First day of the reference month; NULL for the annual average.").
			Shown("CASE WHEN period <> 'M13' THEN make_date(year, CAST(substr(period, 2) AS INTEGER), 1) END"),
	},
	Complete: true,
	Contract: sources.Contract{
		MinRows:     150,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Checks: []sources.Check{
			{Name: "series code", Rule: "length(series_id) = 13 and series_id like 'CE%'", Why: "a CES code has 13 characters: CE, one letter, eight digits, two digits"},
		},
		Why: "MinRows: two series of total nonfarm jobs over the seven years of the embedded sample are 175 rows, a real sector file has " +
			"tens of thousands (government 58,523), so fewer is a file cut at its start. MaxBad: the government file of March 2024 has no bad " +
			"row in 58,523. MaxVanished: series end at a change of the industry code, and one of 84 series is 1.2 percent of a sector file; more than 5 percent " +
			"at once is a short file.",
	},
	PartOf: func(file string) string {
		part, ok := strings.CutPrefix(base(file), "ce.data.")
		if !ok {
			return ""
		}
		return part
	},
})

// ceData asks for one file of CES values. The sector files hold what
// 0.AllCESSeries (350 MB) holds, in pieces of a few megabytes; that file can
// still be loaded by hand as a part of its own.
func ceData(part string) sources.Request { return flatFile("ce/ce.data."+part, part) }
