// Package epoch declares Epoch AI's database of notable models: training
// compute, hardware and cost. Many figures are estimates, and estimates are
// revised at any time.
package epoch

import (
	"jevons/sources"
	"jevons/sources/decode"
)

const license = "CC BY 4.0"

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "epoch.models",
	About:        "Notable AI models: date, organization, parameters, training compute and training cost.",
	Home:         "https://epoch.ai/data/ai-models",
	License:      license,
	Citation:     "Epoch AI, Data on AI models, epoch.ai/data. CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	Fetch:    sources.Get("https://epoch.ai/data/notable_ai_models.csv"),
	Decode:   decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns:  modelColumns(),
	Unused:   modelUnused,
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 45, Why: "entries are added every week"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.01,
		MaxVanished: 0.1,
		Checks: []sources.Check{
			computeInFLOP,
			{Name: "since the first computers", Rule: "publication_date >= date '1940-01-01'", Why: "the earliest notable system is of 1950"},
		},
		Why: "MinRows: the file of December 2025 has 952 models, the embedded sample 59. MaxBad: none of the 952 rows is bad. MaxVanished: " +
			"models are renamed and the notability rule was tightened once; a tenth at once is another file of the same site.",
	},
})

func amount(name, unit, about string, from ...string) sources.Column {
	return sources.Number(name, unit, about).Named(from...).Optional().AtLeast(0)
}

// computeInFLOP is the check that every model file passes.
var computeInFLOP = sources.Check{Name: "compute in FLOP", Rule: "training_compute_flop < 1e30", Why: "the largest run known is below 1e27; a larger figure is a unit error"}

// modelColumns are the columns of every model file of the site: they are views
// of one table.
func modelColumns() []sources.Column {
	return []sources.Column{
		sources.Text("model", "Name of the model; a renamed model is another key.").Key().Named("Model", "System"),
		sources.Text("organization", "Organizations that trained it, joined by commas.").Named("Organization").Optional(),
		sources.Date("publication_date", "Day of publication.").Named("Publication date").Optional(),
		sources.Text("country", "Countries of the organizations, joined by commas.").Named("Country (of organization)", "Country (from Organization)").Optional(),
		sources.Text("domain", "Domains, joined by commas.").Named("Domain").Optional(),
		sources.Text("task", "Tasks, joined by commas.").Named("Task").Optional(),
		amount("parameters", "parameters", "Number of weights.", "Parameters"),
		amount("training_compute_flop", "FLOP", "Operations spent on training, often an estimate.", "Training compute (FLOP)"),
		amount("training_time_hours", "hours", "Wall-clock time of training.", "Training time (hours)"),
		sources.Text("training_hardware", "Accelerators used, joined by commas.").Named("Training hardware").Optional(),
		amount("hardware_quantity", "accelerators", "Accelerators used at once.", "Hardware quantity"),
		amount("training_chip_hours", "accelerator-hours", "Quantity times hours.", "Training chip-hours").MayLack(),
		amount("training_cost_2023_usd", "USD of 2023", "Compute cost of the final training run, by the cloud or the amortised price of the hardware.", "Training compute cost (2023 USD)"),
		sources.Text("confidence", "How sure the compute figure is: Confident, Likely, Speculative, Unknown.").Named("Confidence").Optional(),
		sources.Text("accessibility", "How the model can be had: weights, API, hosted or unreleased.").Named("Model accessibility").Optional(),
		sources.Text("open_weights", "Whether the weights are published, in newer files.").Named("Open model weights?").MayLack(),
		sources.Text("frontier_model", "True for models among the ten largest by compute at their release.").Named("Frontier model").MayLack(),
		sources.Text("notability_criteria", "Why the model is notable, joined by commas.").Named("Notability criteria").Optional(),
		sources.Text("base_model", "Model that this one was trained further from.").Named("Base model").MayLack(),
		amount("training_power_draw_w", "W", "Power draw of the training cluster.", "Training power draw (W)").MayLack(),
		// A note: the stamp moves with edits of columns that are not read here.
		sources.Text("last_modified", "When Epoch last edited the record, as written.").Named("Last modified").MayLack().Note(),
	}
}

// modelUnused are notes, links, helper columns of the site's own editors, and
// inputs of figures that are read.
var modelUnused = []string{
	"(DEPRECATED) Training dataset size (datapoints)", "API prices", "Abstract", "Accessibility notes", "Approach",
	"Archived links", "Assumed hardware performance (FLOP/s)", "Assumed precision", "Authors", "Base model compute",
	"Batch size", "Batch size notes", "Citations", "Compute cost notes", "Compute sponsor categorization",
	"Context window", "Created", "Created By", "Dataset size notes", "Distillation or synthetic data",
	"Distillation or synthetic data compute", "Distillation or synthetic data compute notes", "Documents", "Epochs", "Estimated over 1e25 FLOP",
	"Exclude", "FLOP/$", "Finetune compute (FLOP)", "Finetune compute notes", "Foundation model",
	"Hardware FP16", "Hardware FP32", "Hardware TF16", "Hardware TF32", "Hardware acquisition cost",
	"Hardware age", "Hardware count", "Hardware maker", "Hardware release date", "Hardware utilization (HFU)",
	"Hardware utilization (MFU)", "Hugging Face developer id", "Inference code accessibility", "Inference compute (FLOP)", "Inference compute notes",
	"Knowledge cutoff", "Link", "Maybe over 1e25 FLOP", "Model versions", "Notability criteria notes",
	"Numerical format", "Organization categorization", "Parameters notes", "Possibly over 1e23 FLOP", "Post-training compute (FLOP)",
	"Post-training compute notes", "Power per GPU", "Reference", "Sparsity", "Total compute - (base + finetune)",
	"Training cloud compute vendor", "Training code accessibility", "Training compute cost (cloud)", "Training compute cost (upfront)", "Training compute estimation method",
	"Training compute lower bound", "Training compute notes", "Training compute upper bound", "Training data center", "Training dataset",
	"Training dataset notes", "Training dataset size", "Training dataset size (gradients)", "Training dataset size (total)", "Training time notes", "Updated dataset size",
	"Utilization notes", "WikiText and Penn Treebank data", "benchmarks/models",
}
