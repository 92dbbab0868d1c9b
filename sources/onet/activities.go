package onet

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "onet.activities",
	About:        "O*NET work activities: importance and level of 41 generalized activities in each occupation, by version of the database.",
	Home:         home,
	License:      license,
	Citation:     citation,
	Redistribute: sources.RedistributeYes,

	Fetch:    releases(),
	Decode:   table("Work Activities.txt"),
	Columns:  levelColumns("activity", "4.A.1.a.1"),
	Unused:   []string{"Title", "Scale Name"}, // in onet.occupations; a scale's name follows from its code
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "the address names one release of the database"},
	Contract: sources.Contract{
		MinRows:     200,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks:      []sources.Check{codeCheck(), levelCheck()},
		Why: "MinRows: two ratings of 41 activities in some 870 occupations are about 71,000 rows, the embedded sample has eight for each occupation. MaxBad: " +
			"the survey's tables are made by one program, so a bad row is a changed layout. MaxVanished: a version is not changed once it is out.",
	},
	PartOf: version,
})
