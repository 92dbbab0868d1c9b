-- about: Label of each O*NET task by rater, with the values that the label stands for and the weight of the task in its occupation.
-- grain: onetsoc_code, task_id, rater
-- check: nested: alpha <= beta AND beta <= gamma
-- unit: onetsoc_code = code
-- unit: soc_code = code
-- unit: task_id = identifier
-- unit: rater = human or gpt4
-- unit: task_type = text: Core, Supplemental, or NULL where O*NET has not rated the task
-- unit: label = E0, E1 or E2
-- unit: alpha = 1 for E1
-- unit: beta = 1 for E1, one half for E2
-- unit: gamma = 1 for E1 and E2; zeta in the paper
-- unit: weight = 2 for a core task, else 1
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  t.onetsoc_code,
  substr(t.onetsoc_code, 1, 7) AS soc_code,
  t.task_id,
  t.rater,
  t.task_type,
  t.label,
  CAST(CASE WHEN t.label = 'E1' THEN 1 ELSE 0 END AS DOUBLE) AS alpha,
  CAST(CASE t.label WHEN 'E1' THEN 1 WHEN 'E2' THEN 0.5 ELSE 0 END AS DOUBLE) AS beta,
  CAST(CASE WHEN t.label IN ('E1', 'E2') THEN 1 ELSE 0 END AS DOUBLE) AS gamma,
  -- Equal weights miss the published scores by up to .13; these give them exactly.
  CASE WHEN t.task_type = 'Core' THEN 2 ELSE 1 END AS weight,
  t._known_at AS known_at,
  coalesce(l.is_sample, FALSE) AS is_sample
FROM (
  SELECT onetsoc_code, task_id, task_type, 'human' AS rater, human_exposure AS label, _known_at, _landing
  FROM latest.exposure_gpts_tasks
  UNION ALL
  SELECT onetsoc_code, task_id, task_type, 'gpt4', gpt4_exposure, _known_at, _landing
  FROM latest.exposure_gpts_tasks
) AS t
LEFT JOIN meta.landing AS l ON l.id = t._landing
WHERE t.label IS NOT NULL
