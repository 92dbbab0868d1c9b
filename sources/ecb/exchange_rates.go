// Package ecb declares tables of the European Central Bank, read through its
// data API.
package ecb

import (
	"net/url"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "ecb.exchange_rates",
	About:        "Euro reference exchange rates of all currencies since 1999, averages of the month; for prices that are not in US dollars.",
	Home:         "https://data.ecb.europa.eu/data/datasets/EXR",
	License:      "ECB reuse policy",
	Citation:     "European Central Bank, euro foreign exchange reference rates (EXR).",
	Redistribute: sources.RedistributeYes,

	// One key with an open currency: M monthly, against EUR, SP00 the reference
	// rate at 14:15, A the average of the period.
	Fetch: sources.Each(sources.Request{
		URL:   "https://data-api.ecb.europa.eu/service/data/EXR/M..EUR.SP00.A",
		Query: url.Values{"format": {"csvdata"}},
	}),
	Decode: decode.ByContent{XML: decode.SDMXML{Cells: cells}, Text: decode.SDMXCSV{Cells: cells}},
	Columns: []sources.Column{
		sources.Code("freq", "Frequency: M for monthly.").Key().Named("FREQ").OneOf("M"),
		sources.Code("currency", "Currency that is counted, by ISO 4217: USD.").Key().Named("CURRENCY"),
		sources.Code("currency_denom", "Currency of which one unit is priced: EUR.").Key().Named("CURRENCY_DENOM"),
		sources.Code("exr_type", "Kind of rate: SP00 is the reference rate.").Key().Named("EXR_TYPE"),
		sources.Code("exr_suffix", "Which figure of the period: A the average, E its end.").Key().Named("EXR_SUFFIX"),
		sources.Code("period", "Month as published, such as 2026-07.").Key().Named("TIME_PERIOD"),
		sources.Number("value", "units of currency per unit of currency_denom, in powers of ten by unit_mult",
			"The rate. NULL where none was fixed.").Named("OBS_VALUE").Optional().AtLeast(0),
		sources.Code("obs_status", "A normal, E estimated, H or M missing, P provisional.").Named("OBS_STATUS").MayLack(),
		sources.Code("unit", "Currency in which the figure is expressed.").Named("UNIT").MayLack(),
		sources.Integer("unit_mult", "power of ten", "0 for single units.").Named("UNIT_MULT").MayLack(),
		sources.Text("title", "Name of the series.").Named("TITLE").MayLack().Note(),
		sources.Date("month", "First day of the month.").Shown("CAST(try_strptime(period, '%Y-%m') AS DATE)"),
	},
	Unused: []string{"KEY", "OBS_CONF", "OBS_PRE_BREAK", "OBS_COM", "TIME_FORMAT", "BREAKS", "COLLECTION", "COMPILING_ORG", "DATA_COMP", "DISS_ORG",
		"DOM_SER_IDS", "PUBL_ECB", "PUBL_MU", "PUBL_PUBLIC", "UNIT_INDEX_BASE", "COMPILATION", "COVERAGE", "DECIMALS", "NAT_TITLE", "SOURCE_AGENCY",
		"SOURCE_PUB", "TITLE_COMPL"},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Monthly, Period: "month", Lag: 6, Why: "the average is out on the first working day after the month"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 0.02,
		Checks: []sources.Check{
			{Name: "month", Rule: `regexp_full_match(period, '[0-9]{4}-(0[1-9]|1[0-2])')`, Why: "the key asks for monthly rates, so that another period is of another series"},
			{Name: "priced in single units", Rule: "unit_mult = 0", Why: "readers take the figure as it stands; another power of ten must be looked at first"},
		},
		Why: "MinRows: the embedded sample begins with 28, one real currency has 252 months and some forty are asked for. MaxBad: no row of that file is " +
			"bad, and the answer is made by a program. MaxVanished: months are not withdrawn; 2 percent is one currency whose quotation is taken back.",
	},
	Refused: decode.NotSDMX,
})

// The API writes NaN for a day or month without a rate.
var cells = decode.Cells{Trim: true, Nulls: []string{"NaN"}}
