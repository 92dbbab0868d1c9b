package bls_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestAPIIsAskedInSmallBatches(t *testing.T) {
	d := dataset(t, "bls.api")
	requests := d.Fetch.First(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	asked := map[string]bool{}
	n := 0
	for ; len(requests) == 1; n++ {
		r := requests[0]
		var q struct {
			Series     []string `json:"seriesid"`
			Start, End string
		}
		if err := json.Unmarshal([]byte(strings.NewReplacer("startyear", "start", "endyear", "end").Replace(string(r.Body))), &q); err != nil {
			t.Fatal(err)
		}
		if r.Method != "POST" || len(q.Series) == 0 || len(q.Series) > 25 || q.Start != "2017" || q.End != "2026" {
			t.Errorf("request %d: %s %s", n, r.Method, r.Body)
		}
		if r.Secret == nil || !r.Secret.Optional || r.Secret.Field != "registrationkey" {
			t.Errorf("request %d has the secret %+v", n, r.Secret)
		}
		for _, id := range q.Series {
			if asked[id] {
				t.Errorf("%s is asked for twice", id)
			}
			asked[id] = true
		}
		var err error
		if requests, err = d.Fetch.Next(r, []byte(`{"status":"REQUEST_SUCCEEDED","responseTime":1,"message":[],"Results":{"series":[]}}`)); err != nil {
			t.Fatal(err)
		}
	}
	if n != 2 || len(asked) != 38 {
		t.Errorf("%d series in %d requests", len(asked), n)
	}
	first := d.Fetch.First(time.Time{})[0]
	for body, want := range map[string]string{
		`{"status":"REQUEST_NOT_PROCESSED","message":["the daily threshold is reached"],"Results":{}}`: "try again tomorrow",
		`{"status":"REQUEST_FAILED","message":[],"Results":{}}`:                                        "REQUEST_FAILED",
		`{}`: "no status",
	} {
		if next, err := d.Fetch.Next(first, []byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, error %v, want %q", body, next, err, want)
		}
	}
}
