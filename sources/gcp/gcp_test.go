package gcp_test

import (
	"strings"
	"testing"
	"time"

	"jevons/sources/gcp"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, gcp.Datasets()) }

func TestPagesAreFollowedByToken(t *testing.T) {
	fetch := gcp.Datasets()[0].Fetch
	req := fetch.First(time.Time{})[0]
	for _, c := range []struct{ body, token, err string }{
		{`{"skus":[{}],"nextPageToken":""}`, "", ""},
		{`{"skus":[{}]}`, "", ""},
		{`{"skus":[{}],"nextPageToken":"a+b/c="}`, "a+b/c=", ""},
		{`{"error":{"code":403,"message":"API key not valid.","status":"PERMISSION_DENIED"}}`, "", "the host refused the request: PERMISSION_DENIED: API key not valid."},
		{`{}`, "", "no skus"},
		{`[]`, "", "read Google's SKUs"},
	} {
		more, err := fetch.Next(req, []byte(c.body))
		got := ""
		if len(more) == 1 {
			got = more[0].Query.Get("pageToken")
			if more[0].URL != req.URL || more[0].Secret == nil || more[0].Query.Get("currencyCode") != "USD" {
				t.Errorf("%s: %+v", c.body, more[0])
			}
		}
		if got != c.token || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %q, %v", c.body, got, err)
		}
	}
}
