package bls

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "bls.import_prices",
	About:        "Import and export price indexes by product and by country of origin, monthly; computers and semiconductors among them.",
	Home:         "https://www.bls.gov/mxp/",
	License:      license,
	Citation:     "Import/Export Price Indexes, " + citation,
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Each(dataFile("ei", "0.Current")),
	Decode: observations,
	Columns: values("Series: EIU, IR for imports, IQ for exports and others for other tables, then the product.",
		"index; its base is part of the series, mostly 2000 = 100",
		"P preliminary, R revised, C corrected, X unavailable; several are joined by commas.", months),
	// The first year of a file named Current may move on, so a key that is not
	// in it was not withdrawn.
	Complete: false,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 22, Why: "import and export prices are out by the third week of the next month"},
	Contract: sources.Contract{
		MinRows:     60,
		MaxBad:      0.001,
		MaxVanished: 1,
		Checks:      seriesCheck("EI[SU][0-9A-Z-]+", "an import or export price code begins with EI and one letter"),
		Why: "MinRows: the embedded sample has over 60, a real file has tens of thousands. MaxBad: a LABSTAT data file is made by a program and has " +
			"had no bad row in any survey read. MaxVanished: nothing is taken for withdrawn here.",
	},
	PartOf: dataPart("ei"),
})
