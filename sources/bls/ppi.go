package bls

import "jevons/sources"

var _ = list.Add(sources.Dataset{
	Name:         "bls.ppi",
	About:        "Producer price indexes by commodity (wp) and by industry (pc), monthly.",
	Home:         "https://www.bls.gov/ppi/",
	License:      license,
	Citation:     "Producer Price Index, " + citation,
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Each(flatFile("wp/wp.data.0.Current", "wp"), flatFile("pc/pc.data.0.Current", "pc")),
	Decode: observations,
	Columns: values("Series: WP, S or U, commodity group (2) and item; or PCU, industry (6, filled with dashes) and product, such as PCU518210518210.",
		"index; its base is part of the series",
		"P preliminary, R revised, C corrected, X unavailable; several are joined by commas.", months),
	// The first year of a file named Current may move on, so a key that is not
	// in it was not withdrawn.
	Complete: false,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 20, Why: "the PPI is out by the middle of the next month"},
	Contract: sources.Contract{
		MinRows:     60,
		MaxBad:      0.001,
		MaxVanished: 1,
		Checks:      seriesCheck("(WP[SU]|PCU)[0-9A-Z-]+", "codes begin with WPU, WPS or PCU"),
		Why: "MinRows: the embedded sample has over 60 in each part, a real file has hundreds of thousands. MaxBad: a LABSTAT data file is made by a " +
			"program and has had no bad row in any survey read. MaxVanished: nothing is taken for withdrawn here.",
	},
	PartOf: ppiPart,
})

// ppiPart names the two Current files by their survey. A file of one group, as
// wp.data.2.Something, keeps its own name behind it, and is for a warehouse
// without the Current file, whose keys it repeats.
func ppiPart(file string) string {
	for _, survey := range []string{"wp", "pc"} {
		switch part := dataPart(survey)(file); part {
		case "":
		case "0.Current":
			return survey
		default:
			return survey + "." + part
		}
	}
	return ""
}
