package gcp

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name: "gcp.skus",
	About: "List prices of Google's Compute Engine by SKU, region and tier: accelerators, cores and memory, which are priced apart, on demand, spot and committed. " +
		"A machine's price is the sum of its parts, which only the descriptions join.",
	Home:         "https://cloud.google.com/billing/docs/reference/rest/v1/services.skus/list",
	License:      "no licence stated",
	Citation:     "Cloud Billing Catalog API, Google.",
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Paged{Requests: first, Follow: nextPage},
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readSKUs},
	Columns: []sources.Column{
		sources.Code("sku_id", "SKU: one part of a machine, in some regions, under one kind of use.").Key().Named("skuId"),
		sources.Code("region", "Region such as us-central1, or global; NULL where the SKU names none.").Key().Optional(),
		sources.Code("usage_type", "OnDemand, Preemptible (spot), Commit1Yr or Commit3Yr.").Key().Named("category.usageType"),
		sources.Number("start_usage_amount", "usage_unit", "Use in the interval from which the price holds; the first tier begins at 0.").Key().Named("startUsageAmount").AtLeast(0),
		sources.Text("description", "What the SKU is, such as Nvidia H100 80GB GPU running in Americas.").Optional(),
		sources.Number("price", "currency per usage_unit", "Price of one unit: units and nanos of the answer, added. 0 is a free tier, or a part that is not billed.").AtLeast(0),
		sources.Code("currency", "Currency of the price.").Named("currencyCode"),
		sources.Code("usage_unit", "What the price is for: h an hour of one GPU, core or machine, GiBy.h a gibibyte for an hour, and others.").Named("usageUnit"),
		sources.Number("usd_per_hour", "USD per hour", "Price of one GPU, core or machine; NULL for what is not sold by the hour.").Shown("CASE WHEN usage_unit = 'h' AND currency = 'USD' THEN price END"),
		sources.Text("usage_unit_description", "The unit in words.").Named("usageUnitDescription").Optional(),
		sources.Number("display_quantity", "usage_unit", "How many units Google shows the price for; price is for one.").Named("displayQuantity").Optional(),
		sources.Text("service", "Service: Compute Engine.").Named("category.serviceDisplayName").Optional(),
		sources.Code("resource_family", "Family: Compute, Storage, Network, License and others.").Named("category.resourceFamily").Optional(),
		sources.Code("resource_group", "Group: GPU, CPU, RAM, TPU, N1Standard and others.").Named("category.resourceGroup").Optional(),
		sources.Code("aggregation_interval", "Over which time use counts for the tiers, such as MONTHLY.").Named("aggregationInterval").Optional(),
		sources.Code("geo_type", "Whether the SKU is global, regional or of several regions.").Named("geoTaxonomy.type").MayLack(),
		// A note: Google moves the time of all SKUs at once, without new prices.
		sources.Timestamp("effective_time", "From when the answer's price is said to hold; mostly when Google made the list anew.").Named("effectiveTime").Optional().Note(),
	},
	Unused:   []string{"name", "serviceProviderName", "geoTaxonomy.regions"},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 30, Why: "SKUs come and go every week; a month without any change is a key or a service that is not what it was"},
	Contract: sources.Contract{
		MinRows:     20,
		MaxBad:      0.001,
		MaxVanished: 0.2,
		Checks: []sources.Check{
			{Name: "plausible price", Rule: "usage_unit <> 'h' OR price < 5000", Why: "the dearest unit sold by the hour is a machine with its accelerators"},
		},
		Why: "MinRows: the embedded sample has over 20 rows, the list some 31,000 SKUs. MaxBad: the list is made by a program. " +
			"MaxVanished: SKUs are retired in small numbers; a fifth at once is a list whose pages were not all sent.",
	},
	Refused: func(head []byte) error {
		h := strings.TrimSpace(strings.TrimPrefix(string(head), "\xef\xbb\xbf"))
		if h == "" || h[0] != '{' && !strings.HasPrefix(h, "\x1f\x8b") {
			return errors.New("the answer is not a JSON document with SKUs")
		}
		return nil
	},
})

// endpoint lists the SKUs of one service, Compute Engine.
const endpoint = "https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus"

func first(time.Time) []sources.Request { return []sources.Request{ask("")} }

func ask(token string) sources.Request {
	query := url.Values{"currencyCode": {"USD"}, "pageSize": {"5000"}}
	if token != "" {
		query.Set("pageToken", token)
	}
	return sources.Request{URL: endpoint, Query: query, Secret: &sources.Secret{Env: "GCP_API_KEY", Query: "key"}}
}

func nextPage(_ sources.Request, body []byte) (*sources.Request, error) {
	var page struct {
		SKUs  []struct{} `json:"skus"`
		Token string     `json:"nextPageToken"`
		Error struct {
			Status  string `json:"status"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return nil, fmt.Errorf("read Google's SKUs: %w", err)
	}
	switch {
	case page.Error.Status != "" || page.Error.Message != "":
		return nil, fmt.Errorf("the host refused the request: %s: %s", sources.Cut(page.Error.Status, 60), sources.Cut(page.Error.Message, 200))
	case page.SKUs == nil:
		return nil, errors.New("the answer has no skus; Google may have changed the layout")
	case page.Token == "":
		return nil, nil
	}
	next := ask(page.Token)
	return &next, nil
}

// readSKUs makes a row of every SKU, region and tier on every page.
func readSKUs(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		page, _ := v.(map[string]any)
		skus, ok := page["skus"].([]any)
		if !ok {
			return in.Errorf(0, "", "a document without the array skus")
		}
		for _, sku := range skus {
			if err := readSKU(sku, emit); err != nil {
				return err
			}
		}
		return nil
	})
}

// readSKU makes the rows of one SKU. Its prices are in the order of time, and
// mostly one; the last is the one that holds.
func readSKU(v any, emit func(decode.Record) error) error {
	sku, ok := v.(map[string]any)
	if !ok {
		text, _ := decode.Scalar(v)
		return emit(decode.Record{Raw: text, Malformed: "an object with a SKU"})
	}
	cells := decode.Flatten(sku)
	delete(cells, "serviceRegions")
	prices, _ := sku["pricingInfo"].([]any)
	delete(cells, "pricingInfo")
	regions, _ := sku["serviceRegions"].([]any)
	if len(regions) == 0 {
		regions = []any{nil}
	}
	if len(prices) == 0 {
		return emit(decode.Record{Cells: cells, Ignore: "SKU without price"})
	}
	for range prices[:len(prices)-1] {
		if err := emit(decode.Record{Cells: cells, Ignore: "price of the past"}); err != nil {
			return err
		}
	}
	info, _ := prices[len(prices)-1].(map[string]any)
	expression, _ := info["pricingExpression"].(map[string]any)
	for _, name := range []string{"usageUnit", "usageUnitDescription", "displayQuantity"} {
		cells[name], _ = decode.Scalar(expression[name])
	}
	cells["effectiveTime"], _ = decode.Scalar(info["effectiveTime"])
	aggregation, _ := info["aggregationInfo"].(map[string]any)
	cells["aggregationInterval"], _ = decode.Scalar(aggregation["aggregationInterval"])
	tiers, _ := expression["tieredRates"].([]any)
	if len(tiers) == 0 {
		return emit(decode.Record{Cells: cells, Ignore: "SKU without price"})
	}
	for _, region := range regions {
		for _, tier := range tiers {
			record := decode.Record{Cells: maps.Clone(cells)}
			record.Cells["region"], _ = decode.Scalar(region)
			record.Malformed = readTier(record.Cells, tier)
			if err := emit(record); err != nil {
				return err
			}
		}
	}
	return nil
}

// readTier adds the price of a tier to the cells of its row, or says what was
// expected.
func readTier(cells map[string]string, v any) (malformed string) {
	tier, _ := v.(map[string]any)
	unit, ok := tier["unitPrice"].(map[string]any)
	if !ok {
		return "a unitPrice with units and nanos"
	}
	cells["startUsageAmount"], _ = decode.Scalar(tier["startUsageAmount"])
	cells["currencyCode"], _ = decode.Scalar(unit["currencyCode"])
	units, _ := decode.Scalar(unit["units"])
	nanos, _ := decode.Scalar(unit["nanos"])
	cells["price"], ok = money(units, nanos)
	if !ok {
		return "units as a whole number and nanos below a thousand million"
	}
	return ""
}

// money writes units and billionths of them as one decimal number. A part that
// is left out is 0.
func money(units, nanos string) (string, bool) {
	var whole, part int64
	var err1, err2 error
	if units != "" {
		whole, err1 = strconv.ParseInt(units, 10, 64)
	}
	if nanos != "" {
		part, err2 = strconv.ParseInt(nanos, 10, 64)
	}
	if err1 != nil || err2 != nil || whole < 0 || part < 0 || part >= 1e9 {
		return "", false
	}
	return fmt.Sprintf("%d.%09d", whole, part), true
}
