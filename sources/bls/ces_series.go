package bls

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "bls.ces_series",
	About:        "Catalogue of the series of bls.ces: industry, data type, seasonal adjustment and the months covered.",
	Home:         "https://www.bls.gov/ces/",
	License:      license,
	Citation:     "Current Employment Statistics, " + citation,
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(flatFile("ce/ce.series", "")),
	Decode: decode.Flat{
		Cells: decode.Cells{Trim: true},
		Comma: '\t',
		Keyed: 1,
	},
	Columns: []sources.Column{
		sources.Code("series_id", "Series code as in bls.ces.").Key(),
		sources.Code("supersector_code", "Supersector, 2 digits; 00 is total nonfarm."),
		sources.Code("industry_code", "CES industry, 8 digits."),
		sources.Code("data_type_code", "What is measured; 01 is all employees in thousands, 03 average hourly earnings in USD."),
		sources.Code("seasonal", "S seasonally adjusted, U not.").OneOf("S", "U"),
		sources.Text("series_title", "Full title; files before about 2013 have none.").MayLack(),
		sources.Code("footnote_codes", "Footnotes of the series; I is an indirectly adjusted series.").Optional(),
		sources.Year("begin_year", "Year of the first value.").Between(1900, 2100),
		sources.Code("begin_period", "Period of the first value."),
		sources.Year("end_year", "Year of the newest value; moves with every release.").Between(1900, 2100),
		sources.Code("end_period", "Period of the newest value; moves with every release."),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "a catalogue, written anew with each release"},
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.001,
		MaxVanished: 0.25,
		Checks: []sources.Check{
			{Name: "series code", Rule: "length(series_id) = 13 and series_id like 'CE%'", Why: "a CES code has 13 characters: CE, one letter, eight digits, two digits"},
			{Name: "begins before it ends", Rule: "begin_year <= end_year", Why: "a swapped pair of columns would show here first"},
		},
		Why: "MinRows: the embedded sample lists 16 series, the catalogue of March 2024 has 23,331. MaxBad: none of those rows is bad. " +
			"MaxVanished: a change of the industry code ends many series at once; a quarter of all has never gone, and would be a file cut short.",
	},
})
