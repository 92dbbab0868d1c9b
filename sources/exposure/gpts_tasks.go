package exposure

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "exposure.gpts_tasks",
	About:        "GPTs are GPTs: the label of each O*NET task, by human and GPT-4 raters.",
	Home:         "https://github.com/openai/GPTs-are-GPTs",
	License:      "MIT",
	Citation:     "Eloundou, Manning, Mishkin and Rock, GPTs are GPTs: labor market impact potential of LLMs, Science 384 (2024).",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Get("https://raw.githubusercontent.com/openai/GPTs-are-GPTs/main/data/full_labelset.tsv"),
	// Tab-separated, but quoted: some tasks hold quotation marks.
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}, Comma: '\t'},
	Columns: []sources.Column{
		sources.Code("onetsoc_code", "Occupation, O*NET-SOC 2019: a SOC 2018 code, a dot, two digits.").Key().Named("O*NET-SOC Code"),
		sources.Integer("task_id", "identifier", "Task within O*NET; see onet.tasks.").Key().Named("Task ID").AtLeast(1),
		sources.Text("task", "The task in a sentence.").Named("Task"),
		sources.Code("task_type", "Core or Supplemental; NULL where O*NET has not rated the task.").Named("Task Type").Optional().OneOf("Core", "Supplemental"),
		label("human_exposure", "human_exposure_agg", "Label by people: E0 not exposed, E1 exposed to a model alone, E2 exposed with added software."),
		label("gpt4_exposure", "gpt4_exposure", "Label by GPT-4: E0, E1 or E2."),
		label("gpt4_exposure_alt_rubric", "gpt4_exposure_alt_rubric", "Label by GPT-4 under another wording of the rubric."),
		sources.Flag("gpt3_relevant", "Whether GPT-4 found the older GPT-3 of use for the task.").Named("gpt_3_relevant").Optional(),
		sources.Code("gpt4_automation", "Label by GPT-4 of how far the task can be automated: T0 none to T4 full.").Named("gpt4_automation").Optional().OneOf("T0", "T1", "T2", "T3", "T4"),
		weight("gpt4_alpha", "alpha", "GPT-4's label as a weight: E1 is 1, else 0."),
		weight("gpt4_beta", "beta", "GPT-4's label as a weight: E1 is 1, E2 one half, E0 0."),
		weight("gpt4_gamma", "gamma", "GPT-4's label as a weight: E1 and E2 are 1, E0 0; the paper's zeta."),
		weight("gpt4_automation_share", "automation", "gpt4_automation as a weight: T0 is 0, each step one quarter."),
	},
	// Title is in exposure.gpts_occupations; human_labels repeats human_exposure_agg.
	Unused:   []string{"Title", "human_labels"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "a paper's table"},
	Contract: sources.Contract{
		MinRows:     150,
		MaxBad:      0.01,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			{Name: "occupation code", Rule: "regexp_full_match(onetsoc_code, '[0-9]{2}-[0-9]{4}[.][0-9]{2}')", Why: "joins cut the SOC code off the front, so its form matters"},
			{Name: "weights follow from the label", Rule: "gpt4_beta = case gpt4_exposure when 'E0' then 0 when 'E1' then 1 when 'E2' then 0.5 end", Why: "another weight means swapped columns or another rubric"},
		},
		Why: "MinRows: the published table has 19,265 tasks and has not changed since the paper, the embedded sample 228. " +
			"MaxBad and MaxVanished: no row of it is bad, and a repaired table would keep its tasks.",
	},
})

func label(name, from, about string) sources.Column {
	return sources.Code(name, about).Named(from).OneOf("E0", "E1", "E2")
}

func weight(name, from, about string) sources.Column {
	return sources.Number(name, "weight of the task, 0 to 1", about).Named(from).Between(0, 1)
}
