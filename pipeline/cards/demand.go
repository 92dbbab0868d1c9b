package cards

import "jevons/pipeline/report"

const (
	wholeFirms   = "Spending of whole companies, for AI or not, divided by posted prices."
	supplyShort  = "supply was short, so that a quantity sold is not what was demanded"
	lackQuarters = "no quarter has both a posted price and the spending of all firms counted; an elasticity needs five"
	notEffect    = "Prices and volumes both trend and nothing here moves supply alone, so no estimate is of an effect. The volume is spending divided by the same price, which pulls estimates towards -1."
)

func demandFigures() []Figure {
	return []Figure{
		{
			Claim: "jevons_paradox", Indicator: "jevons_elasticity", Mart: "marts.jevons_elasticity", Lack: lackQuarters, Datasets: []string{"skypilot.vms", "epoch.hardware", "sec.companyfacts"},
			Query: `SELECT CASE estimator WHEN 'log_log' THEN '1 levels, least squares' WHEN 'log_differences' THEN '2 changes from quarter to quarter' WHEN 'log_log_trend' THEN '3 levels with a trend' ELSE '4 arc of first and last quarter' END AS series,
  CASE spending WHEN 'nvidia_revenue' THEN 'revenue of NVIDIA' ELSE 'capital spending of four firms' END || ', ' || deflator || ' prices, ' || CAST(year(first_quarter) AS VARCHAR) || 'Q' || CAST(quarter(first_quarter) AS VARCHAR) || ' to ' || CAST(year(last_quarter) AS VARCHAR) || 'Q' || CAST(quarter(last_quarter) AS VARCHAR) AS x,
  value AS y, low, high, CAST(n AS VARCHAR) || ' quarters' AS detail
FROM marts.jevons_elasticity WHERE value IS NOT NULL ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Dots, Title: "Elasticity of compute bought to its price, every estimator", Subtitle: "Left of -1 spending rises as the price falls; estimators on both sides mean that it is not identified.",
				X: rows("Spending, price index and quarters"), Y: bare("Elasticity", "percent of volume per percent of price", report.Rate), Guides: []report.Guide{report.At(-1, "-1, where spending does not change")}, Interval: "95 % interval",
				Notes: []string{notEffect, wholeFirms, notPaid}},
		},
		{
			Claim: "jevons_paradox", Indicator: "jevons_elasticity", Mart: "marts.compute_demand_volume", Lack: lackQuarters, Datasets: []string{"skypilot.vms", "epoch.hardware", "sec.companyfacts"}, IsoSpend: true,
			Query: `SELECT CASE WHEN quarter < DATE '2024-01-01' THEN 'to 2023, while supply was short' ELSE CAST(year(quarter) AS VARCHAR) END AS series, price_index AS x, value AS y, CAST(year(quarter) AS VARCHAR) || 'Q' || CAST(quarter(quarter) AS VARCHAR) AS label
FROM marts.compute_demand_volume WHERE spending = 'nvidia_revenue' AND deflator = 'matched' AND value IS NOT NULL AND price_index IS NOT NULL
  AND price_segment = (SELECT arg_max(price_segment, n) FROM (SELECT price_segment, count(*) AS n FROM marts.compute_demand_volume WHERE spending = 'nvidia_revenue' AND deflator = 'matched' AND value IS NOT NULL GROUP BY 1)) ORDER BY quarter`,
			Chart: report.Chart{Kind: report.Scatter, Title: "Price and volume of compute by quarter", Subtitle: "Along the dotted line spending stays the same; points above it mean more spending than in the first quarter shown.",
				X: logarithmic(priceIndex("Posted GPU-hours, matched", "first month = 100")), Y: logarithmic(indexOf("Volume bought", report.NSA, "first quarter = 100")), Notes: []string{notEffect, wholeFirms, notPaid}},
		},
		{
			Claim: "jevons_paradox", Indicator: "compute_demand_volume", Mart: "marts.compute_demand_volume", Lack: lackQuarters, Datasets: []string{"skypilot.vms", "epoch.hardware", "sec.companyfacts"},
			Query: `SELECT CASE spending WHEN 'nvidia_revenue' THEN 'revenue of NVIDIA' ELSE 'capital spending of four firms' END || ', ' || deflator || ' prices' AS series, quarter AS x, value AS y, flags
FROM marts.compute_demand_volume AS v WHERE price_segment = (SELECT max(price_segment) FROM marts.compute_demand_volume AS w WHERE w.spending = v.spending AND w.deflator = v.deflator) ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Volume of compute bought", Subtitle: "Spending divided by an index of posted prices; the two indices give different volumes.",
				X: days("Calendar quarter"), Y: logarithmic(indexOf("Volume bought", report.NSA, "first quarter = 100")),
				Shades: []report.Shade{{From: date(2022, 11, 30), To: date(2024, 1, 1), Label: supplyShort}}, Notes: []string{wholeFirms, notPaid}},
		},
		{
			Claim: "jevons_paradox", Indicator: "ai_capex", Mart: "marts.ai_capex", Datasets: []string{"sec.companyfacts"},
			Query: `SELECT company AS series, quarter AS x, value AS y, flags FROM marts.ai_capex WHERE role = 'hyperscaler' AND cik <> 'all' ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Stacked, Title: "Capital spending of large computing companies", Subtitle: "All purchases of property and equipment, for AI or not, one on top of the other.",
				X: days("Calendar quarter"), Y: report.Axis{Name: "Spending of the quarter", Unit: "billion USD", Adjustment: report.NSA, Prices: report.Nominal, Measure: report.Level}, Events: events(),
				Notes: []string{"Leased machines are not in it. Fiscal quarters stand at the calendar quarter of their middle. Spending is price times quantity: it does not tell an elasticity by itself."}},
		},
		{
			Indicator: "datacenter_construction", Mart: "marts.datacenter_construction", Datasets: []string{"census.construction"},
			Query: `SELECT category AS series, month AS x, value / 1000 AS y, flags FROM marts.datacenter_construction WHERE is_annual_rate AND lower(category) LIKE '%data center%' ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Area, Title: "Construction of private data centers", Subtitle: "Value put in place, at an annual rate; buildings only, without the computers in them.",
				X: days("Month"), Y: report.Axis{Name: "Value put in place", Unit: "billion USD", Adjustment: report.SAAR, Prices: report.Nominal, Measure: report.Level}, Revision: constructionRevision,
				Notes: []string{"In dollars of the day; real_value of the table is in prices of 2023, by the producer price index of new office buildings."}},
		},
	}
}

func hardwareFigures() []Figure {
	gb := logarithmic(bare("Memory needed", "GB", report.Level))
	guides := []report.Guide{report.At(24, "one card of 24 GB"), report.At(80, "one card of 80 GB"), report.At(640, "eight cards of 80 GB")}
	memory := "Weights and a fifth more. Memory follows all weights of a mixture of experts, speed the active ones; scores are of weights that are not quantised."
	return []Figure{
		{
			Claim: "hardware_barrier", Indicator: "inference_hw_floor", Mart: "marts.inference_hw_floor_capability", Datasets: []string{"epoch.models", "epoch.benchmarks", "epoch.hardware", "skypilot.vms"},
			Query: `SELECT benchmark || ' at least ' || CAST(round(100 * threshold) AS INTEGER) || ' %' AS series, make_date(CAST(year AS INTEGER), 12, 31) AS x, memory_gb AS y, model || ' (' || CAST(n AS VARCHAR) || ' models)' AS detail
FROM marts.inference_hw_floor_capability WHERE bits = 8
  AND benchmark = (SELECT benchmark FROM marts.inference_hw_floor_capability WHERE bits = 8 GROUP BY 1 ORDER BY max(n) DESC, count(*) DESC, 1 LIMIT 1)
  AND threshold IN (SELECT threshold FROM marts.inference_hw_floor_capability WHERE bits = 8
    AND benchmark = (SELECT benchmark FROM marts.inference_hw_floor_capability WHERE bits = 8 GROUP BY 1 ORDER BY max(n) DESC, count(*) DESC, 1 LIMIT 1) GROUP BY 1 ORDER BY 1 DESC LIMIT 5) ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Step, Title: "Least memory that holds an open model of a capability", Subtitle: "A step down means that a smaller machine sufficed for the same score.",
				X: days("Models out by the end of the year"), Y: gb, Guides: guides, Notes: []string{"At 8 bits a weight. " + memory + " Models are joined to scores by name, so few have both."}},
		},
		{
			Claim: "hardware_barrier", Indicator: "inference_hw_floor", Mart: "marts.inference_hw_floor", Datasets: []string{"epoch.models", "epoch.hardware", "skypilot.vms"},
			Query: `SELECT 'open-weight models' AS series, publication_date AS x, memory_gb AS y, model || ': ' || device_class AS detail FROM marts.inference_hw_floor WHERE bits = 8 AND publication_date >= DATE '2018-01-01' ORDER BY 2`,
			Chart: report.Chart{Kind: report.Scatter, Title: "Memory that each open-weight model needs", Subtitle: "Models of every size keep coming; that a small one exists does not say how good it is.",
				X: days("Publication"), Y: gb, Guides: guides, Notes: []string{"At 8 bits a weight. " + memory}},
		},
	}
}
