package bls

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "bls.cps_series",
	About:        "Catalogue of the series of bls.cps: what each counts, for whom, and the periods covered.",
	Home:         "https://www.bls.gov/cps/",
	License:      license,
	Citation:     "Current Population Survey, " + citation,
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(flatFile("ln/ln.series", "")),
	Decode: decode.Flat{
		Cells: decode.Cells{Trim: true},
		Comma: '\t',
		Keyed: 1,
	},
	Columns: []sources.Column{
		sources.Code("series_id", "Series code as in bls.cps; its digits have no structure.").Key(),
		sources.Text("series_title", "Full title.").Optional(),
		sources.Code("lfst_code", "Labour force status: employed, unemployed, rate and others, in ln.lfst."),
		sources.Code("periodicity_code", "M monthly, Q quarterly, A annual.").Optional(),
		sources.Code("tdat_code", "Kind of figure: number, percent, rate, mean, median, in ln.tdat.").MayLack(),
		sources.Code("seasonal", "S seasonally adjusted, U not.").OneOf("S", "U"),
		cpsGroup("ages_code", "Age"), cpsGroup("sexs_code", "Sex"), cpsGroup("race_code", "Race"), cpsGroup("orig_code", "Hispanic or Latino origin"),
		cpsGroup("education_code", "Education"), cpsGroup("occupation_code", "Occupation"), cpsGroup("indy_code", "Industry"),
		cpsGroup("class_code", "Class of worker"), cpsGroup("activity_code", "Activity"), cpsGroup("absn_code", "Reason of absence from work"),
		cpsGroup("cert_code", "Certification or licence"), cpsGroup("duration_code", "Duration of unemployment"), cpsGroup("entr_code", "Entrance to the labour force"),
		cpsGroup("expr_code", "Work experience"), cpsGroup("hheader_code", "Head of household"), cpsGroup("hour_code", "Hours at work"),
		cpsGroup("jdes_code", "Desire for a job"), cpsGroup("look_code", "Way of looking for work"), cpsGroup("mari_code", "Marital status"),
		cpsGroup("mjhs_code", "Multiple jobs"), cpsGroup("pcts_code", "Base of a percentage"), cpsGroup("rjnw_code", "Reason for not working"),
		cpsGroup("rnlf_code", "Reason for not being in the labour force"), cpsGroup("rwns_code", "Reason for part-time work"), cpsGroup("seek_code", "Kind of work sought"),
		cpsGroup("vets_code", "Veteran status"), cpsGroup("wkst_code", "Full-time or part-time"), cpsGroup("born_code", "Born in the country or abroad"),
		cpsGroup("chld_code", "Children"), cpsGroup("disa_code", "Disability"),
		sources.Code("footnote_codes", "Footnotes of the series.").Optional(),
		sources.Year("begin_year", "Year of the first value.").Between(1900, 2100),
		sources.Code("begin_period", "Period of the first value."),
		sources.Year("end_year", "Year of the newest value; moves with every release.").Between(1900, 2100),
		sources.Code("end_period", "Period of the newest value; moves with every release."),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "a catalogue, written anew with each release"},
	Contract: sources.Contract{
		MinRows:     4,
		MaxBad:      0.001,
		MaxVanished: 0.25,
		Checks: append(seriesCheck("LN[SU][0-9]{8}", "a CPS code is LN, one letter and eight digits"),
			sources.Check{Name: "begins before it ends", Rule: "begin_year <= end_year", Why: "a swapped pair of columns would show here first"}),
		Why: "MinRows: the embedded sample lists the few series of its data file, the real catalogue has tens of thousands. MaxBad: a LABSTAT catalogue " +
			"is made by a program and has had no bad row in any survey read. MaxVanished: a change of the occupation code ends many series at once.",
	},
})

// cpsGroup is a code that narrows down who is counted. Which of them the
// catalogue has changed over the years.
func cpsGroup(name, what string) sources.Column {
	return sources.Code(name, what+"; the codes are in the survey's file of that name.").MayLack()
}
