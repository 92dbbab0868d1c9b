package indeed

import (
	"slices"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "indeed.postings",
	About:        "Job postings on Indeed by country, day by day, all and new ones, against 1 February 2020.",
	Home:         postingsHome,
	License:      license,
	Citation:     postingsCite,
	Redistribute: sources.RedistributeYes,

	Fetch:  files("aggregate_job_postings_", "AU", "CA", "DE", "EA", "ES", "FR", "GB", "IE", "IT", "NL", "US"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true, Nulls: []string{"NA"}}},
	Columns: slices.Concat(
		[]sources.Column{dateColumn(), countryColumn(), kindColumn()},
		measures(),
	),
	Complete: true,
	Fresh:    weekly,
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks:      measureChecks(),
		Why: "MinRows: the files of August 2026 have 4,774 rows each, the embedded sample's first ones 12. MaxBad: none of 13,860 rows of four files of 2021 to 2026 is bad. " +
			"MaxVanished: no day of 2024 was missing in 2026; a series is prolonged and not cut.",
	},
	PartOf: countryOf("aggregate_job_postings_"),
})
