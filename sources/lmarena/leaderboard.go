// Package lmarena declares the ratings that LMArena fits to votes between two
// anonymous answers. They are estimates and are fitted anew each time, so the
// rating of a model that nobody voted on still moves.
package lmarena

import (
	"maps"
	"path"
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// arenas are the parts. The ratings under style control take out the effect of
// length and markup; they and the image arena were not published all along.
var arenas = []string{"text", "vision", "image", "text-style-control", "vision-style-control"}

var _ = list.Add(sources.Dataset{
	Name:         "lmarena.leaderboard",
	About:        "Ratings of models by category of question in the arenas of LMArena, with their 95 percent interval.",
	Home:         "https://github.com/lmarena/arena-catalog",
	License:      "no licence stated",
	Citation:     "LMArena arena-catalog, lmarena.ai.",
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Each(requests()...),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: ratings},
	Columns: []sources.Column{
		sources.Code("arena", "What the models were given and made: text, vision, image; with -style-control for ratings that take out the effect of style.").Key().FromPart(),
		sources.Code("category", "Kind of question; full is all. Categories come and go: 20 in March 2025, 29 in December.").Key(),
		sources.Code("model", "Model as the arena calls it, with its setting where there are several.").Key(),
		sources.Number("rating", "Bradley-Terry points", "Rating on the scale of Elo: 400 points more are odds of 10 to 1. Only differences within an arena, category and day have a meaning."),
		sources.Number("rating_q025", "Bradley-Terry points", "Lower end of the interval."),
		sources.Number("rating_q975", "Bradley-Terry points", "Upper end of the interval."),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "the ratings are fitted again when models come, without a calendar"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.01,
		MaxVanished: 0.4,
		Checks: []sources.Check{
			{Name: "interval", Rule: "rating between rating_q025 and rating_q975", Why: "an estimate outside its own interval is a mix-up of columns"},
		},
		Why: "MinRows: the smallest known board, of images, has 58 ratings; the embedded sample 24. MaxBad: none of 12,000 ratings in three files is bad. " +
			"MaxVanished: 26 percent of the pairs of category and model went between March and December 2025, when old models were dropped.",
	},
	PartOf: func(file string) string {
		arena, ok := strings.CutPrefix(path.Base(file), "leaderboard-")
		if arena, ok2 := strings.CutSuffix(arena, ".json"); ok && ok2 && slices.Contains(arenas, arena) {
			return arena
		}
		return ""
	},
})

func requests() (out []sources.Request) {
	for i, arena := range arenas {
		out = append(out, sources.Request{
			URL:     "https://raw.githubusercontent.com/lmarena/arena-catalog/main/data/leaderboard-" + arena + ".json",
			Part:    arena,
			MayLack: i > 1,
		})
	}
	return out
}

// ratings reads an object of categories, each an object of models.
func ratings(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		board, ok := v.(map[string]any)
		if !ok {
			return in.Errorf(0, "", "is no object of categories; a leaderboard is in a file leaderboard-<arena>.json, and scatterplot-data.json is a list of prices")
		}
		for _, category := range slices.Sorted(maps.Keys(board)) {
			models, ok := board[category].(map[string]any)
			if !ok {
				if err := emit(decode.Record{Raw: category, Malformed: "an object of models in each category"}); err != nil {
					return err
				}
			}
			for _, model := range slices.Sorted(maps.Keys(models)) {
				r := decode.Record{Cells: decode.Flatten(models[model])}
				r.Cells["category"], r.Cells["model"] = category, model
				if _, ok := models[model].(map[string]any); !ok {
					r.Malformed = "an object with rating, rating_q025 and rating_q975"
				}
				if err := emit(r); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
