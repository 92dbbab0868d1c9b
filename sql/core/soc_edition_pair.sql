-- about: Which occupations of SOC 2010 and SOC 2018 take each other's place: the bureau's crosswalk where it is loaded,
--   else the codes of O*NET-SOC 2010 and 2019 cut to the SOC code, which lead to a few occupations more.
-- grain: soc_2010_code, soc_2018_code
-- check: detailed occupations: soc_2010_code NOT LIKE '%0' AND soc_2018_code NOT LIKE '%0'
-- unit: soc_2010_code, soc_2018_code = code
-- unit: source = dataset
-- unit: known_at = UTC
-- unit: is_sample = true or false
WITH pair AS (
  SELECT 'crosswalk.soc_2010_2018' AS source, p.soc_2010_code, p.soc_2018_code, p._known_at, p._landing
  FROM latest.crosswalk_soc_2010_2018 AS p
  UNION ALL
  SELECT 'crosswalk.onet_2010_2019', substr(o.onetsoc_2010_code, 1, 7), substr(o.onetsoc_2019_code, 1, 7), o._known_at, o._landing
  FROM latest.crosswalk_onet_2010_2019 AS o
  WHERE NOT EXISTS (SELECT 1 FROM latest.crosswalk_soc_2010_2018)
)
SELECT
  p.soc_2010_code, p.soc_2018_code,
  min(p.source) AS source,
  max(p._known_at) AS known_at,
  bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
FROM pair AS p
LEFT JOIN meta.landing AS l ON l.id = p._landing
-- O*NET keeps an occupation or two under the code of a broad group, which ends in 0.
WHERE p.soc_2010_code NOT LIKE '%0' AND p.soc_2018_code NOT LIKE '%0'
GROUP BY 1, 2
