// Package openrouter declares the models that OpenRouter resells, with its
// list prices. There is no history: each look is a snapshot.
package openrouter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "openrouter.models",
	About:        "Models on OpenRouter: price per token, context length and modalities.",
	Home:         "https://openrouter.ai/models",
	License:      "no licence stated",
	Citation:     "OpenRouter models API, openrouter.ai.",
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Paged{Requests: first, Follow: whole},
	Decode: decode.JSON{Cells: decode.Cells{Trim: true}, Path: []string{"data"}, Nested: true},
	Columns: []sources.Column{
		sources.Code("id", "Model as it is called, author/name; ':free' and the like are variants with their own price.").Key(),
		sources.Code("canonical_slug", "Lasting name of the model, without the variant.").MayLack(),
		sources.Code("hugging_face_id", "Repository of the weights, where they are published.").MayLack(),
		sources.Text("name", "Name shown on the site.").Optional(),
		sources.Integer("created_unix", "seconds since 1970-01-01 UTC", "When the model was added.").Named("created").Optional().AtLeast(0),
		sources.Timestamp("created", "When the model was added.").Shown("make_timestamp(created_unix * 1000000)"),
		tokens("context_length", "context_length", "Most tokens of input and output together."),
		tokens("max_completion_tokens", "top_provider.max_completion_tokens", "Most tokens of output at the provider that is tried first."),
		price("prompt_usd_per_token", "pricing.prompt", "USD per token", "Price of input; NULL where it depends on the model that a request is routed to."),
		price("completion_usd_per_token", "pricing.completion", "USD per token", "Price of output; NULL as above."),
		price("input_cache_read_usd_per_token", "pricing.input_cache_read", "USD per token", "Price of input read from the prompt cache.").MayLack(),
		price("input_cache_write_usd_per_token", "pricing.input_cache_write", "USD per token", "Price of input written to the prompt cache.").MayLack(),
		price("internal_reasoning_usd_per_token", "pricing.internal_reasoning", "USD per token", "Price of reasoning output; 0 where it is billed as output.").MayLack(),
		price("request_usd", "pricing.request", "USD per request", "Price of a request besides its tokens.").MayLack(),
		price("image_usd", "pricing.image", "USD per image or image token, as the model says", "Price of an image in the input.").MayLack(),
		price("web_search_usd", "pricing.web_search", "USD per search", "Price of a web search.").MayLack(),
		sources.Code("modality", "Input and output kinds, such as text+image->text.").Named("architecture.modality").MayLack(),
		sources.Code("tokenizer", "Family of the tokenizer.").Named("architecture.tokenizer").MayLack(),
		sources.Text("knowledge_cutoff", "Day up to which the training data goes, as written.").MayLack(),
		sources.Text("expiration_date", "Day on which the model goes, as written.").MayLack(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 7, Why: "models come and go every few days"},
	Contract: sources.Contract{
		MinRows:     100,
		MaxBad:      0.01,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "price per token", Rule: "prompt_usd_per_token < 0.01 and completion_usd_per_token < 0.01", Why: "the dearest models cost some hundred USD per million tokens; 0.01 USD per token is 10,000 and means a price per million"},
		},
		Why: "MinRows: the list has 335 to 349 models in three answers from December 2025 to January 2026, the embedded sample over 100. MaxBad: none of them " +
			"is bad. MaxVanished: 26 of 349 went within six weeks; machines that look rarely see more go, but a third at once is a cut list.",
	},
	Refused: func(head []byte) error {
		if h := bytes.TrimSpace(head); len(h) > 0 && h[0] != '{' {
			return errors.New("the answer is not a JSON object with models")
		}
		return nil
	},
})

func first(time.Time) []sources.Request {
	return []sources.Request{{URL: "https://openrouter.ai/api/v1/models"}}
}

// whole refuses an answer that is only a page of the list: models beyond it
// would seem to be withdrawn.
func whole(_ sources.Request, body []byte) (*sources.Request, error) {
	var answer struct {
		Data  []struct{} `json:"data"`
		Total int        `json:"total_count"`
		Links struct {
			Next *string `json:"next"`
		} `json:"links"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("read OpenRouter's list of models: %w", err)
	}
	if n := len(answer.Data); answer.Total > n || answer.Links.Next != nil && *answer.Links.Next != "" {
		return nil, fmt.Errorf("OpenRouter sent %d of %d models and a next page; only a whole list is loaded, so this landing is refused", n, max(n, answer.Total))
	}
	return nil, nil
}

func tokens(name, from, about string) sources.Column {
	return sources.Number(name, "tokens", about).Named(from).MayLack().AtLeast(0)
}

// price is NULL for "-1", which says that the price varies; 0 is kept, since
// free variants are listed so.
func price(name, from, unit, about string) sources.Column {
	return sources.Number(name, unit, about).Named(from).MissingAs("-1").AtLeast(0)
}
