// Package sec declares what companies report to the US Securities and Exchange
// Commission.
package sec

import (
	"bytes"
	"errors"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// companies are the parts, by their number at the SEC (CIK): Amazon, Alphabet,
// Meta, Microsoft, Oracle and NVIDIA.
var companies = []string{"1018724", "1652044", "1326801", "789019", "1341439", "1045810"}

// concepts are the tags that are kept. Companies choose among them, and change
// their choice: Amazon's capital spending is PaymentsToAcquireProductiveAssets.
var concepts = []string{
	"Depreciation",
	"DepreciationAmortizationAndOther",
	"DepreciationDepletionAndAmortization",
	"PaymentsToAcquireProductiveAssets",
	"PaymentsToAcquirePropertyPlantAndEquipment",
	"RevenueFromContractWithCustomerExcludingAssessedTax",
	"Revenues",
}

var _ = list.Add(sources.Dataset{
	Name:         "sec.companyfacts",
	About:        "Capital spending, depreciation and revenue of the companies that build data centres and of NVIDIA, as each filing states them.",
	Home:         "https://www.sec.gov/search-filings/edgar-application-programming-interfaces",
	License:      "US public domain",
	Citation:     "US Securities and Exchange Commission, EDGAR company facts.",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Each(requests()...),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: facts},
	Columns: []sources.Column{
		sources.Code("cik", "Company, its number at the SEC without leading zeros.").Key().FromPart(),
		sources.Code("taxonomy", "Dictionary of the tag, such as us-gaap.").Key(),
		sources.Code("tag", "What is stated, such as PaymentsToAcquirePropertyPlantAndEquipment. Companies differ in what they call the same, and Revenues may be a part of them where RevenueFromContractWithCustomerExcludingAssessedTax is there too.").Key(),
		sources.Code("unit", "Unit of the value, such as USD.").Key(),
		sources.Date("start_date", "First day of the period; NULL for a balance.").Named("start").Key().MayLack(),
		sources.Date("end_date", "Last day of the period. Spending of a second or third quarter is often stated for the year to date: see days.").Named("end").Key(),
		sources.Code("accn", "The filing. A period is stated again by later filings, sometimes with another value.").Key(),
		sources.Number("value", "as the column unit says", "The value as stated.").Named("val"),
		sources.Year("fy", "Fiscal year of the filing, which is not that of the period in its comparisons.").Optional().Between(1990, 2100),
		sources.Code("fp", "Fiscal period of the filing: Q1, Q2, Q3, FY.").Optional(),
		sources.Code("form", "Kind of filing: 10-Q, 10-K and their amendments (/A)."),
		sources.Date("filed", "Day of the filing."),
		sources.Code("frame", "The calendar period for which the SEC takes this statement, such as CY2024Q1; NULL where a later one is taken.").MayLack(),
		sources.Text("entity_name", "Company as it calls itself now.").Note().Optional(),
		sources.Integer("days", "days", "Length of the period: some 90 for a quarter, 180 and 270 for the year to date, 365 for a year.").Shown("end_date - start_date + 1"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Quarterly, Period: "end_date", Lag: 60, Why: "large companies file a quarter within 40 days and a year within 60; the quarters of some do not end with the calendar's"},
	Contract: sources.Contract{
		MinRows:     12,
		MaxBad:      0.02,
		MaxVanished: 0.05,
		Checks: []sources.Check{
			{Name: "period", Rule: "start_date <= end_date", Why: "a period that ends before it begins is a mix-up of columns"},
			{Name: "filed after the period", Rule: "filed >= end_date", Why: "nobody states a period before it has ended"},
		},
		Why: "MinRows: three years of quarters of one tag; the embedded sample has 14 a company. MaxBad: the SEC checks the form of statements; a few with a slip in the dates must not hold back the hundreds that a company has. " +
			"MaxVanished: a filing is seldom withdrawn; more than 5 percent is a cut answer or a tag that the company changed throughout.",
	},
	PartOf: func(file string) string {
		if m := address.FindStringSubmatch(path.Base(file)); m != nil {
			return m[1]
		}
		return ""
	},
	Refused: func(head []byte) error {
		h := bytes.TrimSpace(head)
		if len(h) > 0 && h[0] != '{' {
			return errors.New("the answer is not a JSON object of facts; the SEC answers so to clients that name no contact or ask too often")
		}
		return nil
	},
})

var address = regexp.MustCompile(`^CIK0*(\d{1,10})\.json$`)

func requests() (out []sources.Request) {
	for _, cik := range companies {
		out = append(out, sources.Request{
			URL:     "https://data.sec.gov/api/xbrl/companyfacts/CIK" + strings.Repeat("0", 10-len(cik)) + cik + ".json",
			Part:    cik,
			Contact: true,
		})
	}
	return out
}

// facts reads taxonomies of tags of units of statements.
func facts(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		answer, _ := v.(map[string]any)
		taxonomies, ok := answer["facts"].(map[string]any)
		if !ok {
			return in.Errorf(0, "", "is no answer with facts of a company")
		}
		cik, _ := decode.Scalar(answer["cik"]) // a number, or a text with zeros in front
		if got := strings.TrimLeft(cik, "0"); got != in.Part {
			return in.Errorf(0, cik, "is the company of this answer, and %s was asked for", in.Part)
		}
		name, _ := decode.Scalar(answer["entityName"])
		for _, taxonomy := range slices.Sorted(maps.Keys(taxonomies)) {
			tags, _ := taxonomies[taxonomy].(map[string]any)
			for _, tag := range slices.Sorted(maps.Keys(tags)) {
				if err := statements(taxonomy, tag, name, tags[tag], emit); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// statements gives the values of one tag; those of other tags than concepts are
// counted and left out.
func statements(taxonomy, tag, company string, v any, emit func(decode.Record) error) error {
	ignore := ""
	if !slices.Contains(concepts, tag) {
		ignore = "another tag"
	}
	about, _ := v.(map[string]any)
	units, _ := about["units"].(map[string]any)
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		list, ok := units[unit].([]any)
		if !ok {
			if err := emit(decode.Record{Raw: tag + " " + unit, Ignore: ignore, Malformed: "a list of values for each unit"}); err != nil {
				return err
			}
		}
		for _, v := range list {
			r := decode.Record{Ignore: ignore}
			if ignore == "" {
				r.Cells = decode.Flatten(v)
				r.Cells["taxonomy"], r.Cells["tag"], r.Cells["unit"], r.Cells["entity_name"] = taxonomy, tag, unit, company
			}
			if err := emit(r); err != nil {
				return err
			}
		}
	}
	return nil
}
