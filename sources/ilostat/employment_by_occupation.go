package ilostat

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "ilostat.employment_by_occupation",
	About:        "Annual employment of the world's countries by sex and occupation, by ISCO-08 and its forerunners (EMP_TEMP_SEX_OCU_NB).",
	Home:         "https://ilostat.ilo.org/data/",
	License:      license,
	Citation:     citation + "EMP_TEMP_SEX_OCU_NB.",
	Redistribute: sources.RedistributeYes,

	Fetch:  ask("EMP_TEMP_SEX_OCU_NB_A", "2010"),
	Decode: rows,
	Columns: table("EMP_TEMP_SEX_OCU_NB",
		sources.Code("classif1", "Occupation and its system: OCU_ISCO08_2 is professionals by ISCO-08, OCU_SKILL_L1 the lowest skill level."),
		sources.Number("value", "thousand persons", "Employed persons."),
		sources.Code("occupation_system", "Classification and edition of the code: ISCO08, ISCO88, SKILL.").Shown("nullif(regexp_extract(classif1, '^OCU_([A-Z0-9]+)_', 1), '')"),
		sources.Code("occupation_code", "Major group or level within the system; TOTAL is all.").Shown("nullif(regexp_extract(classif1, '^OCU_[A-Z0-9]+_(.+)$', 1), '')")),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Yearly, Period: "survey_year", Lag: 180, Why: "the first countries report a year in the spring after; projections are not counted"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.001,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "occupation", Rule: "starts_with(classif1, 'OCU_')", Why: "every classification of the indicator is one of occupations; another is of another indicator"},
			{Name: "thousands", Rule: "value < 10000000", Why: "the world's employment is some 3,500,000 thousand; more is persons instead of thousands"},
		},
		Why: "MinRows: the embedded sample has 120, a country alone has some dozen groups a year. MaxBad: no row of the real files of a sibling is bad. " +
			"MaxVanished: when the preferred source of a country changes, all its rows leave and others come.",
	},
	Refused: refused,
})
