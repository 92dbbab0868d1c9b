package gen

import (
	"bytes"
	"fmt"
	"math"
)

// epochFiles are the files of the site that has the notable models.
func epochFiles(vintage int) (map[string][]byte, error) {
	const site, trends = "epoch.ai/data/", github + "epoch-research/training-cost-trends/HEAD/"
	hub, err := archive([]member{
		{"README.md", []byte("Sample of an archive with one table of each benchmark.\n")},
		{"epoch_capabilities_index.csv", capabilities(vintage)},
		{"sample_bench_external.csv", []byte("Model version,Score\nsample-model-00,0.5\n")},
	})
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		site + "benchmark_data.zip":                     hub,
		site + "eci_benchmarks.csv":                     benchmarkScores(vintage),
		site + "data_centers/data_center_timelines.csv": dataCenters(vintage),
		site + "notable_ai_models.csv":                  models(vintage, func(float64, bool) bool { return true }),
		site + "frontier_ai_models.csv":                 models(vintage, func(_ float64, frontier bool) bool { return frontier }),
		site + "large_scale_ai_models.csv":              models(vintage, func(compute float64, _ bool) bool { return compute > 1e23 }),
		site + "gpu_clusters.csv":                       gpuClusters(vintage),
		site + "ml_hardware.csv":                        acceleratorTable(vintage),
		trends + "model_costs.csv":                      trainingCosts(vintage),
		trends + "data/Hardware prices.csv":             acceleratorPrices(vintage),
	}, nil
}

// sampleChips are real names of accelerators; every figure is invented. The
// last one is listed from the second vintage on.
var sampleChips = []struct{ name, maker, kind, foundry string }{
	{"NVIDIA A10", "NVIDIA", "GPU", "Samsung"},
	{"NVIDIA A100", "NVIDIA", "GPU", "TSMC"},
	{"NVIDIA H100 SXM5 80GB", "NVIDIA", "GPU", "TSMC"},
	{"Google TPU v4", "Google", "TPU", "TSMC"},
	{"AMD Instinct MI300X", "AMD", "GPU", "TSMC"},
	{"NVIDIA L40S", "NVIDIA", "GPU", "TSMC"},
	{"NVIDIA B200", "NVIDIA", "GPU", "TSMC"},
}

// acceleratorTable is the table of accelerators. Some have no price, none has a
// price-performance then but Infinity, as in the real file.
func acceleratorTable(vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("Hardware name,Manufacturer,Type,Release date,Release price (USD),Price-performance,Tensor-FP16/BF16 performance (FLOP/s)," +
		"FP64 (double precision) performance (FLOP/s),FP32 (single precision) performance (FLOP/s),FP16 (half precision) performance (FLOP/s)," +
		"TF32 (TensorFloat-32) performance (FLOP/s),FP8 performance (FLOP/s),INT8 performance (OP/s),Memory (bytes),Memory bandwidth (byte/s)," +
		"TDP (W),Process size (nm),Foundry,Notes,Last modified\n")
	for i, c := range sampleChips {
		if i == len(sampleChips)-1 && vintage == 0 {
			continue
		}
		speed := round(1e14*(1+float64(i)+noise("chip", i)/3), -12)
		price, worth, fp8 := plain(round(6000+2500*float64(i), 0))+".0", "2.5e+10", plain(2*speed)
		if i%3 == 0 {
			price, worth, fp8 = "", "Infinity", ""
		}
		watts := 250 + 75*i
		if vintage > 1 && i == 4 {
			watts += 50 // a figure that was looked up again
		}
		fmt.Fprintf(&b, "%s,%s,%s,%d-%02d-15,%s,%s,%s,%s,%s,%s,%s,%s,%s,%d000000000,%d000000000,%d.0,%d.0,%s,%s,%s\n", c.name, c.maker, c.kind, 2019+i, 1+i, price, worth,
			plain(speed), plain(speed/32), plain(speed/16), plain(speed/4), plain(speed/2), fp8, plain(2*speed), 24+24*i, 600+700*i, watts, 8-i/2, c.foundry,
			quoted("invented figures,\nbut the names are real"), quoted("2026-01-05 09:00:00+00:00"))
	}
	return b.Bytes()
}

// trainingCosts is the table of the paper's three estimates for models of the
// sample. Many have the third estimate alone.
func trainingCosts(vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("Model,Cloud_Cost,Hardware_Acquisition_Cost,Hardware_Capex_Energy_Cost\n")
	for i := range 20 {
		run := round(5e4*math.Pow(1.6, float64(i))*(1+noise("training cost", i)/4), 4)
		if vintage > 1 && i == 18 {
			run *= 1.25
		}
		cloud, bought := plain(round(2.2*run, 4)), plain(round(18*run, 4))
		if i%3 == 0 {
			cloud, bought = "", ""
		}
		fmt.Fprintf(&b, "Sample Model %02d,%s,%s,%s\n", i*3, cloud, bought, plain(run))
	}
	return b.Bytes()
}

// acceleratorPrices is the list of prices that were seen: one bought and some
// rented ones for each accelerator, one row that stands twice, and one draft.
func acceleratorPrices(vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeffPrice source,Price date,Hardware model,Manufacturer,Vendor,Location,Price per chip-hour (on-demand),Price per chip-hour (1-year CUD)," +
		"Price per chip-hour (3-year CUD),Price (hardware purchase),Notes,Cloud GPU description,Number of GPUs\n")
	for i, c := range sampleChips[:len(sampleChips)-1] {
		fmt.Fprintf(&b, "https://shop.sample.invalid/%d,%d-%02d-20,%s,%s,,,,,,%d.00,Single-unit list price,,1\n", i, 2019+i, 1+i, c.name, c.maker, 6000+2500*i)
		for month := 0; month < 3+vintage; month++ {
			hour := round((1+0.6*float64(i))*math.Pow(0.95, float64(month))*(1+noise("rent", i, month)/10), 2)
			years := ","
			if month%2 == 0 {
				years = fmt.Sprintf("%.2f,%.2f", 0.7*hour, 0.5*hour)
			}
			row := fmt.Sprintf("https://cloud.sample.invalid/prices,2025-%02d-01,%s,%s,Sample Cloud,Sample East,%.2f,%s,,sample.%dx,%s,8\n", 3+2*month, c.name, c.maker, hour, years, 8, c.name)
			b.WriteString(row)
			if i == 2 && month == 1 {
				b.WriteString(row)
			}
		}
	}
	b.WriteString(",,NVIDIA H100 SXM5 80GB,NVIDIA,,,,,,,,,\n")
	return b.Bytes()
}

// gpuClusters is the table of clusters: some with a name, and some that share
// the name of all that are anonymous, three of them alike.
func gpuClusters(vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("Name,Status,Certainty,Single cluster?,Max OP/s (log),H100 equivalents,Chip type (primary),Chip quantity (primary),Country,Owner,Users,First Operational Date," +
		"Sector,Power Capacity (MW),Hardware Cost,Note,Total number of AI chips,Include in Standard Analysis,Max OP/s,16-bit OP/s,Possible Duplicate\n")
	row := func(name, status, sector string, i, chips int, day string) {
		speed := float64(chips) * 1e15
		power, cost := plain(round(float64(chips)*0.0014, 2)), plain(float64(chips)*30000)+".0"
		if i%4 == 3 {
			power, cost = "", ""
		}
		fmt.Fprintf(&b, "%s,%s,%s,Yes,%s,%d,%s,%d.0,%s,%s,,%s,%s,%s,%s,%s,%d.0,True,%g,%g,\n", name, status, []string{"Confirmed", "Likely"}[i%2], plain(round(math.Log10(speed), 6)), chips/2,
			sampleChips[1+i%2].name, chips, []string{"China", "United States of America", "France"}[i%3], []string{"Sample Owner A", "Sample Owner B"}[i%2], day, sector, power, cost,
			quoted("invented,\nall of it"), chips, speed, speed)
	}
	for i := range 8 + vintage {
		status := "Existing"
		if i >= 6+vintage { // one opens in every vintage, one is announced
			status = "Planned"
		}
		row(fmt.Sprintf("Sample Cluster %c Phase %d", 'A'+rune(i/2), 1+i%2), status, "Private", i, 5000*(1+i), fmt.Sprintf("%d-%02d-01", 2022+i/2, 1+i))
	}
	for i := range 6 {
		row("Anonymized Sample System", "Existing", []string{"Private", "Public"}[i/3], 3*(i/3), 500, []string{"2019-11-15", "2018-11-15"}[i/3])
	}
	return b.Bytes()
}
