package epoch

import (
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "epoch.hardware_prices",
	About:        "Prices of accelerators with their sources: rented by the hour, rented for years, and bought.",
	Home:         trendsHome,
	License:      trendsLicense,
	Citation:     trendsCitation,
	Redistribute: sources.RedistributeNo,

	Fetch:  sources.Get(trends + "data/Hardware%20prices.csv"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}, Skip: unpriced},
	// A row is one look at one page. The notes name the machine, and where they
	// do not, only the price itself tells two offers of a page apart; eleven rows
	// of 2025 repeat another one wholly.
	Columns: []sources.Column{
		sources.Text("price_source", "Page that states the price, mostly an archived one.").Key().Named("Price source").Optional(),
		sources.Date("price_date", "Day on which the page stood so.").Key().Named("Price date").Optional(),
		sources.Text("hardware", "Accelerator, as in epoch.hardware.").Key().Named("Hardware model"),
		sources.Text("manufacturer", "Who designs it.").Named("Manufacturer").Optional(),
		sources.Text("vendor", "Who rents or sells it.").Key().Named("Vendor").Optional(),
		sources.Text("location", "Region, as the vendor writes it.").Key().Named("Location").Optional(),
		sources.Text("description", "The accelerator in the vendor's words.").Key().Named("Cloud GPU description").Optional(),
		amount("machine_chips", "accelerators", "Accelerators in the machine that is rented or sold; prices are for one of them.", "Number of GPUs").Key(),
		sources.Text("notes", "Instance type, conversion of currency, and the like.").Key().Named("Notes").Optional(),
		perChip("on_demand_usd_per_chip_hour", "on-demand", "without commitment").Key(),
		perChip("one_year_usd_per_chip_hour", "1-year CUD", "with a commitment for one year"),
		perChip("three_year_usd_per_chip_hour", "3-year CUD", "with a commitment for three years"),
		amount("purchase_usd", "USD", "Price of one accelerator, in dollars of that day.", "Price (hardware purchase)"),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Irregular, Why: "goes with the revisions of a paper"},
	Contract: sources.Contract{
		MinRows:     10,
		MaxBad:      0.01,
		MaxVanished: 0.3,
		Checks: []sources.Check{
			{Name: "no free hour", Rule: "least(on_demand_usd_per_chip_hour, one_year_usd_per_chip_hour, three_year_usd_per_chip_hour, purchase_usd) > 0", Why: "a price of zero is a missing one"},
			{Name: "price of one chip and hour", Rule: "on_demand_usd_per_chip_hour < 100", Why: "the dearest hour is 12.29 USD; more than 100 is the price of a machine or of a month"},
			{Name: "commitment is no dearer", Rule: "three_year_usd_per_chip_hour <= on_demand_usd_per_chip_hour * 1.01", Why: "swapped columns would turn this round"},
		},
		Why: "MinRows: the file of 2025 has 590 prices, the embedded sample 25. MaxBad: none of the 591 rows is bad. MaxVanished: a corrected row is a row gone and " +
			"a new one; three tenths at once is another file.",
	},
})

func perChip(name, kind, how string) sources.Column {
	return amount(name, "USD per accelerator and hour", "Rent "+how+", in dollars of that day.", "Price per chip-hour ("+kind+")")
}

// unpriced names the rows that state no price, which editors leave as drafts.
func unpriced(header, cells []string) string {
	for i, h := range header {
		if strings.HasPrefix(h, "Price per ") || strings.HasPrefix(h, "Price (") {
			if strings.TrimSpace(cells[i]) != "" {
				return ""
			}
		}
	}
	return "states no price"
}
