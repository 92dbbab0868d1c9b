package epoch

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "epoch.frontier",
	About:        "Models that were among the ten largest by training compute at their release.",
	Home:         "https://epoch.ai/data/ai-models",
	License:      license,
	Citation:     "Epoch AI, Data on AI models, epoch.ai/data. CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	Fetch:    sources.Get("https://epoch.ai/data/frontier_ai_models.csv"),
	Decode:   decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns:  modelColumns(),
	Unused:   modelUnused,
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 45, Why: "entries of all models are edited every week"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.01,
		MaxVanished: 0.3,
		Checks:      []sources.Check{computeInFLOP},
		Why:         "MinRows: the files of late 2025 have 131 models, the embedded sample 7. MaxBad: none of the 131 rows is bad. MaxVanished: an estimate that is raised pushes later models out of the ten largest, so more go than of the notable models; three tenths at once is another file of the same site.",
	},
})
