package exposure

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "exposure.aioe",
	About:        "AI Occupational Exposure: how far an occupation's abilities overlap with applications of AI, standardized.",
	Home:         "https://github.com/AIOE-Data/AIOE",
	License:      "no licence stated",
	Citation:     "Felten, Raj and Seamans, Occupational, industry, and geographic exposure to artificial intelligence, Strategic Management Journal 42 (2021).",
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Get("https://raw.githubusercontent.com/AIOE-Data/AIOE/main/AIOE_DataAppendix.xlsx"),
	Decode: decode.XLSX{Cells: decode.Cells{Trim: true}, Sheet: "Appendix A"},
	Columns: []sources.Column{
		sources.Code("soc_code", "Occupation, SOC 2010; crosswalk.soc_2010_2018 leads to SOC 2018.").Key().Named("SOC Code"),
		sources.Text("title", "Name of the occupation.").Named("Occupation Title"),
		sources.Number("aioe", "standard deviations from the mean occupation", "Exposure score; positive is above the mean.").Named("AIOE").Between(-10, 10),
		sources.Code("soc_edition", "Edition of soc_code, always SOC 2010.").DerivedBy(soc2010, "soc_code"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "a paper's table"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.01,
		MaxVanished: 0.02,
		Checks:      []sources.Check{socCheck()},
		Why: "MinRows: the published sheet has 774 occupations and has not changed since the paper, the embedded sample over 60. " +
			"MaxBad and MaxVanished: no row of it is bad, and a repaired table would keep its occupations.",
	},
})

func soc2010(_ [][]byte, dst []byte) ([]byte, error) { return append(dst, "SOC 2010"...), nil }

func socCheck() sources.Check {
	return sources.Check{Name: "occupation code", Rule: "regexp_full_match(soc_code, '[0-9]{2}-[0-9]{4}')", Why: "another form is another classification and joins with nothing"}
}
