package aws

import (
	"errors"
	"maps"
	"net/url"
	"regexp"
	"slices"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "aws.on_demand",
	About:        "On-demand prices of all EC2 machines with Linux in some regions, as the pricing page shows them: small files beside the large ones of aws.prices.",
	Home:         "https://aws.amazon.com/ec2/pricing/on-demand/",
	License:      license,
	Citation:     "Amazon EC2 On-Demand Pricing, Amazon Web Services.",
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Each(units("us-east-1"), units("us-west-2"), units("eu-central-1"), units("ap-northeast-1")),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readUnits},
	Columns: []sources.Column{
		sources.Code("location", "Region in words, such as US East (Ohio).").Key().Named("Location"),
		sources.Code("region", "Region such as us-east-2; NULL for words that are not known here.").Optional(),
		sources.Code("rate_code", "Price of the offer, the same code as in aws.prices: product, offer and rate, joined by dots.").Key().Named("rateCode"),
		sources.Code("instance_type", "Machine type.").Named("Instance Type"),
		sources.Number("usd_per_hour", "USD per hour", "Price of the whole machine; 0 is no price and NULL here.").Named("price").AtLeast(0).MissingAs("0", "0.0000000000"),
		sources.Text("instance_family", "Family in words, such as GPU instance.").Named("Instance Family").Optional(),
		sources.Number("vcpus", "vCPU", "Virtual processors.").Named("vCPU").Optional().AtLeast(0),
		sources.Text("memory", "Main memory as published, such as 2048 GiB.").Named("Memory").Optional(),
		sources.Number("memory_gib", "GiB", "Main memory, where it is published in GiB.").Shown(memoryGiB),
		sources.Text("storage", "Disks that come with the machine, as published.").Named("Storage").Optional(),
		sources.Text("network_performance", "Speed of the network as published.").Named("Network Performance").Optional(),
		sources.Code("operating_system", "Operating system.").Named("Operating System"),
		sources.Text("pre_installed_software", "NA, or software in the price.").Named("Pre Installed S/W").Optional(),
		sources.Text("license_model", "Who brings the licence.").Named("License Model").Optional(),
	},
	Unused:   []string{"plc:OperatingSystem", "plc:InstanceFamily"},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 60, Why: "new machines come every few weeks, and prices rest for longer"},
	Contract: sources.Contract{
		MinRows:     4,
		MaxBad:      0.001,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "plausible price", Rule: "usd_per_hour < 2000", Why: "the dearest machine of 2026 costs 142 USD an hour with accelerators, and some hundred with much memory"},
		},
		Why: "MinRows: the embedded sample has 5 machines a region, a real region several hundred. MaxBad: none of 18 rows of two regions is bad. " +
			"MaxVanished: old families leave region by region; a third at once is a file that was cut.",
	},
	PartOf: func(file string) string {
		m := unitsAddress.FindStringSubmatch(file)
		if m == nil {
			return ""
		}
		words, err := url.PathUnescape(m[1])
		if err != nil {
			return ""
		}
		return regionAt(words)
	},
	Refused: notJSON,
})

// units asks for the prices of a region, whose name in words is part of the address.
func units(region string) sources.Request {
	return sources.Request{
		URL: "https://b0.p.awsstatic.com/pricing/2.0/meteredUnitMaps/ec2/USD/current/ec2-ondemand-without-sec-sel/" +
			url.PathEscape(locations[region]) + "/Linux/index.json",
		Part: region,
	}
}

// unitsAddress is an address, or the region's words as the name of a file.
var unitsAddress = regexp.MustCompile(`([^/]+?)(?:/Linux/index)?\.json$`)

// readUnits makes a row of every machine. A document has regions with their
// machines; a copy of several regions has such documents by their names.
func readUnits(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		doc, _ := v.(map[string]any)
		documents := map[string]any{"": doc}
		if _, one := doc["regions"]; !one {
			documents = doc
		}
		found := false
		for _, name := range slices.Sorted(maps.Keys(documents)) {
			page, _ := documents[name].(map[string]any)
			regions, ok := page["regions"].(map[string]any)
			if !ok {
				return errors.New("a document without the object regions; Amazon may have changed its layout")
			}
			for _, region := range slices.Sorted(maps.Keys(regions)) {
				machines, _ := regions[region].(map[string]any)
				for _, machine := range slices.Sorted(maps.Keys(machines)) {
					found = true
					cells := decode.Flatten(machines[machine])
					cells["region"] = regionAt(cells["Location"])
					if err := emit(decode.Record{Cells: cells}); err != nil {
						return err
					}
				}
			}
		}
		if !found {
			return errors.New("a document without machines; Amazon may have changed its layout")
		}
		return nil
	})
}
