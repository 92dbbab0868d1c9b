-- about: Agreement of people and GPT-4 on the exposure of O*NET occupations, which all count alike.
-- grain: measure
-- check: correlation: value BETWEEN -1 - 1e-9 AND 1 + 1e-9
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: value = correlation, -1 to 1
-- unit: low, high = SE not published; the occupations are all there are, not a draw
-- unit: mean_difference = share of tasks, GPT-4 less people
-- unit: mean_absolute_difference = share of tasks
-- unit: n = O*NET occupations
-- unit: flags = text: few_matches (under 5 occupations, no value)
-- unit: is_sample = true or false
-- export: parquet
SELECT
  h.measure,
  CASE WHEN count(*) >= 5 AND var_samp(h.published) > 0 AND var_samp(g.published) > 0 THEN corr(h.published, g.published) END AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  avg(g.published - h.published) AS mean_difference,
  avg(abs(g.published - h.published)) AS mean_absolute_difference,
  count(*) AS n,
  CASE WHEN count(*) < 5 THEN 'few_matches' ELSE '' END AS flags,
  bool_or(h.is_sample OR g.is_sample) AS is_sample
FROM core.onet_exposure AS h
JOIN core.onet_exposure AS g ON g.onetsoc_code = h.onetsoc_code AND g.measure = h.measure AND g.rater = 'gpt4'
WHERE h.rater = 'human' AND h.published IS NOT NULL AND g.published IS NOT NULL
GROUP BY 1
