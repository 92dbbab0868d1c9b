-- about: The code or codes of the wage tables (OEWS) under which each SOC occupation is counted, by OEWS year. A SOC
--   occupation that OEWS does not count (fishers, the armed forces) has no row. May 2012 to May 2018 go by SOC 2010,
--   later years by SOC 2018; earlier ones mix editions and have no rows.
-- grain: year, soc_code, occ_code
-- check: an edition: soc_edition IN ('2010', '2018')
-- unit: year = year
-- unit: soc_edition = code
-- unit: soc_code, occ_code = code
-- unit: rule = own code, last digit 0, or group table
-- unit: is_sample = true or false
WITH years AS (
  SELECT
    e.year,
    CASE WHEN e.year <= 2018 THEN '2010' ELSE '2018' END AS soc_edition,
    bool_or(e.is_sample) AS is_sample
  FROM core.occupation_employment AS e
  WHERE e.year >= 2012
  GROUP BY 1, 2
),
soc AS (
  SELECT '2010' AS soc_edition, p.soc_2010_code AS soc_code, bool_or(p.is_sample) AS is_sample
  FROM core.soc_edition_pair AS p
  GROUP BY 1, 2
  UNION ALL
  SELECT '2018', p.soc_2018_code, bool_or(p.is_sample)
  FROM core.soc_edition_pair AS p
  GROUP BY 1, 2
),
grouped AS (
  SELECT '2018' AS soc_edition, h.soc_code, h.oews_code FROM ref.soc_oews_hybrid AS h
  UNION
  SELECT g.soc_edition, g.soc_code, g.oews_code FROM ref.oews_group AS g
),
single AS (
  SELECT
    y.year, y.soc_edition, s.soc_code,
    coalesce(own.occ_code, broad.occ_code) AS occ_code,
    CASE WHEN own.occ_code IS NOT NULL THEN 'own code' ELSE 'last digit 0' END AS rule,
    y.is_sample OR s.is_sample AS is_sample
  FROM years AS y
  JOIN soc AS s ON s.soc_edition = y.soc_edition
  LEFT JOIN core.occupation_employment AS own ON own.year = y.year AND own.occ_code = s.soc_code
  LEFT JOIN core.occupation_employment AS broad
    ON broad.year = y.year AND broad.occ_code = concat(substr(s.soc_code, 1, 6), '0')
)
SELECT s.year, s.soc_edition, s.soc_code, s.occ_code, s.rule, s.is_sample
FROM single AS s
WHERE s.occ_code IS NOT NULL
UNION ALL
SELECT s.year, s.soc_edition, s.soc_code, e.occ_code, 'group table', s.is_sample
FROM single AS s
JOIN grouped AS g ON g.soc_edition = s.soc_edition AND g.soc_code = s.soc_code
JOIN core.occupation_employment AS e ON e.year = s.year AND e.occ_code = g.oews_code
WHERE s.occ_code IS NULL
