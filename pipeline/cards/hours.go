package cards

import "jevons/pipeline/report"

func hourFigures() []Figure {
	return []Figure{
		{
			Claim: "gpu_hour_falls", Indicator: "gpu_hour_price_hedonic", Also: []string{"gpu_hour_price_matched"}, Mart: "marts.gpu_hour_price_hedonic", Datasets: []string{"skypilot.vms", "epoch.hardware"},
			Query: `SELECT series, x, y, low, high, flags FROM (
  SELECT 'adjusted for quality (hedonic)' AS series, month AS x, value AS y, low, high, '' AS flags FROM marts.gpu_hour_price_hedonic WHERE specification = 'chips' AND tenure = 'on_demand'
  UNION ALL SELECT 'plain mean of the quotes (follows the mix)', month, naive_mean, NULL, NULL, '' FROM marts.gpu_hour_price_hedonic WHERE specification = 'chips' AND tenure = 'on_demand'
  UNION ALL SELECT 'same machines (matched)', month, index_value, NULL, NULL, CASE WHEN is_base AND segment > 1 THEN 'break_before' ELSE '' END FROM marts.gpu_hour_price WHERE cloud = 'all' AND gpu = 'all' AND tenure = 'on_demand') AS t ORDER BY 1, 2`,
			Remark: `SELECT 'Hedonic: ' || CAST(max(n_all) AS VARCHAR) || ' quotes, R2 ' || CAST(round(max(r2), 2) AS VARCHAR) || CASE WHEN bool_or(flags LIKE '%weak_t%' OR flags LIKE '%high_vif%' OR flags LIKE '%wrong_sign%') THEN '; memory and speed go together across chips, so their coefficients are not to be read.' ELSE '.' END AS note
FROM marts.gpu_hour_price_hedonic WHERE specification = 'chips' AND tenure = 'on_demand' HAVING count(*) > 0
UNION ALL SELECT 'Matched: ' || CAST(min(n_matched) AS VARCHAR) || ' to ' || CAST(max(n_matched) AS VARCHAR) || ' matches a link, match rate ' || CAST(CAST(round(100 * min(match_rate)) AS INTEGER) AS VARCHAR) || ' to ' || CAST(CAST(round(100 * max(match_rate)) AS INTEGER) AS VARCHAR) || ' percent.'
FROM marts.gpu_hour_price WHERE cloud = 'all' AND gpu = 'all' AND tenure = 'on_demand' AND link IS NOT NULL HAVING count(*) > 0`,
			Chart: report.Chart{Kind: report.Line, Title: "Posted price of a GPU-hour, counted in three ways", Subtitle: "The plain mean follows the mix of machines; the other two compare like with like.",
				X: days("Month"), Y: priceIndex("Price of a GPU-hour", "first month = 100"), Interval: "95 % interval, HC1 errors", Notes: []string{firstBase, notPaid, "Not all months have a catalogue; a gap is a month without one."}},
		},
		{
			Claim: "gpu_hour_falls", Indicator: "official_compute_price", Mart: "marts.official_compute_price", Datasets: []string{"bls.ppi", "bls.cpi", "fred.graph"},
			Query: `SELECT title AS series, month AS x, value AS y, flags FROM marts.official_compute_price WHERE month >= DATE '2015-01-01' ORDER BY concept <> 'ppi_hosting', 1, 2`,
			Remark: `SELECT 'In dollars of the day the price of hosting stands at ' || CAST(round(nominal_index, 1) AS VARCHAR) || ' in ' || strftime(month, '%Y-%m') || ', ' || strftime(base_month, '%Y-%m') || ' = 100.' AS note
FROM marts.official_compute_price WHERE concept = 'ppi_hosting' AND nominal_index IS NOT NULL ORDER BY month DESC LIMIT 1`,
			Chart: report.Chart{Kind: report.Line, Title: "The statistical office's prices of compute against consumer prices", Subtitle: "Below 100 a price rose by less than consumer prices, or fell.",
				X: days("Month"), Y: report.Axis{Name: "Price against consumer prices", Unit: "index points", Adjustment: report.NSA, Prices: report.Real, PriceBase: "by the CPI", Measure: report.Index, Base: "November 2022 or the first month = 100"},
				Revision: priceRevision, Notes: []string{"October 2025 has no CPI, so it is a hole. The office adjusts computers and chips for quality and hosting hardly, so the lines differ in what they hold constant. These are prices of contracts in a sample, not list prices."}},
		},
		{
			Indicator: "spot_discount", Mart: "marts.spot_discount", Datasets: []string{"skypilot.vms"},
			Query: `SELECT gpu AS series, month AS x, 100 * value AS y, 100 * low AS low, 100 * high AS high, CAST(n AS VARCHAR) || ' pairs' AS detail FROM marts.spot_discount
WHERE cloud = 'all' AND gpu IN (SELECT gpu FROM marts.spot_discount WHERE cloud = 'all' AND value IS NOT NULL AND gpu <> 'all' GROUP BY gpu ORDER BY count(*) DESC, sum(n) DESC, gpu LIMIT 4) ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Discount of the spot price below the on-demand price", Subtitle: "Median over machines that offer both at the same look; the four GPUs with the most months.",
				X: days("Month"), Y: bare("Discount", "percent of the on-demand price", report.Rate), Interval: "quartiles of the machines, not an error",
				Notes: []string{notPaid, "Spot has no guarantee that it is there. A price of 0 or a copy of the on-demand price is not an offer."}},
		},
		{
			Indicator: "hw_price_performance", Mart: "marts.hw_price_performance", Datasets: []string{"epoch.hardware", "bls.cpi"},
			Query: `SELECT CASE precision WHEN 'fp32' THEN '32 bits' WHEN 'fp16' THEN '16 bits' ELSE '16 bits, matrix units' END AS series, release_date AS x, value / 1000000000 AS y, hardware AS detail
FROM marts.hw_price_performance WHERE value IS NOT NULL AND release_date >= DATE '2005-01-01' ORDER BY 1, 2`,
			Remark: `SELECT measure || ': grew ' || CAST(round(value, 2) AS VARCHAR) || ' times a year (90 % interval ' || CAST(round(low, 2) AS VARCHAR) || ' to ' || CAST(round(high, 2) AS VARCHAR) || '), least squares, ' || CAST(n AS VARCHAR) || ' GPUs, ' || CAST(CAST(first_year AS INTEGER) AS VARCHAR) || ' to ' || CAST(CAST(last_year AS INTEGER) AS VARCHAR) || '.' AS note
FROM marts.hw_price_performance_trend WHERE measure LIKE 'speed_per_usd%' AND selection = 'all' AND value IS NOT NULL ORDER BY 1`,
			Chart: report.Chart{Kind: report.Scatter, Title: "Speed per dollar of GPUs at release", Subtitle: "Each dot is a GPU with a list price at release.",
				X: days("Release"), Y: logarithmic(report.Axis{Name: "Speed per dollar", Unit: "billion FLOP/s per USD", Adjustment: report.NoAdjustment, Prices: report.Real, PriceBase: "2023 USD", Measure: report.Level}),
				Notes: []string{"List price at release, not what was paid. Thirty percent cheaper a year is 1.43 times as much per dollar, not 1.30."}},
		},
	}
}
