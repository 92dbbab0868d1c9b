// Package lambda declares the machines that the Lambda cloud rents out. Its
// prices without regions are in skypilot.vms too, which needs no key.
package lambda

import (
	"bytes"
	"errors"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "lambda.instance_types",
	About:        "Machines of the Lambda cloud: on-demand price of a whole machine, GPUs, and the regions that have any free.",
	Home:         "https://docs.lambda.ai/api/cloud",
	License:      "no licence stated",
	Citation:     "Lambda Cloud API, lambda.ai.",
	Redistribute: sources.RedistributeNo,

	Fetch: sources.Each(sources.Request{
		URL:    "https://cloud.lambda.ai/api/v1/instance-types",
		Secret: &sources.Secret{Env: "LAMBDA_API_KEY", Header: "Authorization", Prefix: "Bearer "},
	}),
	Decode: decode.JSON{Cells: decode.Cells{Trim: true}, Path: []string{"data"}, Member: "name", Nested: true},
	Columns: []sources.Column{
		sources.Code("name", "Type of machine, such as gpu_8x_h100_sxm5.").Key(),
		sources.Text("description", "GPUs and memory in words.").Named("instance_type.description").Optional(),
		sources.Text("gpu_description", "GPU in words.").Named("instance_type.gpu_description").MayLack(),
		sources.Number("price_cents_per_hour", "US cents per hour", "On-demand price of the whole machine.").Named("instance_type.price_cents_per_hour").AtLeast(1),
		sources.Number("price_usd_per_hour", "USD per hour", "On-demand price of the whole machine.").Shown("price_cents_per_hour / 100"),
		sources.Number("gpus", "GPUs", "GPUs of the machine; 0 for one without.").Named("instance_type.specs.gpus").MayLack().AtLeast(0),
		sources.Number("vcpus", "virtual processors", "Virtual processors of the machine.").Named("instance_type.specs.vcpus").Optional().AtLeast(0),
		sources.Number("memory_gib", "GiB", "Main memory of the machine.").Named("instance_type.specs.memory_gib").Optional().AtLeast(0),
		sources.Number("storage_gib", "GiB", "Disk of the machine.").Named("instance_type.specs.storage_gib").Optional().AtLeast(0),
		sources.Text("regions_with_capacity", "Regions in which one can be had now, as a JSON array of name and description; [] is none.").
			Named("regions_with_capacity_available").Optional(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 30, Why: "which regions have machines changes within hours"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.1,
		MaxVanished: 0.5,
		Checks: []sources.Check{
			{Name: "price in cents", Rule: "price_cents_per_hour between 10 and 100000", Why: "machines cost between some ten cents and some hundred dollars an hour; a price in dollars would lie below, one a month above"},
		},
		Why: "MinRows: the public list has some 20 types; five would already be a cut answer. MaxBad: two types of twenty may be announced without a price. " +
			"MaxVanished: types are retired in groups when a generation of GPUs goes.",
	},
	Refused: func(head []byte) error {
		h := bytes.TrimSpace(head)
		if len(h) > 0 && h[0] != '{' {
			return errors.New("the answer is not a JSON object")
		}
		if bytes.HasPrefix(bytes.TrimLeft(h[min(1, len(h)):], " \t\r\n"), []byte(`"error"`)) {
			return errors.New("the host refused the request: the answer is an error; check the key in LAMBDA_API_KEY")
		}
		return nil
	},
})
