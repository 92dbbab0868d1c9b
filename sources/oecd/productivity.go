package oecd

import (
	"slices"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "oecd.productivity",
	About:        "Annual labour productivity of the OECD's countries: gross domestic product per hour worked, in constant and in current prices (DF_PDB).",
	Home:         "https://data-explorer.oecd.org/",
	License:      license,
	Citation:     citation + "OECD.SDD.TPS:DSD_PDB@DF_PDB(2.0).",
	Redistribute: sources.RedistributeYes,

	// area . frequency . measure . activity . unit . price base . transformation .
	// asset or adjustment, which descriptions differ about . conversion
	Fetch:  ask("OECD.SDD.TPS,DSD_PDB@DF_PDB,2.0", ".A.GDPHRS......", ""),
	Decode: message,
	Columns: slices.Concat([]sources.Column{
		sources.Code("ref_area", "Country by ISO 3166-1 alpha-3, or an aggregate such as OECD.").Key().Named("REF_AREA"),
		sources.Code("freq", "Frequency: A for annual.").Key().Named("FREQ").OneOf("A"),
		sources.Code("measure", "What is measured: GDPHRS is gross domestic product per hour worked.").Key().Named("MEASURE"),
		sources.Code("activity", "Industry: _T is the whole economy.").Key().Named("ACTIVITY"),
		sources.Code("unit_measure", "Unit: USD_PPP_H is US dollars per hour at purchasing power parities.").Key().Named("UNIT_MEASURE"),
		sources.Code("price_base", "Prices: LR chained in those of a reference year, Q constant, V current.").Key().Named("PRICE_BASE"),
		sources.Code("transformation", "N or _Z for a level; GY is the growth rate over a year, which is no level.").Key().Named("TRANSFORMATION"),
		sources.Code("asset_code", "Asset that a measure of capital is of; _Z where labour is measured.").Key().Named("ASSET_CODE").MayLack(),
		sources.Code("adjustment", "Seasonal adjustment; N or _Z for none.").Key().Named("ADJUSTMENT").MayLack(),
		sources.Code("conversion_type", "How currencies were converted: PPP.").Key().Named("CONVERSION_TYPE"),
		sources.Year("period", "Year.").Key().Named("TIME_PERIOD"),
	}, observation("Productivity; the whole history is restated at every benchmark."), []sources.Column{
		sources.Date("year", "First day of the year.").Shown("make_date(period, 1, 1)"),
	}),
	Unused:   append([]string{"CURRENCY", "PRICE_REF_YEAR", "TIME_FORMAT"}, structure...),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Yearly, Period: "year", Lag: 270, Why: "the national accounts of a year are whole in the autumn after"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 0.1,
		Checks: []sources.Check{
			{Name: "year", Rule: "period BETWEEN 1950 AND 2100", Why: "the OECD's productivity figures begin in 1970"},
		},
		Why: "MinRows: the embedded sample has 80 rows, some fifty areas have fifty years. MaxBad: an answer is made by a program. MaxVanished: a " +
			"benchmark may shorten the history of a country or two.",
	},
	// No records come with status 404, too narrow a key with 422; both are words.
	Refused: decode.NotSDMX,
})
