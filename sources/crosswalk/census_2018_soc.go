package crosswalk

import (
	"regexp"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "crosswalk.census_2018_soc",
	About:        "Census occupation codes of 2018, which the household survey uses from 2020 on, with their SOC 2018 occupations.",
	Home:         "https://www.census.gov/topics/employment/industry-occupation/guidance/code-lists.html",
	License:      "US public domain",
	Citation:     "2018 Census occupation code list with crosswalk, US Census Bureau.",
	Redistribute: sources.RedistributeYes,
	Off:          "only census.cps_basic, which is off, needs it; the layout is known from those who read it, not from the file itself",

	Fetch:  sources.Each(sources.Request{URL: "https://www2.census.gov/programs-surveys/demo/guidance/industry-occupation/2018-occupation-code-list-and-crosswalk.xlsx"}),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true, Nulls: []string{"none"}}, Read: readCensusCodes},
	Columns: []sources.Column{
		sources.Code("census_code", "Census occupation of 2018, four digits.").Key().Named(censusCode),
		sources.Text("census_title", "Its name.").Named(censusTitle),
		sources.Code("soc_code", "SOC 2018 occupation; one ending in 0 is a group, X stands for those of the group without a code of their own; NULL for none.").
			Named(censusSOC).Optional(),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "a closed edition of a code list"},
	Contract: sources.Contract{
		MinRows:     400,
		MaxBad:      0.01,
		MaxVanished: 0.02,
		Checks: []sources.Check{form("census_code", "[0-9]{4}"),
			{Name: "form of soc_code", Rule: "soc_code is null or regexp_full_match(soc_code, '[0-9]{2}-[0-9X]{4}')", Why: "a list of codes in one cell, or another form, joins with nothing"}},
		Why: "MinRows: the list has 570 codes. MaxBad: a note at the end may be bad, more is another layout. " + unchanged,
	},
})

const (
	censusSheet = "2018 Census Occ Code List"
	censusTitle = "2018 Census Title"
	censusCode  = "2018 Census Code"
	censusSOC   = "2018 SOC Code"
)

var (
	censusOccupation = regexp.MustCompile(`^[0-9]{1,4}$`)
	censusRange      = regexp.MustCompile(`^[0-9]{4} ?[-–] ?[0-9]{4}$`)
)

// readCensusCodes reads the code list behind its lines of title. A heading has
// a range of codes or none. Some codes are numbers, which have lost their
// leading zeros.
func readCensusCodes(in *decode.Input, emit func(decode.Record) error) error {
	at := map[string]int{}
	for row, err := range in.Table(',', censusSheet) {
		if err != nil {
			return err
		}
		if len(at) == 0 {
			at = censusHeads(row)
			why := "title"
			if len(at) > 0 {
				why = "header"
			}
			if err := emit(decode.Record{Ignore: why}); err != nil {
				return err
			}
			continue
		}
		get := func(name string) string {
			if i := at[name]; i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		var r decode.Record
		switch code := get(censusCode); {
		case code == "" || censusRange.MatchString(code):
			r.Ignore = "heading"
		case !censusOccupation.MatchString(code):
			r.Malformed, r.Raw = "a code of four digits", strings.Join(row, "\t")
		default:
			r.Cells = map[string]string{censusCode: strings.Repeat("0", 4-len(code)) + code, censusTitle: get(censusTitle), censusSOC: get(censusSOC)}
		}
		if err := emit(r); err != nil {
			return err
		}
	}
	if len(at) == 0 {
		return in.Errorf(0, "", "sheet %q has no row with %q, %q and %q", censusSheet, censusTitle, censusCode, censusSOC)
	}
	return nil
}

// censusHeads are the places of the three columns, or none where one lacks.
func censusHeads(row []string) map[string]int {
	at := map[string]int{}
	for i, c := range row {
		switch c := strings.TrimSpace(c); c {
		case censusTitle, censusCode, censusSOC:
			at[c] = i
		}
	}
	if len(at) < 3 {
		return map[string]int{}
	}
	return at
}
