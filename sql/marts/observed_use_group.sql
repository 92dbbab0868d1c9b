-- about: Share of the conversations with Claude that are about tasks of each SOC major group. One vendor's users; a
--   conversation that fits no task is left out.
-- grain: release, platform, tasks_of, group_code
-- check: share: value BETWEEN 0 AND 1 + 1e-9
-- unit: release = code, day of the release
-- unit: platform = text
-- unit: tasks_of = version of the O*NET database whose tasks are counted, or labels
-- unit: group_code = code of the SOC major group
-- unit: value = share of the conversations about tasks that the list has
-- unit: low, high = share of the conversations about any task: those whose task the list lacks in no group, and all in this one; SE not published
-- unit: n = tasks seen that belong to the group
-- unit: match_rate = share of the conversations about tasks
-- unit: flags = text: few_matches (under 5 tasks), low_match (under .9 of the conversations)
-- unit: is_sample = true or false
-- export: parquet
WITH seen AS (
  SELECT release, platform, sum(pct) AS pct FROM core.claude_task GROUP BY 1, 2
),
matched AS (
  SELECT release, platform, tasks_of, sum(pct) AS pct FROM core.observed_group_use GROUP BY 1, 2, 3
)
SELECT
  g.release, g.platform, g.tasks_of, g.group_code,
  g.pct / m.pct AS value,
  g.pct / s.pct AS low,
  (g.pct + s.pct - m.pct) / s.pct AS high,
  g.n_tasks AS n,
  m.pct / s.pct AS match_rate,
  trim(concat(
    CASE WHEN g.n_tasks < 5 THEN 'few_matches ' ELSE '' END,
    CASE WHEN m.pct < 0.9 * s.pct THEN 'low_match ' ELSE '' END
  )) AS flags,
  g.is_sample
FROM core.observed_group_use AS g
JOIN matched AS m ON m.release = g.release AND m.platform = g.platform AND m.tasks_of = g.tasks_of
JOIN seen AS s ON s.release = g.release AND s.platform = g.platform
