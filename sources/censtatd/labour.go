// Package censtatd declares tables of the Census and Statistics Department of
// Hong Kong, read through its table API as JSON.
package censtatd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// The layout is that of descriptions by users of the API: no recorded answer
// was at hand, so columns that they do not name may lack.
var _ = list.Add(sources.Dataset{
	Name:         "censtatd.labour",
	About:        "Labour force, unemployment and underemployment of Hong Kong by sex, by year and by rolling three months (table 210-06101).",
	Home:         "https://www.censtatd.gov.hk/en/web_table.html?id=210-06101",
	License:      "data.gov.hk terms of use",
	Citation:     "Census and Statistics Department, Hong Kong Special Administrative Region, table 210-06101.",
	Redistribute: sources.RedistributeYes,
	Off:          "the host refuses some clients and moves tables to other requests; ask for it by name where it answers",

	Fetch: sources.Each(sources.Request{
		URL:   "https://www.censtatd.gov.hk/api/get.php",
		Query: url.Values{"id": {"210-06101"}, "lang": {"en"}, "full_series": {"1"}},
		// The table is off, and not in the sample.
		MayLack: true,
	}),
	Decode: decode.JSON{Cells: decode.Cells{Trim: true}, Path: []string{"dataSet"}},
	Columns: []sources.Column{
		sources.Code("freq", "Y year, Q quarter, M month, M3M three months that end with the month of period.").Key().OneOf("Y", "H", "Q", "M", "M3M"),
		sources.Code("period", "Year (2025), or year and month (202607) in which the period ends.").Key(),
		sources.Code("sex", "M or F; NULL for both.").Key().Named("SEX").Optional(),
		sources.Code("sv", "What is counted: UR unemployment rate, SAUR the same seasonally adjusted, LF labour force.").Key(),
		sources.Text("sv_desc", "What is counted, with its unit, in words.").Named("svDesc").MayLack().AsCode(),
		sources.Number("figure", "as sv_desc says: percent or thousand persons", "The figure; NULL where sd_value says why.").Named("figure").Optional().MissingAs("N.A.", "-", "..", "***", "§"),
		sources.Text("sd_value", "Mark of the figure, such as one for provisional or not available.").Named("sd_value").MayLack(),
		sources.Date("month", "First day of the month with which the period ends; NULL for years.").Shown("CASE WHEN length(period) = 6 THEN CAST(try_strptime(period, '%Y%m') AS DATE) END"),
	},
	Unused:   []string{"SEXDesc", "freqDesc"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 22, Why: "three months are out by the 20th of the month after them"},
	Contract: sources.Contract{
		MinRows:     50,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			{Name: "period", Rule: "regexp_full_match(period, '[0-9]{4}((0[1-9]|1[0-2]))?')", Why: "another form of period would have no date"},
			{Name: "rate", Rule: "sv NOT IN ('UR', 'SAUR') OR figure BETWEEN 0 AND 100", Why: "a share of the labour force lies between 0 and 100 percent"},
		},
		Why: "MinRows: four decades of years alone are 40 rows for each measure. MaxBad: the answer is made by a program. MaxVanished: revisions keep the periods.",
	},
	Refused: refused,
})

// status finds the answer's own status, which stands before the data.
var status = regexp.MustCompile(`"status"\s*:\s*(\{[^{}]*\})`)

// refused recognises a message in place of data: the API answers with success
// that a parameter is missing.
func refused(head []byte) error {
	h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(h) == 0 || h[0] != '{' {
		return fmt.Errorf("the answer is no JSON document but begins with %q; the table may need other parameters", sources.Cut(string(h[:min(len(h), 60)]), 60))
	}
	m := status.FindSubmatch(h)
	if m == nil {
		return errors.New("the answer has no status, so it is no table")
	}
	var s struct {
		Code    any // a number; of a refusal it may be a text
		Message string
	}
	if err := json.Unmarshal(m[1], &s); err != nil {
		return errors.New("the answer's status cannot be read, so it is no table")
	}
	if code := fmt.Sprint(s.Code); code != "0" {
		return fmt.Errorf("the provider refused the request: status %s, %s", sources.Cut(code, 10), sources.Cut(s.Message, 120))
	}
	return nil
}
