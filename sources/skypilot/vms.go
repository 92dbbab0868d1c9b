// Package skypilot declares the cloud price catalogue that the SkyPilot
// project collects several times a day.
package skypilot

import (
	"path"

	"jevons/sources"
	"jevons/sources/decode"
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

var _ = list.Add(sources.Dataset{
	Name:         "skypilot.vms",
	About:        "On-demand and spot prices of cloud machines, GPU machines among them, by cloud, instance type and region.",
	Home:         "https://github.com/skypilot-org/skypilot-catalog",
	License:      "Apache-2.0",
	Citation:     "SkyPilot catalog, the SkyPilot authors.",
	Redistribute: sources.RedistributeYes,

	Fetch: sources.Each(
		cloud("aws"), cloud("azure"), cloud("gcp"), cloud("lambda"), cloud("nebius"), cloud("runpod"), cloud("vast"),
	),
	// Azure writes its last column, "V1,V2", without quotes.
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}, Ragged: decode.JoinLast},
	Columns: []sources.Column{
		sources.Code("cloud", "Cloud, from the folder that the file lies in.").Key().FromPart(),
		sources.Code("instance_type", "Machine type; NULL in GCP's rows that price an accelerator alone.").Key().Named("InstanceType").Optional(),
		sources.Code("region", "Region; Vast writes a place, such as Denmark, DK, EU.").Key().Named("Region"),
		sources.Code("availability_zone", "Zone within the region, where the cloud prices by zone.").Key().Named("AvailabilityZone").MayLack(),
		sources.Code("accelerator_name", "Accelerator as SkyPilot names it; NULL for a machine without one.").Key().Named("AcceleratorName").Optional(),
		sources.Number("accelerator_count", "accelerators", "Accelerators in the machine; a whole TPU pod counts as one.").Key().Named("AcceleratorCount").Optional().AtLeast(0),
		sources.Number("vcpus", "vCPU", "Virtual processors.").Named("vCPUs").Optional().AtLeast(0),
		sources.Number("memory_gib", "GiB", "Main memory.").Named("MemoryGiB").Optional().AtLeast(0),
		sources.Text("gpu_info", "Accelerator details as a Python literal, not JSON; the memory's unit differs by cloud.").Named("GpuInfo").MayLack(),
		price("price_usd_per_hour", "Price", "On-demand price of the whole machine; 0 in the file is no price and NULL here."),
		price("spot_price_usd_per_hour", "SpotPrice", "Interruptible price of the whole machine; empty or 0 in the file is NULL here."),
		sources.Text("generation", "Azure's hypervisor generations, such as V1,V2.").Named("Generation").MayLack(),
		sources.Text("arch", "Processor architecture, where stated.").Named("Arch").MayLack(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 30, Why: "the collector runs several times a day; a month without any change is a collector that stands still"},
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.01,
		MaxVanished: 0.5,
		Checks: []sources.Check{
			{Name: "a machine or an accelerator", Rule: "instance_type is not null or accelerator_name is not null", Why: "a price of nothing cannot be compared with any other"},
			{Name: "plausible price", Rule: "price_usd_per_hour < 100000", Why: "the dearest offer of May 2026 is a TPU pod at 29,362 USD per hour; more than 100,000 is a unit error such as cents or months"},
		},
		Why: "MinRows: the smallest clouds list about 60 offers, the embedded sample's smallest 21; a collector that failed publishes the header alone, as for Lambda on 2026-05-07. " +
			"MaxBad: none of 89,000 rows of May 2026 is bad. MaxVanished: Lambda lost no offer in April and May 2026, but Vast is a market whose offers come and go by the day.",
	},
	PartOf: func(file string) string {
		if ok, err := path.Match("vms*.csv", path.Base(file)); err != nil || !ok {
			return ""
		}
		if dir := path.Base(path.Dir(file)); dir != "." && dir != "/" && dir != ".." {
			return dir
		}
		return ""
	},
})

// cloud asks for one cloud's file of the newest catalogue format.
func cloud(name string) sources.Request {
	return sources.Request{
		URL:  "https://raw.githubusercontent.com/skypilot-org/skypilot-catalog/master/catalogs/v8/" + name + "/vms.csv",
		Part: name,
	}
}

func price(name, from, about string) sources.Column {
	return sources.Number(name, "USD per hour", about).Named(from).AtLeast(0).
		MissingAs("0", "0.0", "0.00", "0.000", "0.0000", "0.00000", "0.000000")
}
