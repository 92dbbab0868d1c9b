package ilostat

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "ilostat.unemployment",
	About:        "Annual unemployment rates of the world's countries by sex and age, from their own surveys (UNE_DEAP_SEX_AGE_RT).",
	Home:         "https://ilostat.ilo.org/data/",
	License:      license,
	Citation:     citation + "UNE_DEAP_SEX_AGE_RT.",
	Redistribute: sources.RedistributeYes,

	Fetch:  ask("UNE_DEAP_SEX_AGE_RT_A", "2000"),
	Decode: rows,
	Columns: table("UNE_DEAP_SEX_AGE_RT",
		sources.Code("classif1", "Age group and its system: AGE_YTHADULT_YGE15 is 15 and over."),
		sources.Number("value", "percent of the labour force", "Unemployment rate.")),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Yearly, Period: "survey_year", Lag: 180, Why: "the first countries report a year in the spring after; projections are not counted"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.001,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "rate", Rule: "value <= 100", Why: "a share of the labour force is at most 100 percent"},
		},
		Why: "MinRows: the embedded sample has over 100, two countries and the world have 52; the whole table has tens of thousands, which MaxVanished " +
			"guards. MaxBad: none of three real files has a bad row. MaxVanished: when the preferred source of a country changes, all its rows leave and " +
			"others come; modelled estimates are made anew each year under another source.",
	},
	Refused: refused,
})
