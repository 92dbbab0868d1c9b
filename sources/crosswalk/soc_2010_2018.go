package crosswalk

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "crosswalk.soc_2010_2018",
	About:        "SOC 2010 to SOC 2018, many to many, without weights.",
	Home:         bls + "soc/2018/crosswalks.htm",
	License:      blsPublic,
	Citation:     "SOC 2010 to 2018 crosswalk, US Bureau of Labor Statistics.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(sources.Request{URL: bls + "soc/2018/soc_2010_to_2018_crosswalk.xlsx", Contact: true}),
	// Lines of title stand above the header.
	Decode: decode.XLSX{Cells: decode.Cells{Trim: true}, Sheet: "Sorted by 2010", Head: "2010 SOC Code"},
	Columns: []sources.Column{
		sources.Code("soc_2010_code", "Occupation, SOC 2010.").Key().Named("2010 SOC Code"),
		sources.Text("soc_2010_title", "Its name.").Named("2010 SOC Title").MayLack(),
		sources.Code("soc_2018_code", "Occupation that takes its place, SOC 2018.").Key().Named("2018 SOC Code"),
		sources.Text("soc_2018_title", "Its name.").Named("2018 SOC Title").MayLack(),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "between two closed editions"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.01,
		MaxVanished: 0.02,
		Checks:      []sources.Check{form("soc_2010_code", socForm), form("soc_2018_code", socForm)},
		Why: "MinRows: SOC 2010 has 840 detailed occupations, the embedded sample over 60. MaxBad: rows of codes without a counterpart " +
			"or a note at the end may be bad, more is another layout. " + unchanged,
	},
})
