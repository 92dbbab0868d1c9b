package gen

import (
	"fmt"
	"math"
)

// lambdaListed are Lambda's real list prices of three machines, before and
// after their rise.
var lambdaListed = []struct {
	kind, name    string
	gib           int
	before, after float64
}{
	{"gpu_1x_a10", "A10", 24, 0.86, 1.29},
	{"gpu_1x_a100_sxm4", "A100", 40, 1.48, 1.99},
	{"gpu_1x_h100_sxm5", "H100", 80, 3.78, 4.29},
}

// lambdaTypes is the answer about types of machines: the listed ones, a machine
// without GPU, and two made ones; where some are free changes each time.
func lambdaTypes(v offerVintage) []byte {
	var types []string
	add := func(kind, gpu string, gpus int, cents float64) {
		var free []string
		for _, region := range []string{"us-east-1", "us-west-1", "europe-central-1"} {
			if noise("free", v.date, kind, region) > 0.2 {
				free = append(free, fmt.Sprintf(`{"name":%q,"description":"Sample region"}`, region))
			}
		}
		types = append(types, fmt.Sprintf(`%q:{"instance_type":{"name":%q,"description":"%dx %s","gpu_description":%q,"price_cents_per_hour":%s,`+
			`"specs":{"vcpus":%d,"memory_gib":%d,"storage_gib":1400,"gpus":%d}},"regions_with_capacity_available":%s}`,
			kind, kind, gpus, gpu, gpu, plain(math.Round(cents)), 4+26*gpus, 16+200*gpus, gpus, list("[", "]", free)))
	}
	add("sample_cpu", "N/A", 0, 20)
	for _, l := range lambdaListed {
		price := l.before
		if v.raised {
			price = l.after
		}
		add(l.kind, fmt.Sprintf("%s (%d GB)", l.name, l.gib), 1, price*100)
		if l.name != "A10" {
			add("sample_8x_"+l.name, fmt.Sprintf("%s (%d GB)", l.name, l.gib), 8, price*780)
		}
	}
	return []byte(`{"data":` + list("{", "}", types) + "}\n")
}
