-- about: Share of occupations in which at least a share of the tasks was seen in conversations with Claude. One
--   vendor's users; a task is seen or not, however often.
-- grain: release, platform, tasks_of, threshold
-- check: share: value BETWEEN 0 AND 1
-- unit: release = code, day of the release
-- unit: platform = text
-- unit: tasks_of = version of the O*NET database whose tasks are counted, or labels
-- unit: threshold = share of tasks; 0 stands for any task
-- unit: value = share of occupations
-- unit: low, high = share of occupations: as value, and were the tasks without a match spread like the others; SE not published
-- unit: n = occupations
-- unit: n_reached = occupations
-- unit: n_tasks_seen, n_tasks_matched = tasks
-- unit: match_rate = share of the tasks seen
-- unit: flags = text: low_match (under .9 of the tasks found), soc_2010_codes
-- unit: is_sample = true or false
-- export: parquet
WITH threshold AS (
  SELECT 0.0 AS threshold UNION ALL SELECT 0.25 UNION ALL SELECT 0.5 UNION ALL SELECT 0.75
)
SELECT
  o.release, o.platform, o.tasks_of,
  CAST(t.threshold AS DOUBLE) AS threshold,
  CAST(sum(CASE WHEN o.n_seen > 0 AND o.share_seen >= t.threshold - 1e-9 THEN 1 ELSE 0 END) AS DOUBLE) / count(*) AS value,
  CAST(sum(CASE WHEN o.n_seen > 0 AND o.share_seen >= t.threshold - 1e-9 THEN 1 ELSE 0 END) AS DOUBLE) / count(*) AS low,
  CAST(sum(CASE WHEN o.n_seen > 0 AND o.share_seen * m.n_seen / nullif(m.n_matched, 0) >= t.threshold - 1e-9
    THEN 1 ELSE 0 END) AS DOUBLE) / count(*) AS high,
  count(*) AS n,
  CAST(sum(CASE WHEN o.n_seen > 0 AND o.share_seen >= t.threshold - 1e-9 THEN 1 ELSE 0 END) AS BIGINT) AS n_reached,
  max(m.n_seen) AS n_tasks_seen,
  max(m.n_matched) AS n_tasks_matched,
  CAST(max(m.n_matched) AS DOUBLE) / max(m.n_seen) AS match_rate,
  trim(concat(
    CASE WHEN max(m.n_matched) < 0.9 * max(m.n_seen) THEN 'low_match ' ELSE '' END,
    CASE WHEN min(o.soc_edition) <> 'O*NET-SOC 2019' THEN 'soc_2010_codes ' ELSE '' END
  )) AS flags,
  bool_or(o.is_sample) AS is_sample
FROM core.observed_task_use AS o
JOIN core.observed_task_match AS m ON m.release = o.release AND m.platform = o.platform AND m.tasks_of = o.tasks_of
CROSS JOIN threshold AS t
GROUP BY 1, 2, 3, 4
