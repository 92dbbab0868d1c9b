package crosswalk

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "crosswalk.soc_isco",
	About:        "SOC 2010 to ISCO-08, many to many, without weights.",
	Home:         bls + "soc/soccrosswalks.htm",
	License:      blsPublic,
	Citation:     "ISCO-08 to SOC 2010 crosswalk, US Bureau of Labor Statistics.",
	Redistribute: sources.RedistributeYes,
	Off:          "the bureau serves it as an .xls workbook, which cannot be read; save its sheet as CSV with semicolons, name the columns soc2010_code, soc2010_title, isco08_code and isco08_title, and load that file",

	Fetch:  sources.Each(sources.Request{URL: bls + "soc/ISCO_SOC_Crosswalk.xls", Contact: true}),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}, Comma: ';'},
	Columns: []sources.Column{
		sources.Code("soc2010_code", "Occupation, SOC 2010.").Key(),
		sources.Text("soc2010_title", "Its name.").Optional(),
		sources.Code("isco08_code", "Occupation, ISCO-08: four digits, or three for a minor group; NULL without a match.").Key().Optional(),
		sources.Text("isco08_title", "Its name.").Optional(),
		sources.Text("comment", "The bureau's remark on the match.").Named("Comment 8/17/11", "Comment").MayLack(),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "between two closed editions"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			form("soc2010_code", socForm),
			form("isco08_code", "[0-9]{3,4}"),
			{Name: "leading zero", Rule: "isco08_code not in ('110', '210', '310')", Why: "a spreadsheet has cut the zero off the codes of the armed forces; format the column as text before saving"},
		},
		Why: "MinRows: the table has 1,125 pairs, the embedded sample over 60. MaxBad: no row of it is bad. " + unchanged,
	},
	Refused: oldWorkbook,
})
