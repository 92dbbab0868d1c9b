// Package modelsdev declares the models that models.dev lists by hand and by
// contribution, with the price that each host asks.
package modelsdev

import (
	"bytes"
	"errors"
	"maps"
	"slices"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "modelsdev.models",
	About:        "Models by host on models.dev: price per million tokens, limits, release date and whether the weights are open.",
	Home:         "https://models.dev",
	License:      "MIT",
	Citation:     "models.dev and contributors.",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://models.dev/api.json"),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: models},
	Columns: []sources.Column{
		sources.Code("provider", "Host that sells the model.").Key(),
		sources.Code("model", "Model as the host calls it; the same model has other names elsewhere.").Key(),
		sources.Text("provider_name", "Host in words.").Named("provider.name").Optional(),
		sources.Text("name", "Model in words.").Optional(),
		sources.Code("family", "Family of models, such as gpt.").MayLack(),
		sources.Text("release_date", "Day or month of release as written; may lie ahead.").Optional(),
		sources.Date("released", "Release date, the first of the month where no day is given.").Shown("try_cast(rpad(release_date, 10, '-01') AS DATE)"),
		sources.Text("last_updated", "Day or month of the model's last change as written.").Note().Optional(),
		sources.Text("knowledge", "Day or month up to which the training data goes, as written.").MayLack(),
		sources.Flag("open_weights", "Whether the weights are published."),
		sources.Flag("reasoning", "Whether the model can reason before it answers.").Optional(),
		sources.Flag("tool_call", "Whether the model can call tools.").Optional(),
		sources.Code("status", "alpha, beta or deprecated; NULL is in service.").MayLack(),
		sources.Text("input_modalities", "Kinds of input, a JSON array.").Named("modalities.input").Optional(),
		sources.Text("output_modalities", "Kinds of output, a JSON array.").Named("modalities.output").Optional(),
		tokens("context_tokens", "limit.context", "Most tokens of input and output together."),
		tokens("input_tokens", "limit.input", "Most tokens of input, where it differs.").MayLack(),
		tokens("output_tokens", "limit.output", "Most tokens of output."),
		price("input_usd_per_mtok", "cost.input", "Price of input; NULL is not known. 0 is free, or paid by a subscription"),
		price("output_usd_per_mtok", "cost.output", "Price of output"),
		price("reasoning_usd_per_mtok", "cost.reasoning", "Price of reasoning output where it differs").MayLack(),
		price("cache_read_usd_per_mtok", "cost.cache_read", "Price of input read from the prompt cache").MayLack(),
		price("cache_write_usd_per_mtok", "cost.cache_write", "Price of input written to the prompt cache").MayLack(),
		price("input_audio_usd_per_mtok", "cost.input_audio", "Price of audio input").MayLack(),
		price("output_audio_usd_per_mtok", "cost.output_audio", "Price of audio output").MayLack(),
		price("input_over_200k_usd_per_mtok", "cost.context_over_200k.input", "Price of input of requests beyond 200,000 tokens").MayLack(),
		price("output_over_200k_usd_per_mtok", "cost.context_over_200k.output", "Price of output of requests beyond 200,000 tokens").MayLack(),
		price("cache_read_over_200k_usd_per_mtok", "cost.context_over_200k.cache_read", "Price of cached input of requests beyond 200,000 tokens").MayLack(),
		price("cache_write_over_200k_usd_per_mtok", "cost.context_over_200k.cache_write", "Price of input written to the cache by requests beyond 200,000 tokens").MayLack(),
		sources.Text("tiers", "Prices of longer requests as a JSON array, each with the number of tokens from which it holds.").Named("cost.tiers").MayLack(),
	},
	Unused:   []string{"id", "attachment", "temperature", "structured_output"},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 14, Why: "hosts and models are added every day"},
	Contract: sources.Contract{
		MinRows:     40,
		MaxBad:      0.01,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "price per million tokens", Rule: "input_usd_per_mtok < 10000 and output_usd_per_mtok < 10000", Why: "the dearest model costs 600 USD per million tokens; 10,000 means another unit"},
		},
		Why: "MinRows: two answers of 2026 have 2,428 models at 86 hosts and 4,803 at 132, the embedded sample over 40. MaxBad: none of them is bad. " +
			"MaxVanished: 21 percent of the pairs of host and model went between the two; a third at once is a cut list.",
	},
	Refused: func(head []byte) error {
		if h := bytes.TrimSpace(head); len(h) > 0 && h[0] != '{' {
			return errors.New("the answer is not a JSON object of hosts")
		}
		return nil
	},
})

func tokens(name, from, about string) sources.Column {
	return sources.Number(name, "tokens", about).Named(from).Optional().AtLeast(0)
}

func price(name, from, about string) sources.Column {
	return sources.Number(name, "USD per million tokens", about+".").Named(from).Optional().AtLeast(0)
}

// settings are objects of a model that say how a program calls it.
var settings = []string{"experimental", "interleaved", "provider", "reasoning_options"}

// models reads an object of hosts, each with an object of models.
func models(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		hosts, ok := v.(map[string]any)
		if !ok {
			return in.Errorf(0, "", "is no object of hosts")
		}
		if !listed(hosts) {
			return in.Errorf(0, "", "has no host with models; load api.json of models.dev, and not a file that was made from it")
		}
		for _, host := range slices.Sorted(maps.Keys(hosts)) {
			about, _ := hosts[host].(map[string]any)
			list, ok := about["models"].(map[string]any)
			if !ok {
				if err := emit(decode.Record{Raw: host, Malformed: "a host with an object of models"}); err != nil {
					return err
				}
			}
			name, _ := decode.Scalar(about["name"])
			for _, id := range slices.Sorted(maps.Keys(list)) {
				r := decode.Record{}
				if model, ok := list[id].(map[string]any); ok {
					for _, s := range settings {
						delete(model, s)
					}
					r.Cells = decode.Flatten(model)
				} else {
					r.Cells, r.Malformed = map[string]string{}, "a model that is an object"
				}
				r.Cells["provider"], r.Cells["provider.name"], r.Cells["model"] = host, name, id
				if err := emit(r); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// listed tells whether some host has a model.
func listed(hosts map[string]any) bool {
	for _, host := range hosts {
		about, _ := host.(map[string]any)
		models, _ := about["models"].(map[string]any)
		for _, m := range models {
			if _, ok := m.(map[string]any); ok {
				return true
			}
		}
	}
	return false
}
