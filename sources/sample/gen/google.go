package gen

import (
	"fmt"
	"math"
)

// googleSKUs are accelerators on demand and as spot, cores by the hour, and a
// network price with a free tier, which is no part of a machine.
func googleSKUs(date string, step int) []byte {
	var skus []any
	add := func(words, family, group, use, unit string, regions []string, tiers ...any) {
		id := fmt.Sprintf("SMPL-%04d", len(skus)+1)
		skus = append(skus, map[string]any{
			"name": "services/6F81-5844-456A/skus/" + id, "skuId": id, "description": words, "serviceRegions": regions, "serviceProviderName": "Google",
			"category": map[string]any{"serviceDisplayName": "Compute Engine", "resourceFamily": family, "resourceGroup": group, "usageType": use},
			"pricingInfo": []any{map[string]any{"summary": "", "currencyConversionRate": 1, "effectiveTime": date + "T07:00:00.123Z",
				"pricingExpression": map[string]any{"usageUnit": unit, "usageUnitDescription": map[string]string{"h": "hour", "GiBy": "gibibyte"}[unit], "displayQuantity": 1, "tieredRates": tiers},
				"aggregationInfo":   map[string]any{"aggregationLevel": "ACCOUNT", "aggregationInterval": "MONTHLY", "aggregationCount": 1}}},
		})
	}
	tier := func(from int, price float64) any {
		whole := math.Floor(price)
		return map[string]any{"startUsageAmount": from, "unitPrice": map[string]any{"currencyCode": "USD", "units": plain(whole), "nanos": int(math.Round((price - whole) * 1e9))}}
	}
	regions := []string{"us-central1", "europe-west4", "asia-northeast1"}
	for _, region := range regions {
		for _, a := range accelerators {
			if a.name != "L4" && a.name != "A100" && a.name != "H100" {
				continue
			}
			price := unit("gcp", region, a, step)
			add(fmt.Sprintf("Sample %s GPU running in %s", a.name, region), "Compute", "GPU", "OnDemand", "h", []string{region}, tier(0, round(price, 6)))
			add(fmt.Sprintf("Sample %s GPU attached to Spot Preemptible VMs running in %s", a.name, region), "Compute", "GPU", "Preemptible", "h", []string{region},
				tier(0, round(spotOf("gcp", region, a, step, price), 6)))
		}
	}
	add("Sample Instance Core running in three regions", "Compute", "CPU", "OnDemand", "h", regions, tier(0, 0.030865))
	add("Sample Network Internet Egress", "Network", "Egress", "OnDemand", "GiBy", regions, tier(0, 0), tier(1, 0.12), tier(1024, 0.11))
	return compact(map[string]any{"skus": skus, "nextPageToken": ""})
}
