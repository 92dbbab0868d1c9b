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
