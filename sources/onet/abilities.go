package onet

import (
	"slices"

	"jevons/sources"
)

var _ = list.Add(sources.Dataset{
	Name:         "onet.abilities",
	About:        "O*NET abilities: importance and level of 52 abilities in each occupation, by version of the database.",
	Home:         home,
	License:      license,
	Citation:     citation,
	Redistribute: sources.RedistributeYes,

	Fetch:  releases(),
	Decode: table("Abilities.txt"),
	Columns: slices.Concat([]sources.Column{
		versionColumn(),
		occupationColumn(),
		sources.Code("element_id", "Ability in the content model, such as 1.A.1.a.1.").Key().Named("Element ID").AsCode(),
		sources.Text("element_name", "Name of the ability.").Named("Element Name").AsCode(),
		sources.Code("scale_id", "IM importance (1 to 5), LV level (0 to 7).").Key().Named("Scale ID").AsCode(),
		sources.Number("data_value", "points of the scale", "The rating.").Named("Data Value").Between(0, 100),
	}, ratingColumns(), []sources.Column{
		sources.Code("not_relevant", "Y where the ability is not relevant to the occupation, N else; NULL for importance.").Named("Not Relevant").MayLack().OneOf("Y", "N"),
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
			{Name: "on its scale", Rule: "case scale_id when 'IM' then data_value between 1 and 5 when 'LV' then data_value between 0 and 7 end", Why: "importance runs from 1 to 5 and level from 0 to 7; another value means swapped columns"},
		},
		Why: "MinRows: two ratings of 52 abilities in some 890 occupations are about 93,000 rows, the embedded sample has four for each occupation. MaxBad: " +
			"the tables are made by one program, so a bad row is a changed layout. MaxVanished: a version is not changed once it is out.",
	},
	PartOf: version,
})
