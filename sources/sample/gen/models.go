package gen

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// models is the table of notable models, or those of them that keep chooses:
// one real row, the others invented. In the last vintage one estimate of
// compute is revised and two models are new.
func models(vintage int, keep func(compute float64, frontier bool) bool) []byte {
	var b bytes.Buffer
	b.WriteString("Model,Organization,Publication date,Domain,Task,Parameters,Training compute (FLOP),Training compute notes,Training time (hours)," +
		"Training hardware,Hardware quantity,Training compute cost (2023 USD),Country (of organization),Notability criteria,Confidence,Model accessibility," +
		"Frontier model,Base model,Training power draw (W),Last modified\n")
	// Figures of this row are real; see the sample's README.
	if keep(3.4078e24, false) {
		b.WriteString("DeepSeek-V3,DeepSeek,2024-12-26,Language,,,3.4078e+24,,,,,5390000.0,China,,,,,,,\n")
	}
	count := 58
	if vintage > 1 {
		count = 60
	}
	for i := range count {
		year := 2018 + float64(i)*7.9/58
		compute := 3e20 * math.Pow(4, year-2018) * math.Exp(1.2*noise("compute", i))
		if vintage > 1 && i == 40 {
			compute *= 1.8
		}
		chips := math.Round(math.Pow(compute/1e20, 0.6)) * 8
		hours := round(compute/(chips*2e14*3600), 0) + 24
		cost := strconv.FormatFloat(round(chips*hours*1.6, 2), 'f', -1, 64)
		if i%3 == 1 {
			cost = ""
		}
		date := fmt.Sprintf("%d-%02d-%02d", int(year), 1+int((year-math.Floor(year))*12), 1+i%28)
		org, country := fmt.Sprintf("Sample Lab %c", 'A'+rune(i%7)), []string{"United States of America", "China", "France", "United Kingdom"}[i%4]
		access := []string{"API access", "Open weights (unrestricted)", "Unreleased", "Open weights (restricted use)"}[i%4]
		frontier := ""
		if i%9 == 0 {
			frontier = "True"
		}
		if !keep(compute, i%9 == 0) {
			continue
		}
		// The notes hold a line break, as many of the real ones do.
		fmt.Fprintf(&b, "Sample Model %02d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,,%s,%s\n", i, org, date,
			[]string{"Language", "Multimodal", "Vision"}[i%3], "Language modeling", strconv.FormatFloat(round(math.Sqrt(compute/120), -6), 'f', 1, 64),
			strconv.FormatFloat(compute, 'e', 4, 64), quoted(fmt.Sprintf("invented figure,\nrow %d of the sample", i)), plain(hours)+".0",
			[]string{"NVIDIA A100", "NVIDIA H100 SXM5 80GB", "Google TPU v4"}[i%3], plain(chips)+".0", cost, country, "SOTA improvement",
			[]string{"Confident", "Likely", "Speculative"}[i%3], access, frontier, plain(round(chips*900, 0)), quoted("2026-01-05 09:00:00+00:00"))
	}
	return b.Bytes()
}
