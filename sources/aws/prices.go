package aws

import (
	"bytes"
	"errors"
	"path"
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "aws.prices",
	About:        "List prices of EC2 machines with accelerators, and of a few without to compare with: on demand and reserved, Linux, by region.",
	Home:         "https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html",
	License:      license,
	Citation:     "AWS Price List, Amazon Web Services.",
	Redistribute: sources.RedistributeNo,

	Fetch: sources.Each(region("us-east-1"), region("us-west-2"), region("eu-central-1"), region("ap-northeast-1")),
	Past:  priceVersions{[]string{"us-east-1", "us-west-2", "eu-central-1", "ap-northeast-1"}},
	Decode: decode.CSV{
		Cells:    decode.Cells{Trim: true},
		Preamble: 5,
		Skip:     skipPrice,
		Strict:   true,
		Blank:    unpriced,
	},
	Columns: []sources.Column{
		sources.Code("sku", "Product: one instance type in one region, with operating system and tenancy.").Key().Named("SKU"),
		sources.Code("offer_term_code", "Offer: JRTCKXETXF is on demand, others are reservations.").Key().Named("OfferTermCode"),
		sources.Code("rate_code", "Price of the offer: product, offer and rate, joined by dots.").Key().Named("RateCode"),
		sources.Code("term_type", "OnDemand or Reserved. A reservation's hourly price and upfront fee are two rows, which must not be summed.").Named("TermType").OneOf(onDemand, reserved),
		sources.Code("region", "Region such as us-east-1; NULL in older files, which have the location only.").Named("Region Code").MayLack(),
		sources.Text("location", "Region in words.").Named("Location").Optional(),
		sources.Code("instance_type", "Machine type.").Named("Instance Type"),
		sources.Text("instance_family", "Family in words, such as GPU instance.").Named("Instance Family").Optional(),
		sources.Number("vcpus", "vCPU", "Virtual processors.").Named("vCPU").Optional().AtLeast(0),
		sources.Text("memory", "Main memory as published, such as 2048 GiB.").Named("Memory").Optional(),
		sources.Number("memory_gib", "GiB", "Main memory, where it is published in GiB.").Shown(memoryGiB),
		sources.Number("gpus", "accelerators", "GPUs in the machine as published; NULL for machines with accelerators of other kinds.").Named("GPU").MissingAs("NA").Optional().AtLeast(0),
		sources.Text("gpu_memory", "Memory of the GPUs as published.").Named("GPU Memory").MissingAs("NA").MayLack(),
		sources.Text("physical_processor", "Processor as published.").Named("Physical Processor").Optional(),
		sources.Code("operating_system", "Operating system; other ones than Linux are not kept.").Named("Operating System"),
		sources.Code("tenancy", "Tenancy; dedicated machines are not kept.").Named("Tenancy"),
		// What rows are told apart by is read as columns, so that a renamed one is an error.
		sources.Text("product_family", "Compute Instance, or the same as bare metal.").Named("Product Family"),
		sources.Text("pre_installed_software", "NA; machines with software are not kept.").Named("Pre Installed S/W").Optional(),
		sources.Code("capacity_status", "Used; other rows price capacity that stands idle, and are not kept.").Named("CapacityStatus").Optional(),
		sources.Code("market_option", "OnDemand, also for reservations; capacity blocks are not kept.").Named("MarketOption").MayLack(),
		sources.Code("unit", "What price is for: Hrs is an hour of the machine, Quantity the whole term's upfront fee.").Named("Unit"),
		sources.Number("price", "currency per unit, as the row says", "Price. 0 is a price in a reservation that is paid upfront or not at all; on demand it is no price and NULL here.").Named("PricePerUnit").Optional().AtLeast(0),
		sources.Code("currency", "USD, or CNY in China.").Named("Currency"),
		sources.Number("on_demand_usd_per_hour", "USD per hour", "Price of the whole machine on demand; NULL in other rows.").
			Shown("CASE WHEN term_type = 'OnDemand' AND unit = 'Hrs' AND currency = 'USD' THEN price END"),
		sources.Number("starting_range", "unit of the row", "Least amount that the price holds for.").Named("StartingRange").Optional(),
		sources.Number("ending_range", "unit of the row", "Amount up to which it holds; NULL for any, which the file calls Inf.").Named("EndingRange").MissingAs("Inf"),
		sources.Date("effective_date", "Day from which the price holds; Amazon moves it without a new price too.").Named("EffectiveDate").Optional().Note(),
		sources.Code("lease_contract_length", "Length of a reservation: 1yr or 3yr.").Named("LeaseContractLength").Optional(),
		sources.Code("purchase_option", "How a reservation is paid: No, Partial or All Upfront.").Named("PurchaseOption").Optional(),
		sources.Code("offering_class", "Reservation: standard, or convertible to another machine.").Named("OfferingClass").Optional(),
		sources.Text("price_description", "The price in words.").Named("PriceDescription").Optional(),
		sources.Code("usage_type", "Usage as on a bill, such as BoxUsage:p5.48xlarge.").Named("usageType").Optional(),
	},
	Unused:   unusedPriceColumns(),
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 60, Why: "Amazon publishes the list anew on most days, but prices of a few machines may rest for weeks"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.001,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "plausible price", Rule: "unit <> 'Hrs' OR price < 2000", Why: "the dearest machine costs some hundred USD an hour; a larger figure is another unit"},
			{Name: "reservation has a length", Rule: "term_type <> 'Reserved' OR lease_contract_length IS NOT NULL", Why: "a reserved price without its length cannot be compared with any other"},
		},
		Why: "MinRows: the smallest file of the embedded sample keeps 7 rows, a region's real one has some hundred machines with accelerators. MaxBad: the file is made by a program; " +
			"none of the rows read is bad. MaxVanished: an old family leaves with all its reservations at once, more than a few do not.",
	},
	PartOf: func(file string) string {
		base := path.Base(file)
		if ext := strings.TrimSuffix(base, ".gz"); !strings.HasSuffix(ext, ".csv") || !strings.Contains(ext, "index") {
			return ""
		}
		if m := regionName.FindStringSubmatch(path.Base(path.Dir(file)) + "/" + base); m != nil {
			return m[1]
		}
		if strings.Contains(file, "AmazonEC2") {
			return "world"
		}
		return ""
	},
	Refused: func(head []byte) error {
		h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
		switch {
		case bytes.HasPrefix(h, []byte(`"FormatVersion"`)) || bytes.HasPrefix(h, []byte("FormatVersion")) || bytes.HasPrefix(h, []byte("\x1f\x8b")):
			return nil
		case len(h) > 0 && h[0] == '{':
			return errors.New("a JSON document where the price list's index.csv was expected; ask for the same list as CSV")
		}
		return errors.New("the answer does not begin like a price list, with the line FormatVersion")
	},
})

// region asks for the list of one region. It has some 300 MB, of which the
// archive keeps all and the table the machines with accelerators.
func region(name string) sources.Request {
	return sources.Request{URL: "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/" + name + "/index.csv", Part: name}
}

// accelerated are the letters of instance types with a GPU, an accelerator for
// training or inference, a video encoder or an FPGA.
var accelerated = []string{"p", "g", "gr", "trn", "inf", "dl", "vt", "f"}

// baseline are machines without accelerator that are kept to compare with:
// general purpose ones of each maker and generation, and one for computing.
var baseline = []string{"m4.large", "m5.large", "m6a.large", "m6g.large", "m6i.large", "m7a.large", "m7g.large", "m7i.large", "m8a.large", "m8g.large", "m8i.large", "c6i.large"}

// pricePositions are where a price list has the cells that decide about a row.
type pricePositions struct{ instance, family, tenancy, system, software, capacity, market int }

func positions(header []string) (p pricePositions) {
	p = pricePositions{-1, -1, -1, -1, -1, -1, -1}
	for i, name := range header {
		switch name {
		case "Instance Type":
			p.instance = i
		case "Product Family":
			p.family = i
		case "Tenancy":
			p.tenancy = i
		case "Operating System":
			p.system = i
		case "Pre Installed S/W":
			p.software = i
		case "CapacityStatus":
			p.capacity = i
		case "MarketOption":
			p.market = i
		}
	}
	return p
}

// skipPrice names why a row is not kept: nine in ten rows of a list are of
// other products, systems and tenancies.
func skipPrice(header, cells []string) string {
	at := positions(header)
	cell := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return cells[i]
	}
	machine := cell(at.instance)
	switch {
	case machine == "" || !strings.HasPrefix(cell(at.family), "Compute Instance"):
		return "no machine"
	case !slices.Contains(accelerated, kind(machine)) && !slices.Contains(baseline, machine):
		return "machine without accelerator"
	case cell(at.tenancy) != "Shared":
		return "not on shared hosts"
	case cell(at.system) != "Linux":
		return "operating system other than Linux"
	case cell(at.software) != "" && cell(at.software) != "NA":
		return "with software"
	case cell(at.capacity) != "" && cell(at.capacity) != "Used":
		return "reserved capacity"
	case cell(at.market) != "" && cell(at.market) != "OnDemand":
		return "capacity block"
	}
	return ""
}

// unpriced empties an on-demand price of zero: a machine that is not for sale
// yet is listed so.
func unpriced(header, cells []string) {
	term, price := slices.Index(header, "TermType"), slices.Index(header, "PricePerUnit")
	if term >= 0 && price >= 0 && strings.TrimSpace(cells[term]) == onDemand && zero(cells[price]) {
		cells[price] = ""
	}
}

// unusedPriceColumns are the attributes that do not bear on what a machine
// with accelerators costs.
func unusedPriceColumns() []string {
	out := []string{"RelatedTo", "serviceCode", "Location Type", "Current Generation", "Clock Speed", "Storage", "Network Performance",
		"Processor Architecture", "Storage Media", "Volume Type", "Max Volume Size", "Max IOPS/volume", "Max IOPS Burst Performance", "Max throughput/volume",
		"Provisioned", "EBS Optimized", "License Model", "Group", "Group Description", "Transfer Type", "From Location", "From Location Type", "To Location",
		"To Location Type", "operation", "AvailabilityZone", "ClassicNetworkingSupport", "Dedicated EBS Throughput", "ECU",
		"Elastic Graphics Type", "Enhanced Networking Supported", "From Region Code", "Instance", "instanceSKU", "Intel AVX2 Available", "Intel AVX Available",
		"Intel Turbo Available", "Normalization Size Factor", "Physical Cores", "Processor Features", "Product Type", "Resource Type",
		"serviceName", "SnapshotArchiveFeeType", "To Region Code", "Volume API Name", "VPCNetworkingSupport"}
	for _, size := range []string{"10xlarge", "12xlarge", "16xlarge", "18xlarge", "24xlarge", "2xlarge", "32xlarge", "4xlarge", "8xlarge", "9xlarge", "large", "medium", "metal", "xlarge"} {
		out = append(out, "Instance Capacity - "+size)
	}
	return out
}
