package cards

import "jevons/pipeline/report"

func postingFigures() []Figure {
	postings := func(column, base, why string) Figure {
		return Figure{
			Claim: "junior_postings", Indicator: "junior_postings_gap", Lack: "no edition that is loaded reaches January 2023", Mart: "marts.junior_postings_gap", Datasets: []string{"indeed.postings_by_sector", "indeed.postings"},
			Query: `SELECT sector AS series, date AS x, ` + column + ` AS y, CASE WHEN flags LIKE '%gap_before%' THEN 'break_before' ELSE '' END AS flags FROM marts.junior_postings_gap
WHERE dataset = 'indeed.postings_by_sector' AND country = 'US' AND sector IN ('Software Development', 'Nursing', 'Accounting', 'Human Resources') AND ` + column + ` IS NOT NULL ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Job postings of a sector against all postings, " + base, Subtitle: why,
				X: days("Week"), Y: indexOf("Postings relative to all", report.SA, base), Events: events(), Guides: []report.Guide{report.At(100, "as in the base")},
				Notes: []string{"Public files do not tell juniors from others. The source revises its history with each release; 2022 was a peak of hiring, so two bases are shown."}},
		}
	}
	return []Figure{
		postings("value", "2020-02-01 = 100", "Above 100 a sector posts more, relative to all, than in February 2020."),
		postings("value_2023", "January 2023 = 100", "The same figures with the first week of January 2023 as the base."),
		{
			Claim: "care_reserve", Indicator: "care_v_clerical", Mart: "marts.care_v_clerical_postings", Datasets: []string{"indeed.postings_by_sector", "exposure.gpts_occupations", "exposure.gpts_tasks"},
			Query: `SELECT sector || ' (' || side || ')' AS series, month AS x, value AS y, CASE WHEN flags LIKE '%hole%' THEN 'hole' END AS flags FROM marts.care_v_clerical_postings WHERE country = 'US' ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "Job postings in care, clerical and comparison sectors", Subtitle: "Means of the days of each month.",
				X: days("Month"), Y: indexOf("Postings", report.SA, "2020-02-01 = 100"), Notes: []string{"Postings are not hires. Sectors were assigned by hand to the groups. Demand for health care follows age."}},
		},
	}
}

func employmentFigures() []Figure {
	jolts := func(claim, concept, title, axis string) Figure {
		which := "concept LIKE '%\\_" + concept + "' ESCAPE '\\' AND unit LIKE 'percent%'"
		return Figure{
			Claim: claim, Indicator: "jolts_white_collar", Lack: "no rates of these industries are among the series loaded", Mart: "marts.jolts_white_collar", Datasets: []string{"bls.jolts", "bls.api", "fred.graph", "fred.observations"},
			Query: `SELECT title AS series, month AS x, value AS y, flags, dataset FROM marts.jolts_white_collar WHERE ` + which + ` AND month >= DATE '2015-01-01'
  AND dataset = ` + richest("marts.jolts_white_collar", which) + ` ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: title, Subtitle: "Rates of industries, not of occupations.",
				X: days("Month"), Y: rate(axis, "percent of jobs", report.SA), Revision: joltsRevision, Notes: []string{"One in three establishments that are asked answers."}},
		}
	}
	return []Figure{
		jolts("white_collar_jobs", "hi", "Hires a month in white-collar industries and in all", "Hires"),
		openingsFigure(),
		jolts("", "qu", "Quits a month in white-collar industries and in all", "Quits"),
		jolts("", "ld", "Layoffs a month in white-collar industries and in all", "Layoffs and discharges"),
		{
			Claim: "white_collar_jobs", Indicator: "tech_industry_emp", Mart: "marts.tech_industry_emp", Datasets: []string{"bls.ces", "bls.api", "fred.graph", "fred.observations"},
			Query: `SELECT title AS series, month AS x, index_value AS y, flags, adjustment, dataset FROM marts.tech_industry_emp WHERE adjustment = 'SA' AND month >= DATE '2015-01-01'
  AND dataset = ` + richest("marts.tech_industry_emp", "adjustment = 'SA'") + ` ORDER BY 1, 2`,
			Remark: benchmarkRemark,
			Chart: report.Chart{Kind: report.Line, Title: "Jobs in the industries that employ many programmers and clerks", Subtitle: "An industry is not an occupation.",
				X: days("Month"), Y: indexOf("Jobs", report.SA, "November 2022 = 100"), Events: events(), Revision: payrollRevision, Notes: []string{"No growth across the change to NAICS 2022. November 2022 lies near the end of a hiring boom."}},
		},
		graduateGap(report.NSA, "Unemployment of young graduates, less that of all workers"),
		graduateGap(report.SA, "Unemployment of young people and of graduates of all ages, less that of all workers"),
		exposedEvents("emp_exposed_did", "marts.emp_exposed_event", "Employment of exposed against other occupations", "Spans of three months; zero is September to November 2022."),
		exposedEvents("young_exposed_gap", "marts.young_exposed_event", "Young against older workers in exposed and other occupations", "Spans of twelve months; zero is the twelve to November 2022."),
		{
			Indicator: "beveridge_shift", Mart: "marts.beveridge_shift", Datasets: []string{"bls.jolts", "bls.cps", "bls.api", "fred.graph", "fred.observations"},
			Query: `SELECT 'months' AS series, unemployment_rate_pct AS x, CASE WHEN flags LIKE '%hole%' THEN NULL ELSE vacancy_rate_pct END AS y, CASE WHEN month(month) = 1 AND year(month) % 3 = 0 OR month = max(month) OVER () THEN strftime(month, '%Y-%m') END AS label, strftime(month, '%Y-%m') AS detail, flags, strftime(max(month) OVER (), '%Y-%m') AS newest
FROM marts.beveridge_shift WHERE month >= DATE '2007-01-01' ORDER BY month`,
			Chart: report.Chart{Kind: report.Path, Title: "Vacancies and unemployment", Subtitle: "Months joined in order; the path stops where a month has no observation, such as October 2025.",
				X: rate("Unemployment", "percent of the labour force", report.SA), Y: rate("Vacancies", "percent of jobs and openings", report.SA), Revision: joltsRevision, Notes: []string{"The two rates have different denominators. The curve describes; it does not explain."}},
		},
		{
			Claim: "care_reserve", Indicator: "care_v_clerical", Mart: "marts.care_v_clerical", Datasets: []string{"exposure.gpts_occupations", "exposure.gpts_tasks", "bls.oews_national"},
			Query: `SELECT series, x, y, newest FROM (
  SELECT 'rated by people (human)' AS series, title || ' (' || side || ')' AS x, beta_human AS y, CAST(year AS VARCHAR) AS newest, beta_human AS place FROM marts.care_v_clerical WHERE year = (SELECT max(year) FROM marts.care_v_clerical WHERE beta_human IS NOT NULL) AND beta_human IS NOT NULL
  UNION ALL SELECT 'rated by GPT-4', title || ' (' || side || ')', beta_gpt4, CAST(year AS VARCHAR), beta_human FROM marts.care_v_clerical WHERE year = (SELECT max(year) FROM marts.care_v_clerical WHERE beta_human IS NOT NULL) AND beta_gpt4 IS NOT NULL) AS t ORDER BY series DESC, place`,
			Chart: report.Chart{Kind: report.Dumbbell, Title: "Exposure of care, clerical and comparison occupations", Subtitle: "People and GPT-4 rate the same tasks differently, by more than care and clerical work differ in places.",
				X: rows("Occupation"), Y: bare("Tasks exposed, beta", "share of tasks", report.Rate), Notes: []string{betaMeans, exposedMeans, "Demand for health care follows age, so its growth is no proof of safety."}},
		},
		{
			Claim: "care_reserve", Indicator: "care_v_clerical", Mart: "marts.care_v_clerical", Datasets: []string{"bls.oews_national"},
			Query: `SELECT CAST(year AS VARCHAR) AS series, title || ' (' || side || ')' AS x, value / 1000000 AS y, low / 1000000 AS low, high / 1000000 AS high, CAST(year AS VARCHAR) AS newest FROM marts.care_v_clerical
WHERE value IS NOT NULL AND year IN (SELECT DISTINCT year FROM marts.care_v_clerical WHERE value IS NOT NULL ORDER BY year DESC LIMIT 6) ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Dots, Title: "Jobs in care, clerical and comparison occupations", Subtitle: "Each dot is a year of the survey.",
				X: rows("Occupation"), Y: bare("Jobs", "million", report.Level), Interval: "90 % interval", Notes: []string{crossOnly}},
		},
	}
}

// graduateGap shows the gaps of one kind of rates: young graduates are published
// without adjustment for season only.
func graduateGap(season report.Adjustment, title string) Figure {
	return Figure{
		Indicator: "recent_grad_gap", Mart: "marts.recent_grad_gap", Lack: "its series are not loaded", Datasets: []string{"bls.cps", "bls.api", "fred.graph", "fred.observations"},
		Query: `SELECT title AS series, month AS x, value AS y, CASE WHEN flags LIKE '%hole%' THEN 'hole' END AS flags, adjustment FROM marts.recent_grad_gap WHERE adjustment = '` + string(season) + `' AND month >= DATE '2000-01-01' ORDER BY 1, 2`,
		Chart: report.Chart{Kind: report.Line, Title: title, Subtitle: "Means of twelve months; above zero the group has more unemployment than all workers.",
			X: days("Month"), Y: rate("Gap of the unemployment rates", "percentage points", season), Guides: []report.Guide{report.At(0, "as all workers")}, Events: events(),
			Notes: []string{"No survey was made for October 2025, so no mean covers it. Few of the persons asked are graduates of 20 to 24 years."}},
	}
}

// exposedEvents shows the gap between exposed and other occupations by span,
// before and after the release of ChatGPT.
func exposedEvents(indicator, mart, title, subtitle string) Figure {
	return Figure{
		Indicator: indicator, Mart: mart, Lack: "it needs the microdata of the household survey, which are off by default and want a key", Datasets: []string{"census.cps_basic", "exposure.gpts_occupations"},
		Query: `SELECT 'exposed less other occupations' AS series, span_start AS x, 100 * value AS y, 100 * low AS low, 100 * high AS high FROM ` + mart + ` ORDER BY 2`,
		Chart: report.Chart{Kind: report.Line, Title: title, Subtitle: subtitle, X: days("Span of months"), Y: rate("Gap, less that of the base", "log percent", report.NSA), Interval: "95 % interval, clustered by occupation", Events: events(),
			Guides: []report.Guide{report.At(0, "as in the base")}, Notes: []string{"Timing and comparison only: interest rates, the boom of 2021 and its end, and tax rules changed too. " + exposedMeans}},
	}
}

// openingsFigure shows openings as numbers, of which there are longer files
// than of rates.
func openingsFigure() Figure {
	which := "unit LIKE 'thousand%' AND title LIKE 'Job openings%'"
	return Figure{
		Claim: "white_collar_jobs", Indicator: "jolts_white_collar", Mart: "marts.jolts_white_collar", Datasets: []string{"bls.jolts", "bls.api", "fred.graph", "fred.observations"},
		Query: `SELECT title AS series, month AS x, value AS y, flags, dataset FROM marts.jolts_white_collar WHERE ` + which + ` AND month >= DATE '2010-01-01'
  AND dataset = ` + richest("marts.jolts_white_collar", which) + ` ORDER BY 1, 2`,
		Chart: report.Chart{Kind: report.Line, Title: "Job openings", Subtitle: "Numbers at the end of the month, on a scale on which equal growth is an equal distance.",
			X: days("Month"), Y: report.Axis{Name: "Job openings", Unit: "thousand", Adjustment: report.SA, Prices: report.NoPrices, Measure: report.Level, Log: true}, Events: events(), Revision: joltsRevision,
			Notes: []string{"One in three establishments that are asked answers. An industry is not an occupation."}},
	}
}

// benchmarkRemark sets the last benchmark beside the change that the figure shows.
var benchmarkRemark = `WITH b AS (SELECT value, period FROM marts.benchmark_revision WHERE adjustment = 'SA' AND series_id = 'CES0000000001' AND dataset = ` + richest("marts.benchmark_revision", "adjustment = 'SA'") + ` ORDER BY period DESC LIMIT 1),
c AS (SELECT arg_max(value, month) - arg_max(value, month) FILTER (WHERE month <= (SELECT max(month) - INTERVAL 12 MONTH FROM marts.tech_industry_emp)) AS change FROM marts.tech_industry_emp WHERE series_id = 'CES0000000001' AND value IS NOT NULL AND dataset = ` + richest("marts.tech_industry_emp", "adjustment = 'SA'") + `)
SELECT 'The last benchmark moved all payrolls of ' || strftime(b.period, '%B %Y') || ' by ' || CAST(CAST(round(b.value) AS INTEGER) AS VARCHAR) || ' thousand, '
  || CASE WHEN abs(b.value) > abs(c.change) THEN 'more than' ELSE 'less than' END || ' the change over the last twelve months shown (' || CAST(CAST(round(c.change) AS INTEGER) AS VARCHAR) || ' thousand).' AS note FROM b, c WHERE c.change IS NOT NULL`
