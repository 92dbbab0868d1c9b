-- about: How routine and how cognitive the work of each occupation is: the five composites of Acemoglu and Autor (2011)
--   from O*NET ratings. A rank among occupations of one version, no measure over time.
-- grain: db_version, soc_code, composite
-- check: items: n <= n_wanted
-- warn: most occupations complete: n = n_wanted OR is_sample
-- unit: db_version = version of the O*NET database
-- unit: soc_code = code, SOC 2018 for versions from 25.1 on
-- unit: composite = code, see ref.routine_item
-- unit: title = text
-- unit: value = mean of the items in standard deviations, over occupations
-- unit: standardised = standard deviations of value
-- unit: low, high = SE not published for the composite; the items' errors are in onet tables
-- unit: weighted_by = jobs (means and deviations weighted by jobs of OEWS) or equal
-- unit: oews_year = year of the jobs; NULL for equal
-- unit: n, n_wanted = items
-- unit: n_onet = O*NET occupations
-- unit: flags = text: item_missing (no value), low_precision (O*NET advises against a rating), no_jobs (not in the means),
--   equal_weights, soc_2010_codes
-- unit: is_sample = true or false
-- export: parquet
SELECT
  c.db_version, c.soc_code, c.composite, t.title, c.value, c.standardised,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  c.weighted_by,
  CASE WHEN c.weighted_by = 'jobs' THEN max(j.oews_year) OVER (PARTITION BY c.db_version) END AS oews_year,
  c.n_items AS n,
  c.n_wanted,
  c.n_onet,
  trim(concat(
    CASE WHEN c.n_items < c.n_wanted THEN 'item_missing ' ELSE '' END,
    CASE WHEN c.n_low_precision > 0 THEN 'low_precision ' ELSE '' END,
    CASE WHEN c.weighted_by = 'jobs' AND c.weight = 0 THEN 'no_jobs ' ELSE '' END,
    CASE WHEN c.weighted_by = 'equal' THEN 'equal_weights ' ELSE '' END,
    CASE WHEN c.soc_edition = 'O*NET-SOC 2010' THEN 'soc_2010_codes ' ELSE '' END
  )) AS flags,
  c.is_sample
FROM core.routine_composite AS c
LEFT JOIN core.onet_title AS t ON t.db_version = c.db_version AND t.soc_code = c.soc_code
LEFT JOIN core.onet_jobs AS j ON j.db_version = c.db_version AND j.soc_code = c.soc_code
