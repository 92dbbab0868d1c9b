-- about: Conversations with Claude by the SOC major group of the task, matched by the wording of the task. A task of several
--   occupations counts for each with an equal part.
-- grain: release, platform, tasks_of, group_code
-- check: percent: pct > 0
-- unit: release = code, day of the release
-- unit: platform = text
-- unit: tasks_of = version of the O*NET database, or labels for the tasks of core.task_exposure
-- unit: group_code = code of the SOC major group
-- unit: pct = percent of conversations
-- unit: n_tasks = tasks that were seen and belong to the group
-- unit: is_sample = true or false
WITH task AS (
  SELECT o.db_version AS tasks_of, lower(trim(o.task)) AS task, o.onetsoc_code, bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
  FROM latest.onet_tasks AS o
  LEFT JOIN meta.landing AS l ON l.id = o._landing
  GROUP BY 1, 2, 3
  UNION ALL
  SELECT 'labels', lower(trim(g.task)), g.onetsoc_code, bool_or(coalesce(l.is_sample, FALSE))
  FROM latest.exposure_gpts_tasks AS g
  LEFT JOIN meta.landing AS l ON l.id = g._landing
  GROUP BY 1, 2, 3
),
split AS (
  SELECT t.*, count(*) OVER (PARTITION BY t.tasks_of, t.task) AS n_occupations
  FROM task AS t
)
SELECT
  c.release, c.platform, s.tasks_of,
  concat(substr(s.onetsoc_code, 1, 2), '-0000') AS group_code,
  sum(c.pct / s.n_occupations) AS pct,
  count(DISTINCT c.task) AS n_tasks,
  bool_or(c.is_sample OR s.is_sample) AS is_sample
FROM core.claude_task AS c
JOIN split AS s ON s.task = c.task
GROUP BY 1, 2, 3, 4
