package bls

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "bls.productivity",
	About:        "Major sector productivity and costs: output per hour, unit labour cost, hours and pay by quarter.",
	Home:         "https://www.bls.gov/productivity/",
	License:      license,
	Citation:     "Productivity and Costs, " + citation,
	Redistribute: sources.RedistributeYes,

	// Current begins in 1995; 1.AllData, which begins in 1947, holds the same keys
	// and more, and can be loaded by hand in its place.
	Fetch:  sources.Each(dataFile("pr", "0.Current")),
	Decode: observations,
	Columns: values("Series: PR, S or U for seasonally adjusted or not, sector (4), class (1), measure (2), duration (1).",
		"as the last digit of the series says: percent change from a year or a quarter before, or index",
		"P preliminary, R revised, C corrected, X unavailable; several are joined by commas.", quarters),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Quarterly, Period: "quarter", Lag: 75, Why: "the first estimate comes some five weeks after the quarter, after the GDP"},
	Contract: sources.Contract{
		MinRows:     60,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Checks:      seriesCheck("PR[SU][0-9]{8}", "a productivity code is PR, one letter and eight digits"),
		Why: "MinRows: the embedded sample has over 60, the file of 2025 has 37,881. MaxBad: none of those is bad. MaxVanished: the file has begun " +
			"in 1995 for years; a first year that moved on would take 3 percent with it.",
	},
	PartOf: dataPart("pr"),
})
