-- about: Occupations on two axes, routine against non-routine and cognitive against manual work, with jobs and exposure
--   for a bubble chart. The axes and cells are this project's reading of the composites of Acemoglu and Autor (2011);
--   GPTs are GPTs sorted no task into them. Exposed: a model could halve the time of the task; not a forecast of jobs.
-- grain: db_version, soc_code
-- check: cell named: (cell IS NULL) = (routine IS NULL OR cognitive IS NULL)
-- unit: db_version = version of the O*NET database
-- unit: soc_code = code, SOC 2018 for versions from 25.1 on
-- unit: title = text
-- unit: routine = standard deviations: mean of the routine composites less that of the others
-- unit: cognitive = standard deviations: mean of the cognitive composites less that of the manual ones
-- unit: low, high = SE not published
-- unit: cell = code: routine_cognitive, routine_manual, nonroutine_cognitive or nonroutine_manual (axis above zero or not);
--   NULL where a composite lacks
-- unit: jobs = jobs of OEWS, of a row that counts several occupations an equal part
-- unit: oews_year = year
-- unit: beta_human, beta_gpt4 = share of tasks exposed, 0 to 1, by human raters and by GPT-4 (model of 2023)
-- unit: n = composites
-- unit: flags = text: item_missing, low_precision, no_jobs, shared_jobs, not_rated (no exposure), equal_weights, soc_2010_codes
-- unit: is_sample = true or false
-- export: parquet
WITH wide AS (
  SELECT
    db_version, soc_code,
    max(soc_edition) AS soc_edition,
    max(weighted_by) AS weighted_by,
    max(CASE WHEN composite = 'nonroutine_cognitive_analytical' THEN standardised END) AS analytical,
    max(CASE WHEN composite = 'nonroutine_cognitive_interpersonal' THEN standardised END) AS interpersonal,
    max(CASE WHEN composite = 'routine_cognitive' THEN standardised END) AS routine_cognitive,
    max(CASE WHEN composite = 'routine_manual' THEN standardised END) AS routine_manual,
    max(CASE WHEN composite = 'nonroutine_manual_physical' THEN standardised END) AS manual,
    count(standardised) AS n,
    CAST(sum(n_low_precision) AS BIGINT) AS n_low_precision,
    bool_or(is_sample) AS is_sample
  FROM core.routine_composite
  GROUP BY 1, 2
),
placed AS (
  SELECT
    db_version, soc_code, soc_edition, weighted_by, n, n_low_precision, is_sample,
    (routine_cognitive + routine_manual) / 2 - ((analytical + interpersonal) / 2 + manual) / 2 AS routine,
    ((analytical + interpersonal) / 2 + routine_cognitive) / 2 - (routine_manual + manual) / 2 AS cognitive
  FROM wide
)
SELECT
  p.db_version, p.soc_code, t.title, p.routine, p.cognitive,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  CASE WHEN p.routine IS NOT NULL AND p.cognitive IS NOT NULL THEN
    concat(CASE WHEN p.routine > 0 THEN 'routine_' ELSE 'nonroutine_' END, CASE WHEN p.cognitive > 0 THEN 'cognitive' ELSE 'manual' END)
  END AS cell,
  j.jobs,
  j.oews_year,
  h.score AS beta_human,
  g.score AS beta_gpt4,
  p.n,
  trim(concat(
    CASE WHEN p.n < 5 THEN 'item_missing ' ELSE '' END,
    CASE WHEN p.n_low_precision > 0 THEN 'low_precision ' ELSE '' END,
    CASE WHEN j.jobs IS NULL THEN 'no_jobs ' ELSE '' END,
    CASE WHEN j.n_sharing > 1 THEN 'shared_jobs ' ELSE '' END,
    CASE WHEN h.score IS NULL THEN 'not_rated ' ELSE '' END,
    CASE WHEN p.weighted_by = 'equal' THEN 'equal_weights ' ELSE '' END,
    CASE WHEN p.soc_edition = 'O*NET-SOC 2010' THEN 'soc_2010_codes ' ELSE '' END
  )) AS flags,
  p.is_sample OR coalesce(j.is_sample, FALSE) OR coalesce(h.is_sample, FALSE) OR coalesce(g.is_sample, FALSE) AS is_sample
FROM placed AS p
LEFT JOIN core.onet_title AS t ON t.db_version = p.db_version AND t.soc_code = p.soc_code
LEFT JOIN core.onet_jobs AS j ON j.db_version = p.db_version AND j.soc_code = p.soc_code
LEFT JOIN core.soc_exposure AS h
  ON h.soc_code = p.soc_code AND p.soc_edition = 'O*NET-SOC 2019' AND h.rater = 'human' AND h.measure = 'beta'
LEFT JOIN core.soc_exposure AS g
  ON g.soc_code = p.soc_code AND p.soc_edition = 'O*NET-SOC 2019' AND g.rater = 'gpt4' AND g.measure = 'beta'
