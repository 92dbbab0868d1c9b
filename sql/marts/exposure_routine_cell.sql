-- about: Jobs and exposure of the four cells of routine and cognitive work. Exposed: a model could halve the time of the
--   task; not a forecast of jobs.
-- grain: db_version, cell
-- check: share: value BETWEEN 0 AND 1 + 1e-9
-- unit: db_version = version of the O*NET database
-- unit: cell = code, see marts.exposure_routine_matrix
-- unit: value = share of the jobs of all cells
-- unit: low, high = SE not published
-- unit: jobs = jobs
-- unit: beta_human, beta_gpt4 = share of tasks exposed, 0 to 1, weighted by jobs
-- unit: n = occupations
-- unit: n_with_jobs = occupations
-- unit: flags = text: few_matches (under 5 occupations), no_jobs
-- unit: is_sample = true or false
-- export: parquet
SELECT
  db_version, cell,
  CAST(sum(jobs) AS DOUBLE) / nullif(sum(sum(jobs)) OVER (PARTITION BY db_version), 0) AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  sum(jobs) AS jobs,
  CAST(sum(jobs * beta_human) AS DOUBLE) / nullif(sum(CASE WHEN beta_human IS NOT NULL THEN jobs END), 0) AS beta_human,
  CAST(sum(jobs * beta_gpt4) AS DOUBLE) / nullif(sum(CASE WHEN beta_gpt4 IS NOT NULL THEN jobs END), 0) AS beta_gpt4,
  count(*) AS n,
  count(jobs) AS n_with_jobs,
  trim(concat(
    CASE WHEN count(*) < 5 THEN 'few_matches ' ELSE '' END,
    CASE WHEN count(jobs) = 0 THEN 'no_jobs ' ELSE '' END
  )) AS flags,
  bool_or(is_sample) AS is_sample
FROM marts.exposure_routine_matrix
WHERE cell IS NOT NULL
GROUP BY 1, 2
