package gpuhunt

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "gpuhunt.tpu_prices",
	About:        "Prices of Google's TPUs by kind and region, which the dstack project copies by hand from Google's pages.",
	Home:         "https://github.com/dstackai/gpuhunt/blob/main/src/gpuhunt/resources/tpu_pricing.json",
	License:      "MPL-2.0",
	Citation:     "gpuhunt, dstack.",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://raw.githubusercontent.com/dstackai/gpuhunt/main/src/gpuhunt/resources/tpu_pricing.json"),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readTPUs},
	Columns: []sources.Column{
		sources.Code("tpu", "Kind of TPU: TPU v6e. The oldest have two prices, as device of up to 8 cores and as part of a pod.").Key(),
		sources.Code("region", "Region such as us-east5.").Key(),
		sources.Text("location", "Place of the region.").Named("Location").Optional(),
		tpuPrice("on_demand_usd_per_chip_hour", "On Demand (USD)", "On-demand price of one chip."),
		tpuPrice("spot_usd_per_chip_hour", "Spot (USD)", "Interruptible price of one chip; in some rows above the other one, as copied."),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "copied by hand when somebody sees a new price"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.05,
		MaxVanished: 0.5,
		Checks: []sources.Check{
			{Name: "price of a chip", Rule: "on_demand_usd_per_chip_hour < 50", Why: "a chip costs up to some 5 USD an hour; a larger figure is that of a machine or a pod"},
		},
		Why: "MinRows: a real file has 21 rows, the embedded sample 6. MaxBad: none of the 21 is bad; the file is written by hand, so one slip is borne. " +
			"MaxVanished: old kinds are dropped with all their regions.",
	},
	Refused: func(head []byte) error {
		h := strings.TrimSpace(strings.TrimPrefix(string(head), "\xef\xbb\xbf"))
		if h == "" || h[0] != '{' {
			return errors.New("the answer is not a JSON object of TPUs; the file may have moved, see the repository's front page")
		}
		return nil
	},
})

func tpuPrice(name, from, about string) sources.Column {
	return sources.Number(name, "USD per chip hour", about).Named(from).AtLeast(0).MissingAs("0", "0.0", "0.00")
}

// readTPUs makes a row of every region of every kind.
func readTPUs(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		kinds, _ := v.(map[string]any)
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			regions, ok := kinds[kind].(map[string]any)
			if !ok {
				return in.Errorf(0, kind, "is no object of regions")
			}
			for _, region := range slices.Sorted(maps.Keys(regions)) {
				cells := decode.Flatten(regions[region])
				cells["tpu"], cells["region"] = kind, region
				if err := emit(decode.Record{Cells: cells}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
