package cards

import (
	"slices"

	"jevons/pipeline/report"
)

// priceLists are all lists of posted token prices; a figure names those of them
// that are loaded.
var priceLists = []string{"litellm.prices", "tokencost.prices", "llmprices.history", "genai.prices", "openrouter.models", "modelsdev.models"}

var capabilityLists = append(slices.Clone(priceLists), "epoch.capabilities", "epoch.benchmarks")

func tokenFigures() []Figure {
	return []Figure{
		{
			Claim: "token_price_posted_falls", Indicator: "token_price_const_capability", Mart: "marts.token_price_const_capability", Datasets: capabilityLists,
			Query: `SELECT label AS series, date AS x, value AS y, model || ' (' || vendor || ')' AS detail FROM marts.token_price_const_capability
WHERE metric = 'ECI' AND component = 'blend_3' ORDER BY threshold, date`,
			Chart: report.Chart{Kind: report.Step, Title: "Cheapest posted price of a model at or above a capability", Subtitle: "Each step down is a model that was cheaper than all before it at its level.",
				X: days("Date"), Y: logarithmic(usd("Cheapest posted price", "USD per million tokens")), Events: events(),
				Notes: []string{"Three tokens of input to one of output. Records are chosen for being low. ECI is the Epoch Capabilities Index.", notPaid, noCost}},
		},
		{
			Claim: "token_price_posted_falls", Indicator: "token_price_const_capability", Mart: "marts.token_price_const_capability_rate", Datasets: capabilityLists,
			Query: `SELECT CASE method WHEN 'ols' THEN 'least squares through the records' ELSE 'first against last record' END AS series,
  label || ': ' || CAST(n AS VARCHAR) || ' records, ' || CAST(first_date AS VARCHAR) || ' to ' || CAST(last_date AS VARCHAR) AS x, value AS y, low, high
FROM marts.token_price_const_capability_rate WHERE component = 'blend_3' AND value IS NOT NULL ORDER BY metric, threshold, 1`,
			Remark: `SELECT 'No rate is computed from less than 12 months or fewer than 5 records; ' || CAST(count(*) FILTER (WHERE value IS NULL) AS VARCHAR) || ' of ' || CAST(count(*) AS VARCHAR) || ' are left out for it. Over the thresholds the rates run from ' || CAST(round(min(value), 1) AS VARCHAR) || ' to ' || CAST(round(max(value), 1) AS VARCHAR) || ' times a year.' AS note
FROM marts.token_price_const_capability_rate WHERE component = 'blend_3' HAVING count(value) > 0`,
			Chart: report.Chart{Kind: report.Dots, Title: "How fast the cheapest price fell, by capability and method", Subtitle: "One claim, many rates: the capability, the window and the method decide.",
				X: rows("Capability, records and window"), Y: logarithmic(bare("Fall of the cheapest posted price", "times a year", report.Rate)), Interval: "90 % interval of the fit",
				Notes: []string{notPaid, noCost}},
		},
		{
			Claim: "token_price_posted_falls", Indicator: "token_price_index", Mart: "marts.token_price_index", Datasets: priceLists,
			Query: `SELECT list AS series, month AS x, value AS y, low, high, CASE WHEN flags LIKE '%base%' AND segment > 1 THEN 'break_before' ELSE '' END AS flags,
  CAST(n_matched AS VARCHAR) || ' matches' AS detail
FROM marts.token_price_index WHERE component = 'blend_3' AND list IN ('litellm', 'openrouter', 'modelsdev', 'llmprices') ORDER BY 1, 2`,
			Remark: `SELECT 'Matches a month: ' || CAST(min(n_matched) AS VARCHAR) || ' to ' || CAST(max(n_matched) AS VARCHAR) || '; match rate ' || CAST(CAST(round(100 * min(match_rate)) AS INTEGER) AS VARCHAR) || ' to ' || CAST(CAST(round(100 * max(match_rate)) AS INTEGER) AS VARCHAR) || ' percent. No link from fewer than 5 matches.' AS note
FROM marts.token_price_index WHERE component = 'blend_3' AND link IS NOT NULL HAVING count(*) > 0`,
			Chart: report.Chart{Kind: report.Line, Title: "Posted prices of the same models from month to month", Subtitle: "The same models at the same hosts: what falls here is the price itself, not the arrival of cheaper models.",
				X: days("Month"), Y: priceIndex("Matched-model index", "first month = 100"), Interval: "90 % interval of the mean of the matches", Notes: []string{firstBase, notPaid, noCost}},
		},
		deepseekFigure(),
		matchRateFigure(),
	}
}

// deepseekFigure holds the contrary case: a vendor that raised its prices.
func deepseekFigure() Figure {
	return Figure{
		Claim: "token_price_posted_falls", Indicator: "token_price_posted", Mart: "marts.token_price_posted", Datasets: priceLists,
		Query: `SELECT component || ', ' || source AS series, CAST(valid_from AS TIMESTAMP) AS x, min(value) AS y, CASE WHEN bool_or(flags LIKE '%hole_before%' OR flags LIKE '%alias_moved%') THEN 'break_before' ELSE '' END AS flags, source AS dataset
FROM marts.token_price_posted
WHERE vendor = 'deepseek' AND model IN ('deepseek-chat', 'deepseek/deepseek-chat') AND tariff = 'standard' AND component IN ('input', 'output') AND valid_from IS NOT NULL AND source IN ('litellm.prices', 'llmprices.history')
GROUP BY component, source, valid_from ORDER BY 1, 2`,
		Chart: report.Chart{Kind: report.Step, Title: "Posted price of deepseek-chat", Subtitle: "A single list price can rise as well as fall; what a list stated before its first date is not drawn.",
			X: days("Valid from, as the list shows it"), Y: logarithmic(usd("List price", "USD per million tokens")),
			Notes: []string{"The name stands for one model after another (V2.5, V3, V3.1 and later); a line is broken where it is known to have moved. Lists that people keep lag behind the vendor's page.", notPaid, noCost}},
	}
}

func matchRateFigure() Figure {
	return Figure{
		Indicator: "token_price_index", Mart: "marts.token_price_index", Datasets: priceLists,
		Query: `SELECT list AS series, month AS x, 100 * match_rate AS y, CAST(n_matched AS VARCHAR) || ' of ' || CAST(n AS VARCHAR) || ' products' AS detail
FROM marts.token_price_index WHERE component = 'blend_3' AND list IN ('litellm', 'openrouter', 'modelsdev', 'llmprices') AND match_rate IS NOT NULL ORDER BY 1, 2`,
		Chart: report.Chart{Kind: report.Line, Title: "How many posted prices could be matched with the look before", Subtitle: "The index above rests on these products only; what is new or gone is not in it.",
			X: days("Month"), Y: bare("Products matched", "percent of the month's products", report.Rate), Notes: []string{notPaid}},
	}
}
