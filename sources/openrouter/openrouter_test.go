package openrouter_test

import (
	"strings"
	"testing"
	"time"

	"jevons/sources"
	"jevons/sources/openrouter"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, openrouter.Datasets()) }

func TestOnlyAWholeListIsTaken(t *testing.T) {
	fetch := openrouter.Datasets()[0].Fetch
	req := fetch.First(time.Time{})[0]
	for body, want := range map[string]string{
		`{"data":[{"id":"a"}]}`: "",
		`{"data":[{"id":"a"}],"total_count":1,"links":{"next":null}}`:                                  "",
		`{"data":[{"id":"a"}],"total_count":2}`:                                                        "1 of 2 models",
		`{"data":[{"id":"a"}],"links":{"next":"/api/v1/models?offset=500&limit=500"},"total_count":1}`: "next page",
		`{"data":`:         "read OpenRouter's list",
		`{"data":{"a":1}}`: "read OpenRouter's list",
	} {
		more, err := fetch.Next(req, []byte(body))
		if len(more) != 0 || (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", body, more, err)
		}
	}
	var _ sources.Fetch = fetch
}

func TestEarlierRankingsAreFoundByDay(t *testing.T) {
	var past sources.Past
	for _, d := range openrouter.Datasets() {
		if d.Name == "openrouter.rankings" {
			past = d.Past
		}
	}
	asked := past.Index(time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC), time.Time{})
	states, more, err := past.States(asked[0], []byte(`[{"name":"2026-03-28"},{"name":"2026-03-29"},{"name":"README.md"},{"name":"2026-05-07"}]`))
	if err != nil || len(asked) != 1 || len(more) != 0 || len(states) != 2 {
		t.Fatalf("%d states, %d further questions, %v", len(states), len(more), err)
	}
	last := states[1]
	if last.Request.Part != "2026-05-07" || !strings.HasSuffix(last.Request.URL, "/main/data/2026-05-07/rankings.json") || last.KnownAt.Format(time.RFC3339) != "2026-05-08T00:00:00Z" {
		t.Errorf("got %+v", last)
	}
	if _, _, err := past.States(asked[0], []byte(`{"message":"API rate limit exceeded"}`)); err == nil {
		t.Error("a refusal is read as a list of days")
	}
}
