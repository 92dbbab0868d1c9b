package bls

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "bls.cpi",
	About:        "Consumer price indexes of all urban consumers: all items, every area, monthly since 1913, the deflator of the other tables; and education and communication, computers included.",
	Home:         "https://www.bls.gov/cpi/",
	License:      license,
	Citation:     "Consumer Price Index, " + citation,
	Redistribute: sources.RedistributeYes,

	// AllItems is what deflating needs, and the other file has the prices of
	// computers. Further files of the survey can be loaded by hand beside them as
	// long as they hold none of their series; one that repeats any is refused, as
	// every key belongs to one part.
	Fetch:  sources.Each(dataFile("cu", "1.AllItems"), dataFile("cu", "17.USEducationAndCommunication")),
	Decode: observations,
	Columns: append(values("Series: CU, S or U for seasonally adjusted or not, R monthly or S by half-year, area (4), item.",
		"index; its base is part of the series, mostly 1982-84 = 100",
		"X no data were collected, as in October 2025; several are joined by commas.", months, halfYears),
		piece("area_code", "Area; 0000 is the average of all cities.", "substr(series_id, 5, 4)"),
		piece("item_code", "Item; SA0 is all items.", "substr(series_id, 9)")),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 17, Why: "the CPI is out by the middle of the next month"},
	Contract: sources.Contract{
		MinRows:     60,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks:      seriesCheck("CU[SU][RS][0-9A-Z]{4}[0-9A-Z]+", "a CPI code is CU, two letters, an area of four and an item"),
		Why: "MinRows: the embedded sample has over 60, the file of October 2018 has 55,879, so fewer is a file cut at its start. MaxBad: neither of " +
			"two real files has a bad row. MaxVanished: no key of October 2018 is missing in April 2026; 2 percent leaves room for an area that ends.",
	},
	PartOf: dataPart("cu"),
})
