package bls

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "bls.oews",
	About:        "Occupational Employment and Wage Statistics as series: jobs and wages by occupation, industry and area, newest May; one file of several hundred megabytes.",
	Home:         "https://www.bls.gov/oes/",
	License:      license,
	Citation:     "Occupational Employment and Wage Statistics, " + citation,
	Redistribute: sources.RedistributeYes,

	Fetch:   sources.Each(dataFile("oe", "0.Current")),
	Decode:  observations,
	Columns: oewsColumns(),
	// The file holds one year. The next one takes its place and withdraws nothing.
	Complete: false,
	Fresh:    sources.Freshness{Every: sources.Yearly, Period: "year", Lag: 485, Why: "the tables of May are out in the spring after next at the latest"},
	Contract: sources.Contract{
		MinRows:     60,
		MaxBad:      0.001,
		MaxVanished: 1,
		Checks:      seriesCheck("OE[SU][A-Z][0-9]{7}[0-9A-Z-]{6}[0-9]{8}", "an OEWS code has 25 characters: OE, two letters, area (7), industry (6), occupation (6), data type (2)"),
		Why: "MinRows: the embedded sample has over 60, California alone 14,110. MaxBad: none of California's rows is bad. " +
			"MaxVanished: a year's file has no key of the year before, so nothing is taken for withdrawn.",
	},
	PartOf: dataPart("oe"),
})

// oewsColumns are those of every data file, and the pieces of the id, which
// spare the far larger file oe.series. Each id stands once a year, so it is no
// code to be shared between rows.
func oewsColumns() []sources.Column {
	columns := values("Series: OE, U, area type (1), area (7), industry (6), occupation (6), data type (2).",
		"as datatype_code says: jobs, USD per hour, USD per year, percent, jobs per 1,000 jobs or ratio",
		"4 wages are published by the hour or by the year only; 5 the wage is at or above the ceiling (115.00 USD per hour or 239,200 USD per year in 2025); "+
			"8 estimate not released. The value is NULL with each of them.", annual)
	columns[0].Coded = false
	return append(columns,
		piece("area_type", "N nation, S state, M metropolitan or other area.", "substr(series_id, 4, 1)"),
		piece("area_code", "Area, 7 digits; 0000000 is the nation, a state's first two are its FIPS code.", "substr(series_id, 5, 7)"),
		piece("industry_code", "Industry, 6 digits; 000000 is cross-industry.", "substr(series_id, 12, 6)"),
		piece("occ_code", "Occupation as in bls.oews_national, such as 15-1252; 00-0000 is all.", "substr(series_id, 18, 2) || '-' || substr(series_id, 20, 4)"),
		piece("datatype_code", "01 jobs, 03 and 04 mean hourly and annual wage, 06 to 10 hourly and 11 to 15 annual percentiles (10, 25, 50, 75, 90), "+
			"02 and 05 relative standard errors, 16 jobs per 1,000, 17 location quotient.", "substr(series_id, 24, 2)"),
	)
}
