package statcan

import (
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "statcan.labour_force",
	About:        "Labour force, employment and unemployment of Canada and its provinces by gender and age, monthly and seasonally adjusted (14-10-0287).",
	Home:         "https://www150.statcan.gc.ca/t1/tbl1/en/tv.action?pid=1410028701",
	License:      license,
	Citation:     citation + "14-10-0287-01, Labour force characteristics, monthly, seasonally adjusted and trend-cycle. Reproduced and distributed on an \"as is\" basis with the permission of Statistics Canada.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Get("https://www150.statcan.gc.ca/n1/tbl/csv/14100287-eng.zip"),
	Decode: decode.Zip{Member: "14100287.csv", Then: decode.CSV{
		Cells: decode.Cells{Trim: true},
		Skip:  otherCut,
	}},
	Columns: []sources.Column{
		sources.Code("vector", "Series within Statistics Canada, such as v2062815; the same in all vintages.").Key().Named("VECTOR"),
		sources.Code("period", "Reference month as published, such as 2026-07.").Key().Named("REF_DATE"),
		sources.Text("geo", "Canada or a province, as named by the source.").Named("GEO").AsCode(),
		sources.Code("dguid", "Identifier of the area with the year of its boundaries, such as 2021A000248.").Named("DGUID").Optional().AsCode(),
		sources.Text("characteristic", "What is counted: population, labour force, employment, unemployment or a rate.").Named("Labour force characteristics").AsCode(),
		sources.Text("gender", "Total or a gender; tables of before 2023 say sex.").Named("Gender", "Sex").AsCode(),
		sources.Text("age_group", "Age group.").Named("Age group").AsCode(),
		sources.Text("statistic", "Estimate; standard errors are not read.").Named("Statistics").AsCode(),
		sources.Text("data_type", "Seasonally adjusted; other cuts are not read.").Named("Data type").AsCode(),
		sources.Text("uom", "What value counts: persons in thousands (then with scalar_factor thousands), or percent.").Named("UOM").AsCode(),
		sources.Text("scalar_factor", "Power of ten of value, in words.").Named("SCALAR_FACTOR").AsCode(),
		sources.Number("value", "as uom and scalar_factor say", "The figure as published; NULL where status says why.").Named("VALUE").Optional(),
		sources.Code("status", "Why a figure lacks or how good it is: .. not available, x suppressed, F too unreliable, A to E quality.").Named("STATUS").Optional(),
		sources.Code("symbol", "p preliminary, r revised.").Named("SYMBOL").Optional(),
		sources.Code("coordinate", "Place of the series in the table, one number a dimension; it moves when members are added.").Named("COORDINATE").Note(),
		sources.Date("month", "First day of the reference month.").Shown("CAST(try_strptime(period, '%Y-%m') AS DATE)"),
	},
	Unused:   []string{"UOM_ID", "SCALAR_ID", "TERMINATED", "DECIMALS"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 14, Why: "the survey is out by the second Friday after the month"},
	Contract: sources.Contract{
		MinRows:     100,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			{Name: "vector", Rule: "regexp_full_match(vector, 'v[0-9]+')", Why: "a vector is the only name of a series that outlives a new layout"},
			{Name: "period", Rule: "regexp_full_match(period, '[0-9]{4}-(0[1-9]|1[0-2])')", Why: "the table is monthly, so that another period is of another table"},
			{Name: "rate", Rule: "uom NOT IN ('Percent', 'Percentage') OR value BETWEEN 0 AND 100", Why: "a share of a population lies between 0 and 100 percent"},
		},
		Why: "MinRows: the embedded sample has some 550 rows, the table has hundreds of thousands. MaxBad: none of 11,804 rows of a table of the same " +
			"form is bad. MaxVanished: the yearly revision keeps its series; a province's breakdown may be withdrawn.",
	},
})

// otherCut keeps the cut that other countries are compared with: seasonally
// adjusted estimates of four age groups. The table has several times as many
// rows of standard errors, trends and narrow age groups.
func otherCut(header, cells []string) string {
	cell := func(names ...string) string {
		for i, h := range header {
			if i < len(cells) && slices.Contains(names, strings.TrimSpace(h)) {
				return strings.TrimSpace(cells[i])
			}
		}
		return ""
	}
	switch s := cell("Statistics"); s {
	case "", "Estimate":
	default:
		return "standard error or other statistic"
	}
	switch s := cell("Data type"); s {
	case "", "Seasonally adjusted":
	default:
		return "not seasonally adjusted, or a trend"
	}
	switch cell("Age group") {
	case "", "15 years and over", "15 to 24 years", "25 to 54 years", "25 years and over", "55 years and over":
		return ""
	}
	return "narrower age group"
}
