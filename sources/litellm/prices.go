// Package litellm declares the price map that the LiteLLM project keeps by
// hand and by contribution. Its edits lag the vendors' price lists, so a
// vintage says when the map changed, not when the price did.
package litellm

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
	Name:         "litellm.prices",
	About:        "Price per token and context limits of hosted language models, as listed by LiteLLM.",
	Home:         "https://github.com/BerriAI/litellm",
	License:      "MIT (outside its enterprise folder)",
	Citation:     "LiteLLM model_prices_and_context_window.json, BerriAI and contributors.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Get("https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json"),
	Decode: decode.JSON{
		Cells:  decode.Cells{Trim: true},
		Member: "model",
		Skip: func(member string) string {
			if member == "sample_spec" {
				return "sample_spec is documentation"
			}
			return ""
		},
	},
	Columns: []sources.Column{
		sources.Code("model", "Name of the model in LiteLLM; region, host and image size may be part of it.").Key(),
		sources.Code("litellm_provider", "Host that bills for the model.").Optional(),
		sources.Code("mode", "What the model does: chat, embedding, image_generation and others.").Optional(),
		limit("max_tokens", "The older of two ways to state the output limit; some entries mean the context."),
		limit("max_input_tokens", "Most tokens of input."),
		limit("max_output_tokens", "Most tokens of output."),
		price("input_cost_per_token", "Price of input."),
		price("output_cost_per_token", "Price of output."),
		price("cache_read_input_token_cost", "Price of input read from the prompt cache.").MayLack(),
		price("cache_creation_input_token_cost", "Price of input written to the prompt cache.").MayLack(),
		price("output_cost_per_reasoning_token", "Price of reasoning output where it differs.").MayLack(),
		price("input_cost_per_token_batches", "Price of input in batch mode.").MayLack(),
		price("output_cost_per_token_batches", "Price of output in batch mode.").MayLack(),
		price("input_cost_per_token_above_200k_tokens", "Price of input of requests beyond 200,000 tokens.").MayLack(),
		price("output_cost_per_token_above_200k_tokens", "Price of output of requests beyond 200,000 tokens.").MayLack(),
		sources.Number("output_cost_per_image", "USD per image", "Price of an image made.").MayLack().AtLeast(0),
		sources.Text("deprecation_date", "Day the host retires the model, as written.").MayLack(),
		sources.Text("source", "Page the entry's author took the price from.").MayLack(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 30, Why: "the list changes several times a week; a month without a change is a list that nobody keeps"},
	Contract: sources.Contract{
		MinRows:     100,
		MaxBad:      0.01,
		MaxVanished: 0.2,
		Why: "MinRows: the map grew from 690 models in late 2024 to 4,552 in 2026, the embedded sample has somewhat over 100. MaxBad: none " +
			"of 4,265 entries in four releases is bad. MaxVanished: between releases months apart 0.5 to 4.7 percent of names went.",
	},
	Refused: func(head []byte) error {
		if h := bytes.TrimSpace(head); len(h) > 0 && h[0] != '{' && !bytes.HasPrefix(h, []byte("\xef\xbb\xbf{")) {
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
