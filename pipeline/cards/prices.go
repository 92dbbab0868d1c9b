package cards

import "jevons/pipeline/report"

// bare is an axis to which neither season nor money apply.
func bare(name, unit string, measure report.Measure) report.Axis {
	return report.Axis{Name: name, Unit: unit, Adjustment: report.NoAdjustment, Prices: report.NoPrices, Measure: measure}
}

func days(name string) report.Axis { return report.Axis{Name: name, Unit: "day", Time: true} }

const (
	finalRun  = "Final run only: excludes research, failed runs, staff, data and owned hardware."
	notPaid   = "Posted is not paid: large buyers get discounts. The price of a token is not the cost of making it."
	startOnly = "The first month of each line is 100; a line is broken where too few prices could be matched."
)

func costFigures() []Figure {
	return []Figure{
		{
			Claim: "training_cost_v3", Mart: "marts.training_cost_final_run", Datasets: []string{"epoch.models", "epoch.hardware_prices"},
			Query: `SELECT CASE price_basis WHEN 'stated' THEN 'at the price that the authors state' WHEN 'on_demand' THEN 'at the median posted price' ELSE 'at the median price with a year''s commitment' END AS series,
  publication_date AS x, value / 1000000 AS y, CASE WHEN model = 'DeepSeek-V3' THEN model END AS label
FROM marts.training_cost_final_run WHERE value > 0 AND publication_date >= DATE '2018-01-01' ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Scatter, Title: "Cost of the final training run", Subtitle: "Each dot is a model at one price basis; the hours are the fact, the price is an assumption.",
				X: days("Publication"), Y: report.Axis{Name: "Cost", Unit: "million USD", Adjustment: report.NoAdjustment, Prices: report.Nominal, Measure: report.Level, Log: true}, Notes: []string{finalRun}},
		},
		{
			Claim: "cost_trend", Mart: "marts.training_cost_frontier_trend", Datasets: []string{"epoch.model_costs"},
			Query: `SELECT measure AS series, selection AS x, value AS y, low, high FROM marts.training_cost_frontier_trend ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Dots, Title: "Growth of the cost of training a year since 2016", Subtitle: "The answer depends on how cost is counted and on which models are taken; all ways lie above one.",
				X: report.Axis{Name: "Models taken"}, Y: bare("Growth", "times a year", report.Rate), Interval: "90 % interval of the fit", Notes: []string{finalRun}},
		},
	}
}

func priceFigures() []Figure {
	usd := report.Axis{Name: "Cheapest posted price", Unit: "USD per million tokens", Adjustment: report.NoAdjustment, Prices: report.Nominal, Measure: report.Level, Log: true}
	return []Figure{
		{
			Claim: "token_price_posted_falls", Mart: "marts.token_price_const_capability", Datasets: []string{"litellm.prices", "llmprices.history", "epoch.capabilities"},
			Query: `SELECT label AS series, date AS x, value AS y FROM marts.token_price_const_capability
WHERE metric = 'ECI' AND component = 'blend_3' ORDER BY threshold, date`,
			Chart: report.Chart{Kind: report.Step, Title: "Cheapest price of a model at or above a capability", Subtitle: "Each step down is a model that was cheaper than all before it at its level.",
				X: days("Date"), Y: usd, Notes: []string{"Three tokens of input to one of output. Records are chosen for being low. " + notPaid}},
		},
		{
			Claim: "token_price_posted_falls", Mart: "marts.token_price_index", Datasets: []string{"litellm.prices", "openrouter.models"},
			Query: `SELECT list AS series, month AS x, value AS y, low, high, CASE WHEN flags LIKE '%base%' AND segment > 1 THEN 'break_before' ELSE '' END AS flags
FROM marts.token_price_index WHERE component = 'blend_3' AND list IN ('litellm', 'openrouter', 'llmprices') ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Posted prices of the same models from month to month", Subtitle: "The same models at the same hosts: what falls here is the price itself, not the arrival of cheaper models.",
				X: days("Month"), Y: report.Axis{Name: "Matched-model index", Unit: "index points", Adjustment: report.NoAdjustment, Prices: report.Nominal, Measure: report.Index, Base: "first month = 100"}, Interval: "90 % interval of the mean of the matches", Notes: []string{startOnly, notPaid}},
		},
		{
			Claim: "gpu_hour_falls", Mart: "marts.gpu_hour_price", Datasets: []string{"skypilot.vms"},
			Query: `SELECT tenure AS series, month AS x, index_value AS y, CASE WHEN is_base AND segment > 1 THEN 'break_before' ELSE '' END AS flags
FROM marts.gpu_hour_price WHERE cloud = 'all' AND gpu = 'all' ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Posted price of a GPU-hour, the same machines from month to month", Subtitle: "Machines that are in both months are compared; the plain mean of prices follows the mix and is not shown.",
				X: days("Month"), Y: report.Axis{Name: "Matched-model index", Unit: "index points", Adjustment: report.NoAdjustment, Prices: report.Nominal, Measure: report.Index, Base: "first month = 100"}, Notes: []string{startOnly, notPaid}},
		},
		{
			Claim: "hardware_barrier", Mart: "marts.official_compute_price", Datasets: []string{"bls.ppi", "bls.cpi"},
			Query: `SELECT 'hosting against consumer prices' AS series, month AS x, value AS y FROM marts.official_compute_price WHERE series_id = 'PCU518210518210' AND month >= DATE '2015-01-01' ORDER BY month`,
			Chart: report.Chart{Kind: report.Line, Title: "The statistical office's price of hosting against consumer prices", Subtitle: "The official price of data processing and hosting, less consumer price inflation.",
				X: days("Month"), Y: report.Axis{Name: "Price of hosting", Unit: "index points", Adjustment: report.NSA, Prices: report.Real, PriceBase: "by the CPI", Measure: report.Index, Base: "November 2022 or the first month = 100"},
				Notes: []string{"October 2025 has no CPI, so it is a hole."}},
		},
	}
}

func frontierFigures() []Figure {
	figure := func(claim, mart, who string) Figure {
		return Figure{Claim: claim, Mart: mart, Datasets: []string{"epoch.capabilities"},
			Query: `SELECT '` + who + `' AS series, leader_date AS x, value AS y FROM ` + mart + ` WHERE scope = 'level' AND value IS NOT NULL AND leader_date IS NOT NULL ORDER BY leader_date`,
			Chart: report.Chart{Kind: report.Scatter, Title: "Months until the first " + who + " model reached a level", Subtitle: "Each dot is a level of the capabilities index, at the day on which the first model reached it.",
				X: days("Day of the first model at the level"), Y: bare("Lag", "months", report.Level), Notes: []string{"Levels that are not reached yet are not in the figure, which makes the lag look shorter."}}}
	}
	return []Figure{figure("open_v_closed", "marts.open_closed_lag", "open-weight"), figure("china_frontier", "marts.china_frontier_gap", "Chinese")}
}
