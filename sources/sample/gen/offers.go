package gen

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// offerVintage is a day on which price catalogues change: all clouds, or the
// ones named. step counts price changes of the made clouds.
type offerVintage struct {
	date   string
	clouds []string
	step   int
	raised bool // Lambda's new list prices hold
}

var clouds = []string{"aws", "azure", "gcp", "lambda", "nebius", "runpod", "vast"}

var offerVintages = []offerVintage{
	{"2026-01-09", clouds, 0, false},
	{"2026-02-20", clouds, 1, false},
	{"2026-03-20", clouds, 2, false},
	{"2026-04-02", []string{"lambda"}, 3, false},
	{"2026-04-06", []string{"lambda"}, 3, true},
	{"2026-04-20", clouds, 4, true},
	{"2026-05-20", clouds, 5, true},
	{"2026-06-20", clouds, 6, true},
	{"2026-07-20", clouds, 7, true},
	{"2026-08-20", clouds, 8, true},
}

// accelerator is one kind of machine offered: the price is a made one, in USD
// per accelerator and hour at the first step.
type accelerator struct {
	name     string
	counts   []int
	gib      int
	price    float64
	fallStep float64 // share by which the price falls a step
}

var accelerators = []accelerator{
	{"T4", []int{1, 4}, 16, 0.55, 0.004},
	{"L4", []int{1, 4}, 24, 0.82, 0.006},
	{"A10", []int{1}, 24, 1.05, 0.007},
	{"L40S", []int{1, 8}, 48, 1.70, 0.009},
	{"A100", []int{1, 8}, 40, 2.40, 0.012},
	{"A100-80GB", []int{1, 8}, 80, 2.90, 0.013},
	{"H100", []int{1, 8}, 80, 4.40, 0.016},
	{"H200", []int{8}, 141, 5.10, 0.015},
	{"B200", []int{8}, 180, 6.60, 0.010},
}

// offers are the catalogue files of one vintage, each in its cloud's own layout.
func offers(v offerVintage) map[string][]byte {
	made := map[string][]byte{}
	for _, cloud := range v.clouds {
		var b bytes.Buffer
		switch cloud {
		case "aws":
			aws(&b, v)
		case "azure":
			azure(&b, v)
		case "gcp":
			gcp(&b, v)
		case "lambda":
			lambda(&b, v)
			made["cloud.lambda.ai/api/v1/instance-types"] = lambdaTypes(v)
		case "nebius":
			nebius(&b, v)
		case "runpod":
			runpod(&b, v)
		case "vast":
			vast(&b, v)
		}
		made[catalogs+cloud+"/vms.csv"] = b.Bytes()
	}
	return made
}

// unit is the made price of one accelerator an hour.
func unit(cloud, region string, a accelerator, step int) float64 {
	p := a.price * (1 + 0.25*noise(cloud, "level")) * (1 + 0.10*noise(cloud, region))
	for s := 1; s <= step; s++ {
		// Most steps leave a price alone, as list prices are left alone.
		if noise(cloud, region, a.name, "moves", s) > 0.2 {
			p *= 1 - 2.5*a.fallStep*(1+0.5*noise(cloud, region, a.name, s))
		}
	}
	return p
}

// spotOf is the interruptible price: it moves at every step.
func spotOf(cloud, region string, a accelerator, step int, onDemand float64) float64 {
	return onDemand * (0.42 + 0.10*noise(cloud, region, a.name, "spot", step))
}

func info(a accelerator, n int) string {
	return fmt.Sprintf("{'Gpus': [{'Name': '%s', 'Manufacturer': 'NVIDIA', 'Count': %d, 'MemoryInfo': {'SizeInMiB': %d}}], 'TotalGpuMemoryInMiB': %d}",
		a.name, n, a.gib*1024, a.gib*1024*n)
}

func offerType(cloud string, a accelerator, n int) string {
	return fmt.Sprintf("sample-%s.%dx-%s", cloud, n, strings.ToLower(a.name))
}

// each calls f for every accelerator and count of a cloud, in order.
func each(names string, f func(a accelerator, n int)) {
	for _, a := range accelerators {
		if !strings.Contains(" "+names+" ", " "+a.name+" ") {
			continue
		}
		for _, n := range a.counts {
			f(a, n)
		}
	}
}

// aws writes a row per zone; a small machine without accelerator has a spot
// price equal to the other, which is a fill and not a price.
func aws(b *bytes.Buffer, v offerVintage) {
	b.WriteString("InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone,Arch\n")
	for _, region := range []string{"us-east-1", "us-west-2", "eu-central-1", "ap-northeast-1"} {
		for zone := 1; zone <= 2; zone++ {
			fmt.Fprintf(b, "sample-aws.cpu,,,8.0,16.0,,0.2568,0.256800,%s,%s-az%d,arm64\n", region, region, zone)
			each("T4 A10 L40S A100 H100 H200", func(a accelerator, n int) {
				p := unit("aws", region, a, v.step) * float64(n)
				s := spotOf("aws", fmt.Sprint(region, zone), a, v.step, p)
				fmt.Fprintf(b, "%s,%s,%d,%d.0,%d.0,%s,%s,%.6f,%s,%s-az%d,x86_64\n", offerType("aws", a, n), a.name, n, 12*n, 96*n,
					quoted(info(a, n)), plain(round(p, 4)), s, region, region, zone)
			})
		}
	}
}

// azure writes its last column without quotes although it holds a comma.
func azure(b *bytes.Buffer, v offerVintage) {
	b.WriteString("InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,Generation\n")
	for _, region := range []string{"eastus", "westus3", "westeurope", "japaneast", "southeastasia"} {
		fmt.Fprintf(b, "Sample_CPU_v5,,,4,16,,0.192,0.0384,%s,V1,V2\n", region)
		each("T4 A10 A100-80GB H100 H200", func(a accelerator, n int) {
			p := unit("azure", region, a, v.step) * float64(n)
			gen := "V2"
			if a.name == "T4" {
				gen = "V1,V2"
			}
			fmt.Fprintf(b, "Sample_%s_%d,%s,%d,%d,%d,%s,%s,%s,%s,%s\n", strings.ReplaceAll(a.name, "-", "_"), n, a.name, n, 16*n, 110*n, a.name,
				plain(round(p, 3)), plain(round(spotOf("azure", region, a, v.step, p), 6)), region, gen)
		})
	}
}

// gcp prices accelerators apart from machines, repeats a row, and has a machine
// at a price of 0.
func gcp(b *bytes.Buffer, v offerVintage) {
	b.WriteString("InstanceType,vCPUs,MemoryGiB,AcceleratorName,AcceleratorCount,GpuInfo,Region,AvailabilityZone,Price,SpotPrice\n")
	for _, region := range []string{"us-central1", "europe-west4", "asia-northeast1"} {
		cpu := fmt.Sprintf("sample-gcp-highcpu-8,8.0,32.0,,,,%s,%s-a,0.39184,0.07840\n", region, region)
		b.WriteString(cpu)
		if region == "us-central1" {
			b.WriteString(cpu)
			fmt.Fprintf(b, "sample-gcp-unpriced,224.0,3968.0,,,,%s,%s-b,0.0,0.0\n", region, region)
		}
		for _, zone := range []string{"a", "c"} {
			each("T4 L4 A100 A100-80GB H100 H200", func(a accelerator, n int) {
				p := unit("gcp", region, a, v.step) * float64(n)
				fmt.Fprintf(b, ",,,%s,%d,%s,%s,%s-%s,%s,%s\n", a.name, n, quoted(info(a, n)), region, region, zone,
					plain(round(p, 5)), plain(round(spotOf("gcp", region, a, v.step, p), 5)))
			})
		}
	}
}

// lambda has the three real list prices, before and after their rise.
func lambda(b *bytes.Buffer, v offerVintage) {
	b.WriteString("InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice\n")
	regions := []string{"us-east-1", "us-south-1", "us-west-1", "us-west-2", "europe-central-1", "asia-south-1"}
	if v.step >= 3 {
		regions = append(regions, "me-west-1")
	}
	if v.step >= 5 {
		regions = append(regions, "asia-northeast-1")
	}
	for _, region := range regions {
		fmt.Fprintf(b, "sample_cpu,,,4.0,16.0,0.2,%s,,\n", region)
		for _, l := range lambdaListed {
			p := l.before
			if v.raised {
				p = l.after
			}
			a := accelerator{name: l.name, gib: l.gib}
			fmt.Fprintf(b, "%s,%s,1.0,30.0,200.0,%s,%s,%s,\n", l.kind, l.name, plain(p), region, quoted(info(a, 1)))
		}
	}
}

// nebius ends lines with CR LF and has spot prices for one accelerator only.
func nebius(b *bytes.Buffer, v offerVintage) {
	b.WriteString("InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice\r\n")
	for _, region := range []string{"eu-north1", "eu-west1", "us-central1"} {
		fmt.Fprintf(b, "sample-cpu_4vcpu-16gb,,0,4,16,0.0992,%s,,\r\n", region)
		each("L40S H100 H200 B200", func(a accelerator, n int) {
			p := round(unit("nebius", region, a, v.step), 2) * float64(n)
			spot := ""
			if a.name == "H100" {
				spot = plain(round(spotOf("nebius", region, a, v.step, p), 2))
			}
			fmt.Fprintf(b, "%s,%s,%d,%d,%d,%s,%s,%s,%s\r\n", offerType("nebius", a, n), a.name, n, 16*n, 200*n, plain(round(p, 2)), region, quoted(info(a, n)), spot)
		})
	}
}

// runpod gives memory in GB under a name that says MiB, and a spot price that
// is the other price again.
func runpod(b *bytes.Buffer, v offerVintage) {
	b.WriteString("InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Region,SpotPrice,Price,AvailabilityZone,GpuInfo\n")
	for _, place := range [][2]string{{"US", "US-XX-1"}, {"CA", "CA-XX-1"}, {"SE", "EU-XX-1"}} {
		each("L4 L40S A100-80GB H100 B200", func(a accelerator, n int) {
			p := plain(round(unit("runpod", place[0], a, v.step)*float64(n), 2))
			text := fmt.Sprintf("{'Gpus': [{'Name': '%s', 'Manufacturer': 'Nvidia', 'Count': %d, 'MemoryInfo': {'SizeInMiB': %d}}], 'TotalGpuMemoryInMiB': %d}", a.name, n, a.gib, a.gib*n)
			fmt.Fprintf(b, "sample-%dx_%s_SECURE,%s,%d.0,%d.0,%d.0,%s,%s,%s,%s,%s\n", n, a.name, a.name, n, 8*n, 117*n, place[0], p, p, place[1], quoted(text))
		})
	}
}

// vast is a market: offers come and go, places are free text, and there is no
// spot price, written 0.00.
func vast(b *bytes.Buffer, v offerVintage) {
	b.WriteString("InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region\n")
	for _, region := range []string{"Denmark, DK, EU", ", CA, NA", "Texas, US, NA", ", JP, AS"} {
		each("L4 A100 H100 H200", func(a accelerator, n int) {
			if noise("vast", region, a.name, n, "offered", v.step) > 0.75 {
				return
			}
			p := 0.55 * unit("vast", region, a, v.step) * float64(n) * (1 + 0.08*math.Abs(noise("vast", region, a.name, v.step, "market")))
			fmt.Fprintf(b, "sample-%dx-%s-32-65536,%s,%d,32,64.0,%s,%.2f,0.00,%s\n", n, a.name, a.name, n, quoted(info(a, n)), p, quoted(region))
		})
	}
}
