package epoch

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "epoch.capabilities",
	About:        "Epoch Capabilities Index: one score of ability for each version of a model, fitted to many benchmarks.",
	Home:         "https://epoch.ai/benchmarks/eci",
	License:      license,
	Citation:     hubCitation,
	Redistribute: sources.RedistributeYes,

	// The archive also has a file for each benchmark; their columns differ.
	Fetch:  sources.Get("https://epoch.ai/data/benchmark_data.zip"),
	Decode: decode.Zip{Member: "epoch_capabilities_index.csv", Then: decode.CSV{Cells: decode.Cells{Trim: true}}},
	Columns: []sources.Column{
		sources.Text("model_version", "Version that was tested: the name at the host that served it, often with the effort of its reasoning.").Key().Named("Model version"),
		// From January to February 2026 all but five scores moved, by less than one point.
		sources.Number("eci", "points", "Score, on a scale where Claude 3.5 Sonnet has 130 and GPT-5 150; NULL where too few benchmarks were run. Every new fit moves nearly all scores.").Named("ECI Score").Optional(),
		sources.Date("release_date", "Day of the model's release.").Named("Release date").Optional(),
		sources.Text("organization", "Organizations that trained it, joined by commas.").Named("Organization").Optional(),
		sources.Text("country", "Countries of the organizations, joined by commas, in an order that changes.").Named("Country", "Country (of organization)").Optional(),
		sources.Text("accessibility", "How the model can be had: weights, API, hosted or unreleased.").Named("Model accessibility").Optional(),
		amount("training_compute_flop", "FLOP", "Operations spent on training, often an estimate.", "Training compute (FLOP)"),
		sources.Text("confidence", "How sure the compute figure is: Confident, Likely, Speculative, Unverified, Unknown.").Named("Confidence").Optional(),
		sources.Text("model", "Name of the model, as in epoch.models.").Named("Model name").Optional(),
		sources.Text("display_name", "Name of the version on the site, where it differs.").Named("Display name").MayLack(),
	},
	Unused:   []string{"Description"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 45, Why: "every model of a large lab is tested within weeks, and each fit moves the scores"},
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.01,
		MaxVanished: 0.1,
		Checks: []sources.Check{
			computeInFLOP,
			{Name: "score on the scale of 2025", Rule: "eci between 0 and 1000", Why: "scores run from 57 to 154; others are of another scale"},
		},
		Why: "MinRows: the files of January and February 2026 have 498 and 501 versions, the embedded sample 38. MaxBad: none of the 999 rows is bad. MaxVanished: none went " +
			"between the two months; versions may be renamed with their host, but a tenth at once is another file.",
	},
})

const hubCitation = "Epoch AI, AI Benchmarking Hub, epoch.ai/benchmarks. CC BY 4.0."
