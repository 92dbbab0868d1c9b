-- about: Scores of SOC 2018 occupations by every measure of exposure at hand, each on its own scale.
-- grain: family, soc_code
-- unit: family = code: gpts_RATER_MEASURE, aioe, working_with_ai, claude_tasks (share of tasks seen in the newest release)
-- unit: edition = text: what was rated and by which codes
-- unit: soc_code = code
-- unit: score = share of tasks, 0 to 1; aioe in standard deviations; working_with_ai in a score of 0 to 1
-- unit: n_codes = codes that the score is the mean of
-- unit: known_at = UTC
-- unit: is_sample = true or false
WITH soc_pair AS (
  SELECT soc_2010_code, soc_2018_code FROM latest.crosswalk_soc_2010_2018
  UNION
  -- O*NET carries its own occupations over; cut to six digits they tell what
  -- became of a SOC code that the bureau's table does not have.
  SELECT DISTINCT substr(o.onetsoc_2010_code, 1, 7), substr(o.onetsoc_2019_code, 1, 7)
  FROM latest.crosswalk_onet_2010_2019 AS o
  LEFT JOIN (SELECT DISTINCT soc_2010_code FROM latest.crosswalk_soc_2010_2018) AS b
    ON b.soc_2010_code = substr(o.onetsoc_2010_code, 1, 7)
  WHERE b.soc_2010_code IS NULL
),
newest AS (
  SELECT max(release) AS release FROM core.observed_task_use WHERE tasks_of = 'labels'
)
SELECT
  concat('gpts_', rater, '_', measure) AS family, 'labels of 2023, SOC 2018' AS edition, soc_code, score,
  n_onet AS n_codes, known_at, is_sample
FROM core.soc_exposure
UNION ALL
SELECT
  'working_with_ai', 'Copilot conversations of 2024, SOC 2018', w.soc_code, w.ai_applicability_score, 1, w._known_at,
  coalesce(l.is_sample, FALSE)
FROM latest.exposure_working_with_ai AS w
LEFT JOIN meta.landing AS l ON l.id = w._landing
UNION ALL
SELECT
  'aioe', 'abilities and applications of 2021, SOC 2010 led over to SOC 2018', p.soc_2018_code, avg(a.aioe), count(*),
  max(a._known_at), bool_or(coalesce(l.is_sample, FALSE))
FROM latest.exposure_aioe AS a
JOIN soc_pair AS p ON p.soc_2010_code = a.soc_code
LEFT JOIN meta.landing AS l ON l.id = a._landing
GROUP BY p.soc_2018_code
UNION ALL
SELECT
  'claude_tasks', concat('Claude conversations, release ', max(u.release), ', SOC 2018'), substr(u.onetsoc_code, 1, 7),
  avg(u.share_seen), count(*), max(u.known_at), bool_or(u.is_sample)
FROM core.observed_task_use AS u
JOIN newest AS n ON n.release = u.release
WHERE u.tasks_of = 'labels'
GROUP BY substr(u.onetsoc_code, 1, 7)
