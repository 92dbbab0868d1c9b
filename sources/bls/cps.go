package bls

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "bls.cps",
	About:        "Current Population Survey: labour force, employment and unemployment by age, sex, occupation and more; one file of several hundred megabytes.",
	Home:         "https://www.bls.gov/cps/",
	License:      license,
	Citation:     "Current Population Survey, " + citation,
	Redistribute: sources.RedistributeYes,

	// The survey has no smaller data file: some hundred megabytes come again each
	// month, and a look in between costs a "not modified".
	Fetch:  sources.Each(dataFile("ln", "1.AllData")),
	Decode: observations,
	Columns: values("Series: LN, S or U for seasonally adjusted or not, 8 digits without structure; see bls.cps_series.",
		"as the series says (see bls.cps_series): thousand persons, percent, weeks, hours or USD",
		"9 no data were collected, as in October 2025; 12 new population controls; others are in ln.footnote. Several are joined by commas.", months, quarters, halfYears, annual),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 12, Why: "the Employment Situation is out by the second Friday after the month"},
	Contract: sources.Contract{
		MinRows:     60,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Checks:      seriesCheck("LN[SU][0-9]{8}", "a CPS code is LN, one letter and eight digits"),
		Why: "MinRows: the embedded sample has over 60, the real file has millions. MaxBad: a LABSTAT data file is made by a program and has had no " +
			"bad row in any survey read. MaxVanished: series end at a change of the occupation code, a small part of all.",
	},
	PartOf: dataPart("ln"),
})
