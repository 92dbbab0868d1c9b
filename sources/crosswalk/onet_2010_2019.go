package crosswalk

import (
	"net/url"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "crosswalk.onet_2010_2019",
	About:        "O*NET-SOC 2010 to O*NET-SOC 2019, many to many, without weights.",
	Home:         "https://www.onetcenter.org/taxonomy.html",
	License:      "CC BY 4.0",
	Citation:     "O*NET-SOC 2010 to 2019 crosswalk, U.S. Department of Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(sources.Request{
		URL: "https://www.onetcenter.org/taxonomy/2019/walk/2010_to_2019_Crosswalk.csv", Query: url.Values{"fmt": {"csv"}},
	}),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns: []sources.Column{
		sources.Code("onetsoc_2010_code", "Occupation, O*NET-SOC 2010.").Key().Named("O*NET-SOC 2010 Code"),
		sources.Text("onetsoc_2010_title", "Its name.").Named("O*NET-SOC 2010 Title").Optional(),
		sources.Code("onetsoc_2019_code", "Occupation that takes its place, O*NET-SOC 2019.").Key().Named("O*NET-SOC 2019 Code"),
		sources.Text("onetsoc_2019_title", "Its name.").Named("O*NET-SOC 2019 Title").Optional(),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "between two closed editions"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks:      []sources.Check{form("onetsoc_2010_code", onetsocForm), form("onetsoc_2019_code", onetsocForm)},
		Why:         "MinRows: the table has 1,164 pairs, the embedded sample 76. MaxBad: no row of it is bad. " + unchanged,
	},
})
