// Package runpod declares the GPU prices of RunPod, a reseller of machines of
// its own data centres ("secure") and of other people's ("community").
package runpod

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "runpod.gpu_types",
	About:        "GPU types on RunPod with the on-demand price of one GPU an hour, in data centres and on the community's machines.",
	Home:         "https://www.runpod.io/pricing",
	License:      "no licence stated",
	Citation:     "RunPod GraphQL API, runpod.io.",
	Redistribute: sources.RedistributeNo,
	Off: "the interface is not documented for use without an account, and the bulk of RunPod's prices is in skypilot.vms; " +
		"save an answer to the query gpuTypes and load it by hand, or ask for this dataset by name",

	Fetch: sources.Each(sources.Request{
		Method: "POST",
		URL:    "https://api.runpod.io/graphql",
		Header: map[string]string{"Content-Type": "application/json"},
		Body:   []byte(`{"query":"query { gpuTypes { id manufacturer displayName memoryInGb securePrice communityPrice maxGpuCount } }"}`),
	}),
	Decode: decode.JSON{
		Cells: decode.Cells{Trim: true},
		Path:  []string{"data", "gpuTypes"},
	},
	Columns: []sources.Column{
		sources.Code("id", "RunPod's name of the GPU type; the row unknown is a stub without memory and price.").Key(),
		sources.Text("display_name", "Name shown on the site.").Named("displayName").Optional(),
		sources.Code("manufacturer", "Maker of the GPU.").MayLack(),
		sources.Number("memory_gb", "GB", "Memory of one GPU; NULL where it is 0.").Named("memoryInGb").MissingAs("0").AtLeast(1),
		sources.Number("max_gpu_count", "GPUs", "Most GPUs of one machine.").Named("maxGpuCount").MayLack().AtLeast(0),
		sources.Text("secure_price", "Price in data centres as published: 0 where none is offered, 0.5 also as a filler.").Named("securePrice").Optional(),
		sources.Text("community_price", "Price on the community's machines as published: 0 where none is offered, 0.5 also as a filler.").Named("communityPrice").Optional(),
		sources.Number("secure_usd_per_gpu_hour", "USD per GPU-hour", "Price in data centres; NULL for 0 and 0.5.").Optional().AtLeast(0).DerivedBy(offered, "secure_price"),
		sources.Number("community_usd_per_gpu_hour", "USD per GPU-hour", "Price on the community's machines; NULL for 0 and 0.5.").Optional().AtLeast(0).DerivedBy(offered, "community_price"),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 30, Why: "prices move with the market; a month without a change is an answer that is not kept"},
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.05,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "price of one GPU", Rule: "secure_usd_per_gpu_hour < 100 and community_usd_per_gpu_hour < 100", Why: "the dearest GPU costs some 8 USD an hour; 100 means another unit"},
		},
		Why: "MinRows: an answer of 2026 has 48 types. MaxBad: none of them is bad. MaxVanished: types come and go with the market; a third at once is a cut answer.",
	},
	Refused: func(head []byte) error {
		h := bytes.TrimSpace(head)
		if len(h) > 0 && h[0] != '{' {
			return errors.New("the answer is not a JSON object")
		}
		// GraphQL answers a refused query with success and a list of errors.
		if errorList.Match(h) {
			return fmt.Errorf("RunPod refused the query: %s; it may want a key by now", sources.Words(h))
		}
		return nil
	},
})

// errorList begins a refusal: the data may stand before the errors, as null.
var errorList = regexp.MustCompile(`^\{\s*(?:"data"\s*:\s*null\s*,\s*)?"errors"`)

// offered gives the price in the only cell that it looks at, and nothing for
// the two texts that stand for no offer: 0, and the 0.5 that stands beside GPUs
// of 0.1 to 4 USD alike.
func offered(cells [][]byte, dst []byte) ([]byte, error) {
	for _, text := range cells {
		if text == nil {
			continue
		}
		price, err := strconv.ParseFloat(string(text), 64)
		if err != nil {
			return nil, fmt.Errorf("the published price is no number")
		}
		if price == 0 || price == 0.5 {
			return nil, nil
		}
		return append(dst, text...), nil
	}
	return nil, nil
}
