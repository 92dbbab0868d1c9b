-- about: Correlation of each routine or cognitive composite with exposure to language models (beta), over occupations that
--   all count alike. Exposed: a model could halve the time of the task; not a forecast of jobs.
-- grain: db_version, composite, rater
-- check: correlation: value BETWEEN -1 - 1e-9 AND 1 + 1e-9
-- unit: db_version = version of the O*NET database
-- unit: composite = code, see ref.routine_item
-- unit: rater = human or gpt4
-- unit: value = correlation, -1 to 1
-- unit: low, high = SE not published; the occupations are all there are, not a draw
-- unit: n = occupations with both
-- unit: flags = text: few_matches (under 5 occupations, no value)
-- unit: is_sample = true or false
-- export: parquet
SELECT
  c.db_version, c.composite, s.rater,
  CASE WHEN count(*) >= 5 AND var_samp(c.standardised) > 0 AND var_samp(s.score) > 0 THEN corr(c.standardised, s.score) END AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  count(*) AS n,
  CASE WHEN count(*) < 5 THEN 'few_matches' ELSE '' END AS flags,
  bool_or(c.is_sample OR s.is_sample) AS is_sample
FROM core.routine_composite AS c
JOIN core.soc_exposure AS s ON s.soc_code = c.soc_code AND s.measure = 'beta'
WHERE c.soc_edition = 'O*NET-SOC 2019' AND c.standardised IS NOT NULL
GROUP BY 1, 2, 3
