-- about: Place of each OEWS occupation among all jobs ordered by exposure: where the middle of its employment lies.
--   Quintiles and deciles of equal employment follow from it.
-- grain: year, rater, measure, occ_code
-- check: place: place > 0 AND place < 1
-- unit: year = year
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: occ_code, major_group_code = code
-- unit: place = share of covered jobs that are less exposed, 0 to 1
-- unit: score = share of tasks, 0 to 1
-- unit: employment, employment_covered = jobs
-- unit: annual_mean_wage_usd = USD per year
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  year, rater, measure, occ_code, major_group_code,
  CAST(up_to - 0.5 * employment AS DOUBLE) / employment_covered AS place,
  score, employment, employment_covered, annual_mean_wage_usd, known_at, is_sample
FROM (
  SELECT
    x.*,
    sum(x.employment) OVER (PARTITION BY x.year, x.rater, x.measure) AS employment_covered,
    sum(x.employment) OVER (
      PARTITION BY x.year, x.rater, x.measure
      ORDER BY x.score NULLS LAST, x.occ_code NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS up_to
  FROM core.occupation_exposure AS x
  WHERE x.employment > 0
) AS ordered
