-- about: Jobs of nurses and aides, of secretaries and record clerks, and of programmers by OEWS year, with their
--   exposure (beta). Demand for health care follows age, so growth is no proof of safety; years are dots, not a line.
-- grain: occ_code, year
-- check: positive: value > 0
-- unit: occ_code = code, SOC 2018, see ref.care_clerical_occupation
-- unit: year = year
-- unit: side = care, clerical or comparison
-- unit: counted_as = code under which the year's file counts the occupation
-- unit: title = text, as the year's file names it
-- unit: value = jobs
-- unit: low, high = jobs, 90 percent interval from the published relative standard error
-- unit: beta_human, beta_gpt4 = share of tasks, 0 to 1, of the O*NET occupation whose code ends in .00
-- unit: n = rows of OEWS
-- unit: flags = text: hole (no such occupation in the year), soc_2010_codes, hybrid_codes, not_rated
-- unit: is_sample = true or false
-- export: parquet
SELECT
  c.occ_code, y.year, c.side,
  w.occ_code AS counted_as,
  w.occ_title AS title,
  w.employment AS value,
  -- Not greatest(): engines differ in what it makes of NULL.
  CASE WHEN w.employment_rse_pct < 100 / 1.645 THEN w.employment * (1 - 1.645 * w.employment_rse_pct / 100)
    WHEN w.employment_rse_pct IS NOT NULL THEN 0 * w.employment END AS low,
  w.employment * (1 + 1.645 * w.employment_rse_pct / 100) AS high,
  h.score_00 AS beta_human,
  g.score_00 AS beta_gpt4,
  CASE WHEN w.employment IS NULL THEN 0 ELSE 1 END AS n,
  trim(concat(
    CASE WHEN w.employment IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN y.year <= 2018 THEN 'soc_2010_codes ' WHEN y.year <= 2020 THEN 'hybrid_codes ' ELSE '' END,
    CASE WHEN h.score_00 IS NULL THEN 'not_rated ' ELSE '' END
  )) AS flags,
  y.is_sample OR coalesce(h.is_sample, FALSE) AS is_sample
FROM ref.care_clerical_occupation AS c
CROSS JOIN (SELECT year, bool_or(is_sample) AS is_sample FROM core.occupation_wage GROUP BY 1) AS y
LEFT JOIN core.occupation_wage AS w
  ON w.year = y.year AND w.occ_code = CASE WHEN y.year <= 2018 THEN c.occ_code_2010 ELSE c.occ_code END
LEFT JOIN core.soc_exposure AS h ON h.soc_code = c.occ_code AND h.rater = 'human' AND h.measure = 'beta'
LEFT JOIN core.soc_exposure AS g ON g.soc_code = c.occ_code AND g.rater = 'gpt4' AND g.measure = 'beta'
