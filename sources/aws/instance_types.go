package aws

import (
	"maps"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "aws.instance_types",
	About:        "What EC2 machines have, as an account is told by DescribeInstanceTypes: processors, memory, and the name, number and memory of accelerators.",
	Home:         "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html",
	License:      license,
	Citation:     "Amazon EC2 instance types, Amazon Web Services.",
	Redistribute: sources.RedistributeNo,
	Off: "only an account with Amazon may ask, with signed requests: save what " +
		"aws ec2 describe-instance-types --output json prints, and load that file",

	Fetch:  sources.Each(),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readTypes},
	Columns: []sources.Column{
		sources.Code("instance_type", "Machine type.").Key().Named("InstanceType"),
		sources.Code("accelerator_kind", "Kind of accelerator: gpu, inference, neuron, fpga or media; NULL for a machine without. Chips for inference may be listed as neuron too.").Key().MayLack().
			OneOf("gpu", "inference", "neuron", "fpga", "media"),
		sources.Code("accelerator_name", "Accelerator as Amazon names it, such as H100.").Key().MayLack(),
		sources.Text("accelerator_manufacturer", "Maker of the accelerator.").MayLack(),
		sources.Number("accelerator_count", "accelerators", "Accelerators in the machine.").MayLack().AtLeast(0),
		sources.Number("accelerator_memory_mib", "MiB per accelerator", "Memory of one accelerator, as Amazon reports it; the L4's is short of the 24 GB that it has.").MayLack().AtLeast(0),
		sources.Number("vcpus", "vCPU", "Virtual processors.").Named("VCpuInfo.DefaultVCpus").AtLeast(0),
		sources.Number("cores", "cores", "Processor cores.").Named("VCpuInfo.DefaultCores").MayLack().AtLeast(0),
		sources.Number("memory_mib", "MiB", "Main memory.").Named("MemoryInfo.SizeInMiB").AtLeast(0),
		sources.Text("architectures", "Processor architectures, joined by commas.").Named("ProcessorInfo.SupportedArchitectures").Optional(),
		sources.Number("clock_ghz", "GHz", "Sustained clock speed.").Named("ProcessorInfo.SustainedClockSpeedInGhz").MayLack().AtLeast(0),
		sources.Text("usage_classes", "How it is sold: on-demand, spot, capacity-block; joined by commas.").Named("SupportedUsageClasses").Optional(),
		sources.Text("network_performance", "Speed of the network as published.").Named("NetworkInfo.NetworkPerformance").MayLack(),
		sources.Flag("current_generation", "Whether Amazon counts it among the current generation.").Named("CurrentGeneration"),
		sources.Flag("bare_metal", "Whether it is a machine without hypervisor.").Named("BareMetal").MayLack(),
	},
	Fresh: sources.Freshness{Every: sources.Irregular, Why: "loaded by hand"},
	Contract: sources.Contract{
		MinRows:     1,
		MaxBad:      0.01,
		MaxVanished: 1,
		Why: "MinRows: a question about one machine has one answer. MaxBad: none of 25 machines of a real file is bad. " +
			"MaxVanished: a file is the answer to one question, so nothing is said about machines that are not in it.",
	},
	Refused: notJSON,
})

// kinds are where an answer lists accelerators of each kind.
var kinds = []struct{ kind, info, list string }{
	{"gpu", "GpuInfo", "Gpus"},
	{"inference", "InferenceAcceleratorInfo", "Accelerators"},
	{"neuron", "NeuronInfo", "NeuronDevices"},
	{"fpga", "FpgaInfo", "Fpgas"},
	{"media", "MediaAcceleratorInfo", "Accelerators"},
}

// readTypes makes a row of every accelerator of a machine, and one of a machine
// without.
func readTypes(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		doc, _ := v.(map[string]any)
		types, ok := doc["InstanceTypes"].([]any)
		if !ok {
			return in.Errorf(0, "", "a document without the array InstanceTypes")
		}
		for _, t := range types {
			machine, ok := t.(map[string]any)
			if !ok {
				text, _ := decode.Scalar(t)
				if err := emit(decode.Record{Raw: text, Malformed: "an object with a machine"}); err != nil {
					return err
				}
				continue
			}
			if err := readType(machine, emit); err != nil {
				return err
			}
		}
		return nil
	})
}

func readType(machine map[string]any, emit func(decode.Record) error) error {
	cells, all := map[string]string{}, decode.Flatten(machine)
	for _, name := range []string{"InstanceType", "VCpuInfo.DefaultVCpus", "VCpuInfo.DefaultCores", "MemoryInfo.SizeInMiB",
		"ProcessorInfo.SustainedClockSpeedInGhz", "NetworkInfo.NetworkPerformance", "CurrentGeneration", "BareMetal"} {
		if text, ok := all[name]; ok {
			cells[name] = text
		}
	}
	processor, _ := machine["ProcessorInfo"].(map[string]any)
	cells["ProcessorInfo.SupportedArchitectures"] = joined(processor["SupportedArchitectures"])
	cells["SupportedUsageClasses"] = joined(machine["SupportedUsageClasses"])
	found := false
	for _, k := range kinds {
		info, _ := machine[k.info].(map[string]any)
		devices, _ := info[k.list].([]any)
		for _, d := range devices {
			device, row := decode.Flatten(d), maps.Clone(cells)
			row["accelerator_kind"], row["accelerator_name"], row["accelerator_manufacturer"] = k.kind, device["Name"], device["Manufacturer"]
			row["accelerator_count"], row["accelerator_memory_mib"] = device["Count"], device["MemoryInfo.SizeInMiB"]
			found = true
			if err := emit(decode.Record{Cells: row}); err != nil {
				return err
			}
		}
	}
	if found {
		return nil
	}
	return emit(decode.Record{Cells: cells})
}

// joined are the texts of an array with commas between them.
func joined(v any) string {
	var out []string
	texts, _ := v.([]any)
	for _, t := range texts {
		text, _ := decode.Scalar(t)
		out = append(out, text)
	}
	return strings.Join(out, ",")
}
