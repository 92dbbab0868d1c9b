// Package nomis declares labour market tables that Nomis serves for the Office
// for National Statistics of the United Kingdom.
//
// An answer without a registered key has at most 25,000 rows and is cut there
// without a word; each row says how many rows the whole answer has.
package nomis

import (
	"bytes"
	"fmt"
	"net/url"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "nomis.claimants",
	About:        "People who claim benefits because they are out of work, in the United Kingdom, its countries and the regions of England, by age and month (NM_162_1).",
	Home:         "https://www.nomisweb.co.uk/datasets/ucjsa",
	License:      "OGL v3.0",
	Citation:     "Source: Office for National Statistics, claimant count, from Nomis. Licensed under the Open Government Licence v.3.0.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(sources.Request{
		URL: "https://www.nomisweb.co.uk/api/v01/dataset/NM_162_1.data.csv",
		Query: url.Values{
			// The United Kingdom, and the twelve countries and regions. With 61
			// months, 12 ages and two measures the answer has some 19,000 rows.
			"geography": {"2092957697,2013265921...2013265932"},
			"date":      {"latestMINUS60-latest"},
			"gender":    {"0"},
			"age":       {"0,10...20"},
			"measure":   {"1,2"},
			"measures":  {"20100"},
		},
	}),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns: []sources.Column{
		sources.Code("period", "Month as published, such as 2026-07.").Key().Named("DATE"),
		sources.Code("geography_code", "Area by its code of nine characters: K02000001 is the United Kingdom, E12000007 London.").Key().Named("GEOGRAPHY_CODE"),
		sources.Code("gender", "0 all, 1 male, 2 female.").Key().Named("GENDER"),
		sources.Code("age", "Age group: 0 is all of 16 and over; age_name says the others.").Key().Named("AGE"),
		sources.Code("measure", "1 claimants, 2 claimants in percent of residents of 16 to 64.").Key().Named("MEASURE"),
		sources.Code("measures", "20100 is the value itself.").Key().Named("MEASURES").OneOf("20100"),
		sources.Text("geography_name", "Name of the area.").Named("GEOGRAPHY_NAME").Note().AsCode(),
		sources.Text("age_name", "Name of the age group.").Named("AGE_NAME").Note().AsCode(),
		sources.Text("measure_name", "Name of the measure.").Named("MEASURE_NAME").Note().AsCode(),
		sources.Number("value", "as measure says: persons, or percent of residents of 16 to 64", "The figure; not seasonally adjusted.").Named("OBS_VALUE").Optional().AtLeast(0),
		sources.Code("obs_status", "A normal, Q or X missing or suppressed.").Named("OBS_STATUS").Optional(),
		sources.Text("obs_status_name", "The status in words.").Named("OBS_STATUS_NAME").MayLack().AsCode(),
		sources.Integer("record_count", "rows", "Rows that the whole answer has.").Named("RECORD_COUNT").Note().MayLack(),
		sources.Date("month", "First day of the month.").Shown("CAST(try_strptime(period, '%Y-%m') AS DATE)"),
	},
	Unused: []string{
		"DATE_NAME", "DATE_CODE", "DATE_TYPE", "DATE_TYPECODE", "DATE_SORTORDER",
		"GEOGRAPHY", "GEOGRAPHY_TYPE", "GEOGRAPHY_TYPECODE", "GEOGRAPHY_SORTORDER",
		"GENDER_NAME", "GENDER_CODE", "GENDER_TYPE", "GENDER_TYPECODE", "GENDER_SORTORDER",
		"AGE_CODE", "AGE_TYPE", "AGE_TYPECODE", "AGE_SORTORDER", "MEASURE_CODE", "MEASURE_TYPE", "MEASURE_TYPECODE", "MEASURE_SORTORDER",
		"MEASURES_NAME", "OBS_CONF", "OBS_CONF_NAME", "URN", "RECORD_OFFSET",
	},
	// The months asked for move on; older ones are not withdrawn.
	Complete: false,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 22, Why: "the count of a month is out in the middle of the next"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 1,
		Checks: []sources.Check{
			{Name: "period", Rule: "regexp_full_match(period, '[0-9]{4}-(0[1-9]|1[0-2])')", Why: "the claimant count is monthly, so that another period is of another table"},
			{Name: "not cut", Rule: "record_count <= 25000", Why: "an answer is cut at 25,000 rows: ask for fewer months or areas"},
			{Name: "share", Rule: "measure <> '2' OR value <= 100", Why: "a share of residents is at most 100 percent"},
		},
		Why: "MinRows: the embedded sample has 80 rows, the answer some 19,000. MaxBad: the table is made by a program. " +
			"MaxVanished: the answer is a window of months, so that rows that leave it are not withdrawn.",
	},
	Refused: func(head []byte) error {
		h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
		if bytes.HasPrefix(h, []byte("{")) || bytes.HasPrefix(h, []byte("<?xml")) || bytes.HasPrefix(bytes.ToLower(h), []byte("error")) {
			return fmt.Errorf("the provider refused the request: %s; a code that was asked for may have gone from the dataset", sources.Words(h))
		}
		return nil
	},
})
