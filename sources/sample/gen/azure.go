package gen

import (
	"fmt"
	"net/url"
	"strings"
)

// azurePrices are the pages of the regions' machines, and of one region's models.
func azurePrices(step int) map[string][]byte {
	made := map[string][]byte{}
	add := func(region, filter string, items []any) {
		query := url.Values{"api-version": {"2023-01-01-preview"}, "currencyCode": {"'USD'"}, "$filter": {"armRegionName eq '" + region + "' and " + filter}}
		made["prices.azure.com/api/retail/prices%3F"+query.Encode()] = compact(map[string]any{
			"BillingCurrency": "USD", "CustomerEntityId": "Default", "CustomerEntityType": "Retail", "Items": items, "NextPageLink": nil, "Count": len(items)})
	}
	for _, region := range []string{"eastus", "westus3", "westeurope", "japaneast"} {
		add(region, "serviceName eq 'Virtual Machines' and (contains(armSkuName,'Standard_N') or armSkuName eq 'Standard_D4s_v5')", azureMachines(region, step))
	}
	add("eastus", "serviceName eq 'Foundry Models'", azureModels(step))
	return made
}

// azureItem is a price with the fields that every item has.
func azureItem(id, region, since string, price float64, more map[string]any) map[string]any {
	item := map[string]any{"currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": price, "unitPrice": price, "armRegionName": region, "location": "SAMPLE " + region,
		"effectiveStartDate": since + "T00:00:00Z", "meterId": "sample-" + id, "productId": "SAMPLE", "skuId": "SAMPLE/" + id, "serviceId": "SAMPLE",
		"serviceFamily": "Compute", "serviceName": "Virtual Machines", "unitOfMeasure": "1 Hour", "type": "Consumption", "isPrimaryMeterRegion": true}
	for k, v := range more {
		item[k] = v
	}
	return item
}

// azureMachines has rows for Linux, Windows, spot and a reservation of the same
// machine, which differ in names and type only.
func azureMachines(region string, step int) []any {
	items := []any{azureItem("cpu", region, "2025-01-01", 0.192, map[string]any{"armSkuName": "Standard_D4s_v5", "skuName": "Standard_D4s_v5", "meterName": "D4s v5", "productName": "Virtual Machines Dsv5 Series"})}
	since := []string{"2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01"}
	each("T4 A100-80GB H100", func(a accelerator, n int) {
		price := unit("azure", region, a, step) * float64(n)
		changed := 0 // a price is dated by its last change
		for s := 1; s <= step; s++ {
			if unit("azure", region, a, s) != unit("azure", region, a, s-1) {
				changed = s
			}
		}
		name := fmt.Sprintf("NSample_%s_%d", strings.ReplaceAll(a.name, "-", "_"), n)
		row := func(id, product, suffix string, price float64, more map[string]any) {
			names := map[string]any{"armSkuName": "Standard_" + name, "skuName": name + suffix, "meterName": strings.ReplaceAll(name, "_", " ") + suffix, "productName": "Virtual Machines NSample Series" + product}
			for k, v := range more {
				names[k] = v
			}
			items = append(items, azureItem(strings.ToLower(name)+id, region, since[changed], price, names))
		}
		row("", "", "", round(price, 3), nil)
		if a.name != "H100" {
			return
		}
		row("-w", " Windows", "", round(price+0.046*16*float64(n), 3), nil)
		row("-s", "", " Spot", round(spotOf("azure", region, a, step, price), 6), nil)
		row("-r", "", "", round(price*0.6*8760, 0), map[string]any{"type": "Reservation", "reservationTerm": "1 Year"})
	})
	return items
}

// azureModels are made models with prices per thousand and per million tokens.
func azureModels(step int) []any {
	var items []any
	for i := range 5 {
		per := round((1+float64(i))*(1-0.02*float64(step)), 3)
		for _, side := range []string{"inp", "opt"} {
			meter, measure, price := fmt.Sprintf("sample %d %s Gl 1M Tokens", i, side), "1M", per
			if side == "opt" {
				price *= 4
			}
			if i == 4 { // an older model is priced by the thousand
				meter, measure, price = fmt.Sprintf("sample %d %s Tokens", i, side), "1K", round(price/1000, 6)
			}
			items = append(items, azureItem(fmt.Sprintf("model-%d-%s", i, side), "eastus", "2026-01-01", round(price, 6), map[string]any{
				"serviceName": "Foundry Models", "serviceFamily": "AI + Machine Learning", "unitOfMeasure": measure, "meterName": meter, "skuName": meter, "productName": "Sample models"}))
		}
	}
	return items
}
