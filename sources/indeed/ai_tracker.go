package indeed

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "indeed.ai_tracker",
	About:        "Share of job postings on Indeed that mention AI, by country, day by day.",
	Home:         "https://github.com/hiring-lab/ai-tracker",
	License:      license,
	Citation:     "Indeed Hiring Lab, AI Tracker. CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://raw.githubusercontent.com/hiring-lab/ai-tracker/HEAD/AI_posting.csv"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true, Nulls: []string{"NA"}}},
	Columns: []sources.Column{
		sources.Date("date", "Day.").Key(), countryColumn(),
		sources.Number("ai_share_pct", "percent", "Share of the postings that mention AI or one of its methods or products.").Named("AI_share_postings", "ai_share").Between(0, 100),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Period: "date", Lag: 60, Why: "renewed once a month with data up to the end of the month before"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			{Name: "percent", Rule: "ai_share_pct >= 0.2", Why: "the least share was 1.4 percent; less than a fifth is a fraction, such as 0.014"},
		},
		Why: "MinRows: the file of July 2026 has 24,642 rows, the embedded sample 54. MaxBad: none of 39,132 rows of two files is bad. MaxVanished: no day of 2024 was missing " +
			"in 2026; a country that is dropped would be a ninth.",
	},
})
