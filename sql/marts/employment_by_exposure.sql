-- about: Employment and wage by exposure group of occupations: quintile, decile (each of equal employment,
--   1 least exposed) or SOC major group. Exposure is not loss; OEWS years are not a time series.
-- grain: year, rater, measure, grouping_kind, group_code
-- check: share: employment_share BETWEEN 0 AND 1 + 1e-9
-- unit: year = year
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: grouping_kind = quintile, decile or major_group
-- unit: group_code = code
-- unit: n = occupations
-- unit: employment = jobs
-- unit: employment_share = share of covered employment
-- unit: mean_score, least_score, greatest_score = share of tasks, 0 to 1
-- unit: annual_mean_wage_usd = USD per year, weighted by employment, occupations with a wage only
-- unit: n_without_wage = occupations
-- unit: flags = text: soc_2010_codes, hybrid_codes, wage_incomplete
-- unit: as_of = UTC
-- unit: is_sample = true or false
-- export: parquet
WITH grouped AS (
  SELECT p.*, 'quintile' AS grouping_kind, CAST(CAST(floor(5 * p.place) AS INTEGER) + 1 AS VARCHAR) AS group_code
  FROM core.occupation_exposure_place AS p
  UNION ALL
  SELECT p.*, 'decile', lpad(CAST(CAST(floor(10 * p.place) AS INTEGER) + 1 AS VARCHAR), 2, '0')
  FROM core.occupation_exposure_place AS p
  UNION ALL
  SELECT p.*, 'major_group', p.major_group_code
  FROM core.occupation_exposure_place AS p
)
SELECT
  g.year, g.rater, g.measure, g.grouping_kind, g.group_code,
  count(*) AS n,
  sum(g.employment) AS employment,
  CAST(sum(g.employment) AS DOUBLE) / max(g.employment_covered) AS employment_share,
  CAST(sum(g.score * g.employment) AS DOUBLE) / sum(g.employment) AS mean_score,
  min(g.score) AS least_score,
  max(g.score) AS greatest_score,
  CAST(sum(g.annual_mean_wage_usd * g.employment) AS DOUBLE)
    / nullif(sum(CASE WHEN g.annual_mean_wage_usd IS NOT NULL THEN g.employment END), 0) AS annual_mean_wage_usd,
  count(*) - count(g.annual_mean_wage_usd) AS n_without_wage,
  trim(concat(
    CASE WHEN g.year <= 2018 THEN 'soc_2010_codes ' WHEN g.year <= 2020 THEN 'hybrid_codes ' ELSE '' END,
    CASE WHEN count(g.annual_mean_wage_usd) < count(*) THEN 'wage_incomplete ' ELSE '' END
  )) AS flags,
  max(g.known_at) AS as_of,
  bool_or(g.is_sample) AS is_sample
FROM grouped AS g
GROUP BY 1, 2, 3, 4, 5
