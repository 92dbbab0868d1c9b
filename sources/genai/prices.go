// Package genai declares the price list of the genai-prices project, the one
// that keeps prices by tier, hour of the day and first day apart.
package genai

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name: "genai.prices",
	About: "Prices of hosted language models by component (input, output, cache), tier of length, first day and hours of the day, as listed by genai-prices. " +
		"Of several rows of a model the last whose condition holds applies.",
	Home:         "https://github.com/pydantic/genai-prices",
	License:      "MIT",
	Citation:     "genai-prices, Pydantic and contributors.",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://raw.githubusercontent.com/pydantic/genai-prices/refs/heads/main/prices/new_data/v2/data.json"),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: prices},
	Columns: []sources.Column{
		sources.Code("provider", "Host that bills for the model.").Key(),
		sources.Code("model", "Model as the list calls it; it stands for all names that match.").Key(),
		sources.Date("start_date", "First day of the price; NULL is always.").Named("constraint.start_date").Key().MayLack(),
		sources.Text("start_time", "Time of day from which the price holds, with zone; NULL is all day.").Named("constraint.start_time").Key().MayLack(),
		sources.Text("end_time", "Time of day up to which it holds.").Named("constraint.end_time").Key().MayLack(),
		sources.Code("component", "What is paid for: input_mtok, output_mtok, cache_read_mtok, cache_write_mtok, input_audio_mtok, requests_kcount and others.").Key(),
		sources.Integer("tier_start", "tokens of input", "The price holds for all tokens of requests with more input than this; 0 is the base price.").Key().AtLeast(0),
		sources.Number("price_usd", "USD per million tokens, or per thousand requests where the component ends in kcount", "Price.").AtLeast(0),
		sources.Code("per", "What the price is for: million tokens, thousand uses.").OneOf("million tokens", "thousand uses"),
		sources.Text("provider_name", "Host in words.").Named("provider.name").Optional(),
		sources.Text("model_name", "Model in words.").Named("model.name").MayLack(),
		sources.Number("context_window", "tokens", "Most tokens of input.").Named("model.context_window").MayLack().AtLeast(0),
		sources.Flag("deprecated", "Whether the host is giving the model up; NULL is no.").Named("model.deprecated").MayLack(),
		sources.Text("prices_checked", "Day on which somebody compared the prices with the host's page.").Named("model.prices_checked").Note().MayLack(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 30, Why: "the list changes several times a week; a month without a change is a list that nobody keeps"},
	Contract: sources.Contract{
		MinRows:     100,
		MaxBad:      0.01,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "price per million tokens", Rule: "price_usd < 10000", Why: "the dearest models cost some hundred USD per million tokens; 10,000 means another unit"},
		},
		Why: "MinRows: a copy of the first form of the list has 3,145 prices of 1,442 models, the embedded sample over 100. MaxBad: none of them is bad. " +
			"MaxVanished: a host's models are dropped in one go, but a third of all is a cut list.",
	},
	Refused: func(head []byte) error {
		if h := bytes.TrimSpace(head); len(h) > 0 && h[0] != '[' {
			return errors.New("the answer is not a JSON array of providers; genai-prices has its list in prices/new_data/v2/data.json")
		}
		return nil
	},
})

// prices reads a list of providers with their models.
func prices(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		providers, ok := v.([]any)
		if !ok {
			return in.Errorf(0, "", "is no list of providers")
		}
		for _, v := range providers {
			provider, _ := v.(map[string]any)
			models, ok := provider["models"].([]any)
			if !ok {
				if err := emit(decode.Record{Malformed: "a provider with a list of models"}); err != nil {
					return err
				}
			}
			for _, v := range models {
				model, _ := v.(map[string]any)
				if err := priced(provider, model, emit); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// priced gives the prices of one model: one set of them, or a list of sets with
// the conditions under which they hold.
func priced(provider, model map[string]any, emit func(decode.Record) error) error {
	about := map[string]string{}
	put(about, "provider", provider["id"])
	put(about, "provider.name", provider["name"])
	put(about, "model", model["id"])
	for _, name := range []string{"name", "context_window", "deprecated", "prices_checked"} {
		put(about, "model."+name, model[name])
	}
	sets, conditional := model["prices"].([]any)
	if !conditional {
		sets = []any{map[string]any{"prices": model["prices"]}}
	}
	for _, v := range sets {
		set, _ := v.(map[string]any)
		components, ok := set["prices"].(map[string]any)
		r := decode.Record{Cells: maps.Clone(about)}
		switch {
		case !ok:
			r.Malformed = "a set of prices"
		case len(components) == 0:
			r.Ignore = "a model without a price"
		case !known(set["constraint"]):
			r.Malformed = "a condition of start_date, or of start_time and end_time"
		}
		if r.Malformed+r.Ignore != "" {
			if err := emit(r); err != nil {
				return err
			}
			continue
		}
		for name, text := range decode.Flatten(map[string]any{"constraint": set["constraint"]}) {
			r.Cells[name] = text
		}
		for _, name := range slices.Sorted(maps.Keys(components)) {
			if err := component(r.Cells, name, components[name], emit); err != nil {
				return err
			}
		}
	}
	return nil
}

// known tells whether a condition is one of those that have columns: with
// another one left out, the price would read as always valid.
func known(condition any) bool {
	if condition == nil {
		return true
	}
	m, ok := condition.(map[string]any)
	for name := range m {
		ok = ok && slices.Contains([]string{"start_date", "start_time", "end_time"}, name)
	}
	return ok && len(m) > 0
}

// component gives a price, or its tiers: {base, tiers: [{start, price}]}.
func component(about map[string]string, name string, v any, emit func(decode.Record) error) error {
	row := func(start, price any, malformed string) error {
		cells := maps.Clone(about)
		cells["component"] = name
		put(cells, "tier_start", start)
		put(cells, "price_usd", price)
		switch {
		case strings.HasSuffix(name, "_mtok"):
			cells["per"] = "million tokens"
		case strings.HasSuffix(name, "_kcount"):
			cells["per"] = "thousand uses"
		}
		return emit(decode.Record{Cells: cells, Malformed: malformed})
	}
	const zero = json.Number("0")
	tiered, ok := v.(map[string]any)
	if !ok {
		return row(zero, v, "")
	}
	tiers, ok := tiered["tiers"].([]any)
	if !ok {
		return row(zero, v, "a price, or an object with base and tiers")
	}
	if err := row(zero, tiered["base"], ""); err != nil {
		return err
	}
	for _, v := range tiers {
		tier, _ := v.(map[string]any)
		if err := row(tier["start"], tier["price"], ""); err != nil {
			return err
		}
	}
	return nil
}

func put(cells map[string]string, name string, v any) {
	if text, ok := decode.Scalar(v); ok {
		cells[name] = text
	}
}
