-- about: Tasks by the label of people and the label of GPT-4: where the two agree and where they do not.
-- grain: human_label, gpt4_label
-- check: share: value BETWEEN 0 AND 1
-- unit: human_label, gpt4_label = E0, E1 or E2
-- unit: value = share of tasks
-- unit: low, high = SE not published
-- unit: n = tasks
-- unit: n_human_label, n_gpt4_label, n_all = tasks
-- unit: agreement = share of tasks with the same label from both, the same in all rows
-- unit: flags = text: agree
-- unit: is_sample = true or false
-- export: parquet
WITH pair AS (
  SELECT h.label AS human_label, g.label AS gpt4_label, count(*) AS n, bool_or(h.is_sample OR g.is_sample) AS is_sample
  FROM core.task_exposure AS h
  JOIN core.task_exposure AS g ON g.onetsoc_code = h.onetsoc_code AND g.task_id = h.task_id AND g.rater = 'gpt4'
  WHERE h.rater = 'human'
  GROUP BY 1, 2
)
SELECT
  human_label, gpt4_label,
  CAST(n AS DOUBLE) / sum(n) OVER () AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  n,
  CAST(sum(n) OVER (PARTITION BY human_label) AS BIGINT) AS n_human_label,
  CAST(sum(n) OVER (PARTITION BY gpt4_label) AS BIGINT) AS n_gpt4_label,
  CAST(sum(n) OVER () AS BIGINT) AS n_all,
  CAST(sum(CASE WHEN human_label = gpt4_label THEN n ELSE 0 END) OVER () AS DOUBLE) / sum(n) OVER () AS agreement,
  CASE WHEN human_label = gpt4_label THEN 'agree' ELSE '' END AS flags,
  bool_or(is_sample) OVER () AS is_sample
FROM pair
