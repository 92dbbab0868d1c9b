package gen

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// tokenMap is the map of prices per token: real names for the few real prices,
// invented hosts and models for all others.
func tokenMap(vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("{\n    \"sample_spec\": {\n        \"max_tokens\": \"a sentence where models have a number\",\n" +
		"        \"input_cost_per_token\": 0.0,\n        \"litellm_provider\": \"a sentence\",\n        \"mode\": \"chat\"\n    }")
	entry := func(name string, fields ...string) {
		fmt.Fprintf(&b, ",\n    %q: {\n        %s\n    }", name, strings.Join(fields, ",\n        "))
	}
	// The vendors' list prices; see the sample's README for their sources.
	for _, host := range []string{"deepseek/deepseek-chat", "deepseek/deepseek-reasoner"} {
		entry(host, `"litellm_provider": "deepseek"`, `"mode": "chat"`, `"input_cost_per_token": 5.6e-07`, `"output_cost_per_token": 1.68e-06`)
	}
	entry("o1", `"litellm_provider": "openai"`, `"mode": "chat"`, `"input_cost_per_token": 1.5e-05`, `"output_cost_per_token": 6e-05`)
	for i := range 130 {
		if name, fields, ok := tokenEntry(i, vintage); ok {
			entry(name, fields...)
		}
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}

// tokenEntry is the i-th made entry as of a vintage: some are new in a later
// one, one is withdrawn, a tenth changes its price each time, mostly down.
func tokenEntry(i, vintage int) (name string, fields []string, ok bool) {
	host := []string{"samplehost", "northwind", "bluefin", "quarry"}[i%4]
	size := []string{"small", "medium", "large", "xl", "reasoner"}[i/4%5]
	name = fmt.Sprintf("%s/model-%02d-%s", host, i, size)
	switch {
	case i >= 130-3*(2-vintage): // the newest come with later vintages
		return "", nil, false
	case i == 17 && vintage > 0:
		return "", nil, false
	}
	text := func(k, v string) { fields = append(fields, strconv.Quote(k)+": "+strconv.Quote(v)) }
	number := func(k, v string) { fields = append(fields, strconv.Quote(k)+": "+v) }
	text("litellm_provider", host)
	number("max_input_tokens", []string{"128000", "200000", "1000000", "32768"}[i%4])
	number("max_output_tokens", "8192")
	number("max_tokens", []string{"8192", "8192.0"}[i%2])
	if i%13 == 5 {
		text("mode", "image_generation")
		number("output_cost_per_image", plain(round(0.02*(1.5+noise("image", i)), 3)))
		return name, fields, true
	}
	text("mode", "chat")
	if i%11 == 3 {
		return name, fields, true // listed without a price, as about a tenth is
	}
	in, out := tokenPrice(i, vintage)
	if i%29 == 7 {
		in, out = 0, 0 // a free host
	}
	// One entry is written otherwise in a later vintage; the price is the same.
	number("input_cost_per_token", perToken(in, i == 22 && vintage == 1))
	number("output_cost_per_token", perToken(out, false))
	if i%2 == 0 && in > 0 {
		number("cache_read_input_token_cost", perToken(in/10, false))
	}
	if i%5 == 0 && in > 0 {
		number("cache_creation_input_token_cost", perToken(in*1.25, false))
		number("input_cost_per_token_batches", perToken(in/2, false))
		number("output_cost_per_token_batches", perToken(out/2, false))
	}
	if size == "reasoner" && out > 0 {
		number("output_cost_per_reasoning_token", perToken(out, false))
	}
	if i%10 == 4 && in > 0 {
		number("input_cost_per_token_above_200k_tokens", perToken(in*2, false))
		number("output_cost_per_token_above_200k_tokens", perToken(out*1.5, false))
	}
	if i%16 == 9 {
		text("deprecation_date", fmt.Sprintf("2026-%02d-15", 9+i%3))
	}
	text("source", "https://prices.example/"+host)
	return name, fields, true
}

// tokenPrice is the made price of input and output in USD per million tokens.
func tokenPrice(i, vintage int) (in, out float64) {
	scale := []float64{0.12, 0.5, 2, 6, 1.2}[i/4%5]
	in = scale * math.Exp(0.7*noise("token", i))
	for v := 1; v <= vintage; v++ {
		switch move := noise("token", i, "moves", v); {
		case move > 0.85:
			in *= 1.25 // a rise: prices do not only fall
		case move < -0.7:
			in *= 0.6
		}
	}
	in = round(in, 2)
	if in == 0 {
		in = 0.01
	}
	return in, round(in*(3+noise("ratio", i)), 2)
}

// perToken writes USD per million tokens as USD per token.
func perToken(perMillion float64, long bool) string {
	if perMillion == 0 {
		return "0"
	}
	text := strconv.FormatFloat(perMillion, 'g', 6, 64)
	f, err := strconv.ParseFloat(text+"e-6", 64)
	if err != nil {
		f = perMillion * 1e-6
	}
	if long {
		return plain(f)
	}
	return strconv.FormatFloat(f, 'e', -1, 64)
}

// dated is one price of the list whose changes carry days.
type dated struct {
	id, vendor, name string
	in, out, cached  string // USD per million tokens
	from, to         string // "" is null
}

// realDated are the vendors' list prices; see the sample's README.
var realDated = []dated{
	{"deepseek-chat", "deepseek", "DeepSeek chat", "0.14", "0.28", "null", "2024-12-26", "2025-02-08"},
	{"deepseek-chat", "deepseek", "DeepSeek chat", "0.27", "1.10", "null", "2025-02-08", "2025-09-05"},
	{"deepseek-chat", "deepseek", "DeepSeek chat", "0.56", "1.68", "null", "2025-09-05", ""},
	{"deepseek-reasoner", "deepseek", "DeepSeek reasoner", "0.55", "2.19", "null", "", "2025-09-05"},
	{"deepseek-reasoner", "deepseek", "DeepSeek reasoner", "0.56", "1.68", "null", "2025-09-05", ""},
	{"o1", "openai", "o1", "15", "60", "null", "", ""},
}

// tokenHistory is the list of dated prices. In the second vintage a price of a
// made vendor ends and another begins.
func tokenHistory(vintage int) []byte {
	list := append([]dated(nil), realDated...)
	for i := range 18 {
		list = append(list, madeDated(i, vintage)...)
	}
	var b bytes.Buffer
	b.WriteString("{\n  \"prices\": [")
	null := func(s string) string {
		if s == "" {
			return "null"
		}
		return strconv.Quote(s)
	}
	for i, p := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "\n    {\n      \"id\": %q,\n      \"vendor\": %q,\n      \"name\": %q,\n      \"input\": %s,\n      \"output\": %s,\n"+
			"      \"input_cached\": %s,\n      \"from_date\": %s,\n      \"to_date\": %s\n    }",
			p.id, p.vendor, p.name, p.in, p.out, p.cached, null(p.from), null(p.to))
	}
	b.WriteString("\n  ]\n}\n")
	return b.Bytes()
}

// changeDays are the days on which made vendors change prices.
var changeDays = []string{"2025-03-01", "2025-07-15", "2025-11-01", "2026-03-10", "2026-05-15", "2026-08-12"}

// known is how many of changeDays lie before each of listVintages.
var known = []int{3, 5, 6}

func madeDated(i, vintage int) []dated {
	vendor := []string{"northwind", "bluefin", "quarry"}[i%3]
	size := []string{"Small", "Large", "Reasoner"}[i/3%3]
	id := fmt.Sprintf("%s-%s-%d", vendor, strings.ToLower(size), 1+i/9)
	name := fmt.Sprintf("%s %s %d", strings.ToUpper(vendor[:1])+vendor[1:], size, 1+i/9)
	in := []float64{0.3, 3, 1.5}[i/3%3] * (1 + 0.4*noise("dated", i))
	price := func(from string) dated {
		in := max(0.01, round(in, 2))
		d := dated{id: id, vendor: vendor, name: name, in: plain(in), out: plain(round(in*4, 2)), cached: "null", from: from}
		if i%2 == 0 {
			d.cached = plain(max(0.001, round(in/10, 3)))
		}
		return d
	}
	out := []dated{price("")}
	for k, day := range changeDays[:known[vintage]] {
		if noise("dated", i, "moves", k) < 0.4 {
			continue
		}
		in *= []float64{0.7, 1.2, 0.8}[(i+k)%3]
		out[len(out)-1].to = day
		out = append(out, price(day))
	}
	return out
}
