package crosswalk

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "crosswalk.onet_soc",
	About:        "O*NET-SOC 2019 to the occupations of the National Employment Matrix, which are those of the wage tables (SOC 2018 and its groups).",
	Home:         bls + "emp/classifications-crosswalks.htm",
	License:      blsPublic,
	Citation:     "O*NET-SOC to National Employment Matrix crosswalk, US Bureau of Labor Statistics.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(sources.Request{URL: bls + "emp/classifications-crosswalks/nem-onet-to-soc-crosswalk.xlsx", Contact: true}),
	// Four lines of title stand above the header.
	Decode: decode.XLSX{Cells: decode.Cells{Trim: true, Nulls: []string{"—"}}, Sheet: "ONET to SOC crosswalk", Head: "O*NET-SOC Code"},
	Columns: []sources.Column{
		sources.Code("onetsoc_code", "Occupation, O*NET-SOC 2019.").Key().Named("O*NET-SOC Code"),
		sources.Text("onetsoc_title", "Its name.").Named("O*NET-SOC Title").Optional(),
		sources.Code("nem_code", "Occupation of the matrix: a SOC 2018 code, or a group of several; NULL where the matrix does not cover it.").Named("NEM Code").Optional(),
		sources.Text("nem_title", "Its name.").Named("National Employment Matrix Occupational Title").Optional(),
		sources.Code("ooh_code", "Profile in the Occupational Outlook Handbook; NULL where there is none.").Named("OOH Profile Code").MayLack(),
		sources.Text("ooh_title", "Name of the profile.").Named("OOH Profile Title").MayLack(),
		sources.Text("ooh_group", "Group of the profile.").Named("OOH Occupation Group").MayLack(),
	},
	Unused:   []string{"Sort Order"}, // the row's number
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "follows the projections, whose table is renewed at will"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks:      []sources.Check{form("onetsoc_code", onetsocForm), form("nem_code", socForm)},
		Why:         "MinRows: the table of September 2023 has 997 occupations, the embedded sample 76. MaxBad: no row of it is bad. " + unchanged,
	},
})
