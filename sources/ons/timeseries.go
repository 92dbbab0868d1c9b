package ons

import (
	"path"
	"regexp"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "ons.timeseries",
	About:        "Unemployment, employment, inactivity, vacancies and earnings of the United Kingdom, by month, quarter and year.",
	Home:         "https://www.ons.gov.uk/employmentandlabourmarket",
	License:      "OGL v3.0",
	Citation:     "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(
		series("MGSX", "employmentandlabourmarket/peoplenotinwork/unemployment lms"),             // unemployment rate, 16 and over
		series("LF24", "employmentandlabourmarket/peopleinwork/employmentandemployeetypes lms"),  // employment rate, 16 to 64
		series("LF2S", "employmentandlabourmarket/peoplenotinwork/economicinactivity lms"),       // inactivity rate, 16 to 64
		series("MGRZ", "employmentandlabourmarket/peopleinwork/employmentandemployeetypes lms"),  // employment, thousand
		series("AP2Y", "employmentandlabourmarket/peopleinwork/employmentandemployeetypes unem"), // vacancies, thousand
		series("KAB9", "employmentandlabourmarket/peopleinwork/earningsandworkinghours lms"),     // weekly earnings, pounds
	),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: periods},
	Columns: []sources.Column{
		sources.Code("cdid", "Series, such as MGSX.").Key(),
		sources.Code("frequency", "month, quarter or year.").Key().OneOf("month", "quarter", "year"),
		sources.Code("period", "Period as published: 2026 JAN, 2026 Q1 or 2026. A rolling three-month period has the name of its middle month.").Key().Named("date"),
		sources.Number("value", "as unit says", "The figure.").Optional(),
		sources.Text("label", "The period as shown; of a rolling month the window, such as 2025 NOV-JAN for 2025 DEC, with the year in which it begins.").MayLack(),
		sources.Text("title", "What is measured, with unit and adjustment in words.").Note().AsCode(),
		sources.Text("unit", "Unit, such as % or 000s; empty for money, whose sign is pre_unit.").Optional().AsCode(),
		sources.Text("pre_unit", "What stands before the figure, such as £.").MayLack().AsCode(),
		sources.Text("month_style", "three month average where months are rolling three-month periods; NULL for quarters and years.").MayLack().AsCode(),
		sources.Code("dataset", "Data set that publishes the series, such as LMS.").MayLack(),
		sources.Text("release_date", "Time of the release as published, mostly midnight of the day in London.").Note().MayLack().AsCode(),
		sources.Text("update_date", "When the figure was last written, as published.").Named("updateDate").Note().MayLack(),
		sources.Date("month", "First day of the month, which of a rolling three-month period is the middle one; NULL for quarters and years.").
			Shown("CASE WHEN frequency = 'month' THEN CAST(try_strptime(period, '%Y %b') AS DATE) END"),
		sources.Date("quarter", "First day of the quarter; NULL for months and years.").
			Shown("CASE WHEN frequency = 'quarter' AND regexp_full_match(period, '[0-9]{4} Q[1-4]') THEN make_date(CAST(substr(period, 1, 4) AS INTEGER), 3 * CAST(substr(period, 7) AS INTEGER) - 2, 1) END"),
	},
	Unused:   []string{"year", "month", "quarter", "sourceDataset"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 80, Why: "the three months around a month are out in the middle of the third month after it"},
	Contract: sources.Contract{
		MinRows:     12,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			{Name: "period", Rule: "regexp_full_match(period, '[0-9]{4}( Q[1-4]| [A-Z]{3})?')", Why: "another form of period would have no date"},
			{Name: "share", Rule: "unit <> '%' OR value BETWEEN 0 AND 100", Why: "the rates asked for are shares of people"},
		},
		Why: "MinRows: the embedded sample has 14 periods a series and more, the source hundreds. MaxBad: the documents are made by a program. " +
			"MaxVanished: revisions keep the periods; a series that is cut at the start would lose more.",
	},
	PartOf: func(file string) string {
		if m := address.FindStringSubmatch(file); m != nil {
			return strings.ToUpper(m[1])
		}
		if m := saved.FindStringSubmatch(path.Base(file)); m != nil {
			return strings.ToUpper(m[1])
		}
		return ""
	},
	Refused: refused,
})

// address is that of a series' page or data, saved a file named after it.
var (
	address = regexp.MustCompile(`/timeseries/([a-z0-9]{4})(?:/|$)`)
	saved   = regexp.MustCompile(`^(?i)([a-z][a-z0-9]{3})(?:[_.-].*)?\.json$`)
)
