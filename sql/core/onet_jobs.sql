-- about: Jobs of the SOC occupations that O*NET rates, from the newest OEWS year: an OEWS row that counts several
--   of them is shared equally.
-- grain: db_version, soc_code
-- check: shared: n_sharing >= 1
-- unit: db_version = version of the O*NET database
-- unit: soc_code, occ_code = code
-- unit: oews_year = year
-- unit: n_sharing = SOC occupations counted under occ_code
-- unit: jobs = jobs
-- unit: is_sample = true or false
WITH rated AS (
  -- Other taxonomies have other meanings of the same codes than the wage tables of these years.
  SELECT DISTINCT db_version, soc_code FROM core.onet_routine_item WHERE soc_edition = 'O*NET-SOC 2019'
),
newest AS (
  SELECT max(year) AS year FROM core.occupation_employment WHERE year >= 2019
),
counted AS (
  SELECT
    r.db_version, r.soc_code, y.year,
    coalesce(own.occ_code, broad.occ_code, hybrid.occ_code) AS occ_code
  FROM rated AS r
  CROSS JOIN newest AS y
  LEFT JOIN core.occupation_employment AS own ON own.year = y.year AND own.occ_code = r.soc_code
  LEFT JOIN core.occupation_employment AS broad
    ON broad.year = y.year AND broad.occ_code = concat(substr(r.soc_code, 1, 6), '0')
  LEFT JOIN ref.soc_oews_hybrid AS h ON h.soc_code = r.soc_code
  LEFT JOIN core.occupation_employment AS hybrid ON hybrid.year = y.year AND hybrid.occ_code = h.oews_code
)
SELECT
  c.db_version, c.soc_code, c.occ_code, c.year AS oews_year,
  count(*) OVER (PARTITION BY c.db_version, c.occ_code) AS n_sharing,
  CAST(e.employment AS DOUBLE) / count(*) OVER (PARTITION BY c.db_version, c.occ_code) AS jobs,
  e.is_sample
FROM counted AS c
JOIN core.occupation_employment AS e ON e.year = c.year AND e.occ_code = c.occ_code
