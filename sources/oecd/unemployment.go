package oecd

import (
	"slices"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "oecd.unemployment",
	About:        "Monthly unemployment rates of the OECD's countries by sex and age, seasonally adjusted and not (DF_IALFS_UNE_M).",
	Home:         "https://data-explorer.oecd.org/",
	License:      license,
	Citation:     citation + "OECD.SDD.TPS:DSD_LFS@DF_IALFS_UNE_M(1.0).",
	Redistribute: sources.RedistributeYes,

	// area . measure . unit . transformation . adjustment . sex . age . activity . frequency
	Fetch:  ask("OECD.SDD.TPS,DSD_LFS@DF_IALFS_UNE_M,1.0", ".UNE_LF_M...Y+N._T+F+M.Y_GE15+Y15T24..M", "2000-01"),
	Decode: message,
	Columns: slices.Concat([]sources.Column{
		sources.Code("ref_area", "Country by ISO 3166-1 alpha-3, or an aggregate such as OECD.").Key().Named("REF_AREA"),
		sources.Code("measure", "What is measured: UNE_LF_M is the monthly unemployment rate.").Key().Named("MEASURE"),
		sources.Code("unit_measure", "Unit: PT_LF_SUB is percent of the labour force of the same group.").Key().Named("UNIT_MEASURE"),
		sources.Code("transformation", "_Z for none.").Key().Named("TRANSFORMATION"),
		sources.Code("adjustment", "Y calendar and seasonally adjusted, N neither.").Key().Named("ADJUSTMENT"),
		sources.Code("sex", "_T all, M men, F women.").Key().Named("SEX"),
		sources.Code("age", "Age group: Y_GE15 is 15 and over, Y15T24 is 15 to 24.").Key().Named("AGE"),
		sources.Code("activity", "_Z for all.").Key().Named("ACTIVITY"),
		sources.Code("freq", "Frequency: M for monthly.").Key().Named("FREQ").OneOf("M"),
		sources.Code("period", "Month as published, such as 2026-07.").Key().Named("TIME_PERIOD"),
	}, observation("Unemployment rate."), []sources.Column{
		sources.Date("month", "First day of the month.").Shown("CAST(try_strptime(period, '%Y-%m') AS DATE)"),
	}),
	Unused:   structure,
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 45, Why: "rates are out about the 10th of the month after next"},
	Contract: sources.Contract{
		MinRows:     30,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Checks: []sources.Check{
			{Name: "month", Rule: `regexp_full_match(period, '[0-9]{4}-(0[1-9]|1[0-2])')`, Why: "the key asks for monthly rates, so that another period is of another series"},
			{Name: "rate", Rule: "unit_measure <> 'PT_LF_SUB' OR value BETWEEN 0 AND 100", Why: "a share of the labour force lies between 0 and 100 percent"},
		},
		Why: "MinRows: one country has 36 months in the real file, all have some hundred thousand rows. MaxBad: that file has no bad row. MaxVanished: a " +
			"country may be redefined, one of some forty; a month that was not surveyed, as October 2025 in the United States, has no row from the start.",
	},
	// No records come with status 404, too narrow a key with 422; both are words.
	Refused: decode.NotSDMX,
})
