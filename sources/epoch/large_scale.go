package epoch

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "epoch.large_scale",
	About:        "Models trained with more than 1e23 operations.",
	Home:         "https://epoch.ai/data/ai-models",
	License:      license,
	Citation:     "Epoch AI, Data on AI models, epoch.ai/data. CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	Fetch:    sources.Get("https://epoch.ai/data/large_scale_ai_models.csv"),
	Decode:   decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns:  modelColumns(),
	Unused:   modelUnused,
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 45, Why: "entries are added every week"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.01,
		MaxVanished: 0.2,
		Checks:      []sources.Check{computeInFLOP},
		Why:         "MinRows: the embedded sample has 29 models, the site lists hundreds. MaxBad: none of 131 rows of the frontier file, which has the same layout, is bad. MaxVanished: a lowered estimate takes a model below the limit; a fifth at once is another file or another limit.",
	},
})
