// Package llmprices declares Simon Willison's list of language model prices,
// the one public list whose price changes carry dates.
package llmprices

import (
	"bytes"
	"errors"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "llmprices.history",
	About:        "Price per million tokens of language models with the days from and to which each price held.",
	Home:         "https://www.llm-prices.com/",
	License:      "no licence stated",
	Citation:     "llm-prices.com, Simon Willison.",
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Get("https://www.llm-prices.com/historical-v1.json"),
	Decode: decode.JSON{Cells: decode.Cells{Trim: true}, Path: []string{"prices"}},
	Columns: []sources.Column{
		sources.Code("vendor", "Company that sells the model.").Key(),
		sources.Code("id", "Model in the list.").Key(),
		// One id may stand twice with one start: grok-4-fast below and above
		// 128k tokens of context differ in the name only.
		sources.Text("name", "Name of the model, with the context tier where the price depends on it.").Key(),
		sources.Date("from_date", "First day of the price; NULL is since the model's start.").Key().Optional(),
		sources.Date("to_date", "First day on which the price no longer held; NULL is open.").Optional(),
		price("input_usd_per_mtok", "input", "Price of input."),
		price("output_usd_per_mtok", "output", "Price of output."),
		price("input_cached_usd_per_mtok", "input_cached", "Price of input read from the prompt cache.").Optional(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 60, Why: "a list kept by hand; two months without a price change have not occurred"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.02,
		MaxVanished: 0.2,
		Checks: []sources.Check{
			{Name: "price ends after it begins", Rule: "to_date > from_date", Why: "from_date is the first day of a price and to_date the first day without it"},
		},
		Why: "MinRows: the list of August 2026 has 148 prices, the embedded sample about 40. MaxBad: none of the 148 is bad. MaxVanished: a price change " +
			"closes one key and opens another; names are rarely edited, and a fifth of them at once is another file.",
	},
	Refused: currentOnly,
})

// currentOnly refuses current-v1.json: its prices have no from_date, and read
// as history they would all seem to hold since each model's start.
func currentOnly(head []byte) error {
	if bytes.Contains(head, []byte(`"from_date"`)) {
		return nil
	}
	if bytes.Contains(head, []byte(`"updated_at"`)) || bytes.Contains(head, []byte(`"input"`)) {
		return errors.New("these are prices without dates (no from_date): this is current-v1.json, load historical-v1.json instead")
	}
	return nil
}

func price(name, from, about string) sources.Column {
	return sources.Number(name, "USD per million tokens", about).Named(from).AtLeast(0)
}
