package eurostat

import (
	"net/url"
	"slices"

	"jevons/sources"
)

var _ = list.Add(sources.Dataset{
	Name:         "eurostat.ai_use_by_people",
	About:        "Share of people in Europe who use generative artificial intelligence, by purpose (isoc_ai_iaiu).",
	Home:         "https://ec.europa.eu/eurostat/databrowser/view/isoc_ai_iaiu/default/table",
	License:      license,
	Citation:     citation + "isoc_ai_iaiu.",
	Redistribute: sources.RedistributeYes,

	Fetch:  ask("isoc_ai_iaiu", url.Values{"unit": {"PC_IND"}, "ind_type": {"IND_TOTAL"}}),
	Decode: cube,
	Columns: slices.Concat([]sources.Column{
		sources.Code("freq", "Frequency: A for annual.").Key().OneOf("A"),
		sources.Code("ind_type", "Group of people: IND_TOTAL is all of 16 to 74.").Key(),
		sources.Code("indic_is", "Indicator: which use, or which reason for none.").Key(),
		sources.Code("unit", "What value counts: PC_IND percent of individuals.").Key().OneOf("PC_IND"),
		sources.Code("geo", "Country or area, by Eurostat's code: EL is Greece.").Key(),
		sources.Year("period", "Year of the survey; the question was not asked every year.").Key().Named("time"),
	}, observation("percent of individuals", "People to whom the indicator applies.")),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Yearly, Period: "period", Lag: 45, Why: "the survey of a year is out in its December or the January after"},
	Contract: sources.Contract{
		MinRows:     15,
		MaxBad:      0.001,
		MaxVanished: 0.1,
		Checks: []sources.Check{
			{Name: "share", Rule: "value BETWEEN 0 AND 100", Why: "a share of people lies between 0 and 100 percent"},
		},
		Why: "MinRows: the embedded sample has 15, some forty areas with several indicators have more. MaxBad: a cube is made by a " +
			"program. MaxVanished: an aggregate of areas may be replaced when the union changes.",
	},
	Refused: refused,
})
