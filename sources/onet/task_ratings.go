package onet

import (
	"slices"

	"jevons/sources"
)

var _ = list.Add(sources.Dataset{
	Name:         "onet.task_ratings",
	About:        "O*NET task ratings: importance, relevance and frequency of each task, by version of the database.",
	Home:         home,
	License:      license,
	Citation:     citation,
	Redistribute: sources.RedistributeYes,

	Fetch:  releases(),
	Decode: table("Task Ratings.txt"),
	Columns: slices.Concat([]sources.Column{
		versionColumn(),
		occupationColumn(),
		sources.Integer("task_id", "identifier", "Task within O*NET; see onet.tasks.").Key().Named("Task ID").AtLeast(1),
		sources.Code("scale_id", "IM importance (1 to 5), RT relevance (0 to 100 percent), FT frequency (percent of the answers in a category).").Key().Named("Scale ID").AsCode(),
		sources.Integer("category", "category of the scale", "1 (yearly or less) to 7 (hourly or more) for FT; NULL for the other scales.").Key().Named("Category").Optional().AtLeast(1),
		sources.Number("data_value", "as the scale says: points or percent", "The rating.").Named("Data Value").Between(0, 100),
	}, ratingColumns(), originColumns(), []sources.Column{editionColumn()}),
	Unused:   []string{"Title", "Task", "Scale Name"}, // in onet.occupations and onet.tasks; a scale's name follows from its code
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "the address names one release of the database"},
	Contract: sources.Contract{
		MinRows:     500,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			codeCheck(),
			{Name: "importance on its scale", Rule: "scale_id <> 'IM' or data_value between 1 and 5", Why: "importance runs from 1 to 5; another value means swapped columns or another scale"},
			{Name: "frequency has a category", Rule: "scale_id <> 'FT' or category is not null", Why: "a percentage of answers without its category cannot be read"},
		},
		Why: "MinRows: nine ratings for each of some 18,000 tasks are about 160,000 rows, the embedded sample has nine for each of its tasks. MaxBad: " +
			"the survey's tables are made by one program, so a bad row is a changed layout. MaxVanished: a version is not changed once it is out.",
	},
	PartOf: version,
})
