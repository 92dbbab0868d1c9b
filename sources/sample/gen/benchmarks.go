package gen

import (
	"bytes"
	"fmt"
	"math"
)

// version names the version of a model of the sample that was tested.
func version(i int) string { return fmt.Sprintf("sample-model-%02d", i) }

// ability is a model's score of ability, fitted anew in every vintage.
func ability(i, vintage int) float64 {
	return 90 + 1.1*float64(i) + 3*noise("ability", i) + 0.4*noise("fit", i, vintage)
}

// testedFrom is the first model of the sample that has scores.
const testedFrom = 20

// capabilities is the table of scores of ability. Some versions were tested on
// too few benchmarks, some are known by their version alone.
func capabilities(vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("Model version,ECI Score,Release date,Organization,Country,Model accessibility,Training compute (FLOP),Confidence,Model name,Description,Display name\n")
	for i := testedFrom; i < 58+vintage; i++ {
		score := plain(round(ability(i, vintage), 12))
		if i%7 == 3 {
			score = ""
		}
		if i%11 == 5 {
			fmt.Fprintf(&b, "%s,%s,,,,,,Unknown,,,\n", version(i), score)
			continue
		}
		fmt.Fprintf(&b, "%s,%s,%d-%02d-15,Sample Lab %c,%s,%s,%.4e,%s,Sample Model %02d,%s,\n", version(i), score, 2022+i/18, 1+i%12, 'A'+rune(i%7),
			quoted("United States of America,China"), "API access", 1e23*math.Pow(1.2, float64(i-testedFrom)), []string{"Confident", "Likely", "Unverified"}[i%3], i, quoted("An invented model, \"number\" "+fmt.Sprint(i)+"."))
	}
	return b.Bytes()
}

// benchmarkScores is the long table of scores. The benchmarks are invented.
func benchmarkScores(vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("model_id,benchmark_id,performance,benchmark,benchmark_release_date,optimized,is_math,is_coding,model,model_version,Model,model_group,Model aggregation,Model Aggregation Date,date,source,is_reasoning,reasoning_level\n")
	for i := testedFrom + 10; i < 58+vintage; i++ {
		for k := range 4 {
			if (i+k)%7 == 3 {
				continue
			}
			// Harder benchmarks are solved by abler models only.
			share := 1 / (1 + math.Exp(-(ability(i, 0)-100-15*float64(k))/8))
			released, reasons, level := fmt.Sprintf("%d/%d/%d", 3*k+1, 14+k, 2020+k), "False", ""
			if k == 3 {
				released = ""
			}
			if i%4 == 1 {
				reasons, level = "True", []string{"high", "16k", "unknown"}[i%3]
			}
			fmt.Fprintf(&b, "m%d,b%d,%s,Sample Bench %c,%s,%s,%s,False,Sample Model %02d,%s,Sample Model %02d,Sample Model %02d,,,%d/%d/%d,%s,%s,%s\n", i, k, plain(round(share, 6)), 'A'+rune(k), released,
				[]string{"True", "False"}[k%2], []string{"True", "False"}[(k+1)%2], i, version(i), i, i, 1+i%12, 15, 2022+i/18, []string{"Sample evaluations", "", quoted("Sample paper, made up")}[i%3], reasons, level)
		}
	}
	return b.Bytes()
}

// dataCenters is the timeline of invented sites: land, buildings, a second
// phase that is expected.
func dataCenters(vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("Date,Data center,Construction status,Power (MW),H100 equivalents,Buildings operational,Total capital cost (2025 USD billions),Compute cost (2025 USD billions)," +
		"Construction cost (2025 USD billions),Building area (square feet),Site area (square feet),Water use (MGD),Performance (8-bit OP/s)\n")
	for i := range 6 {
		for step, status := range []string{"Land clearing begins.", "Building 1 operational, based on its roof.", "Chillers installed on building 2, but \"not\" at work yet.", "Building 2 is expected to be operational."} {
			buildings := []int{0, 1, 1, 2}[step]
			megawatts := round(float64(buildings)*(80+60*float64(i)), 1)
			if vintage > 0 && step == 3 && i == 2 {
				megawatts *= 1.5 // the plan has grown
			}
			chips := plain(round(megawatts*640, 3))
			if i == 4 && step == 1 {
				chips = ""
			}
			water := ""
			if i == 1 {
				water = plain(round(megawatts/50, 2))
			}
			compute, construction := megawatts*0.022, megawatts*0.010
			// From the second vintage on, the expected days are half a year later.
			year, month := 2023+step, 1+2*i
			if vintage > 0 && step == 3 {
				month = 1 + (2*i+6)%12
				year += (2*i + 6) / 12
			}
			fmt.Fprintf(&b, "%d-%02d-%02d,Sample Owner %c Sampletown,%s,%s,%s,%d,%s,%s,%s,,,%s,%s\n", year, month, 3+step, 'A'+rune(i), quoted(status), plain(megawatts), chips, buildings,
				plain(round(compute+construction, 9)), plain(round(compute, 9)), plain(round(construction, 9)), water, plain(round(megawatts*640*1.979e15, 0)))
		}
	}
	return b.Bytes()
}
