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
			Query: `SELECT CASE condition WHEN 'unit_labor_cost_falls' THEN 'unit labour cost' WHEN 'hours_fall' THEN 'hours' ELSE 'output per hour' END AS series, quarter AS x, value AS y, replace(flags, 'not_testable', '') AS flags FROM marts.productivity_demand_gap
WHERE condition <> 'all' AND quarter >= DATE '2005-01-01' ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "What a deflation by productivity would have to show", Subtitle: "Unit labour cost and hours would both have to lie below zero while output per hour grows.",
				X: days("Quarter"), Y: rate("Growth over four quarters", "percent", report.SA), Revision: productivityRevision, Notes: []string{"Nonfarm business. Demand per head is not among the series, so the first condition is not testable."}},
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
WHERE adjustment = 'NSA' AND series_id = 'CEU0000000001' AND period >= DATE '2005-01-01' ORDER BY period`,
			Chart: report.Chart{Kind: report.Bars, Title: "What each benchmark did to the payrolls of its March", Subtitle: "Not adjusted for season; only such figures compare with the preliminary one of August.",
				X: rows("Year"), Y: report.Axis{Name: "Revision", Unit: "thousand jobs", Adjustment: report.NSA, Prices: report.NoPrices, Measure: report.Level}},
		},
	}
}

// tables are shown as tables, because what they hold is no quantity.
func tables() []Figure {
	return []Figure{{
		Claim: "three_views", Indicator: "scorecard_three_views", Mart: "marts.productivity_trend", Datasets: []string{"bls.productivity", "census.btos"},
		Columns: []report.Column{{Name: "View"}, {Name: "Condition as registered"}, {Name: "Holds"}, {Name: "What was found"}, {Name: "Newest period"}},
		Query: `WITH p AS (SELECT quarter, above_two_se, row_number() OVER (ORDER BY quarter DESC) AS k FROM marts.productivity_trend WHERE dataset = ` + measuredBy("marts.productivity_trend") + ` AND span_quarters = 8 AND value IS NOT NULL),
u AS (SELECT period, is_distinguishable, value, row_number() OVER (ORDER BY period DESC) AS k, wording, max(period) OVER () AS newest FROM marts.ai_use_rate_firms WHERE source = 'census.btos' AND measure = 'firms_now' AND slice_kind = 'all' AND geography IN ('US', 'United States') AND value IS NOT NULL),
f AS (SELECT min(period) AS first, max(period) AS last, arg_min(value, period) AS was, arg_max(value, period) AS now FROM u WHERE wording = (SELECT arg_max(wording, period) FROM u))
SELECT 1 AS place, 'boost' AS c1, 'output per hour above its mean of 2005 to 2019 by two standard errors for 8 quarters' AS c2,
  CASE WHEN count(*) < 8 OR count(above_two_se) < 8 THEN 'not testable' WHEN bool_and(above_two_se) THEN 'true' ELSE 'false' END AS c3, CAST(count(*) FILTER (WHERE above_two_se) AS VARCHAR) || ' of the last ' || CAST(count(*) AS VARCHAR) || ' quarters above' AS c4, CAST(max(quarter) AS VARCHAR) AS c5 FROM p WHERE k <= 8 HAVING count(*) > 0
UNION ALL SELECT 2, 'fad', 'use of AI by firms flat for four quarters within one wording',
  CASE WHEN first IS NULL OR last < first + INTERVAL 12 MONTH THEN 'not testable' WHEN now > was + 1 THEN 'false' ELSE 'not testable' END, CASE WHEN first IS NULL THEN 'no survey is loaded' ELSE CAST(round(was, 1) AS VARCHAR) || ' % on ' || CAST(first AS VARCHAR) || ', ' || CAST(round(now, 1) AS VARCHAR) || ' % on ' || CAST(last AS VARCHAR) END, coalesce(CAST(last AS VARCHAR), 'none') FROM f
UNION ALL SELECT 3, 'wave', 'employment of exposed occupations falls against others at 5 %, with a clean placebo, and their unemployment rises', 'not testable', 'needs microdata of the household survey, which are not among the datasets', 'none'
ORDER BY 1`,
		Chart: report.Chart{Title: "The registered conditions of the three views; no total is computed"},
	}}
}
