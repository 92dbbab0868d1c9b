-- about: Labelled tasks by label and whether the Anthropic Economic Index saw their wording.
-- grain: release, platform, rater, label
-- check: seen: n_seen BETWEEN 0 AND n_tasks
-- unit: release = code, day of the release
-- unit: platform = text
-- unit: rater = human or gpt4
-- unit: label = E0, E1 or E2
-- unit: n_tasks, n_seen = tasks
-- unit: is_sample = true or false
SELECT
  e.release, e.platform, x.rater, x.label,
  count(*) AS n_tasks,
  count(c.task) AS n_seen,
  bool_or(x.is_sample OR e.is_sample) AS is_sample
FROM (SELECT release, platform, bool_or(is_sample) AS is_sample FROM core.claude_task GROUP BY 1, 2) AS e
CROSS JOIN (
  SELECT t.rater, t.label, lower(trim(g.task)) AS task, t.is_sample
  FROM core.task_exposure AS t
  JOIN latest.exposure_gpts_tasks AS g ON g.onetsoc_code = t.onetsoc_code AND g.task_id = t.task_id
) AS x
LEFT JOIN core.claude_task AS c ON c.release = e.release AND c.platform = e.platform AND c.task = x.task
GROUP BY 1, 2, 3, 4
