package eurostat

import (
	"net/url"
	"slices"

	"jevons/sources"
)

var _ = list.Add(sources.Dataset{
	Name:         "eurostat.ai_use_by_size",
	About:        "Share of enterprises in Europe that use at least one artificial intelligence technology, by size class (isoc_eb_ai).",
	Home:         "https://ec.europa.eu/eurostat/databrowser/view/isoc_eb_ai/default/table",
	License:      license,
	Citation:     citation + "isoc_eb_ai.",
	Redistribute: sources.RedistributeYes,

	Fetch:  ask("isoc_eb_ai", url.Values{"unit": {"PC_ENT"}, "indic_is": {"E_AI_TANY"}}),
	Decode: cube,
	Columns: slices.Concat([]sources.Column{
		sources.Code("freq", "Frequency: A for annual.").Key().OneOf("A"),
		sources.Code("size_emp", "Size class by persons employed: GE10 is 10 or more.").Key(),
		sources.Code("nace_r2", "Economic activities covered, by NACE Rev. 2.").Key(),
		sources.Code("indic_is", "Indicator: E_AI_TANY is the use of at least one AI technology.").Key(),
		sources.Code("unit", "What value counts: PC_ENT percent of enterprises.").Key().OneOf("PC_ENT"),
		sources.Code("geo", "Country or area, by Eurostat's code: EL is Greece.").Key(),
		sources.Year("period", "Year of the survey; the question was not asked every year.").Key().Named("time"),
	}, observation("percent of enterprises", "Enterprises to which the indicator applies.")),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Yearly, Period: "period", Lag: 45, Why: "the survey of a year is out in its December or the January after"},
	Contract: sources.Contract{
		MinRows:     30,
		MaxBad:      0.001,
		MaxVanished: 0.1,
		Checks: []sources.Check{
			{Name: "share", Rule: "value BETWEEN 0 AND 100", Why: "a share of enterprises lies between 0 and 100 percent"},
		},
		Why: "MinRows: the embedded sample has over 30, some forty areas with several size classes and years have more. MaxBad: a cube is made by a " +
			"program. MaxVanished: an aggregate of areas may be replaced when the union changes.",
	},
	Refused: refused,
})
