package bls

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "bls.qcew",
	About:        "Quarterly Census of Employment and Wages: establishments, jobs and wages by county, ownership and industry, for a few industries near AI.",
	Home:         "https://www.bls.gov/cew/",
	License:      license,
	Citation:     "Quarterly Census of Employment and Wages, " + citation,
	Redistribute: sources.RedistributeYes,

	// Total, the industries that make, host and use software, semiconductors
	// and administrative services. Each release revises the quarters of its
	// year, the first one up to four times, so eight quarters see every revision.
	Fetch: qcewSlices{industries: []string{"10", "518", "5182", "5415", "513", "3344", "561"}, quarters: 8},
	Decode: decode.CSV{
		Cells: decode.Cells{Trim: true},
		Blank: suppress,
	},
	Columns: []sources.Column{
		sources.Code("area_fips", "Area: county, state (06000), nation (US000), metropolitan area (C1018).").Key(),
		sources.Code("own_code", "Ownership: 0 all, 1 federal, 2 state, 3 local government, 5 private.").Key(),
		sources.Code("industry_code", "Industry: 10 is all, otherwise NAICS of the year with a dash in 31-33. 518 and its parts cover more from 2022 on.").Key(),
		sources.Code("agglvl_code", "Level of area, ownership and industry, 2 digits.").Key(),
		sources.Code("size_code", "Size of establishments; 0 is all.").Key(),
		sources.Year("year", "Reference year.").Key().Between(1975, 2100),
		sources.Code("qtr", "Reference quarter, 1 to 4.").Key().OneOf("1", "2", "3", "4"),
		// Another code may hide figures behind zeros as N does, so it is refused.
		sources.Code("disclosure_code", "N suppressed: all but the number of establishments is NULL; - the industry does not exist in this ownership, zeros are zeros.").
			OneOf("N", "-").Optional(),
		sources.Number("qtrly_estabs", "establishments", "Establishments.").Named("qtrly_estabs", "qtrly_estabs_count").Optional().AtLeast(0),
		sources.Number("month1_emplvl", "jobs", "Jobs in the quarter's first month.").Optional().AtLeast(0),
		sources.Number("month2_emplvl", "jobs", "Jobs in the quarter's second month.").Optional().AtLeast(0),
		sources.Number("month3_emplvl", "jobs", "Jobs in the quarter's third month.").Optional().AtLeast(0),
		sources.Number("total_qtrly_wages", "USD", "Wages paid in the quarter.").Optional(),
		sources.Number("taxable_qtrly_wages", "USD", "Wages subject to unemployment insurance; 0 for government.").Optional(),
		sources.Number("qtrly_contributions", "USD", "Contributions to unemployment insurance.").Optional(),
		sources.Number("avg_wkly_wage", "USD per week", "Average weekly wage.").Optional(),
		sources.Date("quarter", "First day of the reference quarter.").Shown("make_date(year, 3 * CAST(qtr AS INTEGER) - 2, 1)"),
	},
	Unused:   qcewUnused(),
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Quarterly, Period: "quarter", Lag: 165, Why: "the full quarter is out five months after its end"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.001,
		MaxVanished: 0.05,
		Why: "MinRows: the slices of the embedded sample have 6 rows and more, one of a county's or a nation's thousands. MaxBad: none of 4,526 rows " +
			"of the nation in 2024 is bad. MaxVanished: a revision may drop a county's only establishment; more than 5 percent is a short file.",
	},
	PartOf: func(file string) string {
		if m := qcewAddress.FindStringSubmatch(file); m != nil {
			return m[1] + "." + m[2] + "." + m[3]
		}
		if m := qcewByArea.FindStringSubmatch(base(file)); m != nil {
			return m[1] + "." + m[2]
		}
		return ""
	},
})

// qcewAddress is the address of a slice, or its path saved with other
// separators; slices by area repeat the rows of those by industry and need a
// warehouse of their own; qcewByArea is a member of the yearly archive by area.
var (
	qcewAddress = regexp.MustCompile(`(?:^|/)(\d{4})[/_.-]([1-4])[/_.-](?:industry|area)[/_.-]([0-9A-Za-z_-]+)\.csv$`)
	qcewByArea  = regexp.MustCompile(`^(\d{4})\.q1-q4 ([0-9A-Z]{5}) .*\.csv$`)
)

// qcewSlices asks for each industry in each of the newest quarters that have
// ended. A quarter is published some five months later; until then its
// addresses are not found.
type qcewSlices struct {
	industries []string
	quarters   int
}

func (q qcewSlices) First(now time.Time) []sources.Request {
	var out []sources.Request
	now = now.UTC()
	this := now.Year()*4 + (int(now.Month())-1)/3
	for at := this - q.quarters; at < this; at++ {
		for _, industry := range q.industries {
			year, quarter := at/4, at%4+1
			out = append(out, sources.Request{
				URL:     fmt.Sprintf("https://data.bls.gov/cew/data/api/%d/%d/industry/%s.csv", year, quarter, strings.ReplaceAll(industry, "-", "_")),
				Part:    fmt.Sprintf("%d.%d.%s", year, quarter, industry),
				Contact: true,
				MayLack: true,
			})
		}
	}
	return out
}

func (qcewSlices) Next(sources.Request, []byte) ([]sources.Request, error) { return nil, nil }
func (qcewSlices) Pages() bool                                             { return false }

// suppress empties the figures of a row that the bureau does not disclose; it
// prints them as zeros, which would read as facts.
func suppress(header, cells []string) {
	if i := slices.Index(header, "disclosure_code"); i < 0 || strings.TrimSpace(cells[i]) != "N" {
		return
	}
	for _, name := range qcewFigures {
		if i := slices.Index(header, name); i >= 0 {
			cells[i] = ""
		}
	}
}

// qcewFigures are what the bureau suppresses. The number of establishments is
// always disclosed.
var qcewFigures = []string{"month1_emplvl", "month2_emplvl", "month3_emplvl", "total_qtrly_wages", "taxable_qtrly_wages", "qtrly_contributions", "avg_wkly_wage"}

// qcewUnused are the location quotients and changes over the year, which
// follow from the levels of two slices, and the titles of the archive's files.
func qcewUnused() []string {
	out := []string{"area_title", "own_title", "industry_title", "agglvl_title", "size_title", "lq_disclosure_code", "oty_disclosure_code"}
	for _, name := range append([]string{"qtrly_estabs", "qtrly_estabs_count"}, qcewFigures...) {
		out = append(out, "lq_"+name, "oty_"+name+"_chg", "oty_"+name+"_pct_chg")
	}
	return out
}
