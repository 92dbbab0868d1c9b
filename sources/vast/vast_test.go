package vast_test

import (
	"strings"
	"testing"
	"time"

	"jevons/sources/sourcetest"
	"jevons/sources/vast"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, vast.Datasets()) }

// A look asks for each GPU and number of GPUs once, and ends.
func TestALookIsPartitioned(t *testing.T) {
	fetch := vast.Datasets()[0].Fetch
	requests := fetch.First(time.Time{})
	if len(requests) != 1 {
		t.Fatalf("%d first requests", len(requests))
	}
	asked := map[string]bool{}
	for len(requests) > 0 {
		r := requests[0]
		if asked[string(r.Body)] || len(asked) > 100 {
			t.Fatalf("asked twice: %s", r.Body)
		}
		asked[string(r.Body)] = true
		var err error
		if requests, err = fetch.Next(r, []byte(`{"offers":[]}`)); err != nil {
			t.Fatal(err)
		}
	}
	if len(asked) != 36 {
		t.Errorf("%d requests, want 9 GPUs by 4 counts", len(asked))
	}
	for body, want := range map[string]string{
		`{"success":false}`: "has no offers",
		`{"offers":`:        "read the offers",
	} {
		if _, err := fetch.Next(fetch.First(time.Time{})[0], []byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}
