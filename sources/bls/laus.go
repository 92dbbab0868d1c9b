package bls

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "bls.laus",
	About:        "Local Area Unemployment Statistics: labour force, employment and unemployment of the states, seasonally adjusted, monthly since 1976.",
	Home:         "https://www.bls.gov/lau/",
	License:      license,
	Citation:     "Local Area Unemployment Statistics, " + citation,
	Redistribute: sources.RedistributeYes,

	// The states. Metropolitan areas (60.Metro) and counties (64.County, some
	// 300 MB) can be loaded by hand as parts of their own.
	Fetch:  sources.Each(dataFile("la", "3.AllStatesS")),
	Decode: observations,
	Columns: append(values("Series: LA, S or U for seasonally adjusted or not, area (15, its first letters are the kind), measure (2).",
		"percent for measures 03, 07, 08; persons for 04, 05, 06, 09",
		"P preliminary, R revised, C corrected, X unavailable; several are joined by commas.", months),
		piece("area_code", "Area; ST and the FIPS code of a state, 06 is California.", "substr(series_id, 4, 15)"),
		piece("measure_code", "03 unemployment rate, 04 unemployment, 05 employment, 06 labour force, 07 employment to population, 08 participation, 09 population.", "substr(series_id, 19, 2)")),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 58, Why: "states follow three weeks after the nation, areas a week later"},
	Contract: sources.Contract{
		MinRows:     60,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Checks:      seriesCheck("LA[SU][A-Z]{2}[0-9]{15}", "a LAUS code has 20 characters: LA, a letter, two letters and 15 digits"),
		Why: "MinRows: the embedded sample has over 60, fifty states with four measures since 1976 are over 100,000. MaxBad: a LABSTAT data file is " +
			"made by a program and has had no bad row in any survey read. MaxVanished: states do not end.",
	},
	PartOf: dataPart("la"),
})
