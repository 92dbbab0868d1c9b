package onet

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "onet.occupations",
	About:        "O*NET occupations: code, title and description, by version of the database.",
	Home:         home,
	License:      license,
	Citation:     citation,
	Redistribute: sources.RedistributeYes,

	Fetch:  releases(),
	Decode: table("Occupation Data.txt"),
	Columns: []sources.Column{
		versionColumn(),
		occupationColumn(),
		sources.Text("title", "Name of the occupation.").Named("Title"),
		sources.Text("description", "What people of the occupation do, in a sentence or two.").Named("Description").Optional(),
		editionColumn(),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "the address names one release of the database"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks:      []sources.Check{codeCheck()},
		Why: "MinRows: version 29.3 has 1,016 occupations, 18.1 has 1,110, the embedded sample 76. MaxBad: no row of the two is bad. " +
			"MaxVanished: a version is not changed once it is out; a repaired archive would keep its occupations.",
	},
	PartOf: version,
})
