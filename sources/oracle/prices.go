package oracle

import (
	"errors"
	"net/url"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name: "oracle.prices",
	About: "List prices of Oracle's cloud by part and tier, GPU hours among them, without regions. " +
		"A part is not a machine: cores, memory and GPUs have parts of their own.",
	Home:         "https://www.oracle.com/cloud/price-list/",
	License:      "no licence stated",
	Citation:     "Oracle Cloud price list, Oracle.",
	Redistribute: sources.RedistributeNo,

	Fetch: sources.Each(sources.Request{
		URL:   "https://apexapps.oracle.com/pls/apex/cetools/api/v1/products/",
		Query: url.Values{"currencyCode": {"USD"}},
	}),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readProducts},
	Columns: []sources.Column{
		sources.Code("part_number", "Part such as B112237.").Key().Named("partNumber"),
		sources.Code("currency", "Currency of the price.").Key().Named("currencyCode"),
		sources.Code("model", "How it is paid: PAY_AS_YOU_GO, MONTHLY or other words.").Key(),
		sources.Number("range_min", "range_unit", "Use from which the price holds; NULL where the part has one price.").Key().Named("rangeMin").MayLack(),
		sources.Number("range_max", "range_unit", "Use up to which it holds; the last tier has a very large number.").Named("rangeMax").MayLack(),
		sources.Text("range_unit", "What the tiers count.").Named("rangeUnit").MayLack(),
		sources.Number("price", "currency per metric, as the row says", "Price of one of what the metric names. 0 is a free tier or a part that is not billed.").Named("value").AtLeast(0),
		sources.Text("metric", "What the price is for, such as GPU Per Hour, OCPU Per Hour or Gigabyte Storage Capacity Per Month. An OCPU is two virtual processors on x86.").Named("metricName"),
		sources.Number("usd_per_gpu_hour", "USD per GPU hour", "Price of a GPU for an hour, as you go; NULL for other parts.").
			Shown("CASE WHEN metric = 'GPU Per Hour' AND currency = 'USD' AND model = 'PAY_AS_YOU_GO' THEN price END"),
		sources.Text("display_name", "Name of the part, such as Compute - GPU - H100.").Named("displayName").Optional(),
		sources.Text("service_category", "Category on the price list.").Named("serviceCategory").Optional(),
		// A note: it moves with the list, not with the row.
		sources.Text("last_updated", "When Oracle last made the list, as written.").Named("lastUpdated").MayLack().Note(),
	},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 60, Why: "the list is made anew every few days, but its prices may rest for weeks"},
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.01,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "plausible GPU price", Rule: "metric <> 'GPU Per Hour' OR price < 200", Why: "the dearest GPU cost 18 USD an hour in September 2026; a larger figure is that of a machine or a month"},
		},
		Why: "MinRows: the embedded sample has over 10 rows, the list well over a thousand parts. MaxBad: the list is kept by hand, so a slip in one of a hundred parts is borne. " +
			"MaxVanished: parts are retired one by one; a third at once is a list of one category.",
	},
	Refused: func(head []byte) error {
		h := strings.TrimSpace(strings.TrimPrefix(string(head), "\xef\xbb\xbf"))
		if h == "" || h[0] != '{' && !strings.HasPrefix(h, "\x1f\x8b") {
			return errors.New("the answer is not a JSON document with parts")
		}
		return nil
	},
})

// readProducts makes a row of every part, currency, way of paying and tier.
func readProducts(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		doc, _ := v.(map[string]any)
		items, ok := doc["items"].([]any)
		if !ok {
			return in.Errorf(0, "", "a document without the array items; Oracle may have changed its layout")
		}
		updated, _ := decode.Scalar(doc["lastUpdated"])
		for _, item := range items {
			if err := readProduct(item, updated, emit); err != nil {
				return err
			}
		}
		return nil
	})
}

func readProduct(v any, updated string, emit func(decode.Record) error) error {
	item, ok := v.(map[string]any)
	if !ok {
		text, _ := decode.Scalar(v)
		return emit(decode.Record{Raw: text, Malformed: "an object with a part"})
	}
	localizations, _ := item["currencyCodeLocalizations"].([]any)
	found := false
	for _, l := range localizations {
		local, _ := l.(map[string]any)
		prices, _ := local["prices"].([]any)
		for _, p := range prices {
			cells := decode.Flatten(item)
			delete(cells, "currencyCodeLocalizations")
			for name, text := range decode.Flatten(p) {
				cells[name] = text
			}
			cells["currencyCode"], _ = decode.Scalar(local["currencyCode"])
			cells["lastUpdated"], found = updated, true
			if err := emit(decode.Record{Cells: cells}); err != nil {
				return err
			}
		}
	}
	if !found {
		return emit(decode.Record{Ignore: "part without price"})
	}
	return nil
}
