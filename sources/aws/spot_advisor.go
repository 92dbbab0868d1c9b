package aws

import (
	"maps"
	"slices"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "aws.spot_advisor",
	About:        "Savings of spot machines against on demand, and how often they were interrupted in the last month, by region and operating system.",
	Home:         "https://aws.amazon.com/ec2/spot/instance-advisor/",
	License:      license,
	Citation:     "Spot Instance Advisor, Amazon Web Services.",
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Get("https://spot-bid-advisor.s3.amazonaws.com/spot-advisor-data.json"),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readAdvisor},
	Columns: []sources.Column{
		sources.Code("region", "Region such as us-east-1.").Key(),
		sources.Code("os", "Operating system: Linux or Windows.").Key(),
		sources.Code("instance_type", "Machine type.").Key(),
		// Above 100 percent the price would be negative; below -1000 the figure would be another one.
		sources.Number("savings_percent", "percent", "Saving against the on-demand price, over the last month; negative where spot was dearer.").Named("s").Between(-1000, 100),
		sources.Integer("interruption_range", "rank, from 0", "Range of the share of machines that Amazon took back in the last month; 0 is the lowest.").Named("r").AtLeast(0),
		sources.Text("interruption_label", "The range in words, such as <5% or 5-10%.").Named("label").Optional(),
		sources.Number("vcpus", "vCPU", "Virtual processors.").Named("cores").Optional().AtLeast(0),
		sources.Number("memory_gib", "GiB", "Main memory.").Named("ram_gb").Optional().AtLeast(0),
		sources.Flag("emr", "Whether Amazon's EMR can use the machine.").MayLack(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "Amazon makes the file anew every few days or months"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 0.3,
		Why: "MinRows: the embedded sample has over 20, a real file 25,323 in 33 regions. MaxBad: none of those is bad. " +
			"MaxVanished: old families leave region by region; a third at once is a file that was cut.",
	},
	Refused: notJSON,
})

// readAdvisor makes a row of every machine in a region, in the order of names,
// since the document is an object in an object in an object.
func readAdvisor(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		doc, _ := v.(map[string]any)
		regions, ok := doc["spot_advisor"].(map[string]any)
		if !ok {
			return in.Errorf(0, "", "the document has no object spot_advisor; Amazon may have changed its layout")
		}
		machines, _ := doc["instance_types"].(map[string]any)
		labels := rangeLabels(doc["ranges"])
		for _, region := range slices.Sorted(maps.Keys(regions)) {
			systems, ok := regions[region].(map[string]any)
			if !ok {
				return in.Errorf(0, region, "is no object of operating systems")
			}
			for _, system := range slices.Sorted(maps.Keys(systems)) {
				types, ok := systems[system].(map[string]any)
				if !ok {
					return in.Errorf(0, region+" "+system, "is no object of machine types")
				}
				for _, name := range slices.Sorted(maps.Keys(types)) {
					cells := decode.Flatten(machines[name])
					maps.Copy(cells, decode.Flatten(types[name]))
					cells["region"], cells["os"], cells["instance_type"] = region, system, name
					if label := labels[cells["r"]]; label != "" {
						cells["label"] = label
					}
					if err := emit(decode.Record{Cells: cells}); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// rangeLabels are the words for the ranges, by their rank.
func rangeLabels(v any) map[string]string {
	out := map[string]string{}
	ranges, _ := v.([]any)
	for _, r := range ranges {
		cells := decode.Flatten(r)
		out[cells["index"]] = cells["label"]
	}
	return out
}
