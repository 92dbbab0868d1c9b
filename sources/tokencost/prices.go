// Package tokencost declares the price map of the tokencost project, which is
// copied from LiteLLM's with some entries of its own.
package tokencost

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
	Name:         "tokencost.prices",
	About:        "Price per token and context limits of hosted language models, as listed by tokencost: a copy of LiteLLM's map, useful for vintages of 2024.",
	Home:         "https://github.com/AgentOps-AI/tokencost",
	License:      "MIT",
	Citation:     "tokencost model_prices.json, AgentOps and contributors.",
	Redistribute: sources.RedistributeYes,
	Off: "it repeats litellm.prices some days later, so each price would count twice; load its files by hand for days of 2024 " +
		"of which no vintage of LiteLLM's map is at hand",

	Fetch:  sources.Get("https://raw.githubusercontent.com/AgentOps-AI/tokencost/main/tokencost/model_prices.json"),
	Decode: decode.JSON{Cells: decode.Cells{Trim: true}, Member: "model"},
	Columns: []sources.Column{
		sources.Code("model", "Name of the model in LiteLLM; region, host and image size may be part of it.").Key(),
		sources.Code("litellm_provider", "Host that bills for the model; not stated in the first months.").MayLack(),
		sources.Code("mode", "What the model does: chat, embedding, image_generation and others.").Optional(),
		limit("max_tokens", "The older of two ways to state the output limit; some entries mean the context."),
		limit("max_input_tokens", "Most tokens of input."),
		limit("max_output_tokens", "Most tokens of output."),
		price("input_cost_per_token", "Price of input."),
		price("output_cost_per_token", "Price of output."),
		price("cache_read_input_token_cost", "Price of input read from the prompt cache.").MayLack(),
		price("cache_creation_input_token_cost", "Price of input written to the prompt cache.").MayLack(),
		price("input_cost_per_token_batches", "Price of input in batch mode.").MayLack(),
		price("output_cost_per_token_batches", "Price of output in batch mode.").MayLack(),
		price("input_cost_per_token_above_128k_tokens", "Price of input of requests beyond 128,000 tokens.").MayLack(),
		price("output_cost_per_token_above_128k_tokens", "Price of output of requests beyond 128,000 tokens.").MayLack(),
		sources.Text("deprecation_date", "Day the host retires the model, as written.").MayLack(),
		sources.Text("source", "Page the entry's author took the price from.").MayLack(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 45, Why: "it follows LiteLLM's map, which changes several times a week"},
	Contract: sources.Contract{
		MinRows:     100,
		MaxBad:      0.01,
		MaxVanished: 0.2,
		Checks: []sources.Check{
			{Name: "price per token", Rule: "input_cost_per_token < 0.01 and output_cost_per_token < 0.01", Why: "the dearest models cost some hundred USD per million tokens; 0.01 USD per token is 10,000 and means a price per million"},
		},
		Why: "MinRows: five vintages have 244 models in January 2024 to 886 in March 2025. MaxBad: none of their 2,465 entries is bad. " +
			"MaxVanished: between two of them at most 2.7 percent of names went.",
	},
	Refused: func(head []byte) error {
		if h := bytes.TrimSpace(head); len(h) > 0 && h[0] != '{' {
			return errors.New("the answer is not a JSON object of models; the file may have moved, see the repository's front page")
		}
		return nil
	},
})

func limit(name, about string) sources.Column {
	return sources.Number(name, "tokens", about).Optional().AtLeast(0)
}

// price is NULL where the map does not say; 0 is kept, since free hosts are listed so.
func price(name, about string) sources.Column {
	return sources.Number(name, "USD per token", about).Optional().AtLeast(0)
}
