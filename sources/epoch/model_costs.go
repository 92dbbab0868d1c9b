package epoch

import (
	"jevons/sources"
	"jevons/sources/decode"
)

// The repository of the paper on training costs. It states no licence of its
// own, other than the data on the site. HEAD is its default branch.
const (
	trends         = "https://raw.githubusercontent.com/epoch-research/training-cost-trends/HEAD/"
	trendsHome     = "https://github.com/epoch-research/training-cost-trends"
	trendsLicense  = "no licence stated"
	trendsCitation = "Cottier, Rahman, Fattorini, Maslej, Besiroglu and Owen (2024), The rising costs of training frontier AI models, arXiv:2405.21015."
)

var _ = list.Add(sources.Dataset{
	Name:         "epoch.model_costs",
	About:        "Cost of the final training run of frontier models, estimated in three ways.",
	Home:         trendsHome,
	License:      trendsLicense,
	Citation:     trendsCitation,
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Get(trends + "model_costs.csv"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns: []sources.Column{
		sources.Text("model", "Name of the model, as in epoch.models.").Key().Named("Model"),
		amount("cloud_cost_2023_usd", "USD of 2023", "Chip-hours at the price of rented machines.", "Cloud_Cost"),
		amount("hardware_acquisition_cost_2023_usd", "USD of 2023", "Price of all the hardware bought for it; not a cost of the run.", "Hardware_Acquisition_Cost"),
		amount("amortized_cost_2023_usd", "USD of 2023", "Share of the hardware's life that the run used up, and its energy.", "Hardware_Capex_Energy_Cost"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "goes with the revisions of a paper"},
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.01,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "cost in USD", Rule: "greatest(cloud_cost_2023_usd, hardware_acquisition_cost_2023_usd, amortized_cost_2023_usd) < 1e12", Why: "the dearest cluster cost 5.5 thousand million USD; a figure above a million million is a unit error"},
			{Name: "hardware costs more than the run", Rule: "hardware_acquisition_cost_2023_usd > amortized_cost_2023_usd * 0.5", Why: "the run uses up a part of the hardware; swapped columns would turn this round"},
		},
		Why: "MinRows: the file has 82 models, the embedded sample 20. MaxBad: none of the 82 rows is bad. MaxVanished: the models are those among the ten largest " +
			"at their release, and a raised estimate pushes others out; three tenths at once is another selection.",
	},
})
