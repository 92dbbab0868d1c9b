-- about: Codes left over by the crosswalk: OEWS occupations without a rating, and rated SOC codes that OEWS does not count.
-- grain: year, side, code
-- unit: year = year
-- unit: side = oews (no rating) or onet (no employment)
-- unit: code = code
-- unit: title = text
-- unit: employment = jobs
-- unit: is_sample = true or false
SELECT e.year, 'oews' AS side, e.occ_code AS code, e.occ_title AS title, e.employment, e.is_sample
FROM core.occupation_employment AS e
LEFT JOIN (SELECT DISTINCT year, occ_code FROM core.occupation_exposure) AS x
  ON x.year = e.year AND x.occ_code = e.occ_code
WHERE x.occ_code IS NULL
UNION ALL
SELECT m.year, 'onet', m.soc_code, min(g.title), CAST(NULL AS DOUBLE), bool_or(coalesce(l.is_sample, FALSE))
FROM core.occupation_exposure_map AS m
JOIN latest.exposure_gpts_occupations AS g ON substr(g.onetsoc_code, 1, 7) = m.soc_code
LEFT JOIN meta.landing AS l ON l.id = g._landing
WHERE m.rule = 'none'
GROUP BY 1, 2, 3
