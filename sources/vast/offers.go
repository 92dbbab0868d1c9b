// Package vast declares the offers of Vast.ai, a market on which owners of
// machines rent them out.
package vast

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// Which offers are asked for: each GPU by each number of them, since an answer
// has at most 64 offers whatever its limit says.
var (
	gpuNames  = []string{"B200", "H200", "H100 SXM", "H100 PCIE", "A100 SXM4", "A100 PCIE", "L40S", "RTX 5090", "RTX 4090"}
	gpuCounts = []int{1, 2, 4, 8}
)

var _ = list.Add(sources.Dataset{
	Name:         "vast.offers",
	About:        "Machines on offer at Vast.ai: price an hour, GPUs, place. A part of the market, so medians mean more than minima.",
	Home:         "https://vast.ai/pricing",
	License:      "no licence stated",
	Citation:     "Vast.ai offers API, vast.ai.",
	Redistribute: sources.RedistributeNo,
	Off: "an answer holds at most 64 offers, says truncated false all the same, and which ones is not random, so its prices are a biased sample; " +
		"skypilot.vms has a summary of the market in its part vast",

	Fetch:  sources.Paged{Requests: first, Follow: follow},
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: offers},
	Columns: []sources.Column{
		sources.Code("id", "The offer; a machine has several over time and at once.").Key(),
		sources.Code("machine_id", "The machine."),
		sources.Code("host_id", "Its owner.").Optional(),
		sources.Code("gpu_name", "GPU, such as H100 SXM."),
		sources.Number("num_gpus", "GPUs", "GPUs of the offer.").AtLeast(1),
		sources.Number("gpu_ram_mb", "MB", "Memory of one GPU.").Named("gpu_ram").Optional().AtLeast(0),
		sources.Number("gpu_frac", "share", "Share of the machine's GPUs that the offer has; not a share of one GPU.").Optional().Between(0, 1),
		sources.Number("cpu_cores", "cores", "Processor cores of the whole machine.").Optional().AtLeast(0),
		sources.Number("cpu_ram_mb", "MB", "Main memory of the whole machine.").Named("cpu_ram").Optional().AtLeast(0),
		sources.Number("dph_base", "USD per hour", "Price of the whole offer without storage.").AtLeast(0),
		sources.Number("dph_total", "USD per hour", "Price of the whole offer with the storage that was asked for.").AtLeast(0),
		sources.Number("usd_per_gpu_hour", "USD per GPU-hour", "Price without storage of one GPU.").Shown("dph_base / num_gpus"),
		sources.Number("min_bid", "USD per hour", "Least bid for the whole offer when it may be interrupted.").Optional().AtLeast(0),
		sources.Number("storage_cost", "USD per GB and month", "Price of storage.").Optional().AtLeast(0),
		sources.Flag("rentable", "Whether it can be rented now."),
		sources.Code("verification", "verified, unverified or deverified: whether Vast.ai has checked the machine.").Optional(),
		sources.Text("geolocation", "Place and country code; most have the country only.").Optional(),
		sources.Number("reliability", "share", "Share of time that the machine was reachable.").MayLack(),
		sources.Number("end_date_unix", "seconds since 1970-01-01 UTC", "When the offer ends.").Named("end_date").Optional(),
	},
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 1, Why: "offers come and go within minutes"},
	Contract: sources.Contract{
		MinRows: 5,
		MaxBad:  0.05,
		Checks: []sources.Check{
			{Name: "price of the offer", Rule: "dph_total >= dph_base - 0.000001", Why: "the total is the base and the storage; a lower one is a mix-up of fields"},
			{Name: "price of one GPU", Rule: "dph_base / num_gpus < 100", Why: "the dearest GPU costs some 8 USD an hour; 100 means another unit"},
		},
		Why: "MinRows: a stored part of an answer has 6 offers, a look asks 36 times. MaxBad: owners write some of the fields. MaxVanished does not apply: " +
			"an offer that is not in an answer may still stand.",
	},
	Refused: func(head []byte) error {
		if h := bytes.TrimSpace(head); len(h) > 0 && h[0] != '{' {
			return errors.New("the answer is not a JSON object with offers")
		}
		return nil
	},
})

// query asks for offers that are free now, the best by Vast.ai's own score first.
type query struct {
	Limit    int         `json:"limit"`
	Rentable equal       `json:"rentable"`
	Rented   equal       `json:"rented"`
	Order    [][2]string `json:"order"`
	GPUName  equal       `json:"gpu_name"`
	GPUs     equal       `json:"num_gpus"`
}

type equal struct {
	To any `json:"eq"`
}

// ask is the n-th request of a look; ok is false past the last.
func ask(n int) (r sources.Request, ok bool) {
	if n >= len(gpuNames)*len(gpuCounts) {
		return r, false
	}
	body, err := json.Marshal(query{Limit: 64, Rentable: equal{true}, Rented: equal{false}, Order: [][2]string{{"score", "desc"}},
		GPUName: equal{gpuNames[n/len(gpuCounts)]}, GPUs: equal{gpuCounts[n%len(gpuCounts)]}})
	return sources.Request{Method: "POST", URL: "https://console.vast.ai/api/v0/bundles/",
		Header: map[string]string{"Content-Type": "application/json"}, Body: body}, err == nil
}

func first(time.Time) []sources.Request {
	r, _ := ask(0)
	return []sources.Request{r}
}

// follow finds the request after the one that was answered.
func follow(done sources.Request, body []byte) (*sources.Request, error) {
	var answer struct {
		Offers *[]struct{} `json:"offers"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("read the offers of Vast.ai: %w", err)
	}
	if answer.Offers == nil {
		return nil, fmt.Errorf("the answer of Vast.ai has no offers: %s; it may want another query by now", sources.Words(body))
	}
	for n := 0; ; n++ {
		r, ok := ask(n)
		if !ok {
			return nil, nil
		}
		if bytes.Equal(r.Body, done.Body) {
			if r, ok = ask(n + 1); ok {
				return &r, nil
			}
			return nil, nil
		}
	}
}

// offers reads the answers of a look.
func offers(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		answer, _ := v.(map[string]any)
		list, ok := answer["offers"].([]any)
		if !ok {
			return in.Errorf(0, "", "is no answer with offers")
		}
		for _, v := range list {
			offer, ok := v.(map[string]any)
			r := decode.Record{Cells: map[string]string{}}
			if !ok {
				r.Malformed = "an offer that is an object"
			}
			for _, c := range fields {
				if text, ok := decode.Scalar(offer[c]); ok {
					r.Cells[c] = text
				}
			}
			if err := emit(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// fields are what is read of an offer, which has some eighty.
var fields = []string{"id", "machine_id", "host_id", "gpu_name", "num_gpus", "gpu_ram", "gpu_frac", "cpu_cores", "cpu_ram", "dph_base", "dph_total",
	"min_bid", "storage_cost", "rentable", "verification", "geolocation", "reliability", "end_date"}
