package cards

import "jevons/pipeline/report"

const exposedMeans = "Exposed means that a language model could halve the time of the task at equal quality; it is not a forecast of jobs. Labels rate the models of 2023."

func exposureFigures() []Figure {
	share := report.Axis{Name: "Share of US jobs", Unit: "share", Adjustment: report.NoAdjustment, Prices: report.NoPrices, Measure: report.Rate}
	level := report.Axis{Name: "Tasks exposed, at least", Unit: "share of tasks", Adjustment: report.NoAdjustment, Prices: report.NoPrices, Measure: report.Rate}
	return []Figure{
		{
			Claim: "exposure_80", Mart: "marts.exposure_workers_share", Datasets: []string{"exposure.gpts_occupations", "bls.oews_national"},
			Query: `SELECT rater AS series, threshold AS x, share_at_least AS y FROM marts.exposure_workers_share
WHERE measure = 'beta' AND year = (SELECT max(year) FROM marts.exposure_workers_share WHERE year <= 2021 OR year = (SELECT min(year) FROM marts.exposure_workers_share)) ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Line, Title: "How many jobs have at least so many of their tasks exposed",
				Subtitle: "The share falls from all jobs on the left to none on the right; the claim is one point of the curve.",
				X:        level, Y: share, Notes: []string{"Measure beta: tasks that a model alone speeds up count whole, those that need more tools count half. " + exposedMeans}},
		},
		{
			Claim: "exposure_19", Mart: "marts.exposure_workers_share", Datasets: []string{"exposure.gpts_occupations", "bls.oews_national"},
			Query: `SELECT series, x, y FROM (
  SELECT 'from one half on' AS series, CAST(year AS VARCHAR) || ' ' || rater AS x, share_at_least AS y FROM marts.exposure_workers_share WHERE measure = 'beta' AND threshold = 0.5
  UNION ALL SELECT 'above one half', CAST(year AS VARCHAR) || ' ' || rater, share_above FROM marts.exposure_workers_share WHERE measure = 'beta' AND threshold = 0.5) AS t ORDER BY 1, 2`,
			Chart: report.Chart{Kind: report.Bars, Title: "Jobs with half of their tasks exposed, with and without those at exactly one half",
				Subtitle: "The two bars differ by the jobs that lie at exactly one half.",
				X:        report.Axis{Name: "Year of employment and rater"}, Y: share, Notes: []string{exposedMeans}},
		},
	}
}
