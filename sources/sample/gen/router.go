package gen

import (
	"bytes"
	"fmt"
	"strconv"
	"time"
)

// routerModels is the list of a reseller: the models of the price map under
// its own names, a free variant, and one without a price of its own.
func routerModels(vintage int) []byte {
	var b bytes.Buffer
	next := ""
	entry := func(id string, day int, in, out, more string) {
		b.WriteString(next)
		next = ","
		added := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, day).Unix()
		fmt.Fprintf(&b, `{"id":%q,"canonical_slug":%q,"hugging_face_id":"","name":%q,"created":%d,"description":"Sample entry.","context_length":128000,`+
			`"architecture":{"modality":"text->text","input_modalities":["text"],"output_modalities":["text"],"tokenizer":"Other","instruct_type":null},`+
			`"pricing":{"prompt":%q,"completion":%q%s},"top_provider":{"context_length":128000,"max_completion_tokens":8192,"is_moderated":false},`+
			`"per_request_limits":null,"supported_parameters":["max_tokens"],"expiration_date":null}`, id, id, "Sample: "+id, added, in, out, more)
	}
	b.WriteString(`{"data":[`)
	entry("openrouter/auto", 0, "-1", "-1", "")
	// The vendors' list prices; see the sample's README for their sources.
	entry("deepseek/deepseek-chat", 1, "0.00000056", "0.00000168", "")
	entry("openai/o1", 2, "0.000015", "0.00006", "")
	for i := range 130 {
		name, _, ok := tokenEntry(i, vintage)
		if !ok || i%13 == 5 {
			continue
		}
		in, out := tokenPrice(i, vintage)
		more := ""
		if i%2 == 0 {
			more = fmt.Sprintf(`,"input_cache_read":%q`, routerPrice(in/10))
		}
		entry(name, 3+i, routerPrice(in), routerPrice(out), more)
		if i%29 == 7 {
			entry(name+":free", 3+i, "0", "0", "")
		}
	}
	b.WriteString("]}\n")
	return b.Bytes()
}

// routerPrice writes USD per million tokens as USD per token, without exponent.
func routerPrice(perMillion float64) string {
	return strconv.FormatFloat(round(perMillion*1e-6, 12), 'f', -1, 64)
}
