package cards

import "jevons/pipeline/report"

func frontierFigures() []Figure {
	return []Figure{
		lagFigure("open_v_closed", "open_closed_lag", "open-weight"),
		lagFigure("china_frontier", "china_frontier_gap", "Chinese"),
		{
			Claim: "china_frontier", Indicator: "china_share_notable", Mart: "marts.china_share_notable", Datasets: []string{"epoch.models"},
			Query: `SELECT CASE counting WHEN 'whole' THEN 'each model once' ELSE 'by parts of its organizations' END AS series, CAST(CAST(year AS INTEGER) AS VARCHAR) AS x, 100 * value AS y,
  CASE counting WHEN 'whole' THEN CAST(CAST(round(n_china) AS INTEGER) AS VARCHAR) || '/' || CAST(n AS VARCHAR) END AS label, CASE WHEN flags LIKE '%partial_year%' THEN 'preliminary' END AS flags, CAST(CAST(max(year) OVER () AS INTEGER) AS VARCHAR) AS newest
FROM marts.china_share_notable WHERE year >= 2015 AND value IS NOT NULL ORDER BY 1 DESC, 2`,
			Chart: report.Chart{Kind: report.Bars, Title: "Share of Chinese organizations in notable models", Subtitle: "Counts stand over the bars; a year is complete only long after its end.",
				X: rows("Year of publication"), Y: bare("Notable models with a Chinese organization", "percent of models with a stated country", report.Rate), Revision: "with the next state of the list; the year is not over in it",
				Notes: []string{"Which model is notable is judged late and from English sources. A count of all models of the list, not a draw."}},
		},
		{
			Claim: "open_v_closed", Indicator: "price_gap_open_closed", Mart: "marts.price_gap_open_closed", Datasets: capabilityLists,
			Query: `SELECT series, x, y, detail FROM (
  SELECT 'open weights' AS series, 'ECI ' || CAST(CAST(round(score_from) AS INTEGER) AS VARCHAR) || ' to ' || CAST(CAST(round(score_to) AS INTEGER) AS VARCHAR) || ', ' || list AS x, median_open AS y, CAST(n_open AS VARCHAR) || ' models' AS detail, list, band FROM marts.price_gap_open_closed WHERE component = 'blend_3' AND bands = 3 AND value IS NOT NULL
  UNION ALL SELECT 'closed', 'ECI ' || CAST(CAST(round(score_from) AS INTEGER) AS VARCHAR) || ' to ' || CAST(CAST(round(score_to) AS INTEGER) AS VARCHAR) || ', ' || list, median_closed, CAST(n_closed AS VARCHAR) || ' models', list, band FROM marts.price_gap_open_closed WHERE component = 'blend_3' AND bands = 3 AND value IS NOT NULL) AS t
ORDER BY list, band, series DESC`,
			Chart: report.Chart{Kind: report.Dumbbell, Title: "Posted price of open-weight and of closed models of like capability", Subtitle: "Median price within a band of the Epoch Capabilities Index, in each list at its newest look.",
				X: rows("Band of the index, and list"), Y: logarithmic(usd("Median posted price", "USD per million tokens")),
				Notes: []string{"At least five models on each side of a band. Three tokens of input to one of output. Many hosts sell open models, few sell closed ones.", notPaid, noCost}},
		},
		{
			Indicator: "open_token_share", Mart: "marts.open_token_share", Datasets: []string{"openrouter.rankings", "openrouter.models"},
			Query: `SELECT weight AS series, CAST(day AS VARCHAR) AS x, 100 * value AS y, 100 * low AS low, 100 * high AS high, CAST(n AS VARCHAR) || ' models' AS detail FROM marts.open_token_share WHERE value IS NOT NULL ORDER BY weight DESC, day`,
			Chart: report.Chart{Kind: report.Dots, Title: "Open-weight models in the tokens and in the spending of the models that are named", Subtitle: "Tokens and spending disagree; both are shown or neither.",
				X: rows("Page read on"), Y: bare("Share of open-weight models", "percent", report.Rate), Interval: "bounds, were all models of unknown weights closed or open", Notes: []string{oneService, notPaid, "Models that people host themselves are not seen."}},
		},
		{
			Indicator: "provider_hhi", Mart: "marts.provider_hhi", Datasets: []string{"openrouter.rankings"},
			Query: `SELECT 'authors of models, by tokens' AS series, CAST(day AS VARCHAR) AS x, value AS y, low, high, CAST(n AS VARCHAR) || ' authors named' AS detail FROM marts.provider_hhi WHERE value IS NOT NULL ORDER BY day`,
			Chart: report.Chart{Kind: report.Dots, Title: "Concentration of tokens among authors of models", Subtitle: "The nine or so authors that the page names give the bounds.",
				X: rows("Page read on"), Y: bare("Sum of squared percent shares", "index from 0 to 10,000", report.Level), Guides: []report.Guide{report.At(1800, "1,800, highly concentrated by the US merger guidelines of 2023")}, Interval: "least and greatest that the named authors allow", Notes: []string{oneService}},
		},
	}
}

func lagFigure(claim, indicator, who string) Figure {
	mart := "marts." + indicator
	return Figure{
		Claim: claim, Indicator: indicator, Mart: mart, Lack: "no level was first reached by one side and then by the other among the models loaded", Datasets: []string{"epoch.capabilities"},
		Query:  `SELECT '` + who + `' AS series, leader_date AS x, value AS y, follower || ' after ' || leader || ', level ' || CAST(round(level, 1) AS VARCHAR) AS detail FROM ` + mart + ` WHERE scope = 'level' AND value IS NOT NULL AND leader_date IS NOT NULL ORDER BY leader_date`,
		Remark: `SELECT 'Mean ' || CAST(round(value, 1) AS VARCHAR) || ' months over ' || CAST(n AS VARCHAR) || ' levels, from ' || CAST(round(low, 1) AS VARCHAR) || ' to ' || CAST(round(high, 1) AS VARCHAR) || '; ' || CAST(n_censored AS VARCHAR) || ' levels in front are not reached yet and left out.' AS note FROM ` + mart + ` WHERE scope = 'all' AND value IS NOT NULL`,
		Chart: report.Chart{Kind: report.Scatter, Title: "Months until the first " + who + " model reached a level", Subtitle: "Each dot is a level of the capabilities index, at the day on which the first model reached it.",
			X: days("Day of the first model at the level"), Y: bare("Lag", "months", report.Level), Notes: []string{"Levels that are not reached yet are not in the figure, which makes the lag look shorter."}},
	}
}
