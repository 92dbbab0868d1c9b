-- about: Industries by classification and edition, as the loaded tables list them, with the sectors and the industries
--   of other surveys that are named by hand.
-- grain: scheme, edition, code
-- unit: scheme = NAICS, CES or JOLTS
-- unit: edition = code: year of the edition; current for CES and JOLTS, whose codes are kept up
-- unit: code = code
-- unit: title = text; NULL where no loaded table names it
-- unit: level = sector, or industry of six digits; of CES total, supersector or industry; of JOLTS total or sector
-- unit: is_sample = true or false
WITH listed AS (
  SELECT 'NAICS' AS scheme, '2017' AS edition, n.naics_2017_code AS code, n.naics_2017_title AS title, 'industry' AS level, n._landing AS landing
  FROM latest.crosswalk_naics_2017_2022 AS n
  UNION ALL
  SELECT 'NAICS', '2022', n.naics_2022_code, n.naics_2022_title, 'industry', n._landing
  FROM latest.crosswalk_naics_2017_2022 AS n
  UNION ALL
  SELECT 'CES', 'current', s.industry_code,
    -- The title of a count of employees is the industry between two fixed phrases.
    CASE WHEN s.data_type_code = '01' THEN
      trim(replace(replace(replace(s.series_title, 'All employees, thousands, ', ''), ', not seasonally adjusted', ''), ', seasonally adjusted', ''))
    END,
    CASE
      WHEN s.industry_code = '00000000' THEN 'total'
      WHEN s.industry_code LIKE '%000000' THEN 'supersector'
      ELSE 'industry'
    END,
    s._landing
  FROM latest.bls_ces_series AS s
  UNION ALL
  SELECT 'JOLTS', 'current', substr(j.series_id, 4, 6), NULL,
    CASE WHEN substr(j.series_id, 4, 6) = '000000' THEN 'total' ELSE 'sector' END, j._landing
  FROM latest.bls_jolts AS j
  WHERE j.series_id LIKE 'JT%'
  UNION ALL
  SELECT 'NAICS', '2022', b.sector, NULL, 'sector', b._landing
  FROM latest.census_btos AS b
  WHERE b.sector IS NOT NULL
),
summed AS (
  SELECT
    d.scheme, d.edition, d.code, d.level,
    min(d.title) AS title,
    bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
  FROM listed AS d
  LEFT JOIN meta.landing AS l ON l.id = d.landing
  GROUP BY 1, 2, 3, 4
)
SELECT
  s.scheme, s.edition, s.code,
  coalesce(r.title, s.title) AS title,
  s.level, s.is_sample
FROM summed AS s
LEFT JOIN ref.industry AS r ON r.scheme = s.scheme AND r.code = s.code
