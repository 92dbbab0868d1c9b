package indeed

import (
	"fmt"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "indeed.wages",
	About:        "Growth over the year of the wages that job postings on Indeed offer, by country and month.",
	Home:         "https://github.com/hiring-lab/indeed-wage-tracker",
	License:      license,
	Citation:     "Indeed Hiring Lab, Indeed Wage Tracker (Adrjan and Lydon). CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://raw.githubusercontent.com/hiring-lab/indeed-wage-tracker/HEAD/posted-wage-growth-by-country.csv"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true, Nulls: []string{"NA"}}},
	Columns: []sources.Column{
		countryColumn(),
		sources.Date("month", "First day of the month.").Key().DerivedBy(firstOfMonth, "period"),
		sources.Code("period", "Month as written, such as Jan-19.").Named("month").Note(),
		sources.Text("country_name", "Name of the country.").Named("country").Optional(),
		sources.Integer("n_obs", "postings", "Postings with a wage that the figure rests on.").Optional().AtLeast(0),
		sources.Number("wage_growth_yoy", "share", "Growth over the year: 0.02 is two percent. The median of the growth in groups of like jobs.").Named("posted_wage_growth_yoy").Optional().Between(-1, 1),
		sources.Number("wage_growth_yoy_3mo", "share", "Mean of this and the two months before.").Named("posted_wage_growth_yoy_3moavg").Optional().Between(-1, 1),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 45, Why: "renewed once a month some weeks after its end, now and then a month late"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			{Name: "since 2018", Rule: "month >= DATE '2018-01-01'", Why: "the series begin in 2019; an earlier month is a misread year"},
		},
		Why: "MinRows: the file of May 2026 has 968 rows, the embedded sample 121. MaxBad: none of them is bad. MaxVanished: a series is prolonged and not cut; a country that is " +
			"dropped would be an eleventh.",
	},
})

// firstOfMonth reads Jan-19, and the ISO dates that early editions may have.
func firstOfMonth(cells [][]byte, dst []byte) ([]byte, error) {
	text := string(cells[2]) // after country and month
	for _, form := range []string{"Jan-06", time.DateOnly} {
		if t, err := time.Parse(form, text); err == nil {
			return append(t.AppendFormat(dst, "2006-01-"), "01"...), nil
		}
	}
	return nil, fmt.Errorf("a month like Jan-19")
}
