package exposure

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "exposure.working_with_ai",
	About:        "Working with AI: AI applicability score of each occupation, from conversations with Bing Copilot in the US, January to September 2024.",
	Home:         "https://github.com/microsoft/working-with-ai",
	License:      "CC BY 4.0",
	Citation:     "Tomlinson, Jaffe, Wang, Counts and Suri, Working with AI: Measuring the Occupational Implications of Generative AI, 2025. CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://raw.githubusercontent.com/microsoft/working-with-ai/main/soc_ai_applicability_scores.csv"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns: []sources.Column{
		sources.Code("soc_code", "Occupation, SOC 2018.").Key().Named("SOC Code"),
		sources.Text("title", "Name of the occupation.").Named("title"),
		sources.Number("ai_applicability_score", "score, 0 to 1", "How far AI is used with success for a large part of the occupation's work activities.").Between(0, 1),
		sources.Code("soc_edition", "Edition of soc_code, always SOC 2018.").DerivedBy(soc2018, "soc_code"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "a paper's table"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.01,
		MaxVanished: 0.05,
		Checks:      []sources.Check{socCheck()},
		Why: "MinRows: the published table has 785 occupations, the embedded sample over 60. MaxBad: no row of it is bad. " +
			"MaxVanished: 74 occupations lack for want of data; a new edition may move some, not a twentieth.",
	},
})

func soc2018(_ [][]byte, dst []byte) ([]byte, error) { return append(dst, "SOC 2018"...), nil }
