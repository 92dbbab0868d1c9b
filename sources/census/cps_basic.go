package census

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "census.cps_basic",
	About:        "Basic monthly files of the Current Population Survey: labour force status, age, education, industry and occupation of each person, with weights.",
	Home:         "https://www.census.gov/data/developers/data-sets/census-microdata-api.cps.html",
	License:      license,
	Citation:     citation + "Current Population Survey, basic monthly microdata.",
	Redistribute: sources.RedistributeYes,
	Off:          "it wants a key and holds some 130,000 persons a month; bls.cps has the published series",

	Fetch: cpsMonths{newest: 3},
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: func(in *decode.Input, emit func(decode.Record) error) error {
		return in.Documents(func(v any) error { return readArrays(in, v, emit) })
	}},
	Columns: []sources.Column{
		sources.Code("period", "Month of the survey, such as 2026-07.").Key().FromPart(),
		sources.Code("household_id", "Household, first part of its identifier.").Key().Named("HRHHID"),
		sources.Code("household_id2", "Household, second part.").Key().Named("HRHHID2"),
		sources.Code("line_number", "Person within the household; -1 for a household without an interview.").Key().Named("PULINENO"),
		sources.Code("state", "State by its FIPS code of two digits.").Named("state", "STATE"),
		sources.Integer("age", "years", "Age; 80 is 80 to 84, 85 is 85 and over.").Named("PRTAGE").MissingAs("-1").Between(0, 120),
		sources.Code("sex", "1 male, 2 female; -1 not in universe.").Named("PESEX").OneOf("-1", "1", "2").Optional(),
		sources.Code("education", "Highest school or degree, 31 to 46; -1 not in universe.").Named("PEEDUCA").Optional(),
		sources.Code("labour_force_status", "1 at work, 2 absent, 3 on layoff, 4 looking, 5 to 7 not in the labour force; -1 not in universe.").Named("PEMLR").OneOf("-1", "1", "2", "3", "4", "5", "6", "7").Optional(),
		sources.Code("industry", "Industry of the main job, Census code of four digits in the edition of the month; -1 not in universe.").Named("PEIO1ICD").Optional(),
		sources.Code("occupation", "Occupation of the main job, Census code of four digits; -1 not in universe.").Named("PEIO1OCD").Optional(),
		sources.Number("weight", "persons", "How many persons the record stands for (final weight).").Named("PWSSWGT").MissingAs("-1").AtLeast(0),
		sources.Code("occupation_edition", "Edition of occupation: Census 2018 from 2020 on.").DerivedBy(func(_ [][]byte, dst []byte) ([]byte, error) {
			return append(dst, "Census 2018"...), nil
		}, "occupation"),
		sources.Date("month", "First day of the month.").Shown("CAST(try_strptime(period, '%Y-%m') AS DATE)"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 21, Why: "the file is out within two weeks of the Employment Situation"},
	Contract: sources.Contract{
		MinRows:     1000,
		MaxBad:      0.001,
		MaxVanished: 0.001,
		Checks: []sources.Check{
			{Name: "month", Rule: "regexp_full_match(period, '20[2-9][0-9]-(0[1-9]|1[0-2])')", Why: "occupation codes are those of 2018 from 2020 on"},
			{Name: "weight", Rule: "weight < 100000", Why: "the files of fixed width have four implied decimals; a weight without them would be ten thousand times too large"},
		},
		Why: "MinRows: a month has some 130,000 persons; far fewer is a filtered answer. MaxBad: the file is made by a program. MaxVanished: a published month is corrected, not shortened.",
	},
	PartOf: func(file string) string {
		if m := cpsAddress.FindStringSubmatch(file); m != nil {
			if t, err := time.Parse("2006/Jan", m[1]+"/"+strings.ToUpper(m[2][:1])+m[2][1:]); err == nil {
				return t.Format("2006-01")
			}
		}
		return cpsMonth.FindString(file)
	},
	Refused: func(head []byte) error {
		h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
		if len(h) > 0 && h[0] != '[' {
			return fmt.Errorf("the provider refused the request: %q; check the key in CENSUS_API_KEY", sources.Cut(string(h[:min(len(h), 120)]), 120))
		}
		return nil
	},
})

var (
	cpsAddress = regexp.MustCompile(`(?:^|/)(20[0-9]{2})/cps/basic/([a-z]{3})(?:%3F|[?.]|$)`)
	cpsMonth   = regexp.MustCompile(`20[0-9]{2}-(?:0[1-9]|1[0-2])`)
)

// cpsMonths asks for each of the newest months that have ended.
type cpsMonths struct{ newest int }

func (c cpsMonths) First(now time.Time) []sources.Request {
	var out []sources.Request
	now = now.UTC()
	for back := c.newest; back > 0; back-- {
		month := time.Date(now.Year(), now.Month()-time.Month(back), 1, 0, 0, 0, 0, time.UTC)
		if month.Year() == 2025 && month.Month() == time.October {
			continue // no household was asked while the government was shut
		}
		out = append(out, sources.Request{
			URL: fmt.Sprintf("https://api.census.gov/data/%d/cps/basic/%s", month.Year(), strings.ToLower(month.Format("Jan"))),
			Query: url.Values{
				"get": {"HRHHID,HRHHID2,PULINENO,PRTAGE,PESEX,PEEDUCA,PEMLR,PEIO1ICD,PEIO1OCD,PWSSWGT"},
				"for": {"state:*"},
			},
			Secret:  &sources.Secret{Env: "CENSUS_API_KEY", Query: "key"},
			Part:    month.Format("2006-01"),
			MayLack: true,
		})
	}
	return out
}

func (cpsMonths) Next(sources.Request, []byte) ([]sources.Request, error) { return nil, nil }
func (cpsMonths) Pages() bool                                             { return false }

// readArrays makes records of an array of arrays, whose first one names the
// columns.
func readArrays(in *decode.Input, v any, emit func(decode.Record) error) error {
	rows, ok := v.([]any)
	if !ok || len(rows) == 0 {
		return in.Errorf(0, "", "the answer is no array with a header")
	}
	var names []string
	for n, row := range rows {
		list, ok := row.([]any)
		texts := make([]string, len(list))
		for i, v := range list {
			texts[i], _ = decode.Scalar(v)
		}
		r := decode.Record{Cells: map[string]string{}}
		switch {
		case n == 0:
			names, r.Ignore = texts, "header"
		case !ok || len(list) != len(names):
			r.Malformed, r.Raw = fmt.Sprintf("%d values as in the header, not %d", len(names), len(list)), strings.Join(texts, "\t")
		default:
			for i, v := range list {
				if v != nil {
					r.Cells[names[i]] = texts[i]
				}
			}
		}
		if err := emit(r); err != nil {
			return err
		}
	}
	return nil
}
