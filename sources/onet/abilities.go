package onet

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "onet.abilities",
	About:        "O*NET abilities: importance and level of 52 abilities in each occupation, by version of the database.",
	Home:         home,
	License:      license,
	Citation:     citation,
	Redistribute: sources.RedistributeYes,

	Fetch:    releases(),
	Decode:   table("Abilities.txt"),
	Columns:  levelColumns("ability", "1.A.1.a.1"),
	Unused:   []string{"Title", "Scale Name"}, // in onet.occupations; a scale's name follows from its code
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "the address names one release of the database"},
	Contract: sources.Contract{
		MinRows:     200,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks:      []sources.Check{codeCheck(), levelCheck()},
		Why: "MinRows: two ratings of 52 abilities in some 890 occupations are about 93,000 rows, the embedded sample has four for each occupation. MaxBad: " +
			"the tables are made by one program, so a bad row is a changed layout. MaxVanished: a version is not changed once it is out.",
	},
	PartOf: version,
})
