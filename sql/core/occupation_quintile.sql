-- about: Quintile of exposure of each OEWS occupation, of equal employment, 1 least exposed: an occupation belongs where
--   the middle of its employment lies.
-- grain: year, rater, measure, occ_code
-- check: quintile: quintile BETWEEN 1 AND 5
-- unit: year = year
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: occ_code = code
-- unit: quintile = number, 1 to 5
-- unit: is_sample = true or false
SELECT
  year, rater, measure, occ_code,
  CAST(floor(5 * CAST(up_to - 0.5 * employment AS DOUBLE) / total) AS INTEGER) + 1 AS quintile,
  is_sample
FROM (
  SELECT
    x.*,
    sum(x.employment) OVER (PARTITION BY x.year, x.rater, x.measure) AS total,
    sum(x.employment) OVER (
      PARTITION BY x.year, x.rater, x.measure
      ORDER BY x.score NULLS LAST, x.occ_code NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS up_to
  FROM core.occupation_exposure AS x
  WHERE x.employment > 0
) AS ranked
