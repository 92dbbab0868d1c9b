package aws

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "aws.products",
	About:        "List prices of single EC2 machines, on demand and reserved, as an account is told by GetProducts: kilobytes where aws.prices reads hundreds of megabytes.",
	Home:         "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html",
	License:      license,
	Citation:     "AWS Price List, Amazon Web Services.",
	Redistribute: sources.RedistributeNo,
	Off: "only an account with Amazon may ask, with signed requests: save what " +
		"aws pricing get-products --service-code AmazonEC2 prints, and load that file",

	Fetch:  sources.Each(),
	Decode: decode.Rows{Cells: decode.Cells{Trim: true}, Read: readPriceList},
	Columns: []sources.Column{
		sources.Code("sku", "Product: one instance type in one region, with operating system and tenancy.").Key(),
		sources.Code("offer_term_code", "Offer: JRTCKXETXF is on demand, others are reservations.").Key().Named("offerTermCode"),
		sources.Code("rate_code", "Price of the offer, as in aws.prices: product, offer and rate, joined by dots.").Key().Named("rateCode"),
		sources.Code("currency", "USD, or CNY in China.").Key(),
		sources.Code("term_type", "OnDemand or Reserved. A reservation's hourly price and upfront fee are two rows, which must not be summed.").OneOf(onDemand, reserved),
		sources.Code("unit", "What price is for: Hrs is an hour of the machine, Quantity the whole term's upfront fee."),
		sources.Number("price", "currency per unit, as the row says", "Price. 0 is a price in a reservation that is paid upfront; on demand it is no price and NULL here.").Optional().AtLeast(0),
		sources.Number("on_demand_usd_per_hour", "USD per hour", "Price of the whole machine on demand; NULL in other rows.").
			Shown("CASE WHEN term_type = 'OnDemand' AND unit = 'Hrs' AND currency = 'USD' THEN price END"),
		sources.Number("starting_range", "unit of the row", "Least amount that the price holds for.").Named("beginRange").Optional(),
		sources.Number("ending_range", "unit of the row", "Amount up to which it holds; NULL for any, which the answer calls Inf.").Named("endRange").MissingAs("Inf"),
		sources.Timestamp("effective_date", "From when the price holds; Amazon moves it without a new price too.").Named("effectiveDate").Optional().Note(),
		sources.Code("lease_contract_length", "Length of a reservation: 1yr or 3yr.").Named("LeaseContractLength").MayLack(),
		sources.Code("purchase_option", "How a reservation is paid: No, Partial or All Upfront.").Named("PurchaseOption").MayLack(),
		sources.Code("offering_class", "Reservation: standard, or convertible to another machine.").Named("OfferingClass").MayLack(),
		sources.Text("price_description", "The price in words.").Named("description").Optional(),
		sources.Code("region", "Region such as us-east-1; NULL in older answers, which have the location only.").Named("regionCode").MayLack(),
		sources.Text("location", "Region in words."),
		sources.Code("instance_type", "Machine type.").Named("instanceType"),
		sources.Text("instance_family", "Family in words, such as GPU instance.").Named("instanceFamily").MayLack(),
		sources.Number("vcpus", "vCPU", "Virtual processors.").Named("vcpu").Optional().AtLeast(0),
		sources.Text("memory", "Main memory as published, such as 2048 GiB.").Optional(),
		sources.Number("memory_gib", "GiB", "Main memory, where it is published in GiB.").Shown(memoryGiB),
		sources.Number("gpus", "accelerators", "GPUs in the machine.").Named("gpu").MayLack().AtLeast(0),
		sources.Text("physical_processor", "Processor as published.").Named("physicalProcessor").MayLack(),
		sources.Code("operating_system", "Operating system.").Named("operatingSystem"),
		sources.Code("tenancy", "Shared, Dedicated or Host."),
		sources.Text("pre_installed_software", "NA, or software in the price.").Named("preInstalledSw").Optional(),
		sources.Code("capacity_status", "Used; other rows price capacity that stands idle.").Named("capacitystatus").MayLack(),
		sources.Code("market_option", "OnDemand, or CapacityBlock.").Named("marketoption").MayLack(),
		sources.Code("usage_type", "Usage as on a bill, such as BoxUsage:p5.48xlarge.").Named("usagetype").Optional(),
	},
	Fresh: sources.Freshness{Every: sources.Irregular, Why: "loaded by hand"},
	Contract: sources.Contract{
		MinRows:     1,
		MaxBad:      0.01,
		MaxVanished: 1,
		Checks: []sources.Check{
			{Name: "plausible price", Rule: "unit <> 'Hrs' OR price < 2000", Why: "the dearest machine costs some hundred USD an hour; a larger figure is another unit"},
		},
		Why: "MinRows: a machine that is sold on demand only has one price. MaxBad: none of the 21 prices of a real answer is bad. " +
			"MaxVanished: a file is the answer to one question, so nothing is said about products that are not in it.",
	},
	Refused: notJSON,
})

// readPriceList makes a row of every price of every product. A document is a
// product, or an answer with many, each a text that is JSON again.
func readPriceList(in *decode.Input, emit func(decode.Record) error) error {
	return in.Documents(func(v any) error {
		doc, _ := v.(map[string]any)
		if _, one := doc["product"]; one {
			return readProduct(in, doc, emit)
		}
		products, ok := doc["PriceList"].([]any)
		if !ok {
			return in.Errorf(0, "", "a document without product and without the array PriceList")
		}
		for i, p := range products {
			product, ok := p.(map[string]any)
			if text, quoted := p.(string); quoted {
				ok = json.Unmarshal([]byte(text), &product) == nil && product != nil
			}
			if !ok {
				if err := emit(decode.Record{Raw: fmt.Sprint(p), Malformed: fmt.Sprintf("an object with a product as entry %d of PriceList", i+1)}); err != nil {
					return err
				}
				continue
			}
			if err := readProduct(in, product, emit); err != nil {
				return err
			}
		}
		return nil
	})
}

// productAttributes are what of a product's some forty attributes is read.
var productAttributes = []string{"regionCode", "location", "instanceType", "instanceFamily", "vcpu", "memory", "gpu", "physicalProcessor", "operatingSystem",
	"tenancy", "preInstalledSw", "capacitystatus", "marketoption", "usagetype"}

func readProduct(in *decode.Input, doc map[string]any, emit func(decode.Record) error) error {
	product, _ := doc["product"].(map[string]any)
	terms, ok := doc["terms"].(map[string]any)
	if !ok {
		return in.Errorf(0, "", "a product without the object terms")
	}
	cells := map[string]string{}
	cells["sku"], _ = decode.Scalar(product["sku"])
	attributes := decode.Flatten(product["attributes"])
	for _, name := range productAttributes {
		if text, ok := attributes[name]; ok {
			cells[name] = text
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(terms)) {
		offers, _ := terms[kind].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(offers)) {
			row := maps.Clone(cells)
			row["term_type"] = kind
			if err := readOffer(offers[name], row, emit); err != nil {
				return err
			}
		}
	}
	return nil
}

// readOffer makes a row of every price and currency of an offer.
func readOffer(v any, cells map[string]string, emit func(decode.Record) error) error {
	offer, _ := v.(map[string]any)
	cells["offerTermCode"], _ = decode.Scalar(offer["offerTermCode"])
	cells["effectiveDate"], _ = decode.Scalar(offer["effectiveDate"])
	maps.Copy(cells, decode.Flatten(offer["termAttributes"]))
	rates, _ := offer["priceDimensions"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(rates)) {
		rate, _ := rates[name].(map[string]any)
		row := maps.Clone(cells)
		for _, name := range []string{"rateCode", "unit", "beginRange", "endRange", "description"} {
			row[name], _ = decode.Scalar(rate[name])
		}
		prices, _ := rate["pricePerUnit"].(map[string]any)
		for _, currency := range slices.Sorted(maps.Keys(prices)) {
			row["currency"] = currency
			row["price"], _ = decode.Scalar(prices[currency])
			if row["term_type"] == onDemand && zero(row["price"]) {
				row["price"] = ""
			}
			if err := emit(decode.Record{Cells: row}); err != nil {
				return err
			}
		}
	}
	return nil
}
