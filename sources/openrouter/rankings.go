package openrouter

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "openrouter.rankings",
	About:        "Tokens that went through OpenRouter by author of the model, by model and by application, as somebody reads them off the rankings page each day.",
	Home:         "https://openrouter.ai/rankings",
	License:      "no licence stated",
	Citation:     "OpenRouter rankings, openrouter.ai, read by jampongsathorn/openrouter-rankings.",
	Redistribute: sources.RedistributeNo,
	Off: "the page has no interface, and the repository that reads it took other blocks of the page for the models in April and May 2026 " +
		"and has written empty lists since 2026-05-17; load its files by hand",

	Fetch:  daily{},
	Past:   daily{},
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: rankings},
	Columns: []sources.Column{
		sources.Date("day", "Day on which the page was read; the figures are of the week before.").Key().FromPart(),
		sources.Code("section", "What is ranked: market_share (authors), models, apps.").Key().OneOf("market_share", "models", "apps"),
		sources.Code("subject", "Author, model or address of the application.").Key(),
		sources.Text("name", "Name of the application.").MayLack(),
		sources.Integer("rank", "position", "Place in the section; the page shows some ten authors and models and twenty applications.").AtLeast(1),
		sources.Number("tokens", "tokens", "Tokens of input and output.").AtLeast(0),
		sources.Number("share_pct", "percent", "Share of all tokens, for authors and models.").MayLack().Between(0, 100),
		sources.Number("requests", "requests", "Requests, for applications.").MayLack().AtLeast(0),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Period: "day", Lag: 2, Why: "the page is read every morning"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.5,
		MaxVanished: 1,
		Why: "MinRows: a page gives 9 authors, 9 models and 20 applications; without models 29. MaxBad: all 9 models are quarantined when their tokens do not fit " +
			"those of the authors, which leaves the rest right. MaxVanished: a day's file may be written again with what the page shows later.",
	},
	PartOf: func(file string) string {
		if m := rankingsFile.FindStringSubmatch(file); m != nil {
			return m[1]
		}
		return ""
	},
})

var rankingsFile = regexp.MustCompile(`(?:^|/)(\d{4}-\d{2}-\d{2})/rankings\.json$`)

// daily asks for the file of the day, which is written in the morning, and for
// the days before it that may have been missed.
type daily struct{}

func (daily) First(now time.Time) (out []sources.Request) {
	for back := 3; back >= 0; back-- {
		day := now.UTC().AddDate(0, 0, -back).Format(time.DateOnly)
		out = append(out, page(day))
	}
	return out
}

// page is the request for the file of a day.
func page(day string) sources.Request {
	return sources.Request{Part: day, MayLack: true, URL: "https://raw.githubusercontent.com/jampongsathorn/openrouter-rankings/main/data/" + day + "/rankings.json"}
}

// Index asks for the folders, one a day.
func (daily) Index(since, _ time.Time) []sources.Request {
	return []sources.Request{{URL: "https://api.github.com/repos/jampongsathorn/openrouter-rankings/contents/data",
		Header: map[string]string{"Accept": "application/vnd.github+json"}, Query: url.Values{"since": {since.UTC().Format(time.DateOnly)}}}}
}

// States are the days since the one that was asked for. A file is written some
// time during its day, so it was public when the day had ended.
func (daily) States(done sources.Request, body []byte) (states []sources.State, more []sources.Request, err error) {
	var folders []struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(body, &folders); err != nil {
		return nil, nil, fmt.Errorf("the list of days cannot be read: %w", err)
	}
	for _, f := range folders {
		day, err := time.Parse(time.DateOnly, f.Name)
		if err != nil || f.Name < done.Query.Get("since") {
			continue
		}
		states = append(states, sources.State{Request: page(f.Name), KnownAt: day.AddDate(0, 0, 1)})
	}
	return states, nil, nil
}

func (daily) Next(sources.Request, []byte) ([]sources.Request, error) { return nil, nil }
func (daily) Pages() bool                                             { return false }

// others are sections that are not loaded: how fast and how good models are,
// and counts by use in which the blocks of the page are mixed up.
var others = []string{"categories_programming", "languages_english", "programming_python", "context_length", "tool_calls", "images", "benchmarks", "fastest"}

// rankings reads the sections of a page.
func rankings(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		sections, _ := v.(map[string]any)
		authors, ok := sections["market_share"].([]any)
		if !ok {
			return in.Errorf(0, "", "is no page of rankings: it has no list market_share")
		}
		if len(authors) == 0 {
			return in.Errorf(0, "", "the section market_share is empty: nothing was read off the page on that day, as on all days since 2026-05-17")
		}
		all := total(authors)
		for _, section := range []struct{ name, subject string }{{"market_share", "author"}, {"models", "model_id"}, {"apps", "url"}} {
			list, _ := sections[section.name].([]any)
			malformed := ""
			if sum := total(list); section.name == "models" && sum < all/100 {
				malformed = fmt.Sprintf("tokens of models that fit those of their authors: the ranked models have %.3g in all and the ranked authors %.3g, so they are of another block of the page", sum, all)
			}
			for _, v := range list {
				if err := emit(ranked(section.name, section.subject, v, malformed)); err != nil {
					return err
				}
			}
		}
		for _, name := range others {
			list, _ := sections[name].([]any)
			for range list {
				if err := emit(decode.Record{Ignore: "section " + name}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// ranked is one line of a section.
func ranked(section, subject string, v any, malformed string) decode.Record {
	line := decode.Flatten(v)
	r := decode.Record{Cells: map[string]string{"section": section, "subject": line[subject]}, Malformed: malformed}
	for _, name := range []string{"rank", "tokens", "share_pct", "requests"} {
		if text, ok := line[name]; ok {
			r.Cells[name] = text
		}
	}
	if section == "apps" {
		r.Cells["name"] = line["name"]
	}
	return r
}

// total adds the tokens of a section.
func total(list []any) (sum float64) {
	for _, v := range list {
		if n, err := strconv.ParseFloat(decode.Flatten(v)["tokens"], 64); err == nil {
			sum += n
		}
	}
	return sum
}
