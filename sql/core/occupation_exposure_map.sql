-- about: The OEWS occupation under which each rated SOC occupation is counted, by OEWS year; NULL where OEWS has none.
-- grain: year, soc_code
-- check: rule named: (occ_code IS NULL) = (rule = 'none')
-- unit: year = year
-- unit: soc_code, occ_code = code
-- unit: rule = own code, last digit 0, hybrid table, or none
SELECT
  y.year,
  c.soc_code,
  coalesce(own.occ_code, broad.occ_code, hybrid.occ_code) AS occ_code,
  CASE
    WHEN own.occ_code IS NOT NULL THEN 'own code'
    WHEN broad.occ_code IS NOT NULL THEN 'last digit 0'
    WHEN hybrid.occ_code IS NOT NULL THEN 'hybrid table'
    ELSE 'none'
  END AS rule
FROM (SELECT DISTINCT substr(onetsoc_code, 1, 7) AS soc_code FROM latest.exposure_gpts_occupations) AS c
CROSS JOIN (SELECT DISTINCT year FROM core.occupation_employment) AS y
LEFT JOIN core.occupation_employment AS own
  ON own.year = y.year AND own.occ_code = c.soc_code
LEFT JOIN core.occupation_employment AS broad
  ON broad.year = y.year AND broad.occ_code = concat(substr(c.soc_code, 1, 6), '0')
LEFT JOIN ref.soc_oews_hybrid AS h ON h.soc_code = c.soc_code
LEFT JOIN core.occupation_employment AS hybrid
  ON hybrid.year = y.year AND hybrid.occ_code = h.oews_code
