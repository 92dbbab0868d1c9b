package bls

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "bls.qcew_revisions",
	About:        "How QCEW figures of the nation and the states were revised: the first value and each later one, by quarter since 2017.",
	Home:         "https://www.bls.gov/cew/revisions/",
	License:      license,
	Citation:     "Quarterly Census of Employment and Wages, " + citation,
	Redistribute: sources.RedistributeYes,
	Off: "www.bls.gov refuses robots whatever they call themselves: fetch qcew-revisions.csv in a browser and load it by hand, " +
		"or read it from a mirror folder",

	Fetch: sources.Each(sources.Request{URL: "https://www.bls.gov/cew/revisions/qcew-revisions.csv", Contact: true}),
	Decode: decode.CSV{Cells: decode.Cells{
		Trim:  true,
		Marks: []string{"Not yet published", "Not applicable"},
	}},
	Columns: []sources.Column{
		sources.Year("year", "Reference year.").Named("Year").Key().Between(1975, 2100),
		sources.Code("qtr", "Reference quarter, 1 to 4.").Named("Quarter").Key().OneOf("1", "2", "3", "4"),
		sources.Text("area", "United States, a state or a territory, by name.").Named("Area").Key(),
		sources.Text("field", "What is counted: Quarterly Establishments, a month's Employment, Total Quarterly Wages.").Named("Field").Key(),
		revision("initial_value", "Value as first published.", "Initial Value"),
		revision("first_revised_value", "Value in the release after.", "First Revised Value"),
		revision("second_revised_value", "Value of the second revision; quarters 1 to 3 have one.", "Second Revised Value"),
		revision("third_revised_value", "Value of the third revision; quarters 1 and 2 have one.", "Third Revised Value"),
		revision("fourth_revised_value", "Value of the fourth revision; only quarter 1 has one.", "Fourth Revised Value"),
		revision("final_value", "Value that is not revised again.", "Final Value"),
		sources.Text("marks", "Why a value is NULL, as column:mark: Not yet published, or Not applicable where the quarter has no such revision.").Marks(),
		sources.Date("quarter", "First day of the reference quarter.").Shown("make_date(year, 3 * CAST(qtr AS INTEGER) - 2, 1)"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Quarterly, Period: "quarter", Lag: 165, Why: "revisions come with the quarters"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Why: "MinRows: the embedded sample has over 20 rows, the file of 2025 has 9,180. MaxBad: none of those is bad. " +
			"MaxVanished: the file only grows; 2 percent leaves room for an area that is dropped.",
	},
})

func revision(name, about, header string) sources.Column {
	return sources.Number(name, "as field says: establishments, jobs or USD", about).Named(header).Optional().AtLeast(0)
}
