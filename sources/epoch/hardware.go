package epoch

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "epoch.hardware",
	About:        "Accelerators for machine learning: release, price, speed, memory, power.",
	Home:         "https://epoch.ai/data/machine-learning-hardware",
	License:      license,
	Citation:     "Epoch AI, Data on machine learning hardware, epoch.ai/data. CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://epoch.ai/data/ml_hardware.csv"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns: []sources.Column{
		sources.Text("hardware", "Name of the accelerator; models and clusters name their hardware so.").Key().Named("Hardware name"),
		sources.Text("manufacturer", "Who designs it.").Named("Manufacturer").Optional(),
		sources.Text("type", "GPU, TPU, NPU, CPU or other.").Named("Type").Optional(),
		sources.Date("release_date", "Day of release.").Named("Release date").Optional(),
		amount("release_price_usd", "USD", "List price at release, in dollars of that day.", "Release price (USD)"),
		amount("tensor_fp16_flops", "FLOP/s", "Dense 16-bit speed of the matrix units, FP16 or BF16.", "Tensor-FP16/BF16 performance (FLOP/s)"),
		amount("fp64_flops", "FLOP/s", "Double precision speed outside the matrix units.", "FP64 (double precision) performance (FLOP/s)"),
		amount("fp32_flops", "FLOP/s", "Single precision speed outside the matrix units.", "FP32 (single precision) performance (FLOP/s)"),
		amount("fp16_flops", "FLOP/s", "Half precision speed outside the matrix units.", "FP16 (half precision) performance (FLOP/s)"),
		amount("tf32_flops", "FLOP/s", "TF32 speed of the matrix units.", "TF32 (TensorFloat-32) performance (FLOP/s)"),
		amount("fp8_flops", "FLOP/s", "8-bit floating speed.", "FP8 performance (FLOP/s)").MayLack(),
		amount("fp4_flops", "FLOP/s", "4-bit floating speed.", "FP4 performance (FLOP/s)").MayLack(),
		amount("int16_ops", "OP/s", "16-bit integer speed.", "INT16 performance (OP/s)").MayLack(),
		amount("int8_ops", "OP/s", "8-bit integer speed.", "INT8 performance (OP/s)"),
		// Until the two were parted the column held either kind of 4-bit speed.
		amount("int4_ops", "OP/s", "4-bit integer speed; in older files, whose column is INT4/FP4, also 4-bit floating speed.", "INT4 performance (OP/s)", "INT4/FP4 performance (OP/s)").MayLack(),
		amount("memory_bytes", "bytes", "Memory of a board.", "Memory (bytes)", "Memory size per board (Byte)"),
		amount("memory_bandwidth", "bytes/s", "Memory bandwidth.", "Memory bandwidth (byte/s)"),
		amount("intranode_bandwidth", "bytes/s", "Bandwidth to the other boards of a machine.", "Intranode bandwidth (byte/s)").MayLack(),
		amount("internode_bandwidth", "bits/s", "Bandwidth to other machines, in bits.", "Internode bandwidth (bit/s)").MayLack(),
		amount("tdp_w", "W", "Thermal design power.", "TDP (W)"),
		amount("process_nm", "nm", "Name of the manufacturing process.", "Process size (nm)"),
		sources.Text("foundry", "Who makes it.").Named("Foundry").MayLack(),
		amount("die_mm2", "mm2", "Area of the die.", "Die Size (mm^2)").MayLack(),
		amount("base_clock_mhz", "MHz", "Base clock.", "Base clock (MHz)").MayLack(),
		amount("boost_clock_mhz", "MHz", "Boost clock.", "Boost clock (MHz)").MayLack(),
		amount("memory_clock_mhz", "MHz", "Memory clock.", "Memory clock (MHz)").MayLack(),
		amount("memory_bus_bits", "bits", "Width of the memory bus.", "Memory bus (bit)").MayLack(),
		amount("tensor_cores", "cores", "Matrix units.", "Tensor cores").MayLack(),
		amount("transistors_million", "million", "Transistors.", "Transistors (millions)").MayLack(),
		sources.Text("last_modified", "When Epoch last edited the record, as written.").Named("Last modified").MayLack().Note(),
	},
	Unused: []string{
		"Notes", "Link to datasheet", "Source for the price", "ML models",
		// Computed by the site; price-performance is Infinity where no price is known.
		"Max performance", "Energy efficiency", "Total processing performance (bit-OP/s)", "Price-performance", "ML OP/s",
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 120, Why: "ten accelerators were added in the five months to April 2026"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.01,
		MaxVanished: 0.1,
		Checks: []sources.Check{
			{Name: "memory in bytes", Rule: "memory_bytes >= 1e6", Why: "a board has megabytes at least; a smaller figure is in GB"},
			{Name: "speed in FLOP/s", Rule: "tensor_fp16_flops >= 1e9", Why: "the slowest unit listed does 45e12; a smaller figure is in TFLOP/s"},
		},
		Why: "MinRows: the files of 2025 and 2026 have 169 and 175 accelerators, the embedded sample 6. MaxBad: none of the 344 rows is bad. MaxVanished: from 2025 to April 2026 fewer than a tenth of the names went; more at once is another file.",
	},
})
