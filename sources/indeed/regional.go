package indeed

import (
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "indeed.regional",
	About:        "Job postings on Indeed by state, province, region and city, day by day, against 1 February 2020.",
	Home:         postingsHome,
	License:      license,
	Citation:     postingsCite,
	Redistribute: sources.RedistributeYes,

	// The metropolitan areas of the US are not asked for: 62 MB and nearly a
	// million rows, almost all of them revised every week. The file can be loaded.
	Fetch: sources.Each(
		region("US.state"), region("CA.province"), region("CA.metro"), region("GB.region"), region("GB.city"),
	),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true, Nulls: []string{"NA"}}},
	Columns: slices.Concat(
		[]sources.Column{
			sources.Code("geography", "Country and kind of area: US.state, US.metro, CA.province, CA.metro, GB.region or GB.city.").Key().FromPart().
				OneOf("US.state", "US.metro", "CA.province", "CA.metro", "GB.region", "GB.city").AsCode(),
			dateColumn(),
			sources.Code("area", "Area: a two-letter code of a state or province, a CBSA code, or a name.").Key().
				Named("cbsa_code", "state", "province", "Metro", "region", "cities", "city").AsCode(),
			sources.Text("area_title", "Name of the metropolitan area, where area is its code.").Named("CBSA Title").MayLack().AsCode(),
		},
		measures(),
		[]sources.Column{
			sources.Code("country", "Country, ISO 3166 alpha-2.").Shown("split_part(geography, '.', 1)"),
		},
	),
	Complete: true,
	Fresh:    weekly,
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.01,
		MaxVanished: 0.1,
		Checks:      measureChecks(),
		Why: "MinRows: ten areas over the days since February 2020 are 20,000 rows, the embedded sample's smallest file 18. MaxBad: only the layout of these files was seen, so some room is left. MaxVanished: " +
			"an area that is renamed takes its whole history along; a tenth at once is another delineation.",
	},
	PartOf: func(file string) string {
		name := lower(file)
		for geography, file := range regionFiles {
			if _, base, _ := strings.Cut(file, "/"); lower(base) == name {
				return geography
			}
		}
		return ""
	},
})

// regionFiles are the files by geography; their names follow no rule.
var regionFiles = map[string]string{
	"US.state":    "US/state_job_postings_us.csv",
	"US.metro":    "US/metro_job_postings_us.csv",
	"CA.province": "CA/provincial_postings_ca.csv",
	"CA.metro":    "CA/metro_job_postings_CA.csv",
	"GB.region":   "GB/regional_gb.csv",
	"GB.city":     "GB/city_postings_gb.csv",
}

func region(geography string) sources.Request {
	return sources.Request{URL: postingsRepo + regionFiles[geography], Part: geography}
}
