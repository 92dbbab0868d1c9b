package onet

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "onet.tasks",
	About:        "O*NET task statements: what each occupation does, task by task, by version of the database.",
	Home:         home,
	License:      license,
	Citation:     citation,
	Redistribute: sources.RedistributeYes,

	Fetch:  releases(),
	Decode: table("Task Statements.txt"),
	Columns: []sources.Column{
		versionColumn(),
		occupationColumn(),
		sources.Integer("task_id", "identifier", "Task within O*NET; the same in all versions.").Key().Named("Task ID").AtLeast(1),
		sources.Text("task", "The task in a sentence.").Named("Task"),
		sources.Code("task_type", "Core or Supplemental by importance and share of workers; NULL where no survey has rated the task.").Named("Task Type").Optional().OneOf("Core", "Supplemental"),
		sources.Number("incumbents_responding", "raters", "Number of workers who answered for the task.").Named("Incumbents Responding").Optional().AtLeast(0),
		originColumns()[0], originColumns()[1], originColumns()[2],
		editionColumn(),
	},
	Unused:   []string{"Title"}, // in onet.occupations
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "the address names one release of the database"},
	Contract: sources.Contract{
		MinRows:     150,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks:      []sources.Check{codeCheck()},
		Why: "MinRows: version 29.3 has 18,796 tasks, 18.1 has 19,450, the embedded sample somewhat over 200. MaxBad: no row of the two is bad. " +
			"MaxVanished: a version is not changed once it is out; a repaired archive would keep its tasks.",
	},
	PartOf: version,
})
