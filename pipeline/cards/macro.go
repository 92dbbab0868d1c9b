package cards

import "jevons/pipeline/report"

// labourLists are the sources of the series on productivity.
var labourLists = []string{"bls.productivity", "bls.api", "fred.graph", "fred.observations"}

// measuredBy is a query for the dataset that a figure of a mart on productivity
// shows: that of the verdicts, where it is loaded.
func measuredBy(mart string) string {
	return "(SELECT dataset FROM " + mart + " GROUP BY dataset ORDER BY dataset = 'bls.productivity' DESC, count(*) DESC, dataset LIMIT 1)"
}

func macroFigures() []Figure {
	return []Figure{
		{
			Claim: "productivity_silent", Indicator: "productivity_trend", Mart: "marts.productivity_trend", Lack: "the mean of 2005 to 2019 needs 60 quarters, and fewer are loaded", Datasets: labourLists,
			Query: `SELECT 'over ' || CAST(span_quarters AS VARCHAR) || ' quarters' AS series, quarter AS x, value AS y, low, high, flags, dataset FROM marts.productivity_trend
WHERE dataset = ` + measuredBy("marts.productivity_trend") + ` AND quarter >= DATE '2005-01-01' ORDER BY span_quarters DESC, quarter`,
			Chart: report.Chart{Kind: report.Line, Title: "Growth of output per hour against its mean of 2005 to 2019", Subtitle: "Zero is the mean of the fifteen years before the pandemic; the band is what chance alone would give.",
				X: days("Quarter"), Y: rate("Distance to the mean", "percentage points", report.SAAR), Interval: "90 % interval", Revision: productivityRevision, Notes: []string{"Nonfarm business. One year of quarters has a standard error of over a point."}},
		},
		{
			Claim: "productivity_silent", Indicator: "productivity_trend", Mart: "marts.productivity_trend", Datasets: labourLists,
			Query: `SELECT 'over ' || CAST(span_quarters AS VARCHAR) || ' quarters' AS series, quarter AS x, growth_pct AS y, flags, dataset FROM marts.productivity_trend
WHERE dataset = ` + measuredBy("marts.productivity_trend") + ` AND quarter >= DATE '2005-01-01' ORDER BY span_quarters DESC, quarter`,
			Remark: `SELECT 'Mean of 2005 to 2019: ' || CAST(round(max(base_mean_pct), 2) AS VARCHAR) || ' percent a year.' AS note FROM marts.productivity_trend WHERE base_mean_pct IS NOT NULL HAVING count(*) > 0`,
			Chart: report.Chart{Kind: report.Line, Title: "Growth of output per hour", Subtitle: "Over one year and over two, at annual rates.",
				X: days("Quarter"), Y: rate("Growth", "log percent", report.SAAR), Guides: []report.Guide{report.At(0, "no growth")}, Revision: productivityRevision, Notes: []string{"Nonfarm business."}},
		},
		{
			Claim: "ai_deflation", Indicator: "productivity_demand_gap", Mart: "marts.productivity_demand_gap", Datasets: labourLists,
			Query: `SELECT CASE condition WHEN 'unit_labor_cost_falls' THEN 'unit labour cost' WHEN 'hours_fall' THEN 'hours' ELSE 'output per hour less demand per head' END AS series, quarter AS x, value AS y, replace(flags, 'not_testable', '') AS flags FROM marts.productivity_demand_gap
WHERE condition IN (SELECT condition FROM marts.productivity_demand_gap WHERE value IS NOT NULL) AND quarter >= DATE '2005-01-01' ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "What a deflation by productivity would have to show", Subtitle: "Unit labour cost and hours would both have to lie below zero, while output per hour grows faster than demand per head.",
				X: days("Quarter"), Y: rate("Growth over four quarters", "percent", report.SA), Revision: productivityRevision, Notes: []string{"Nonfarm business. Demand is real final sales to private domestic purchasers, per head; without that series the first condition is not testable and has no line."}},
		},
		{
			Claim: "gains_distribution", Indicator: "labor_share", Mart: "marts.labor_share", Datasets: labourLists,
			Query: `SELECT 'nonfarm business' AS series, quarter AS x, value AS y, flags, dataset FROM marts.labor_share WHERE dataset = ` + measuredBy("marts.labor_share") + ` AND quarter >= DATE '1995-01-01' ORDER BY quarter`,
			Chart: report.Chart{Kind: report.Line, Title: "Labour share of nonfarm business", Subtitle: "The index says how the share moved, not how large it is.",
				X: days("Quarter"), Y: indexOf("Labour share", report.SA, "2017 = 100"), Revision: productivityRevision},
		},
		{
			Claim: "gains_distribution", Indicator: "wage_dispersion", Mart: "marts.wage_dispersion", Datasets: []string{"bls.oews_national", "exposure.gpts_occupations", "exposure.gpts_tasks"},
			Query: `SELECT CAST(year AS VARCHAR) AS series, CASE group_code WHEN 'all' THEN 'all jobs' ELSE 'occupation in the middle of quintile ' || group_code || CASE group_code WHEN '1' THEN ' (least exposed)' WHEN '5' THEN ' (most exposed)' ELSE '' END END AS x, value AS y, low, high, CAST(year AS VARCHAR) AS newest FROM marts.wage_dispersion
WHERE (statistic = 'p90_p10_jobs' AND group_code = 'all' OR statistic = 'p90_p10_occupation' AND group_code <> 'all') AND rater IN ('human', 'none') AND value IS NOT NULL AND year IN (SELECT DISTINCT year FROM marts.wage_dispersion WHERE value IS NOT NULL ORDER BY year DESC LIMIT 3) ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Dots, Title: "Spread of wages, by exposure of the occupation", Subtitle: "The ninth decile of wages over the first.",
				X: rows("Jobs"), Y: bare("Ninth over first decile", "ratio", report.Level), Interval: "what top-coded wages allow", Notes: []string{crossOnly, "Wages beyond the highest published step are only known to be at least that. " + betaMeans, exposedMeans}},
		},
		{
			Indicator: "info_equipment_investment", Mart: "marts.info_equipment_investment", Datasets: []string{"fred.observations", "fred.graph"},
			Query: `SELECT replace(component, '_', ' ') AS series, quarter AS x, share_of_gdp_pct AS y, flags FROM marts.info_equipment_investment
WHERE basis = 'nominal' AND component IN ('info_equipment', 'computers', 'software') AND quarter >= DATE '1990-01-01' ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Investment in computers, information processing equipment and software", Subtitle: "As shares of GDP in dollars of the day; computers are part of information processing equipment.",
				X: days("Quarter"), Y: report.Axis{Name: "Share of GDP", Unit: "percent", Adjustment: report.SAAR, Prices: report.Nominal, Measure: report.Rate}, Events: events(), Revision: accountsRevision,
				Notes: []string{"Most machines are imported, and imports are in investment and not in GDP: the share is not what investment adds to GDP."}},
		},
		{
			Indicator: "info_equipment_investment", Mart: "marts.info_equipment_investment", Datasets: []string{"fred.observations", "fred.graph"},
			Query: `SELECT replace(component, '_', ' ') AS series, quarter AS x, growth_4q_pct AS y, flags FROM marts.info_equipment_investment
WHERE basis = 'real' AND component IN ('info_equipment', 'software', 'gdp') AND quarter >= DATE '1990-01-01' ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Growth of investment in information processing, against GDP", Subtitle: "In chained dollars, over four quarters.",
				X: days("Quarter"), Y: report.Axis{Name: "Growth over four quarters", Unit: "percent", Adjustment: report.SAAR, Prices: report.Real, PriceBase: "chained", Measure: report.Rate}, Guides: []report.Guide{report.At(0, "no growth")}, Events: events(), Revision: accountsRevision},
		},
	}
}

func revisionFigures() []Figure {
	return []Figure{
		{
			Indicator: "revision_tracker", Mart: "marts.revision_tracker", Datasets: []string{"bls.ces_vintages", "bls.ces", "fred.observations"},
			Query: `WITH t AS (SELECT period, first_print, value FROM marts.revision_tracker AS r WHERE series_id = 'CES0000000001' AND measure = 'change' AND first_print IS NOT NULL AND value IS NOT NULL
  AND dataset = (SELECT arg_max(dataset, n) FROM (SELECT dataset, count(*) AS n FROM marts.revision_tracker WHERE series_id = 'CES0000000001' AND measure = 'change' AND first_print IS NOT NULL GROUP BY 1)) ORDER BY period DESC LIMIT 30)
SELECT series, x, y, newest FROM (SELECT 1 AS place, 'first print' AS series, strftime(period, '%Y-%m') AS x, first_print AS y, strftime(max(period) OVER (), '%Y-%m') AS newest FROM t
  UNION ALL SELECT 2, 'newest print', strftime(period, '%Y-%m'), value, strftime(max(period) OVER (), '%Y-%m') FROM t) AS u ORDER BY place, x`,
			Chart: report.Chart{Kind: report.Dumbbell, Title: "Monthly change of payrolls, first and newest print", Subtitle: "A revision is what later releases made of a figure, not an error of the first.",
				X: rows("Month"), Y: rate("Change of all payrolls from the month before", "thousand jobs", report.SA), Guides: []report.Guide{report.At(0, "no change")},
				Notes: []string{"The newest months will move again: " + payrollRevision + "."}},
		},
		{
			Indicator: "revision_tracker", Mart: "marts.benchmark_revision", Datasets: []string{"bls.ces_vintages", "bls.ces", "fred.observations"},
			Query: `SELECT 'revision of the level of March' AS series, CAST(year(period) AS VARCHAR) AS x, value AS y, adjustment, CAST(CAST(round(value) AS INTEGER) AS VARCHAR) AS label, CAST(max(year(period)) OVER () AS VARCHAR) AS newest FROM marts.benchmark_revision
WHERE adjustment = 'NSA' AND series_id = 'CEU0000000001' AND period >= DATE '2005-01-01' AND dataset = ` + richest("marts.benchmark_revision", "adjustment = 'NSA'") + ` ORDER BY period`,
			Chart: report.Chart{Kind: report.Bars, Title: "What each benchmark did to the payrolls of its March", Subtitle: "Not adjusted for season; only such figures compare with the preliminary one of August.",
				X: rows("Year"), Y: report.Axis{Name: "Revision", Unit: "thousand jobs", Adjustment: report.NSA, Prices: report.NoPrices, Measure: report.Level}},
		},
	}
}

// tables are shown as tables, because what they hold is no quantity.
func tables() []Figure {
	return []Figure{{
		Claim: "three_views", Indicator: "scorecard_three_views", Mart: "marts.scorecard_three_views", Datasets: []string{"bls.productivity", "census.btos", "bls.api", "fred.graph", "census.cps_basic"},
		Columns: []report.Column{{Name: "View"}, {Name: "Condition as registered"}, {Name: "Holds"}, {Name: "What was found"}, {Name: "Newest period"}},
		Query: `SELECT view_code AS c1, CASE condition WHEN 'all' THEN 'the view as a whole' ELSE statement || ' (version ' || CAST(rule_version AS VARCHAR) || ')' END AS c2, result AS c3,
  concat_ws('; ', CASE WHEN value IS NOT NULL THEN CAST(round(value, 2) AS VARCHAR) || ' ' || measure END, CASE WHEN reason <> '' THEN reason END) AS c4, coalesce(strftime(period, '%Y-%m'), 'none') AS c5,
  strftime(max(period) OVER (), '%Y-%m') AS newest FROM marts.scorecard_three_views ORDER BY view_code, condition = 'all', position`,
		Chart: report.Chart{Title: "The registered conditions of the three views; no total is computed"},
	}}
}
