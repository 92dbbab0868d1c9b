package indeed

import (
	"slices"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "indeed.postings_by_sector",
	About:        "Job postings on Indeed by country and sector of occupation, day by day, against 1 February 2020.",
	Home:         postingsHome,
	License:      license,
	Citation:     postingsCite,
	Redistribute: sources.RedistributeYes,

	// Ireland has no sectors; a file of Japan, of earlier years, can be loaded.
	Fetch:  files("job_postings_by_sector_", "AU", "CA", "DE", "FR", "GB", "US"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true, Nulls: []string{"NA"}}},
	Columns: slices.Concat(
		[]sources.Column{
			dateColumn(), countryColumn(), kindColumn(),
			sources.Text("sector", "Sector of occupation, by the normalized title of the job; the names differ by country.").Key().Named("display_name").AsCode(),
		},
		measures(),
	),
	Complete: true,
	Fresh:    weekly,
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.01,
		MaxVanished: 0.2,
		Checks:      measureChecks(),
		Why: "MinRows: the file of the US of November 2021 has 30,926 rows, the embedded sample's first ones 18. MaxBad: none of them is bad, other files were not seen. MaxVanished: a sector that is renamed or split " +
			"takes its whole history along, one of 47 in the US; a fifth at once is another classification.",
	},
	PartOf: countryOf("job_postings_by_sector_"),
})
