-- about: Exposure of each OEWS occupation to language models: mean over the O*NET occupations of a
--   SOC code, then over the SOC codes counted under the OEWS code. Exposure is not loss of jobs.
-- grain: year, occ_code, rater, measure
-- check: share: score BETWEEN 0 AND 1
-- warn: enough rows: n_rows >= 4000
-- unit: year = year
-- unit: occ_code, major_group_code = code
-- unit: occ_title = text
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: score = share of tasks, 0 to 1
-- unit: n_soc = SOC codes
-- unit: n_onet = O*NET occupations
-- unit: employment = jobs
-- unit: annual_mean_wage_usd = USD per year
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  e.year,
  e.occ_code,
  e.major_group_code,
  e.occ_title,
  s.rater,
  s.measure,
  avg(s.score) AS score,
  count(*) AS n_soc,
  CAST(sum(s.n_onet) AS BIGINT) AS n_onet,
  e.employment,
  e.annual_mean_wage_usd,
  max(CASE WHEN s.known_at > e.known_at THEN s.known_at ELSE e.known_at END) AS known_at,
  bool_or(s.is_sample OR e.is_sample) AS is_sample
FROM core.occupation_exposure_map AS x
JOIN core.occupation_employment AS e ON e.year = x.year AND e.occ_code = x.occ_code
JOIN core.soc_exposure AS s ON s.soc_code = x.soc_code
GROUP BY 1, 2, 3, 4, 5, 6, 10, 11
