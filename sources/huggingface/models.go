// Package huggingface declares the models on the Hugging Face Hub. Only models
// with published weights are there; closed ones need another source.
package huggingface

import (
	"bytes"
	"errors"
	"net/url"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "huggingface.models",
	About:        "The thousand models on the Hugging Face Hub that were downloaded most in the last 30 days; a model that leaves the list keeps its last figures.",
	Home:         "https://huggingface.co/models",
	License:      "no licence stated",
	Citation:     "Hugging Face Hub API, huggingface.co.",
	Redistribute: sources.RedistributeNo,

	// The address of the next page comes in a header, so one page is the table.
	Fetch: sources.Each(sources.Request{
		URL: "https://huggingface.co/api/models",
		Query: url.Values{"sort": {"downloads"}, "direction": {"-1"}, "limit": {"1000"},
			"expand[]": {"createdAt", "downloads", "downloadsAllTime", "gated", "likes", "pipeline_tag", "safetensors"}},
	}),
	Decode: decode.JSON{Cells: decode.Cells{Trim: true}, Nested: true},
	Columns: []sources.Column{
		sources.Code("id", "Repository, author/name.").Named("id", "modelId").Key(),
		sources.Number("downloads", "downloads in the last 30 days", "Downloads in a window of 30 days that rolls: two days' figures must not be added.").AtLeast(0),
		sources.Number("downloads_all_time", "downloads", "Downloads since the model was added; falls when the counting is corrected.").Named("downloadsAllTime").MayLack().AtLeast(0),
		sources.Integer("likes", "likes", "Likes by users.").AtLeast(0),
		sources.Number("trending_score", "score", "The Hub's score of recent attention.").Named("trendingScore").MayLack(),
		sources.Code("pipeline_tag", "What the model does: text-generation, image-text-to-text and others.").Optional(),
		sources.Number("parameters", "parameters", "Number of parameters, where the weights are stored as safetensors.").Named("safetensors.total").MayLack().AtLeast(0),
		sources.Code("gated", "Whether access must be asked for: false, auto, manual.").MayLack(),
		sources.Timestamp("created_at", "When the repository was made; 2022-03-02 23:29:04 stands for any earlier time.").Named("createdAt"),
	},
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 3, Why: "downloads are counted anew every day"},
	Contract: sources.Contract{
		MinRows: 40,
		MaxBad:  0.01,
		Why: "MinRows: a thousand models are asked for; the embedded sample has 48. MaxBad: no row of a public answer is known to be bad. " +
			"MaxVanished does not apply: the list is the top of a longer one.",
	},
	Refused: func(head []byte) error {
		if h := bytes.TrimSpace(head); len(h) > 0 && h[0] != '[' {
			return errors.New("the answer is not a JSON array of models; the Hub names a parameter it does not know in an object with \"error\"")
		}
		return nil
	},
})
