-- about: Mean exposure over tasks and over O*NET occupations, none weighted by jobs. Exposed: a model could halve the
--   time of the task; not a forecast of jobs.
-- grain: basis, rater, measure
-- check: share: value BETWEEN 0 AND 1
-- unit: basis = tasks, or occupations (O*NET occupations as published)
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: value = share of tasks, 0 to 1
-- unit: low, high = SE not published
-- unit: standard_deviation = share of tasks, between tasks or occupations
-- unit: n = tasks or occupations
-- unit: flags = text: few_matches (under 5)
-- unit: is_sample = true or false
-- export: parquet
WITH item AS (
  SELECT
    'tasks' AS basis, t.rater, m.measure,
    CAST(CASE m.measure WHEN 'alpha' THEN t.alpha WHEN 'beta' THEN t.beta ELSE t.gamma END AS DOUBLE) AS score,
    t.is_sample
  FROM core.task_exposure AS t
  JOIN ref.exposure_measure AS m ON m.rater = t.rater
  UNION ALL
  SELECT 'occupations', rater, measure, published, is_sample
  FROM core.onet_exposure
  WHERE published IS NOT NULL
)
SELECT
  basis, rater, measure,
  avg(score) AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  stddev_samp(score) AS standard_deviation,
  count(*) AS n,
  CASE WHEN count(*) < 5 THEN 'few_matches' ELSE '' END AS flags,
  bool_or(is_sample) AS is_sample
FROM item
GROUP BY 1, 2, 3
