-- about: Exposure of each O*NET occupation to language models, by people and by GPT-4 (model of 2023). Exposed: a
--   model could halve the time of the task; not a forecast of jobs.
-- grain: onetsoc_code, rater, measure
-- check: share: value BETWEEN 0 AND 1
-- warn: equal to the published score: is_sample OR abs(difference) < 1e-9
-- unit: onetsoc_code, soc_code = code
-- unit: title = text
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: value = share of tasks, a core task counting twice, 0 to 1
-- unit: low, high = share of tasks: the lower and the higher of the two raters; SE not published
-- unit: published = share of tasks, 0 to 1
-- unit: difference = share of tasks, computed less published
-- unit: value_equal_weights = share of tasks, all counting alike
-- unit: n = tasks
-- unit: n_core_tasks = tasks
-- unit: flags = text: published_only (no task labels here), computed_only, few_matches (under 5 tasks)
-- unit: is_sample = true or false
-- export: parquet
SELECT
  onetsoc_code, soc_code, title, rater, measure,
  coalesce(computed, published) AS value,
  min(coalesce(computed, published)) OVER (PARTITION BY onetsoc_code, measure) AS low,
  max(coalesce(computed, published)) OVER (PARTITION BY onetsoc_code, measure) AS high,
  published,
  computed - published AS difference,
  computed_equal_weights AS value_equal_weights,
  n_tasks AS n,
  n_core_tasks,
  trim(concat(
    CASE WHEN computed IS NULL THEN 'published_only ' ELSE '' END,
    CASE WHEN published IS NULL THEN 'computed_only ' ELSE '' END,
    CASE WHEN n_tasks < 5 THEN 'few_matches ' ELSE '' END
  )) AS flags,
  is_sample
FROM core.onet_exposure
