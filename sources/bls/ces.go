package bls

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "bls.ces",
	About:        "Current Employment Statistics: payroll jobs, hours and earnings by industry, monthly since 1939.",
	Home:         "https://www.bls.gov/ces/",
	License:      license,
	Citation:     "Current Employment Statistics, " + citation,
	Redistribute: sources.RedistributeYes,

	// The sector files hold what 0.AllCESSeries (350 MB) holds, in pieces of a
	// few megabytes; that file can be loaded by hand in their place.
	Fetch: sources.Each(
		dataFile("ce", "00a.TotalNonfarm.Employment"),
		dataFile("ce", "50a.Information.Employment"),
		dataFile("ce", "55a.FinancialActivities.Employment"),
		dataFile("ce", "60a.ProfessionalBusinessServices.Employment"),
		dataFile("ce", "90a.Government.Employment"),
	),
	Decode: observations,
	Columns: values("Series: CE, S or U for seasonally adjusted or not, industry (8), data type (2).",
		"as the series says (see bls.ces_series): thousand, hours or USD",
		"P preliminary, R revised, C corrected, X unavailable; several are joined by commas.", months),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 12, Why: "the Employment Situation is out by the second Friday after the month"},
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
	PartOf: dataPart("ce"),
})
