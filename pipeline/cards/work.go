package cards

import "jevons/pipeline/report"

func workFigures() []Figure {
	return []Figure{
		{
			Claim: "productivity_silent", Mart: "marts.productivity_trend", Datasets: []string{"bls.productivity"},
			Query: `SELECT 'growth over 8 quarters less the mean of 2005 to 2019' AS series, quarter AS x, value AS y, low, high, flags FROM marts.productivity_trend
WHERE dataset = 'bls.productivity' AND span_quarters = 8 AND quarter >= DATE '2005-01-01' ORDER BY quarter`,
			Chart: report.Chart{Kind: report.Line, Title: "Growth of output per hour against its mean of 2005 to 2019", Subtitle: "Zero is the mean of the fifteen years before the pandemic; the band is what chance alone would give.",
				X: days("Quarter"), Y: report.Axis{Name: "Distance to the mean", Unit: "percentage points", Adjustment: report.SAAR, Prices: report.NoPrices, Measure: report.Rate}, Interval: "90 % interval",
				Revision: "with the next estimate of productivity", Notes: []string{"Nonfarm business. Each quarter is estimated twice and then revised with the national accounts."}},
		},
		{
			Claim: "gains_distribution", Mart: "marts.labor_share", Datasets: []string{"bls.productivity"},
			Query: `SELECT 'nonfarm business' AS series, quarter AS x, value AS y, flags FROM marts.labor_share WHERE dataset = 'bls.productivity' AND quarter >= DATE '1995-01-01' ORDER BY quarter`,
			Chart: report.Chart{Kind: report.Line, Title: "Labour share of nonfarm business", Subtitle: "The index says how the share moved, not how large it is.",
				X: days("Quarter"), Y: report.Axis{Name: "Labour share", Unit: "index points", Adjustment: report.SA, Prices: report.NoPrices, Measure: report.Index, Base: "2017 = 100"}, Revision: "with the next estimate of productivity"},
		},
		{
			Claim: "junior_postings", Mart: "marts.junior_postings_gap", Datasets: []string{"indeed.postings_by_sector", "indeed.postings"},
			Query: `SELECT sector AS series, date AS x, value AS y, CASE WHEN flags LIKE '%gap_before%' THEN 'break_before' ELSE '' END AS flags FROM marts.junior_postings_gap
WHERE dataset = 'indeed.postings_by_sector' AND country = 'US' AND sector IN ('Software Development', 'Nursing', 'Accounting', 'Human Resources') ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Job postings of a sector against all postings of the country", Subtitle: "Above 100 a sector posts more, relative to all, than in February 2020.",
				X: days("Week"), Y: report.Axis{Name: "Postings relative to all", Unit: "index points", Adjustment: report.SA, Prices: report.NoPrices, Measure: report.Index, Base: "2020-02-01 = 100"},
				Notes: []string{"Public files do not tell juniors from others. The source revises its history with each release; 2022 was a peak of hiring."}},
		},
		{
			Claim: "white_collar_jobs", Mart: "marts.jolts_white_collar", Datasets: []string{"bls.jolts"},
			Query: `SELECT title AS series, month AS x, value AS y, flags FROM marts.jolts_white_collar WHERE dataset = 'bls.jolts' AND concept = 'hires' AND unit LIKE 'percent%' AND month >= DATE '2015-01-01' ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Hires a month in white-collar industries and in all", Subtitle: "Rates of industries, not of occupations.",
				X: days("Month"), Y: report.Axis{Name: "Hires", Unit: "percent of jobs", Adjustment: report.SA, Prices: report.NoPrices, Measure: report.Rate}, Revision: "with the next month and each March",
				Notes: []string{"One in three establishments that are asked answers."}},
		},
		{
			Claim: "adoption", Mart: "marts.ai_use_rate_firms", Datasets: []string{"census.btos"},
			Query: `SELECT wording AS series, period AS x, value AS y, low, high FROM marts.ai_use_rate_firms
WHERE source = 'census.btos' AND measure = 'firms_now' AND slice = 'all' AND geography IN ('US', 'United States') ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Share of US firms that say they use AI", Subtitle: "Two questions, two lines: their levels must not be compared.",
				X: days("Survey period"), Y: bare("Firms", "percent", report.Rate), Interval: "90 % interval"},
		},
		{
			Claim: "care_reserve", Mart: "marts.care_v_clerical", Datasets: []string{"exposure.gpts_occupations", "bls.oews_national"},
			Query: `SELECT series, x, y FROM (
  SELECT 'human raters' AS series, title AS x, beta_human AS y FROM marts.care_v_clerical WHERE year = (SELECT max(year) FROM marts.care_v_clerical) AND beta_human IS NOT NULL
  UNION ALL SELECT 'GPT-4', title, beta_gpt4 FROM marts.care_v_clerical WHERE year = (SELECT max(year) FROM marts.care_v_clerical) AND beta_gpt4 IS NOT NULL) AS t ORDER BY series DESC, y`,
			Chart: report.Chart{Kind: report.Dumbbell, Title: "Exposure of care, clerical and comparison occupations", Subtitle: "People and GPT-4 rate the same tasks differently, by more than care and clerical work differ in places.",
				X: report.Axis{Name: "Occupation"}, Y: bare("Tasks exposed, beta", "share of tasks", report.Rate), Notes: []string{exposedMeans, "Demand for health care follows age, so its growth is no proof of safety."}},
		},
		{
			Claim: "jevons_paradox", Mart: "marts.ai_capex", Datasets: []string{"sec.companyfacts"},
			Query: `SELECT company AS series, quarter AS x, value AS y FROM marts.ai_capex WHERE cik <> 'all' AND value IS NOT NULL ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Capital spending of large computing companies", Subtitle: "All purchases of property and equipment, for AI or not.",
				X: days("Calendar quarter"), Y: report.Axis{Name: "Spending of the quarter", Unit: "billion USD", Adjustment: report.NSA, Prices: report.Nominal, Measure: report.Level},
				Notes: []string{"Leased machines are not in it. Spending is price times quantity: it does not tell an elasticity by itself."}},
		},
	}
}
