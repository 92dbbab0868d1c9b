package gen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// cloudLists are the clouds' own price lists on one day. Their prices are those
// of the catalogues of offers, so that both can be compared.
func cloudLists(vintage int) (map[string][]byte, error) {
	date, step := listVintages[vintage], cloudSteps[vintage]
	made := map[string][]byte{
		"apexapps.oracle.com/pls/apex/cetools/api/v1/products/index%3FcurrencyCode=USD":                oracleParts(date, step),
		"cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus%3FcurrencyCode=USD&pageSize=5000": googleSKUs(date, step),
		github + "dstackai/gpuhunt/main/src/gpuhunt/resources/tpu_pricing.json":                        huntedTPUs(step),
		"website.spot.ec2.aws.a2z.com/spot.json":                                                       spotFeed(step),
		"spot-bid-advisor.s3.amazonaws.com/spot-advisor-data.json":                                     spotAdvisor(step),
	}
	for path, body := range azurePrices(step) {
		made[path] = body
	}
	for name, region := range huntedRegions {
		body, err := huntedArchive(name, region, step)
		if err != nil {
			return nil, fmt.Errorf("make the catalogue of %s: %w", name, err)
		}
		made["dstack-gpu-pricing.s3.eu-west-1.amazonaws.com/v3/"+name+"/latest/catalog.zip"] = body
	}
	for _, region := range amazonRegions {
		made["b0.p.awsstatic.com/pricing/2.0/meteredUnitMaps/ec2/USD/current/ec2-ondemand-without-sec-sel/"+region.name+"/Linux/index.json"] = amazonUnits(region, step)
		if step == cloudSteps[1] {
			break // large, and two dates are enough to see a price move
		}
		made["pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/"+region.code+"/index.csv"] = amazonList(date, region, step)
	}
	return made, nil
}

// cloudSteps are the price changes of the catalogues on the days of listVintages.
var cloudSteps = []int{0, 5, 8}

type amazonRegion struct{ code, name, feed string }

var amazonRegions = []amazonRegion{
	{"us-east-1", "US East (N. Virginia)", "us-east"},
	{"us-west-2", "US West (Oregon)", "us-west-2"},
	{"eu-central-1", "EU (Frankfurt)", "eu-central-1"},
	{"ap-northeast-1", "Asia Pacific (Tokyo)", "apac-tokyo"},
}

// amazonMachine is a machine type under its real name; accelerator "" is none.
type amazonMachine struct {
	name, family, accelerator string
	count, vcpus, gib         int
	price                     float64 // of a machine that no catalogue has
}

var amazonMachines = []amazonMachine{
	{"g6.xlarge", "GPU instance", "L4", 1, 4, 16, 0},
	{"p4d.24xlarge", "GPU instance", "A100", 8, 96, 1152, 0},
	{"p5.48xlarge", "GPU instance", "H100", 8, 192, 2048, 0},
	{"trn1.32xlarge", "Machine Learning ASIC Instances", "", 0, 128, 512, 21.5},
	{"m7i.large", "General purpose", "", 0, 2, 8, 0.1},
}

// onDemand is the made price of the whole machine an hour.
func (m amazonMachine) onDemand(region string, step int) float64 {
	for _, a := range accelerators {
		if a.name == m.accelerator {
			return round(unit("aws", region, a, step)*float64(m.count), 4)
		}
	}
	return round(m.price*(1+0.10*noise("aws", region)), 4)
}

// spot is the made interruptible price of the machine.
func (m amazonMachine) spot(region string, step int) float64 {
	for _, a := range accelerators {
		if a.name == m.accelerator {
			return round(spotOf("aws", region, a, step, m.onDemand(region, step)), 4)
		}
	}
	return round(m.onDemand(region, step)*(0.4+0.1*noise(m.name, region, step)), 4)
}

// amazonList is a region's price list: every machine on demand, one reserved
// with its two rows, and rows that are of no interest here.
func amazonList(date string, region amazonRegion, step int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "\"FormatVersion\",\"v1.0\"\n\"Disclaimer\",\"SAMPLE: prices are made up.\"\n\"Publication Date\",\"%sT00:00:00Z\"\n\"Version\",\"%s000000\"\n\"OfferCode\",\"AmazonEC2\"\n",
		date, strings.ReplaceAll(date, "-", ""))
	header := []string{"SKU", "OfferTermCode", "RateCode", "TermType", "PriceDescription", "EffectiveDate", "StartingRange", "EndingRange", "Unit", "PricePerUnit", "Currency",
		"LeaseContractLength", "PurchaseOption", "OfferingClass", "Product Family", "Location", "Instance Type", "Instance Family", "vCPU", "Physical Processor", "Memory",
		"Tenancy", "Operating System", "usageType", "CapacityStatus", "GPU", "GPU Memory", "MarketOption", "Pre Installed S/W", "Region Code"}
	amazonRow(&b, header...)
	for i, m := range amazonMachines {
		price, sku := m.onDemand(region.code, step), amazonSKU(i, region, m)
		gpus, memory := "", ""
		if m.count > 0 {
			gpus = fmt.Sprint(m.count)
		}
		row := func(term, rate, kind, words, unit, amount, length, option, class, system string) {
			to := "Inf"
			if unit == "Quantity" {
				to = ""
			}
			amazonRow(&b, sku, term, sku+"."+term+"."+rate, kind, words, date[:8]+"01", strings.Repeat("0", len(to)/3), to, unit, amount, "USD", length, option, class,
				"Compute Instance", region.name, m.name, m.family, fmt.Sprint(m.vcpus), "SAMPLE processor", fmt.Sprintf("%d GiB", m.gib),
				"Shared", system, "BoxUsage:"+m.name, "Used", gpus, memory, "OnDemand", "NA", region.code)
		}
		words := fmt.Sprintf("$%s per On Demand Linux %s Instance Hour", plain(price), m.name)
		row("JRTCKXETXF", "6YS6EN2CT7", "OnDemand", words, "Hrs", fmt.Sprintf("%.10f", price), "", "", "", "Linux")
		if m.name != "p5.48xlarge" {
			continue
		}
		row("38NPMPTW36", "6YS6EN2CT7", "Reserved", "Linux/UNIX (Amazon VPC), p5.48xlarge reserved instance applied", "Hrs", fmt.Sprintf("%.10f", round(price*0.22, 4)), "3yr", "Partial Upfront", "standard", "Linux")
		row("38NPMPTW36", "2TG2D8R56U", "Reserved", "Upfront Fee", "Quantity", fmt.Sprintf("%.0f", price*0.22*24*365*3), "3yr", "Partial Upfront", "standard", "Linux")
		sku = strings.Replace(sku, "SAMPLE", "SAMPLW", 1)
		row("JRTCKXETXF", "6YS6EN2CT7", "OnDemand", "Windows", "Hrs", fmt.Sprintf("%.10f", price+8.8), "", "", "", "Windows")
	}
	return b.Bytes()
}

func amazonSKU(i int, region amazonRegion, m amazonMachine) string {
	return fmt.Sprintf("SAMPLE%02d%08X", i, uint32(1e9*(2+noise("sku", region.code, m.name))))
}

// amazonUnits are the machines of a region as the pricing page shows them.
func amazonUnits(region amazonRegion, step int) []byte {
	machines := map[string]any{}
	for i, m := range amazonMachines {
		machines[fmt.Sprintf("%s %s Linux", m.name, region.name)] = map[string]string{
			"rateCode": amazonSKU(i, region, m) + ".JRTCKXETXF.6YS6EN2CT7", "price": fmt.Sprintf("%.10f", m.onDemand(region.code, step)), "Location": region.name,
			"Instance Family": m.family, "vCPU": fmt.Sprint(m.vcpus), "Instance Type": m.name, "Memory": fmt.Sprintf("%d GiB", m.gib), "Storage": "EBS only",
			"Network Performance": "Sample", "plc:OperatingSystem": "Linux", "plc:InstanceFamily": m.family, "Operating System": "Linux",
			"Pre Installed S/W": "NA", "License Model": "No License required"}
	}
	return compact(map[string]any{"manifest": map[string]any{"source": "sample"}, "regions": map[string]any{region.name: machines}, "sets": map[string]any{}})
}

// amazonRow quotes every cell that is not empty.
func amazonRow(b *bytes.Buffer, cells ...string) {
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(',')
		}
		if c != "" {
			b.WriteString(`"` + c + `"`)
		}
	}
	b.WriteByte('\n')
}

// spotFeed has no price for Windows on the machines with most accelerators.
func spotFeed(step int) []byte {
	var regions []any
	for _, region := range amazonRegions {
		var sizes []any
		for _, m := range amazonMachines {
			windows := "N/A*"
			if m.count < 8 && m.vcpus < 100 {
				windows = fmt.Sprintf("%.4f", m.spot(region.code, step)+0.046*float64(m.vcpus))
			}
			sizes = append(sizes, map[string]any{"size": m.name, "valueColumns": []any{
				map[string]any{"name": "linux", "prices": map[string]string{"USD": fmt.Sprintf("%.4f", m.spot(region.code, step))}},
				map[string]any{"name": "mswin", "prices": map[string]string{"USD": windows}},
			}})
		}
		regions = append(regions, map[string]any{"region": region.feed, "instanceTypes": []any{map[string]any{"type": "sample", "sizes": sizes}}})
	}
	return compact(map[string]any{"vers": 0.01, "config": map[string]any{"rate": "perhr", "valueColumns": []string{"linux", "mswin"}, "currencies": []string{"USD"}, "regions": regions}})
}

// spotAdvisor agrees with the prices of the feed.
func spotAdvisor(step int) []byte {
	machines, regions := map[string]any{}, map[string]any{}
	for _, m := range amazonMachines {
		machines[m.name] = map[string]any{"emr": m.count > 0, "cores": m.vcpus, "ram_gb": m.gib}
	}
	for _, region := range amazonRegions {
		systems := map[string]any{}
		for _, system := range []string{"Linux", "Windows"} {
			types := map[string]any{}
			for _, m := range amazonMachines {
				if system == "Windows" && (m.count == 8 || m.vcpus > 100) {
					continue
				}
				types[m.name] = map[string]any{"s": int(round(100*(1-m.spot(region.code, step)/m.onDemand(region.code, step)), 0)), "r": int(2.5 * (1 + noise("taken", region.code, m.name, step)))}
			}
			systems[system] = types
		}
		regions[region.code] = systems
	}
	var ranges []any
	for i, label := range []string{"<5%", "5-10%", "10-15%", "15-20%", ">20%"} {
		ranges = append(ranges, map[string]any{"index": i, "label": label, "dots": i, "max": []int{5, 11, 16, 22, 100}[i]})
	}
	return compact(map[string]any{"instance_types": machines, "ranges": ranges, "spot_advisor": regions, "global_rate": "<10%"})
}

// oracleParts are GPUs by the hour, cores, and a network price with a free tier.
func oracleParts(date string, step int) []byte {
	var items []any
	add := func(name, metric, category string, prices ...any) {
		items = append(items, map[string]any{"partNumber": fmt.Sprintf("SMPL%03d", len(items)+1), "displayName": "Sample " + name, "metricName": metric, "serviceCategory": category,
			"currencyCodeLocalizations": []any{map[string]any{"currencyCode": "USD", "prices": prices}}})
	}
	price := func(value float64) map[string]any { return map[string]any{"model": "PAY_AS_YOU_GO", "value": value} }
	for _, a := range accelerators {
		add("Compute - GPU - "+a.name, "GPU Per Hour", "Compute - GPU", price(round(unit("oracle", "", a, step), 2)))
	}
	add("Compute - Standard - OCPU", "OCPU Per Hour", "Compute - Virtual Machine", price(0.03))
	add("Compute - Standard - Memory", "Gigabyte Per Hour", "Compute - Virtual Machine", price(0.002))
	free, paid := price(0), price(0.0085)
	free["rangeMin"], free["rangeMax"], free["rangeUnit"] = 0, 10240, "GB"
	paid["rangeMin"], paid["rangeMax"], paid["rangeUnit"] = 10240, 999999999999999, "GB"
	add("Outbound Data Transfer", "Gigabyte Outbound Data Transfer Per Month", "Networking", free, paid)
	return compact(map[string]any{"lastUpdated": date + "T14:26:53.943Z", "items": items})
}

// huntedRegions are a region of each cloud of the collected catalogues.
var huntedRegions = map[string]string{"aws": "us-east-1", "azure": "eastus", "cloudrift": "us-east-nc-nr-1", "gcp": "us-central1-a", "lambdalabs": "us-east-1",
	"nebius": "eu-north1", "oci": "us-ashburn-1", "runpod": "US", "verda": "FIN-01"}

// huntedArchive has a cloud's machines on demand and as spot, and one without
// accelerator. Google's have a price for capacity booked ahead too.
func huntedArchive(name, region string, step int) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("instance_name,location,price,cpu_arch,cpu,memory,gpu_vendor,gpu_count,gpu_name,gpu_memory,spot,disk_size,flags,provider_data\n")
	fmt.Fprintf(&b, "sample-%s.cpu,%s,0.25,x86,8,16.0,,0,,,False,,,{}\n", name, region)
	row := func(a accelerator, n int, price float64, spot, flags string) {
		fmt.Fprintf(&b, "%s,%s,%s,x86,%d,%d.0,nvidia,%d,%s,%d.0,%s,,%s,{}\n", offerType(name, a, n), region, plain(round(price, 4)), 12*n, 96*n, n, strings.TrimSuffix(a.name, "-80GB"), a.gib, spot, flags)
	}
	each("L4 A100-80GB H100", func(a accelerator, n int) {
		price := unit(name, strings.TrimSuffix(region, "-a"), a, step) * float64(n)
		row(a, n, price, "False", "")
		row(a, n, spotOf(name, region, a, step, price), "True", "")
		if name == "gcp" && a.name == "H100" {
			row(a, n, price*0.55, "False", "gcp-dws-calendar-mode")
		}
	})
	return archive([]member{{name + ".csv", b.Bytes()}})
}

// huntedTPUs are TPUs at made prices, which are copied once in the sample's year.
func huntedTPUs(step int) []byte {
	kinds := map[string]any{}
	for i, kind := range []string{"TPU v5e", "TPU v5p", "TPU v6e"} {
		regions := map[string]any{}
		for _, region := range []string{"us-east5", "europe-west4"} {
			price := []float64{1.2, 4.2, 2.7}[i] * (1 + 0.1*noise("tpu", kind, region))
			if step > 0 {
				price *= 0.97
			}
			regions[region] = map[string]any{"Location": "SAMPLE", "On Demand (USD)": round(price, 4), "Spot (USD)": round(price*0.6, 4)}
		}
		kinds[kind] = regions
	}
	return compact(kinds)
}

// compact writes maps of texts and numbers as JSON, which cannot fail; names
// are in their order.
func compact(v any) []byte {
	b, _ := json.Marshal(v)
	return append(b, '\n')
}
