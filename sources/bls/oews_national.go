package bls

import (
	"regexp"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "bls.oews_national",
	About:        "Occupational Employment and Wage Statistics: jobs and wages by occupation, United States, each May.",
	Home:         "https://www.bls.gov/oes/tables.htm",
	License:      license,
	Citation:     "Occupational Employment and Wage Statistics, " + citation,
	Redistribute: sources.RedistributeYes,
	Off: "www.bls.gov refuses robots whatever they call themselves: fetch the zip in a browser and load it by hand, " +
		"or read it from a mirror folder",

	// A new year's file appears each spring and is one more line here.
	Fetch: sources.Each(oewsZip("2023"), oewsZip("2024"), oewsZip("2025")),
	Decode: decode.Auto{
		CSV:    decode.CSV{Cells: oewsCells},
		XLSX:   decode.XLSX{Cells: oewsCells},
		Member: "national_*_dl.xlsx",
	},
	Columns: []sources.Column{
		sources.Year("year", "Year of the May reference period, from the file's name.").Key().FromPart().Between(1997, 2100),
		sources.Code("area", "Area; 99 is the United States. Files before 2019 have no such column.").Key().Named("AREA").MayLack(),
		sources.Text("area_title", "Name of the area.").Named("AREA_TITLE").MayLack(),
		sources.Code("area_type", "1 is the nation.").Named("AREA_TYPE").MayLack(),
		sources.Code("naics", "Industry; 000000 is cross-industry.").Key().Named("NAICS").MayLack(),
		sources.Text("naics_title", "Name of the industry.").Named("NAICS_TITLE").MayLack(),
		sources.Code("i_group", "Level of the industry, such as cross-industry or sector.").Named("I_GROUP").MayLack(),
		sources.Code("own_code", "Ownership; 1235 is private plus all government.").Key().Named("OWN_CODE").MayLack(),
		sources.Code("occ_code", "Occupation, SOC or an OEWS group of SOC codes.").Key().Named("OCC_CODE"),
		sources.Text("occ_title", "Name of the occupation.").Named("OCC_TITLE"),
		// Seven codes stand twice in a year, as broad and as detailed occupation.
		sources.Code("o_group", "Level of the occupation: total, major, minor, broad, detailed.").Key().Named("O_GROUP", "OCC_GROUP").
			OneOf("total", "major", "minor", "broad", "detailed"),
		sources.Number("tot_emp", "jobs", "Employment, rounded to ten, without the self-employed.").Named("TOT_EMP").Optional().AtLeast(0),
		sources.Number("emp_prse", "percent", "Relative standard error of employment.").Named("EMP_PRSE").Optional().AtLeast(0),
		sources.Number("jobs_1000", "jobs per 1,000 jobs", "Share of the area's jobs; empty in the national table.").Named("JOBS_1000").MayLack(),
		sources.Number("loc_quotient", "ratio", "Location quotient; empty in the national table.").Named("LOC_QUOTIENT", "LOC QUOTIENT").MayLack(),
		sources.Number("pct_total", "percent", "Share of the industry's jobs; only in industry tables.").Named("PCT_TOTAL").MayLack(),
		sources.Number("pct_rpt", "percent", "Share of establishments that report the occupation; only in industry tables.").Named("PCT_RPT").MayLack(),
		wage("h_mean", "USD per hour", "Mean hourly wage."),
		wage("a_mean", "USD per year", "Mean annual wage."),
		sources.Number("mean_prse", "percent", "Relative standard error of the mean wage.").Named("MEAN_PRSE").Optional().AtLeast(0),
		wage("h_pct10", "USD per hour", "Hourly wage, 10th percentile."),
		wage("h_pct25", "USD per hour", "Hourly wage, 25th percentile."),
		wage("h_median", "USD per hour", "Hourly wage, median."),
		wage("h_pct75", "USD per hour", "Hourly wage, 75th percentile."),
		wage("h_pct90", "USD per hour", "Hourly wage, 90th percentile."),
		wage("a_pct10", "USD per year", "Annual wage, 10th percentile."),
		wage("a_pct25", "USD per year", "Annual wage, 25th percentile."),
		wage("a_median", "USD per year", "Annual wage, median."),
		wage("a_pct75", "USD per year", "Annual wage, 75th percentile."),
		wage("a_pct90", "USD per year", "Annual wage, 90th percentile."),
		sources.Flag("annual", "True where only annual wages are published.").Named("ANNUAL").MayLack(),
		sources.Flag("hourly", "True where only hourly wages are published.").Named("HOURLY").MayLack(),
		sources.Text("marks", "Why a cell is NULL, as column:mark. * wage not available, ** employment not available, # wage at or above the published ceiling, ~ below 0.5 percent.").Marks(),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Yearly, Period: "year", Lag: 485, Why: "the tables of May are out in the spring after next at the latest"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.01,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			{Name: "occupation code", Rule: "regexp_full_match(occ_code, '[0-9]{2}-[0-9]{4}')", Why: "SOC codes are two digits, a dash, four digits; a workbook that took one for a date would show here"},
		},
		Why: "MinRows: the national tables of 2018 to 2024 have 1,329 to 1,403 rows, an edited copy that keeps detailed rows only 854, " +
			"the embedded sample under 100. MaxBad: none of the six files read has a bad row. MaxVanished: a published year is not revised; " +
			"2 percent leaves room for a reissue.",
	},
	PartOf: func(file string) string {
		if m := oewsName.FindStringSubmatch(base(file)); m != nil {
			return m[1]
		}
		if m := oewsArchive.FindStringSubmatch(base(file)); m != nil {
			return "20" + m[1]
		}
		return ""
	},
})

var (
	oewsCells   = decode.Cells{Trim: true, Marks: []string{"*", "**", "#", "~"}, Thousands: true}
	oewsName    = regexp.MustCompile(`(?i)^national_M(?:ay)?([0-9]{4})_dl\.(?:xlsx|csv)$`)
	oewsArchive = regexp.MustCompile(`(?i)^oesm([0-9]{2})nat\.zip$`)
)

// oewsZip asks for one year's national table.
func oewsZip(year string) sources.Request {
	return sources.Request{
		URL:     "https://www.bls.gov/oes/special-requests/oesm" + year[2:] + "nat.zip",
		Part:    year,
		Contact: true,
	}
}

// wage is a wage column: NULL with a mark where withheld or over the ceiling.
func wage(name, unit, about string) sources.Column {
	return sources.Number(name, unit, about).Optional().AtLeast(0)
}
