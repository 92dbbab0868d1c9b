-- about: Exposure of OEWS occupations under each way of joining SOC codes to OEWS: what the choice does to every figure.
-- grain: join_rule, year, occ_code, rater, measure
-- check: share: score BETWEEN 0 AND 1
-- unit: join_rule = hybrid (core.occupation_exposure_map), same_code (equal six digits) or same_code_00 (the same, O*NET codes that end in .00 only)
-- unit: year = year
-- unit: occ_code, major_group_code = code
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: score = share of tasks, 0 to 1
-- unit: employment = jobs
-- unit: annual_mean_wage_usd = USD per year
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  'hybrid' AS join_rule, year, occ_code, major_group_code, rater, measure, score, employment,
  annual_mean_wage_usd, known_at, is_sample
FROM core.occupation_exposure
UNION ALL
SELECT
  r.join_rule, e.year, e.occ_code, e.major_group_code, s.rater, s.measure,
  CASE WHEN r.join_rule = 'same_code' THEN s.score ELSE s.score_00 END,
  e.employment, e.annual_mean_wage_usd,
  CASE WHEN s.known_at > e.known_at THEN s.known_at ELSE e.known_at END,
  s.is_sample OR e.is_sample
FROM core.soc_exposure AS s
JOIN core.occupation_employment AS e ON e.occ_code = s.soc_code
CROSS JOIN (SELECT 'same_code' AS join_rule UNION ALL SELECT 'same_code_00') AS r
WHERE r.join_rule = 'same_code' OR s.score_00 IS NOT NULL
