package gpuhunt

import (
	"errors"
	"regexp"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "gpuhunt.catalog",
	About:        "On-demand and spot prices of cloud machines, those with GPUs above all, by cloud, machine and location, with the GPU's name and memory.",
	Home:         "https://github.com/dstackai/gpuhunt",
	License:      "no licence stated",
	Citation:     "gpuhunt catalog, dstack.",
	Redistribute: sources.RedistributeNo,

	// The address of the newest archive stays; each is also kept under its version.
	Fetch: sources.Each(
		provider("aws"), provider("azure"), provider("cloudrift"), provider("gcp"), provider("lambdalabs"),
		provider("nebius"), provider("oci"), provider("runpod"), provider("verda"),
	),
	Decode: decode.Zip{Member: "*.csv", Then: decode.CSV{Cells: decode.Cells{Trim: true}}},
	Columns: []sources.Column{
		sources.Code("provider", "Cloud, from the folder that the archive lies in.").Key().FromPart(),
		sources.Code("instance_name", "Machine type; RunPod's is the GPU's.").Key(),
		sources.Code("location", "Region or zone; Lambda's rows are of regions in which the machine may not be free.").Key(),
		sources.Flag("spot", "True for the interruptible price.").Key(),
		sources.Code("gpu_name", "GPU as gpuhunt names it, such as H100; NULL for a machine without one.").Key().Optional(),
		sources.Number("gpu_count", "GPUs", "GPUs in the machine.").Key().Optional().AtLeast(0),
		sources.Code("flags", "Flags, joined by blanks: gcp-dws-calendar-mode is a price for capacity booked ahead, not on demand.").Key().MayLack(),
		sources.Number("price_usd_per_hour", "USD per hour", "Price of the whole machine; 0 in the file is no price and NULL here.").Named("price").AtLeast(0).
			MissingAs("0", "0.0", "0.00"),
		sources.Number("cpus", "vCPU", "Virtual processors.").Named("cpu").Optional().AtLeast(0),
		sources.Number("memory_gb", "GB", "Main memory, as the cloud counts GB.").Named("memory").Optional().AtLeast(0),
		sources.Number("gpu_memory_gb", "GB per GPU", "Memory of one GPU.").Named("gpu_memory").Optional().AtLeast(0),
		sources.Number("disk_gb", "GB", "Disk that comes with the machine.").Named("disk_size").MayLack().AtLeast(0),
		sources.Code("gpu_vendor", "Maker of the GPU: nvidia, amd, google and others.").MayLack(),
		sources.Code("cpu_arch", "Processor architecture: x86 or arm.").MayLack(),
		sources.Text("provider_data", "What dstack needs to start the machine, as JSON.").MayLack().Note(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 30, Why: "the collector runs every hour; a month without any change is a collector that stands still"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.01,
		MaxVanished: 0.5,
		Checks: []sources.Check{
			{Name: "plausible price", Rule: "price_usd_per_hour < 5000", Why: "the dearest machine costs some hundred USD an hour; a larger figure is another unit"},
		},
		Why: "MinRows: the smallest archive of the embedded sample has 5 rows, and small clouds have few machines. MaxBad: a row in a hundred may be of a machine that the collector did not understand. " +
			"MaxVanished: small clouds list what is free at the moment, and machines come and go by the hour.",
	},
	PartOf: func(file string) string {
		if m := archived.FindStringSubmatch(file); m != nil {
			return m[1]
		}
		if m := extracted.FindStringSubmatch(file); m != nil {
			return m[1]
		}
		return ""
	},
	Refused: func(head []byte) error {
		h := strings.TrimSpace(strings.TrimPrefix(string(head), "\xef\xbb\xbf"))
		switch {
		case strings.HasPrefix(h, "PK") || strings.HasPrefix(h, "\x1f\x8b") || strings.Contains(strings.SplitN(h, "\n", 2)[0], "instance_name"):
			return nil
		case strings.HasPrefix(h, "<"):
			return errors.New("the answer is a message of the storage, not an archive; the cloud may have left the catalogue")
		}
		return errors.New("neither an archive nor a table with the column instance_name; " +
			"a list of prices without machines and locations, as older versions published, cannot be told apart row by row")
	},
})

// archived is an archive under its cloud and version, extracted its member by itself.
var (
	archived  = regexp.MustCompile(`(?:^|/)([a-z]{2}[a-z0-9]*)/(?:latest|[0-9]{8}-[0-9]+)/catalog\.zip$`)
	extracted = regexp.MustCompile(`(?:^|/)(aws|azure|cloudrift|datacrunch|gcp|lambdalabs|nebius|oci|runpod|verda)\.csv(?:\.gz)?$`)
)

// provider asks for one cloud's newest archive.
func provider(name string) sources.Request {
	return sources.Request{URL: "https://dstack-gpu-pricing.s3.eu-west-1.amazonaws.com/v3/" + name + "/latest/catalog.zip", Part: name}
}
