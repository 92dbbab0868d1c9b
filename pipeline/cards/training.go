package cards

import "jevons/pipeline/report"

func trainingFigures() []Figure {
	return []Figure{
		{
			Claim: "training_cost_v3", Indicator: "training_cost_final_run", Mart: "marts.training_cost_final_run", Datasets: []string{"epoch.models", "epoch.hardware_prices"},
			Query: `SELECT CASE price_basis WHEN 'stated' THEN 'at the price that the authors state' WHEN 'on_demand' THEN 'at the median posted price' ELSE 'at the median price with a year''s commitment' END AS series,
  publication_date AS x, value / 1000000 AS y, CASE WHEN model = 'DeepSeek-V3' THEN model END AS label,
  model || ', ' || CAST(round(chip_hours / 1000000, 3) AS VARCHAR) || ' million hours at ' || printf('%.2f', usd_per_chip_hour) || ' USD' AS detail
FROM marts.training_cost_final_run WHERE value > 0 AND publication_date >= DATE '2018-01-01' ORDER BY 1, 2`,
			Remark: `SELECT 'DeepSeek-V3: ' || CAST(round(max(chip_hours) / 1000000, 3) AS VARCHAR) || ' million hours, at ' || string_agg(DISTINCT printf('%.2f', usd_per_chip_hour), ' and ') || ' USD an hour: the hours are reported, the price is assumed.' AS note
FROM marts.training_cost_final_run WHERE model = 'DeepSeek-V3' AND value IS NOT NULL HAVING count(*) > 0`,
			Chart: report.Chart{Kind: report.Scatter, Title: "Cost of the final training run", Subtitle: "Each dot is a model at one price basis; the hours are the fact, the price is an assumption.",
				X: days("Publication"), Y: logarithmic(usd("Cost", "million USD")), Notes: []string{finalRun, notPaid}},
		},
		{
			Claim: "finetune_cost_s1", Indicator: "finetune_cost_reasoning", Mart: "marts.finetune_cost_reasoning", Datasets: []string{"skypilot.vms", "epoch.hardware"},
			Query: `SELECT 'cost' AS series, CASE WHEN price_basis LIKE 'scenario%' THEN 'assumed ' ELSE 'posted median ' END || printf('%.2f', usd_per_gpu_hour) || ' USD an hour' AS x,
  value AS y, low, high, printf('%.2f', value) || ' USD' AS label
FROM marts.finetune_cost_reasoning WHERE value IS NOT NULL ORDER BY usd_per_gpu_hour`,
			Chart: report.Chart{Kind: report.Bars, Title: "What the fine-tuning of s1 costs at several prices", Subtitle: "The reported 6.93 GPU-hours, times a price per hour, against the 50 USD of the claim.",
				X: rows("Price of a GPU-hour"), Y: usd("Cost of the run", "USD"), Guides: []report.Guide{report.At(50, "50 USD, the claim")}, Interval: "least and greatest cloud, not an error",
				Notes: []string{finalRun + " Excludes the base model, the larger cost, and the data.", notPaid}},
		},
		{
			Claim: "cost_trend", Indicator: "training_cost_frontier_trend", Mart: "marts.training_cost_frontier_trend", Datasets: []string{"epoch.model_costs"},
			Query: `SELECT CASE measure WHEN 'cloud' THEN 'rented in the cloud' WHEN 'acquisition' THEN 'hardware bought' ELSE 'hardware written off, and energy' END AS series,
  CASE selection WHEN 'all' THEN 'all costed models' ELSE 'the ' || replace(selection, 'top_', '') || ' largest at release' END AS x, value AS y, low, high,
  CAST(n AS VARCHAR) || ' models, ' || CAST(CAST(first_year AS INTEGER) AS VARCHAR) || ' to ' || CAST(CAST(last_year AS INTEGER) AS VARCHAR) AS detail, CAST(CAST(max(last_year) OVER () AS INTEGER) AS VARCHAR) AS newest
FROM marts.training_cost_frontier_trend ORDER BY 1, coalesce(try_cast(replace(selection, 'top_', '') AS INTEGER), 999)`,
			Remark: `SELECT 'Least squares through the logarithms from ' || CAST(CAST(min(first_year) AS INTEGER) AS VARCHAR) || ' to ' || CAST(CAST(max(last_year) AS INTEGER) AS VARCHAR) || '; ' || CAST(min(n) AS VARCHAR) || ' to ' || CAST(max(n) AS VARCHAR) || ' models a fit.' AS note
FROM marts.training_cost_frontier_trend HAVING count(*) > 0`,
			Chart: report.Chart{Kind: report.Dots, Title: "Growth of the cost of training a year since 2016", Subtitle: "The answer depends on how cost is counted and on which models are taken; all ways lie above one.",
				X: rows("Models taken"), Y: bare("Growth", "times a year", report.Rate), Guides: []report.Guide{report.At(1, "no growth")}, Interval: "90 % interval of the fit", Notes: []string{finalRun}},
		},
	}
}
