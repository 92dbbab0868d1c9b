package bls

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "bls.jolts",
	About:        "Job Openings and Labor Turnover Survey: openings, hires, quits and layoffs by industry and state, monthly since 2000.",
	Home:         "https://www.bls.gov/jlt/",
	License:      license,
	Citation:     "Job Openings and Labor Turnover Survey, " + citation,
	Redistribute: sources.RedistributeYes,

	// AllItems (34 MB) holds every series; the files of single elements repeat it.
	Fetch:  sources.Each(dataFile("jt", "1.AllItems")),
	Decode: observations,
	Columns: append(values("Series: JT, S or U for seasonally adjusted or not, industry (6), state (2), area (5), size class (2), element (2), L level or R rate.",
		"thousand for levels (L), percent for rates (R); element UO is a ratio",
		"P preliminary, R revised, C corrected, X unavailable; several are joined by commas.", months),
		piece("industry_code", "JOLTS industry, 6 digits; 000000 is total nonfarm.", "substr(series_id, 4, 6)"),
		piece("state_code", "FIPS code of the state or code of a region; 00 is the nation.", "substr(series_id, 10, 2)"),
		piece("dataelement_code", "JO openings, HI hires, TS separations, QU quits, LD layoffs, OS other separations, UO unemployed per opening.", "substr(series_id, 19, 2)"),
		piece("ratelevel_code", "L level, R rate.", "substr(series_id, 21, 1)")),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 42, Why: "openings are out in the second month after, by its second week"},
	Contract: sources.Contract{
		MinRows:     60,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Checks:      seriesCheck("JT[SU][0-9A-Z]{17}[LR]", "a JOLTS code has 21 characters and ends in L or R"),
		Why: "MinRows: the embedded sample has over 60, the real file of 34 MB has hundreds of thousands. MaxBad: a LABSTAT data file is made by a " +
			"program and has had no bad row in any survey read. MaxVanished: series end at a change of the industry code only.",
	},
	PartOf: dataPart("jt"),
})
