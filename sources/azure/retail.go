package azure

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name: "azure.retail",
	About: "Azure's retail prices of machines with accelerators, of one without to compare with, and of hosted models' tokens, by region; " +
		"each with the day from which it holds, so that past prices that still stand are dated.",
	Home:         "https://learn.microsoft.com/en-us/rest/api/cost-management/retail-prices/azure-retail-prices",
	License:      "no licence stated",
	Citation:     "Azure Retail Prices API, Microsoft.",
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Paged{Requests: first, Follow: nextPage},
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readItems},
	Columns: []sources.Column{
		sources.Code("meter", "Meter: Microsoft's meterId. In copies without ids it is product, meter and SKU by name.").Key(),
		sources.Code("sku_id", "SKU; several share a meter.").Key().Named("skuId").MayLack(),
		sources.Code("region", "Region such as eastus.").Key().Named("armRegionName"),
		sources.Code("type", "Consumption, DevTestConsumption or Reservation.").Key().Named("type").MayLack(),
		sources.Code("reservation_term", "Length of a reservation: 1 Year, 3 Years, 5 Years.").Key().Named("reservationTerm").MayLack(),
		sources.Number("tier_minimum_units", "units of unit_of_measure", "Use from which the price holds; 0 is the first tier.").Key().Named("tierMinimumUnits").MayLack().AtLeast(0),
		sources.Timestamp("effective_start", "From when the price holds. A changed price is a row of its own; the one before it is then gone from the answers.").Key().Named("effectiveStartDate").MayLack(),
		sources.Code("currency", "Currency of the prices; other ones than USD are for reference only, says Microsoft.").Key().Named("currencyCode").MayLack(),
		sources.Number("retail_price", "currency per unit_of_measure, as the row says", "Price without discounts. Of a reservation it is the price of the whole term, "+
			"although the unit says 1 Hour. NULL for a machine at 0, which is not for sale.").Named("retailPrice").Optional().AtLeast(0),
		sources.Number("unit_price", "currency per unit_of_measure, as the row says", "Price with the discounts of the account asking, of which there is none: equals retail_price.").Named("unitPrice").MayLack().AtLeast(0),
		sources.Text("unit_of_measure", "What the price is for: 1 Hour of the whole machine, 1K or 1M tokens, and others.").Named("unitOfMeasure"),
		sources.Number("usd_per_hour", "USD per hour", "Price of the whole machine; NULL for reservations and for what is not sold by the hour.").
			Shown("CASE WHEN unit_of_measure = '1 Hour' AND currency = 'USD' AND type <> 'Reservation' THEN retail_price END"),
		sources.Code("purchase", "How it is bought: on demand, dev/test, reservation, spot or low priority.").Shown(purchase),
		sources.Code("arm_sku_name", "Machine type such as Standard_ND96isr_H100_v5; it has rows for Linux, Windows, spot and low priority.").Named("armSkuName").MayLack(),
		sources.Flag("windows", "Whether Windows is in the price of a machine.").Shown("CASE WHEN arm_sku_name IS NOT NULL THEN contains(product_name, 'Windows') END"),
		sources.Text("sku_name", "SKU in words; Spot and Low Priority stand here.").Named("skuName").MayLack(),
		sources.Text("meter_name", "Meter in words; Spot and Low Priority stand here too.").Named("meterName"),
		sources.Text("product_name", "Product in words; Windows stands here.").Named("productName"),
		sources.Code("product_id", "Product.").Named("productId").MayLack(),
		sources.Text("service_name", "Service: Virtual Machines or Foundry Models.").Named("serviceName").MayLack(),
		sources.Text("location", "Region in words.").MayLack(),
		sources.Timestamp("effective_end", "Until when the price holds, where that is known.").Named("effectiveEndDate").MayLack(),
		sources.Flag("primary_meter_region", "Whether the meter bills in this region; others repeat it.").Named("isPrimaryMeterRegion").MayLack(),
		sources.Number("savings_plan_1_year", "currency per unit_of_measure, as the row says", "Price under a savings plan of one year.").MayLack().AtLeast(0),
		sources.Number("savings_plan_3_years", "currency per unit_of_measure, as the row says", "Price under a savings plan of three years.").MayLack().AtLeast(0),
	},
	Unused:   []string{"serviceId", "serviceFamily", "availabilityId"},
	Complete: true,
	Snapshot: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 60, Why: "prices begin on the first of a month, and many months bring none for a region's few machines"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.001,
		MaxVanished: 0.95,
		Checks: []sources.Check{
			{Name: "plausible price", Rule: "unit_of_measure <> '1 Hour' OR type = 'Reservation' OR retail_price < 2000", Why: "the dearest machine costs some hundred USD an hour; a larger figure is a price of a month or a term"},
		},
		Why: "MinRows: the smallest part of the embedded sample has 6 rows, a real page of eight models has 8. MaxBad: none of 38 rows of two real files is bad. " +
			"MaxVanished: a new price of a meter has a new start and so a new key, and spot prices of a whole region begin anew on the first of a month; " +
			"what guards against a cut answer is that every page must count its prices and name the next one.",
	},
	PartOf: partOf,
	Refused: func(head []byte) error {
		h := strings.TrimSpace(strings.TrimPrefix(string(head), "\xef\xbb\xbf"))
		if h == "" || h[0] != '{' && h[0] != '[' && !strings.HasPrefix(h, "\x1f\x8b") {
			return errors.New("the answer is not a JSON document with prices")
		}
		return nil
	},
})

const (
	endpoint = "https://prices.azure.com/api/retail/prices"
	purchase = `CASE WHEN concat_ws(' ', sku_name, meter_name) LIKE '%Spot%' THEN 'spot'
		WHEN concat_ws(' ', sku_name, meter_name) LIKE '%Low Priority%' THEN 'low priority'
		WHEN type = 'Reservation' THEN 'reservation' WHEN type = 'DevTestConsumption' THEN 'dev/test' ELSE 'on demand' END`

	machines = "machines"
	tokens   = "tokens"
)

// regions are looked at one by one: a walk over all of them takes many minutes,
// and its pages shift when a price changes in the meantime.
var regions = []string{"eastus", "westus3", "westeurope", "japaneast"}

// filters ask for the machines with accelerators, whose types begin with N, and
// a general purpose one; and for the models that Azure hosts.
var filters = map[string]string{
	machines: "serviceName eq 'Virtual Machines' and (contains(armSkuName,'Standard_N') or armSkuName eq 'Standard_D4s_v5')",
	tokens:   "serviceName eq 'Foundry Models'",
}

func first(time.Time) []sources.Request {
	var out []sources.Request
	for _, region := range regions {
		out = append(out, ask(machines, region))
	}
	return append(out, ask(tokens, "eastus"))
}

func ask(what, region string) sources.Request {
	return sources.Request{URL: endpoint, Part: what + "." + region, Query: url.Values{
		"api-version":  {"2023-01-01-preview"},
		"currencyCode": {"'USD'"},
		"$filter":      {"armRegionName eq '" + region + "' and " + filters[what]},
	}}
}

var (
	askedRegion = regexp.MustCompile(`armRegionName(?:\+|%20| )eq(?:\+|%20| )(?:%27|')([a-z0-9]+)`)
	savedRegion = regexp.MustCompile(`^((?:` + machines + `|` + tokens + `)\.[a-z]+[0-9]*)\.json(?:\.gz)?$`)
)

// partOf knows an address by its filter, and a file called machines.eastus.json.
func partOf(file string) string {
	if m := askedRegion.FindStringSubmatch(file); m != nil {
		if strings.Contains(file, "Foundry") {
			return tokens + "." + m[1]
		}
		return machines + "." + m[1]
	}
	if m := savedRegion.FindStringSubmatch(path.Base(file)); m != nil {
		return m[1]
	}
	return ""
}

// nextPage checks a page and follows its link, which must lead to the same
// address. An id that is missing would make two meters one.
func nextPage(done sources.Request, body []byte) (*sources.Request, error) {
	var page struct {
		Items        []map[string]any
		NextPageLink *string
		Count        *int
		Error        struct{ Code, Message string }
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return nil, fmt.Errorf("read Azure's prices: %w", err)
	}
	switch {
	case page.Error.Code != "":
		return nil, fmt.Errorf("the host refused the request: %s: %s", sources.Cut(page.Error.Code, 60), sources.Cut(page.Error.Message, 200))
	case page.Items == nil:
		return nil, errors.New("the answer has no Items; Azure may have changed the layout")
	case page.Count != nil && *page.Count != len(page.Items):
		return nil, fmt.Errorf("the page says that it has %d prices and has %d", *page.Count, len(page.Items))
	}
	for i, item := range page.Items {
		for _, name := range []string{"meterId", "skuId", "armRegionName", "type", "effectiveStartDate", "currencyCode"} {
			if item[name] == nil {
				return nil, fmt.Errorf("price %d of the page has no %s; Azure may have changed the layout", i+1, name)
			}
		}
	}
	if page.NextPageLink == nil || *page.NextPageLink == "" {
		return nil, nil
	}
	u, err := url.Parse(*page.NextPageLink)
	if err != nil {
		return nil, errors.New("the link to the next page is no address")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil || len(query) == 0 || "https://"+u.Hostname()+u.Path != endpoint || !slices.Contains([]string{"", "443"}, u.Port()) {
		return nil, fmt.Errorf("the link to the next page leads to %s, not to another page of these prices", sources.Cut(u.Host+u.Path, 80))
	}
	return &sources.Request{URL: endpoint, Query: query, Part: done.Part}, nil
}

// readItems makes a row of every price on every page. A page is an object with
// Items, or, in copies, the array of them.
func readItems(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		items, ok := v.([]any)
		if page, isPage := v.(map[string]any); isPage {
			items, ok = page["Items"].([]any)
		}
		if !ok {
			return in.Errorf(0, "", "a document without the array Items")
		}
		for _, item := range items {
			if err := emit(decode.Record{Cells: price(item)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// price is the row of one item.
func price(item any) map[string]string {
	cells := decode.Flatten(item)
	cells["meter"] = cells["meterId"]
	if cells["meter"] == "" && cells["meterName"] != "" {
		cells["meter"] = strings.Join([]string{cells["productName"], cells["meterName"], cells["armSkuName"]}, " / ")
	}
	delete(cells, "meterId")
	if cells["armSkuName"] != "" && strings.Trim(cells["retailPrice"], "0.") == "" {
		delete(cells, "retailPrice")
		delete(cells, "unitPrice")
	}
	fields, _ := item.(map[string]any)
	plans, _ := fields["savingsPlan"].([]any)
	delete(cells, "savingsPlan")
	for _, plan := range plans {
		switch p := decode.Flatten(plan); p["term"] {
		case "1 Year":
			cells["savings_plan_1_year"] = p["retailPrice"]
		case "3 Years":
			cells["savings_plan_3_years"] = p["retailPrice"]
		}
	}
	return cells
}
