-- about: Tasks of each O*NET occupation that the Anthropic Economic Index saw, matched by the wording of the task.
-- grain: release, platform, tasks_of, onetsoc_code
-- check: seen: n_seen BETWEEN 0 AND n_tasks
-- unit: release = code, day of the release
-- unit: platform = text
-- unit: tasks_of = version of the O*NET database, or labels for the tasks of core.task_exposure
-- unit: onetsoc_code = code
-- unit: soc_edition = text
-- unit: n_tasks, n_seen = tasks
-- unit: share_seen = share of tasks, all counting alike
-- unit: known_at = UTC
-- unit: is_sample = true or false
WITH task AS (
  SELECT o.db_version AS tasks_of, o.onetsoc_code, o.soc_edition, lower(trim(o.task)) AS task,
    o._known_at AS known_at, coalesce(l.is_sample, FALSE) AS is_sample
  FROM latest.onet_tasks AS o
  LEFT JOIN meta.landing AS l ON l.id = o._landing
  UNION ALL
  SELECT 'labels', g.onetsoc_code, 'O*NET-SOC 2019', lower(trim(g.task)), g._known_at, coalesce(l.is_sample, FALSE)
  FROM latest.exposure_gpts_tasks AS g
  LEFT JOIN meta.landing AS l ON l.id = g._landing
),
occupation AS (
  SELECT tasks_of, onetsoc_code, min(soc_edition) AS soc_edition, count(*) AS n_tasks, max(known_at) AS known_at, bool_or(is_sample) AS is_sample
  FROM task
  GROUP BY 1, 2
),
seen AS (
  SELECT c.release, c.platform, t.tasks_of, t.onetsoc_code, count(*) AS n_seen
  FROM core.claude_task AS c
  JOIN task AS t ON t.task = c.task
  GROUP BY 1, 2, 3, 4
),
edition AS (
  SELECT release, platform, max(known_at) AS known_at, bool_or(is_sample) AS is_sample
  FROM core.claude_task
  GROUP BY 1, 2
)
SELECT
  e.release, e.platform, o.tasks_of, o.onetsoc_code, o.soc_edition,
  o.n_tasks,
  coalesce(s.n_seen, 0) AS n_seen,
  CAST(coalesce(s.n_seen, 0) AS DOUBLE) / o.n_tasks AS share_seen,
  CASE WHEN o.known_at > e.known_at THEN o.known_at ELSE e.known_at END AS known_at,
  o.is_sample OR e.is_sample AS is_sample
FROM edition AS e
CROSS JOIN occupation AS o
LEFT JOIN seen AS s
  ON s.release = e.release AND s.platform = e.platform AND s.tasks_of = o.tasks_of AND s.onetsoc_code = o.onetsoc_code
