package epoch

import (
	"jevons/sources"
	"jevons/sources/decode"
)

var _ = list.Add(sources.Dataset{
	Name:         "epoch.data_centers",
	About:        "What stands at the largest AI data centers, day by day as satellite images and permits show it: power, chips, cost. Days to come are expectations.",
	Home:         "https://epoch.ai/data/ai-data-centers",
	License:      license,
	Citation:     "Epoch AI, Data on AI data centers, epoch.ai/data. CC BY 4.0.",
	Redistribute: sources.RedistributeYes,

	Fetch:  sources.Get("https://epoch.ai/data/data_centers/data_center_timelines.csv"),
	Decode: decode.CSV{Cells: decode.Cells{Trim: true}},
	Columns: []sources.Column{
		sources.Text("data_center", "Owner, name and place of the site.").Key().Named("Data center"),
		sources.Date("date", "Day from which the row holds.").Key().Named("Date"),
		sources.Text("construction_status", "What was seen that day, or why it is expected.").Named("Construction status").Optional(),
		amount("power_mw", "MW", "Power capacity of the whole site.", "Power (MW)"),
		amount("it_power_mw", "MW", "Power capacity of the computers, in newer files.", "IT power (MW)").MayLack(),
		amount("h100_equivalents", "H100 equivalents", "Speed divided by that of an H100.", "H100 equivalents"),
		amount("performance_8bit_ops", "OP/s", "Speed in 8-bit operations.", "Performance (8-bit OP/s)").MayLack(),
		amount("buildings_operational", "buildings", "Buildings at work.", "Buildings operational").MayLack(),
		amount("capital_cost_2025_usd_billion", "billion USD of 2025", "Cost of all that stands there.", "Total capital cost (2025 USD billions)").MayLack(),
		amount("compute_cost_2025_usd_billion", "billion USD of 2025", "Cost of the computers.", "Compute cost (2025 USD billions)").MayLack(),
		amount("construction_cost_2025_usd_billion", "billion USD of 2025", "Cost of the buildings and their supply.", "Construction cost (2025 USD billions)").MayLack(),
		amount("operating_cost_2025_usd_billion", "billion USD of 2025 a year", "Cost of a year's work, in newer files.", "Annual operating cost (2025 USD billions)").MayLack(),
		amount("building_area_sqft", "square feet", "Area of the buildings.", "Building area (square feet)").MayLack(),
		amount("site_area_sqft", "square feet", "Area of the site.", "Site area (square feet)").MayLack(),
		amount("water_use_mgd", "million gallons a day", "Water used.", "Water use (MGD)").MayLack(),
	},
	Complete: true,
	Fresh:    sources.Freshness{Every: sources.Daily, Lag: 60, Why: "sites are looked at from above every month or two"},
	Contract: sources.Contract{
		MinRows:     5,
		MaxBad:      0.02,
		MaxVanished: 0.4,
		Checks: []sources.Check{
			{Name: "power in MW", Rule: "power_mw < 100000", Why: "the largest plan is 3,328 MW; more than 100,000 is in kW"},
			{Name: "cost in billions", Rule: "capital_cost_2025_usd_billion < 10000", Why: "the largest plan costs 106; more than 10,000 is in millions"},
			{Name: "costs add up", Rule: "abs(capital_cost_2025_usd_billion - compute_cost_2025_usd_billion - construction_cost_2025_usd_billion) <= 0.02 + 0.02 * capital_cost_2025_usd_billion", Why: "the cost is that of computers and buildings; swapped or changed columns would break it"},
		},
		Why: "MinRows: the file of January 2026 has 129 rows on 18 sites, the embedded sample 24. MaxBad: none of the 129 rows is bad. MaxVanished: a day that is dated " +
			"anew is a row gone and a new one, and expected days move with every look; two fifths at once is another file.",
	},
})
