package gen

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// modelLists are lists of models and their prices besides the price map, all
// about its made models.
func modelLists(vintage int) map[string][]byte {
	return map[string][]byte{
		"models.dev/api.json": modelsByHost(vintage),
		github + "pydantic/genai-prices/refs/heads/main/prices/new_data/v2/data.json": conditionalPrices(vintage),
		github + "lmarena/arena-catalog/main/data/leaderboard-text.json":              leaderboard(vintage, "text", "full", "math", "coding"),
		github + "lmarena/arena-catalog/main/data/leaderboard-vision.json":            leaderboard(vintage, "vision", "full", "ocr"),
		"huggingface.co/api/models%3Fdirection=-1&expand%5B%5D=createdAt&expand%5B%5D=downloads&expand%5B%5D=downloadsAllTime&expand%5B%5D=gated&expand%5B%5D=likes&expand%5B%5D=pipeline_tag&expand%5B%5D=safetensors&limit=1000&sort=downloads": openModels(vintage),
	}
}

// hosts are the sellers of the price map, in the order of tokenEntry.
var hosts = []string{"samplehost", "northwind", "bluefin", "quarry"}

// list writes elements between brackets.
func list(open, close string, elements []string) string {
	return open + strings.Join(elements, ",") + close
}

// modelsByHost has the first models of the price map, half of them with open
// weights; some have no price, and one a price of long requests.
func modelsByHost(vintage int) []byte {
	byHost := map[string][]string{}
	for i := range 48 {
		full, _, ok := tokenEntry(i, vintage)
		if !ok {
			continue
		}
		host, name, _ := strings.Cut(full, "/")
		in, out := tokenPrice(i, vintage)
		cost := fmt.Sprintf(`,"cost":{"input":%s,"output":%s`, plain(in), plain(out))
		if i%2 == 0 {
			cost += `,"cache_read":` + plain(round(in/10, 4))
		}
		if i == 14 {
			cost += fmt.Sprintf(`,"context_over_200k":{"input":%s,"output":%s}`, plain(round(in*2, 2)), plain(round(out*1.5, 2)))
		}
		cost += "}"
		if i%11 == 3 {
			cost = ""
		}
		byHost[host] = append(byHost[host], fmt.Sprintf(`%q:{"id":%q,"name":"SAMPLE %s","family":%q,"attachment":false,"reasoning":%t,"tool_call":true,"temperature":true,`+
			`"release_date":"2025-%02d-%02d","last_updated":"2025-12","modalities":{"input":["text"],"output":["text"]},"open_weights":%t,"limit":{"context":128000,"output":8192}%s}`,
			name, name, name, host, strings.HasSuffix(name, "reasoner"), 1+i%12, 1+i%28, i%2 == 1, cost))
	}
	var made []string
	for _, host := range hosts {
		made = append(made, fmt.Sprintf(`%q:{"id":%q,"env":["SAMPLE_KEY"],"npm":"@sample/sdk","name":"SAMPLE %s","doc":"https://prices.example/%s","models":%s}`,
			host, host, host, host, list("{", "}", byHost[host])))
	}
	return []byte(list("{", "}", made) + "\n")
}

// conditionalPrices are the price map's prices with tiers, a day from which a
// price holds, and a cheaper time of day.
func conditionalPrices(vintage int) []byte {
	byHost := map[string][]string{}
	for i := range 64 {
		full, _, ok := tokenEntry(i, vintage)
		if !ok || i%13 == 5 {
			continue
		}
		host, name, _ := strings.Cut(full, "/")
		in, out := tokenPrice(i, vintage)
		flat := fmt.Sprintf(`{"input_mtok":%s,"output_mtok":%s}`, plain(in), plain(out))
		prices := flat
		switch i {
		case 4:
			prices = fmt.Sprintf(`{"input_mtok":{"base":%s,"tiers":[{"start":200000,"price":%s}]},"output_mtok":{"base":%s,"tiers":[{"start":200000,"price":%s}]}}`,
				plain(in), plain(round(in*2, 2)), plain(out), plain(round(out*1.5, 2)))
		case 6:
			first, then := tokenPriceBefore(i)
			prices = fmt.Sprintf(`[{"prices":{"input_mtok":%s,"output_mtok":%s}},{"constraint":{"start_date":"2025-11-01"},"prices":%s}]`, first, then, flat)
		case 8:
			prices = fmt.Sprintf(`[{"prices":{"input_mtok":%s,"output_mtok":%s}},{"constraint":{"start_time":"00:30:00Z","end_time":"16:30:00Z"},"prices":%s}]`,
				plain(round(in/2, 2)), plain(round(out/2, 2)), flat)
		case 10:
			prices = "{}"
		}
		byHost[host] = append(byHost[host], fmt.Sprintf(`{"id":%q,"name":"SAMPLE %s","match":{"equals":%q},"context_window":128000,"prices":%s}`, name, name, name, prices))
	}
	var made []string
	for _, host := range hosts {
		made = append(made, fmt.Sprintf(`{"id":%q,"name":"SAMPLE %s","pricing_urls":["https://prices.example/%s"],"api_pattern":"https://api\\.%s\\.example","models":%s}`,
			host, host, host, host, list("[", "]", byHost[host])))
	}
	return []byte(list("[", "]", made) + "\n")
}

// tokenPriceBefore is what a model cost before the list's first day.
func tokenPriceBefore(i int) (in, out string) {
	was, then := tokenPrice(i, 0)
	return plain(round(was*1.5, 2)), plain(round(then*1.5, 2))
}

// leaderboard rates models of the price map; every fit moves all ratings.
func leaderboard(vintage int, arena string, categories ...string) []byte {
	var made []string
	for _, category := range categories {
		var models []string
		for i := range 12 + vintage {
			name, _, ok := tokenEntry(4*i+1, vintage)
			if !ok {
				continue
			}
			_, name, _ = strings.Cut(name, "/")
			rating := 1150 + 14*float64(i) + 60*noise(arena, name) + 25*noise(category, name) + 4*noise("fit", vintage, category, name)
			width := 6 + 3*math.Abs(noise(category, name, "votes"))
			models = append(models, fmt.Sprintf("        \"SAMPLE %s\": {\n            \"rating\": %s,\n            \"rating_q975\": %s,\n            \"rating_q025\": %s\n        }",
				name, plain(round(rating, 3)), plain(round(rating+width, 3)), plain(round(rating-width, 3))))
		}
		made = append(made, fmt.Sprintf("    %q: {\n%s\n    }", category, strings.Join(models, ",\n")))
	}
	return []byte("{\n" + strings.Join(made, ",\n") + "\n}\n")
}

// openModels are downloads of models with published weights; the list is
// sorted, and all-time counts grow.
func openModels(vintage int) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range 48 {
		name, _, _ := tokenEntry(2*i+1, 0)
		_, name, _ = strings.Cut(name, "/")
		downloads := 9e6 * math.Exp(-0.12*float64(i)) * (1 + 0.02*float64(vintage))
		total := downloads*11 + downloads*4*float64(vintage)
		size := []string{`{"parameters":{"BF16":8000000000},"total":8000000000}`, `{"parameters":{"BF16":70000000000},"total":70000000000}`}[i%2]
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"_id":"%024d","id":"sample/%s","likes":%d,"downloads":%s,"downloadsAllTime":%s,"gated":false`, i, name, 9000-150*i+20*vintage,
			plain(math.Floor(downloads)), plain(math.Floor(total)))
		if i%7 != 3 {
			fmt.Fprintf(&b, `,"pipeline_tag":%s`, strconv.Quote([]string{"text-generation", "image-text-to-text", "feature-extraction"}[i%3]))
		}
		if i%5 != 2 {
			b.WriteString(`,"safetensors":` + size)
		}
		fmt.Fprintf(&b, `,"createdAt":"2025-%02d-%02dT08:15:00.000Z"}`, 1+i%12, 1+i%28)
	}
	b.WriteString("]\n")
	return b.Bytes()
}
