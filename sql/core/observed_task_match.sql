-- about: How many of the tasks that the Anthropic Economic Index saw stand in each list of O*NET tasks, by their wording.
-- grain: release, platform, tasks_of
-- check: matched: n_matched BETWEEN 0 AND n_seen
-- unit: release = code, day of the release
-- unit: platform = text
-- unit: tasks_of = version of the O*NET database, or labels for the tasks of core.task_exposure
-- unit: n_seen, n_matched = tasks
SELECT c.release, c.platform, k.tasks_of, count(*) AS n_seen, count(t.task) AS n_matched
FROM core.claude_task AS c
CROSS JOIN (
  SELECT DISTINCT db_version AS tasks_of FROM latest.onet_tasks
  UNION
  SELECT DISTINCT 'labels' FROM latest.exposure_gpts_tasks
) AS k
LEFT JOIN (
  SELECT DISTINCT db_version AS tasks_of, lower(trim(task)) AS task FROM latest.onet_tasks
  UNION
  SELECT DISTINCT 'labels', lower(trim(task)) FROM latest.exposure_gpts_tasks
) AS t ON t.tasks_of = k.tasks_of AND t.task = c.task
GROUP BY 1, 2, 3
