-- about: Measures of what language models can do: the Epoch Capabilities Index and the benchmarks of Epoch AI's files.
-- grain: benchmark
-- check: in order: least_score <= greatest_score
-- unit: benchmark = name
-- unit: scale = ECI points, or share of tasks solved after chance is taken out
-- unit: released = date of the benchmark; NULL where none is stated
-- unit: n_models = models with a score
-- unit: least_score, greatest_score = on the scale
-- unit: first_release, last_release = date of the first and last model
-- unit: is_saturated = true or false; the best model solves more than 95 percent, so that it tells the newest apart no more
-- unit: is_sample = true or false
WITH stated AS (
  SELECT
    b.benchmark, min(b.benchmark_release_date) AS released, bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
  FROM latest.epoch_benchmarks AS b
  LEFT JOIN meta.landing AS l ON l.id = b._landing
  GROUP BY 1
),
eci AS (
  SELECT bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
  FROM latest.epoch_capabilities AS c
  LEFT JOIN meta.landing AS l ON l.id = c._landing
)
SELECT
  c.metric AS benchmark,
  CASE WHEN c.metric = 'ECI' THEN 'ECI points' ELSE 'share of tasks' END AS scale,
  s.released,
  count(c.score) AS n_models,
  min(c.score) AS least_score,
  max(c.score) AS greatest_score,
  min(c.release_date) AS first_release,
  max(c.release_date) AS last_release,
  c.metric <> 'ECI' AND coalesce(max(c.score) > 0.95, FALSE) AS is_saturated,
  coalesce(CASE WHEN c.metric = 'ECI' THEN e.is_sample ELSE s.is_sample END, FALSE) AS is_sample
FROM core.llm_capability AS c
LEFT JOIN stated AS s ON s.benchmark = c.metric
CROSS JOIN eci AS e
GROUP BY c.metric, s.released, s.is_sample, e.is_sample
