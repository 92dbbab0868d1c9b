package epoch

import (
	"fmt"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "epoch.benchmarks",
	About:        "Scores of model versions on benchmarks, from which the capabilities index is fitted.",
	Home:         "https://epoch.ai/benchmarks",
	License:      license,
	Citation:     hubCitation,
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://epoch.ai/data/eci_benchmarks.csv"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns: []sources.Column{
		sources.Text("model_version", "Version that was tested, as in epoch.capabilities.").Key(),
		sources.Text("benchmark", "Name of the benchmark.").Key(),
		sources.Number("performance", "share", "Share of the benchmark that was solved, 0 to 1.").Between(0, 1),
		sources.Text("benchmark_released", "Day of the benchmark's release, as month/day/year.").Named("benchmark_release_date").Optional(),
		dayOf("benchmark_release_date", "Day of the benchmark's release.", "benchmark_released"),
		// Newer files have none of the three.
		sources.Flag("optimized", "Whether the benchmark is marked as one that models are optimized for.").MayLack(),
		sources.Flag("is_math", "Whether the benchmark is one of mathematics.").MayLack(),
		sources.Flag("is_coding", "Whether the benchmark is one of programming.").MayLack(),
		// The header has both model and Model.
		sources.Text("model", "Model that the version is one of, with its month where there were several.").Named("model"),
		sources.Text("model_name", "Name of the model on the site, for some without the month.").Named("Model").Optional(),
		sources.Text("aggregation", "Models whose versions are counted together.").Named("Model aggregation").MayLack(),
		sources.Text("aggregation_released", "Day of the aggregate's release, as month/day/year.").Named("Model Aggregation Date").MayLack(),
		sources.Text("released", "Day of the version's release, as month/day/year.").Named("date").Optional(),
		dayOf("release_date", "Day of the version's release.", "released"),
		sources.Text("source", "Who measured it: Epoch, a leaderboard, or the paper.").Optional(),
		sources.Flag("is_reasoning", "Whether the version reasons before it answers.").MayLack(),
		sources.Text("reasoning_level", "Effort of the reasoning: a word or a number of tokens.").MayLack(),
	},
	// The numbers of models and benchmarks are given anew in each file;
	// model_group repeats model.
	Unused:   []string{"model_id", "benchmark_id", "model_group"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 45, Why: "every model of a large lab is tested within weeks"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.01,
		MaxVanished: 0.2,
		Checks: []sources.Check{
			{Name: "a day of release", Rule: "released is null or " + dayIn("released") + " is not null", Why: "dates are month/day/year; another form needs a look"},
			{Name: "a day of the benchmark's release", Rule: "benchmark_released is null or " + dayIn("benchmark_released") + " is not null", Why: "dates are month/day/year; another form needs a look"},
		},
		Why: "MinRows: the file of May 2026 has 1,514 scores, the embedded sample 96. MaxBad: none of the 1,514 rows is bad. MaxVanished: a benchmark that is dropped takes " +
			"its scores along, at most 104; a fifth at once is another file.",
	},
})

// dayOf shows a text like 3/14/2018, or an ISO date, as a date.
func dayOf(name, about, text string) sources.Column {
	return sources.Date(name, about).Shown(dayIn(text))
}

func dayIn(text string) string {
	return fmt.Sprintf("CAST(try_strptime(%s, ['%%m/%%d/%%Y', '%%Y-%%m-%%d']) AS DATE)", text)
}
