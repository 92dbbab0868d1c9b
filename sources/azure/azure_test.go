package azure_test

import (
	"strings"
	"testing"
	"time"

	"jevons/sources/azure"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, azure.Datasets()) }

const item = `{"meterId":"m","skuId":"s","armRegionName":"eastus","type":"Consumption","effectiveStartDate":"2026-01-01T00:00:00Z","currencyCode":"USD","retailPrice":1,"unitOfMeasure":"1 Hour"}`

func TestPagesAreFollowedOnTheSameAddressOnly(t *testing.T) {
	fetch := azure.Datasets()[0].Fetch
	req := fetch.First(time.Time{})[0]
	for _, c := range []struct{ body, next, err string }{
		{`{"Items":[` + item + `],"NextPageLink":null,"Count":1}`, "", ""},
		{`{"Items":[],"NextPageLink":"","Count":0}`, "", ""},
		{`{"Items":[` + item + `],"NextPageLink":"https://prices.azure.com:443/api/retail/prices?$filter=a%20eq%20'b'&$skip=1000","Count":1}`, "%24filter=a+eq+%27b%27&%24skip=1000", ""},
		{`{"Items":[` + item + `],"NextPageLink":"https://prices.azure.com.example.org/api/retail/prices?$skip=1"}`, "", "leads to prices.azure.com.example.org"},
		{`{"Items":[` + item + `],"NextPageLink":"http://prices.azure.com:8080/api/retail/prices?$skip=1"}`, "", "leads to prices.azure.com:8080"},
		{`{"Items":[` + item + `],"NextPageLink":"https://prices.azure.com/other?$skip=1"}`, "", "leads to"},
		{`{"Items":[` + item + `],"NextPageLink":"https://prices.azure.com/api/retail/prices"}`, "", "leads to"},
		{`{"Items":[` + item + `],"Count":2}`, "", "says that it has 2 prices and has 1"},
		{`{"Items":[` + strings.Replace(item, "meterId", "meterID2", 1) + `]}`, "", "price 1 of the page has no meterId"},
		{`{"Error":{"Code":"BadRequest","Message":"Invalid OData parameters"}}`, "", "the host refused the request: BadRequest: Invalid OData"},
		{`{"items":`, "", "read Azure's prices"},
		{`{}`, "", "no Items"},
	} {
		more, err := fetch.Next(req, []byte(c.body))
		got := ""
		if len(more) == 1 {
			got = more[0].Query.Encode()
			if more[0].URL != req.URL || more[0].Part != req.Part {
				t.Errorf("%s: %+v", c.body, more[0])
			}
		}
		if got != c.next || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %q, %v", c.body, got, err)
		}
	}
}

func TestPartOf(t *testing.T) {
	d := azure.Datasets()[0]
	for file, want := range map[string]string{
		"x/tokens.eastus.json":                      "tokens.eastus",
		"machines.westus3.json.gz":                  "machines.westus3",
		"prices?$filter=armRegionName eq 'uksouth'": "machines.uksouth",
		"retail_items_gpu_first30.json":             "",
	} {
		if got := d.PartOf(file); got != want {
			t.Errorf("PartOf(%q) is %q, want %q", file, got, want)
		}
	}
	for _, r := range d.Fetch.First(time.Time{}) {
		name := "prices.azure.com/api/retail/prices%3F" + r.Query.Encode()
		if got := d.PartOf(name); got != r.Part {
			t.Errorf("PartOf(%q) is %q, want %q", name, got, r.Part)
		}
		if base := name[strings.LastIndex(name, "/")+1:]; len(base) > 255 {
			t.Errorf("a mirror cannot name a file with %d bytes: %s", len(base), base)
		}
	}
}
