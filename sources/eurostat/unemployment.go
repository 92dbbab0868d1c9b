package eurostat

import (
	"net/url"
	"slices"

	"jevons/sources"
)

var _ = list.Add(sources.Dataset{
	Name:         "eurostat.unemployment",
	About:        "Monthly unemployment rates of the European countries by sex and age, harmonised (une_rt_m).",
	Home:         "https://ec.europa.eu/eurostat/databrowser/view/une_rt_m/default/table",
	License:      license,
	Citation:     citation + "une_rt_m (doi 10.2908/UNE_RT_M).",
	Redistribute: sources.RedistributeYes,

	Fetch: ask("une_rt_m", url.Values{
		"unit":            {"PC_ACT"},
		"age":             {"TOTAL", "Y_LT25"},
		"sinceTimePeriod": {"2000-01"},
	}),
	Decode: cube,
	Columns: slices.Concat([]sources.Column{
		sources.Code("freq", "Frequency: M for monthly.").Key().OneOf("M"),
		sources.Code("s_adj", "SA seasonally adjusted, NSA not adjusted, TC trend and cycle.").Key(),
		sources.Code("age", "Age group: TOTAL is 15 to 74, Y_LT25 under 25.").Key(),
		sources.Code("unit", "What value counts: PC_ACT percent of the labour force, THS_PER thousand persons.").Key(),
		sources.Code("sex", "T all, M men, F women.").Key(),
		sources.Code("geo", "Country or area, by Eurostat's code: EL is Greece, EA21 the euro area of 21.").Key(),
		sources.Code("period", "Month as published, such as 2026-07; 2026M07 in older files.").Key().Named("time"),
	}, observation("as unit says: percent of the labour force, or thousand persons", "Unemployment."), []sources.Column{
		sources.Date("month", "First day of the month.").Shown("CAST(try_strptime(replace(period, 'M', '-'), '%Y-%m') AS DATE)"),
	}),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 36, Why: "unemployment is out at the beginning of the month after next"},
	Contract: sources.Contract{
		MinRows:     60,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Checks: []sources.Check{
			{Name: "period", Rule: `regexp_full_match(period, '[0-9]{4}(-|M)(0[1-9]|1[0-2])')`, Why: "une_rt_m is monthly, so that another period is of another table"},
			{Name: "rate", Rule: "unit <> 'PC_ACT' OR value BETWEEN 0 AND 100", Why: "a share of the labour force lies between 0 and 100 percent"},
		},
		Why: "MinRows: the embedded sample has over 60, the real cube has tens of thousands. MaxBad: a cube is made by a program, and no cell of " +
			"the real files read is bad. MaxVanished: euro area aggregates are replaced when a country joins, one of some forty areas.",
	},
	Refused: refused,
})
