-- about: Share of the tasks of each exposure label that were seen in conversations with Claude: rated exposure against
--   what one vendor's users do. Tasks whose wording O*NET has changed since the index's version cannot be seen.
-- grain: release, platform, rater, label
-- check: share: value BETWEEN 0 AND 1
-- unit: release = code, day of the release
-- unit: platform = text
-- unit: rater = human or gpt4
-- unit: label = E0, E1 or E2
-- unit: value = share of tasks
-- unit: low, high = share of tasks, 90 percent interval of Wilson as if tasks were a draw
-- unit: n = tasks
-- unit: n_seen = tasks
-- unit: flags = text: few_matches (under 5 tasks)
-- unit: is_sample = true or false
-- export: parquet
SELECT
  release, platform, rater, label,
  share AS value,
  -- 1.645 squared is 2.706025.
  greatest(0, (share + 2.706025 / (2 * n) - half) / (1 + 2.706025 / n)) AS low,
  least(1, (share + 2.706025 / (2 * n) + half) / (1 + 2.706025 / n)) AS high,
  n,
  n_seen,
  CASE WHEN n < 5 THEN 'few_matches' ELSE '' END AS flags,
  is_sample
FROM (
  SELECT
    release, platform, rater, label, n_seen, is_sample,
    n_tasks AS n,
    CAST(n_seen AS DOUBLE) / n_tasks AS share,
    1.645 * sqrt((CAST(n_seen AS DOUBLE) / n_tasks * (1 - CAST(n_seen AS DOUBLE) / n_tasks) + 2.706025 / (4 * n_tasks)) / n_tasks) AS half
  FROM core.label_use
) AS s
