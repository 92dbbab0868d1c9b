package onet

import (
	"slices"

	"jevons/sources"
)

var _ = list.Add(sources.Dataset{
	Name:         "onet.work_context",
	About:        "O*NET work context: how often, how much or how important 57 conditions of work are in each occupation, by version of the database.",
	Home:         home,
	License:      license,
	Citation:     citation,
	Redistribute: sources.RedistributeYes,

	Fetch:  releases(),
	Decode: table("Work Context.txt"),
	Columns: slices.Concat([]sources.Column{
		versionColumn(),
		occupationColumn(),
		sources.Code("element_id", "Condition in the content model, such as 4.C.3.b.7.").Key().Named("Element ID").AsCode(),
		sources.Text("element_name", "Name of the condition; some were renamed, their codes stayed.").Named("Element Name").AsCode(),
		sources.Code("scale_id", "CX mean answer (1 to 5), CT mean answer (1 to 3), CXP and CTP percent of the answers in a category.").Key().Named("Scale ID").AsCode(),
		sources.Integer("category", "category of the scale", "1 to 5 for CXP, 1 to 3 for CTP; NULL for the means.").Key().Named("Category").Optional().AtLeast(1),
		sources.Number("data_value", "as the scale says: points or percent", "The rating.").Named("Data Value").Between(0, 100),
	}, ratingColumns(), []sources.Column{
		sources.Code("not_relevant", "Y where the condition is not relevant to the occupation, N else; NULL where that is not asked.").Named("Not Relevant").MayLack().OneOf("Y", "N"),
	}, originColumns(), []sources.Column{editionColumn()}),
	Unused:   []string{"Title", "Scale Name"}, // in onet.occupations; a scale's name follows from its code
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "the address names one release of the database"},
	Contract: sources.Contract{
		MinRows:     200,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			codeCheck(),
			{Name: "mean on its scale", Rule: "case scale_id when 'CX' then data_value between 1 and 5 when 'CT' then data_value between 1 and 3 end", Why: "means run from 1 to 5 or from 1 to 3; another value means swapped columns"},
			{Name: "share has a category", Rule: "scale_id not in ('CXP', 'CTP') or category is not null", Why: "a percentage of answers without its category cannot be read"},
		},
		Why: "MinRows: a mean and up to five shares of 57 conditions in some 880 occupations are about 298,000 rows, the embedded sample has 36 for each occupation. MaxBad: " +
			"the survey's tables are made by one program, so a bad row is a changed layout. MaxVanished: a version is not changed once it is out.",
	},
	PartOf: version,
})
