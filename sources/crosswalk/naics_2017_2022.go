package crosswalk

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "crosswalk.naics_2017_2022",
	About:        "NAICS 2017 to NAICS 2022, six-digit US industries, many to many, without weights.",
	Home:         "https://www.census.gov/naics/",
	License:      blsPublic,
	Citation:     "2017 NAICS to 2022 NAICS concordance, US Census Bureau.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Get("https://www.census.gov/naics/concordances/2017_to_2022_NAICS.xlsx"),
	// Lines of title stand above the header.
	Decode: decode.XLSX{Cells: decode.Cells{Trim: true}, Sheet: "2017 to 2022 NAICS U.S.", Head: "2017 NAICS Code"},
	Columns: []sources.Column{
		sources.Code("naics_2017_code", "Industry, NAICS 2017.").Key().Named("2017 NAICS Code"),
		sources.Text("naics_2017_title", "Its name, and which piece of it goes to the new industry.").MayLack().
			Named("2017 NAICS Title", "2017 NAICS Title\n(and specific piece of the 2017 industry that is contained in the 2022 industry)"),
		sources.Code("naics_2022_code", "Industry that takes its place, NAICS 2022.").Key().Named("2022 NAICS Code"),
		sources.Text("naics_2022_title", "Its name.").MayLack().Named("2022 NAICS Title"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "between two closed editions"},
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.01,
		MaxVanished: 0.02,
		Checks:      []sources.Check{form("naics_2017_code", "[0-9]{6}"), form("naics_2022_code", "[0-9]{6}")},
		Why: "MinRows: the concordance has about 1,150 pairs, the embedded sample 12. MaxBad: pairs that stand twice with different pieces " +
			"or a note at the end may be bad, more is another layout. " + unchanged,
	},
})
