package aws

import (
	"strings"
	"testing"
	"time"

	"jevons/sources"
)

func TestEarlierVersionsOfThePriceList(t *testing.T) {
	p := priceVersions{[]string{"us-east-1", "eu-central-1"}}
	if q := p.Index(time.Time{}, time.Time{}); len(q) != 1 || q[0].URL != offers+"index.json" {
		t.Fatal(q)
	}
	states, more, err := p.States(sources.Request{}, []byte(`{"formatVersion": "v1.0", "offerCode": "AmazonEC2", "versions": {
		"20250912225308": {"versionEffectiveBeginDate": "2025-09-12T22:53:08Z", "versionEffectiveEndDate": "", "offerVersionUrl": "/elsewhere"},
		"20250801000000": {"versionEffectiveBeginDate": "2025-08-01T00:00:00Z"}}}`))
	if err != nil || len(more) > 0 || len(states) != 4 {
		t.Fatal(states, more, err)
	}
	for i, want := range []string{"20250801000000", "20250801000000", "20250912225308", "20250912225308"} {
		s := states[i]
		if !strings.HasPrefix(s.Request.URL, offers+want+"/"+s.Request.Part+"/index.csv") || s.KnownAt.Format("20060102150405") != want {
			t.Errorf("%+v", s)
		}
	}
	for body, want := range map[string]string{
		`[]`: "cannot be read", `{}`: "lists no versions", `{"offerCode": "AmazonS3", "versions": {"20250801000000": {}}}`: "lists no versions",
		`{"offerCode": "AmazonEC2", "versions": {"../x": {"versionEffectiveBeginDate": "2025-08-01T00:00:00Z"}}}`: "another name",
		`{"offerCode": "AmazonEC2", "versions": {"20250801000000": {}}}`:                                          "no date",
	} {
		if _, _, err := p.States(sources.Request{}, []byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}
