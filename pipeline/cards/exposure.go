package cards

import "jevons/pipeline/report"

func exposureFigures() []Figure {
	share := bare("Share of US jobs", "percent", report.Rate)
	return []Figure{
		{
			Claim: "exposure_80", Indicator: "exposure_workers_share", Mart: "marts.exposure_workers_share", Datasets: []string{"exposure.gpts_occupations", "exposure.gpts_tasks", "bls.oews_national"},
			Query: `SELECT CASE rater WHEN 'human' THEN 'rated by people' ELSE 'rated by GPT-4' END AS series, 100 * threshold AS x, 100 * share_at_least AS y, CAST(year AS VARCHAR) AS newest FROM marts.exposure_workers_share
WHERE measure = 'beta' AND year = (SELECT max(year) FROM marts.exposure_workers_share WHERE year <= 2021 OR year = (SELECT min(year) FROM marts.exposure_workers_share)) ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "How many jobs have at least so many of their tasks exposed", Subtitle: "The share falls from all jobs on the left to none on the right; the claim is one point of the curve.",
				X: bare("Tasks exposed, at least", "percent of tasks", report.Rate), Y: share, Notes: []string{betaMeans, exposedMeans}},
		},
		{
			Claim: "exposure_19", Indicator: "exposure_workers_share", Mart: "marts.exposure_workers_share", Datasets: []string{"exposure.gpts_occupations", "exposure.gpts_tasks", "bls.oews_national"},
			Query: `SELECT series, x, y, newest FROM (
  SELECT 'from one half on (>=)' AS series, CAST(year AS VARCHAR) || ', ' || CASE rater WHEN 'human' THEN 'people' ELSE 'GPT-4' END AS x, 100 * share_at_least AS y, CAST(max(year) OVER () AS VARCHAR) AS newest FROM marts.exposure_workers_share WHERE measure = 'beta' AND abs(threshold - 0.5) < 1e-9
  UNION ALL SELECT 'above one half (>)', CAST(year AS VARCHAR) || ', ' || CASE rater WHEN 'human' THEN 'people' ELSE 'GPT-4' END, 100 * share_above, CAST(max(year) OVER () AS VARCHAR) FROM marts.exposure_workers_share WHERE measure = 'beta' AND abs(threshold - 0.5) < 1e-9) AS t ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Bars, Title: "Jobs with half of their tasks exposed, with and without those at exactly one half", Subtitle: "The two bars differ by the jobs that lie at exactly one half.",
				X: rows("Year of employment and rater"), Y: share, Notes: []string{betaMeans, exposedMeans}},
		},
		{
			Claim: "exposure_80", Indicator: "exposure_occ", Mart: "marts.exposure_occ", Datasets: []string{"exposure.gpts_occupations", "exposure.gpts_tasks"},
			Query: `SELECT 'occupations' AS series, h.value AS x, g.value AS y, h.title AS detail, '2023' AS newest FROM marts.exposure_occ AS h JOIN marts.exposure_occ AS g ON g.onetsoc_code = h.onetsoc_code AND g.measure = h.measure AND g.rater = 'gpt4'
WHERE h.rater = 'human' AND h.measure = 'beta' AND h.value IS NOT NULL AND g.value IS NOT NULL ORDER BY 2, 3, 4`,
			Remark: `SELECT 'Correlation ' || CAST(round(corr(h.value, g.value), 2) AS VARCHAR) || ' over ' || CAST(count(*) AS VARCHAR) || ' occupations.' AS note FROM marts.exposure_occ AS h JOIN marts.exposure_occ AS g ON g.onetsoc_code = h.onetsoc_code AND g.measure = h.measure AND g.rater = 'gpt4'
WHERE h.rater = 'human' AND h.measure = 'beta' HAVING count(*) > 9`,
			Chart: report.Chart{Kind: report.Scatter, Title: "Exposure of occupations as people and as GPT-4 rate it", Subtitle: "On the dotted line both raters agree.",
				X: bare("Rated by people (human)", "share of tasks", report.Rate), Y: bare("Rated by GPT-4", "share of tasks", report.Rate), Guides: []report.Guide{report.Between(0, 0, 1, 1, "both raters agree")}, Notes: []string{betaMeans, exposedMeans}},
		},
		{
			Claim: "routine_cognitive", Indicator: "exposure_routine_matrix", Lack: "abilities and work context of O*NET are not loaded", Mart: "marts.exposure_routine_matrix", Datasets: []string{"onet.activities", "onet.abilities", "onet.work_context", "exposure.gpts_occupations", "bls.oews_national"},
			Query: `SELECT CASE WHEN beta_human >= 0.5 THEN 'at least half of the tasks exposed' ELSE 'less than half exposed' END AS series, routine AS x, cognitive AS y, title || ', ' || replace(cell, '_', ' ') AS detail, CAST(oews_year AS VARCHAR) AS newest
FROM marts.exposure_routine_matrix WHERE db_version = (SELECT max(db_version) FROM marts.exposure_routine_matrix WHERE beta_human IS NOT NULL) AND routine IS NOT NULL AND cognitive IS NOT NULL AND beta_human IS NOT NULL ORDER BY 1, 2, 3`,
			Chart: report.Chart{Kind: report.Scatter, Title: "Exposed occupations by routine and cognitive work", Subtitle: "To the right more routine, upwards more cognitive: exposure follows cognitive work, routine or not.",
				X: bare("Routine less other composites", "standard deviations", report.Level), Y: bare("Cognitive less manual composites", "standard deviations", report.Level), Guides: []report.Guide{report.At(0, "as much cognitive as manual")},
				Notes: []string{"The axes are this project's reading of the composites of Acemoglu and Autor (2011). " + betaMeans, exposedMeans}},
		},
		{
			Indicator: "observed_use", Mart: "marts.observed_use", Datasets: []string{"exposure.anthropic_index", "onet.tasks"},
			Query: `SELECT DISTINCT ON (1, 2) 'release ' || replace(release, '_', '-') || CASE platform WHEN 'all' THEN '' ELSE ', ' || platform END AS series, 100 * threshold AS x, 100 * value AS y, replace(release, '_', '-') AS newest, CAST(n AS VARCHAR) || ' occupations' AS detail FROM marts.observed_use WHERE value IS NOT NULL ORDER BY 1, 2, tasks_of`,
			Chart: report.Chart{Kind: report.Line, Title: "Occupations in which at least so many tasks were seen in conversations with Claude", Subtitle: "A task is seen or not, however often.",
				X: bare("Tasks seen, at least", "percent of tasks", report.Rate), Y: bare("Occupations", "percent", report.Rate), Notes: []string{oneService}},
		},
		{
			Indicator: "observed_use", Mart: "marts.observed_use_by_label", Datasets: []string{"exposure.anthropic_index", "exposure.gpts_tasks"},
			Query: `SELECT CASE rater WHEN 'human' THEN 'rated by people' ELSE 'rated by GPT-4' END AS series, label || CASE label WHEN 'E0' THEN ' not exposed' WHEN 'E1' THEN ' exposed to a model alone' ELSE ' exposed with more tools' END AS x, 100 * value AS y, 100 * low AS low, 100 * high AS high, CAST(n AS VARCHAR) || ' tasks' AS detail, replace(release, '_', '-') AS newest
FROM marts.observed_use_by_label AS l WHERE release = (SELECT max(release) FROM marts.observed_use_by_label) AND platform = (SELECT min(platform) FROM marts.observed_use_by_label AS m WHERE m.release = l.release) ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Bars, Title: "Tasks seen in conversations with Claude, by rated exposure", Subtitle: "What one service's users do, against what raters thought possible.",
				X: rows("Label of the task"), Y: bare("Tasks seen", "percent of the tasks with the label", report.Rate), Interval: "90 % interval, as if tasks were a draw", Notes: []string{oneService, "Labels are those behind the measures alpha, beta and zeta. " + exposedMeans}},
		},
	}
}

func adoptionFigures() []Figure {
	return []Figure{
		{
			Claim: "adoption", Indicator: "ai_use_rate_firms", Mart: "marts.ai_use_rate_firms", Lack: "the files loaded have states only, no national figure", Datasets: []string{"census.btos"},
			Query: `SELECT wording AS series, period AS x, value AS y, low, high FROM marts.ai_use_rate_firms
WHERE source = 'census.btos' AND measure = 'firms_now' AND slice_kind = 'all' AND geography IN ('US', 'United States') ORDER BY 1, 2`,
			Remark: `SELECT 'The last change within the wording “' || arg_max(wording, period) || '” is ' || CASE WHEN arg_max(is_distinguishable, period) IS NULL THEN 'not testable: its standard error is not published.' WHEN arg_max(is_distinguishable, period) THEN 'more than 1.645 standard errors.' ELSE 'not statistically distinguishable (less than 1.645 standard errors).' END AS note
FROM marts.ai_use_rate_firms WHERE source = 'census.btos' AND measure = 'firms_now' AND slice_kind = 'all' AND change IS NOT NULL HAVING count(*) > 0`,
			Chart: report.Chart{Kind: report.Line, Title: "Share of US firms that say they use AI", Subtitle: "Two questions, two lines: their levels must not be compared.",
				X: days("Survey period"), Y: bare("Firms", "percent", report.Rate), Interval: "90 % interval", Notes: []string{"The question changed on 2025-11-17 from producing goods or services to any business function. A share of firms is no share of workers."}},
		},
		{
			Claim: "adoption", Indicator: "ai_use_rate_firms", Mart: "marts.ai_use_rate_firms", Datasets: []string{"census.btos"},
			Query: `SELECT 'asked about ' || wording || ', ' || CAST(period AS VARCHAR) AS series, geography AS x, value AS y, low, high, CAST(period AS VARCHAR) AS newest FROM marts.ai_use_rate_firms
WHERE source = 'census.btos' AND measure = 'firms_now' AND slice_kind = 'all' AND length(geography) = 2 AND geography NOT IN ('US', 'XX') AND value IS NOT NULL
  AND period = (SELECT max(period) FROM marts.ai_use_rate_firms WHERE source = 'census.btos' AND measure = 'firms_now' AND slice_kind = 'all' AND value IS NOT NULL) ORDER BY y DESC, 2`,
			Chart: report.Chart{Kind: report.Dots, Title: "Share of firms that say they use AI, by state, in the newest period", Subtitle: "States answer one question; figures of the other question are not beside them.",
				X: rows("State"), Y: bare("Firms", "percent", report.Rate), Interval: "90 % interval", Notes: []string{"A state is missing where its figure is suppressed; answers without a state are left out. A share of firms is no share of workers."}},
		},
		{
			Claim: "adoption", Indicator: "ai_use_rate_firms", Mart: "marts.ai_use_rate_firms", Datasets: []string{"eurostat.ai_use_by_size"},
			Query: `SELECT 'firms' AS series, geography AS x, value AS y, CAST(year(period) AS VARCHAR) AS newest FROM marts.ai_use_rate_firms AS a
WHERE source LIKE 'eurostat%' AND measure = 'firms_now' AND value IS NOT NULL AND slice_kind = 'all' AND period = (SELECT max(period) FROM marts.ai_use_rate_firms WHERE source LIKE 'eurostat%' AND measure = 'firms_now' AND slice_kind = 'all') ORDER BY y DESC LIMIT 40`,
			Chart: report.Chart{Kind: report.Dots, Title: "Share of firms that use AI, by country of Europe", Subtitle: "Firms with ten employees or more; another question than that of the US survey.",
				X: rows("Country"), Y: bare("Firms", "percent", report.Rate), Notes: []string{"Not to be compared with the US survey: other question, other firms."}},
		},
		{
			Claim: "adoption", Indicator: "diffusion_speed", Mart: "marts.diffusion_speed", Lack: "the files loaded hold no year of one wording for the nation", Datasets: []string{"census.btos"},
			Query: `SELECT measure AS series, wording || ', ' || CAST(first_period AS VARCHAR) || ' to ' || CAST(last_period AS VARCHAR) || ', ' || CAST(n AS VARCHAR) || ' periods' AS x, value AS y, low, high
FROM marts.diffusion_speed WHERE source = 'census.btos' AND slice_kind = 'all' AND geography IN ('US', 'United States') AND span_years >= 1 AND value IS NOT NULL ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Dots, Title: "Speed of adoption within one wording", Subtitle: "Slope of the logit of the share; not fitted across the change of the question, not continued beyond the data.",
				X: rows("Question and window"), Y: bare("Slope", "logit per year", report.Rate), Guides: []report.Guide{report.At(0, "no growth")}, Interval: "90 % interval of the fit; errors of the survey are not in it", Notes: []string{"Least squares; windows under 12 months are left out."}},
		},
	}
}
