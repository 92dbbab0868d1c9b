// Package exposure declares published scores of how far occupations' tasks are
// exposed to language models. A score says what a model could speed up, not
// what became of anybody's job.
package exposure

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "exposure.gpts_occupations",
	About:        "GPTs are GPTs: share of each occupation's tasks exposed to language models, by human and GPT-4 raters.",
	Home:         "https://github.com/openai/GPTs-are-GPTs",
	License:      "MIT",
	Citation:     "Eloundou, Manning, Mishkin and Rock, GPTs are GPTs: labor market impact potential of LLMs, Science 384 (2024).",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://raw.githubusercontent.com/openai/GPTs-are-GPTs/main/data/occ_level.csv"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns: []sources.Column{
		sources.Code("onetsoc_code", "Occupation, O*NET-SOC 2019: a SOC 2018 code, a dot, two digits.").Key().Named("O*NET-SOC Code"),
		sources.Text("title", "Name of the occupation.").Named("Title"),
		score("gpt4_alpha", "dv_rating_alpha", "Rated by GPT-4: tasks directly exposed (E1)."),
		score("gpt4_beta", "dv_rating_beta", "Rated by GPT-4: E1 plus half of the tasks exposed with added software (E2)."),
		score("gpt4_gamma", "dv_rating_gamma", "Rated by GPT-4: E1 plus E2; the paper's zeta."),
		score("human_alpha", "human_rating_alpha", "Rated by people: tasks directly exposed (E1)."),
		score("human_beta", "human_rating_beta", "Rated by people: E1 plus half of E2."),
		score("human_gamma", "human_rating_gamma", "Rated by people: E1 plus E2; the paper's zeta."),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "a paper's table"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.01,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			{Name: "occupation code", Rule: "regexp_full_match(onetsoc_code, '[0-9]{2}-[0-9]{4}[.][0-9]{2}')", Why: "joins cut the SOC code off the front, so its form matters"},
			{Name: "gpt4 scores are nested", Rule: "gpt4_alpha <= gpt4_beta + 1e-9 and gpt4_beta <= gpt4_gamma + 1e-9", Why: "beta adds half of E2 and gamma all of it; another order means swapped columns"},
			{Name: "human scores are nested", Rule: "human_alpha <= human_beta + 1e-9 and human_beta <= human_gamma + 1e-9", Why: "beta adds half of E2 and gamma all of it; another order means swapped columns"},
		},
		Why: "MinRows: the published table has 923 occupations and has not changed since the paper, the embedded sample 76. " +
			"MaxBad and MaxVanished: no row of it is bad, and a repaired table would keep its occupations.",
	},
})

func score(name, from, about string) sources.Column {
	return sources.Number(name, "share of tasks, 0 to 1", about).Named(from, name).Between(0, 1)
}
