-- about: Exposure weighted by jobs, of all occupations and of each SOC major group, under each way of joining the codes.
--   Exposed: a model could halve the time of the task; not a forecast of jobs.
-- grain: join_rule, year, rater, measure, group_code
-- check: share: value BETWEEN 0 AND 1 + 1e-9
-- unit: join_rule = hybrid, same_code or same_code_00, see core.occupation_exposure_by_join; hybrid covers most jobs
-- unit: year = year
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: group_code = code of the SOC major group, or all
-- unit: value = share of tasks, weighted by jobs, 0 to 1
-- unit: low, high = share of tasks: of the least and of the most exposed occupation; SE not published
-- unit: unweighted = share of tasks, mean over occupations
-- unit: n = occupations
-- unit: employment = jobs
-- unit: coverage = share of the group's jobs
-- unit: flags = text: few_matches (under 5 occupations), low_coverage (under .95), soc_2010_codes, hybrid_codes
-- unit: is_sample = true or false
-- export: parquet
WITH grouped AS (
  SELECT join_rule, year, rater, measure, major_group_code AS group_code, score, employment, is_sample
  FROM core.occupation_exposure_by_join
  WHERE employment > 0
  UNION ALL
  SELECT join_rule, year, rater, measure, 'all', score, employment, is_sample
  FROM core.occupation_exposure_by_join
  WHERE employment > 0
),
whole AS (
  SELECT year, major_group_code AS group_code, sum(employment) AS employment
  FROM core.occupation_employment
  GROUP BY 1, 2
  UNION ALL
  SELECT year, 'all', sum(employment)
  FROM core.occupation_employment
  GROUP BY 1
)
SELECT
  g.join_rule, g.year, g.rater, g.measure, g.group_code,
  CAST(sum(g.score * g.employment) AS DOUBLE) / sum(g.employment) AS value,
  min(g.score) AS low,
  max(g.score) AS high,
  avg(g.score) AS unweighted,
  count(*) AS n,
  sum(g.employment) AS employment,
  CAST(sum(g.employment) AS DOUBLE) / max(w.employment) AS coverage,
  trim(concat(
    CASE WHEN count(*) < 5 THEN 'few_matches ' ELSE '' END,
    CASE WHEN sum(g.employment) < 0.95 * max(w.employment) THEN 'low_coverage ' ELSE '' END,
    CASE WHEN g.year <= 2018 THEN 'soc_2010_codes ' WHEN g.year <= 2020 THEN 'hybrid_codes ' ELSE '' END
  )) AS flags,
  bool_or(g.is_sample) AS is_sample
FROM grouped AS g
JOIN whole AS w ON w.year = g.year AND w.group_code = g.group_code
GROUP BY 1, 2, 3, 4, 5
