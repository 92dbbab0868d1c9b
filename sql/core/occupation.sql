-- about: Occupations by classification and edition, as the loaded tables list them. An OEWS code that is no SOC
--   occupation of its edition, but a group of several, is a hybrid.
-- grain: scheme, edition, code
-- unit: scheme = ONETSOC, SOC, OEWS or ISCO
-- unit: edition = code: year of the edition; of OEWS the year of the tables
-- unit: code = code
-- unit: title = text; NULL where no loaded table names it
-- unit: level = major, minor, broad, detailed, total; of O*NET detailed (ends in .00) or part; of ISCO major, submajor, minor, unit
-- unit: is_hybrid, is_sample = true or false
WITH listed AS (
  SELECT
    'ONETSOC' AS scheme, replace(o.soc_edition, 'O*NET-SOC ', '') AS edition, o.onetsoc_code AS code, o.title, 1 AS choice,
    o._landing AS landing, o._known_at AS known_at
  FROM latest.onet_occupations AS o
  WHERE o.soc_edition LIKE 'O*NET-SOC 20%'
  UNION ALL
  SELECT 'ONETSOC', '2019', o.onetsoc_code, o.onetsoc_title, 2, o._landing, o._known_at FROM latest.crosswalk_onet_soc AS o
  UNION ALL
  SELECT 'ONETSOC', '2019', o.onetsoc_2019_code, o.onetsoc_2019_title, 3, o._landing, o._known_at FROM latest.crosswalk_onet_2010_2019 AS o
  UNION ALL
  SELECT 'ONETSOC', '2019', o.onetsoc_code, o.title, 4, o._landing, o._known_at FROM latest.exposure_gpts_occupations AS o
  UNION ALL
  SELECT 'ONETSOC', '2010', o.onetsoc_2010_code, o.onetsoc_2010_title, 1, o._landing, o._known_at FROM latest.crosswalk_onet_2010_2019 AS o
  UNION ALL
  SELECT 'SOC', '2010', s.soc_2010_code, s.soc_2010_title, 1, s._landing, s._known_at FROM latest.crosswalk_soc_2010_2018 AS s
  UNION ALL
  SELECT 'SOC', '2018', s.soc_2018_code, s.soc_2018_title, 1, s._landing, s._known_at FROM latest.crosswalk_soc_2010_2018 AS s
  UNION ALL
  SELECT 'SOC', '2010', s.soc2010_code, s.soc2010_title, 2, s._landing, s._known_at FROM latest.crosswalk_soc_isco AS s
  UNION ALL
  -- The occupation of O*NET whose code ends in .00 has the name of the SOC occupation.
  SELECT 'SOC', '2010', substr(o.onetsoc_2010_code, 1, 7),
    CASE WHEN o.onetsoc_2010_code LIKE '%.00' THEN o.onetsoc_2010_title END,
    CASE WHEN o.onetsoc_2010_code LIKE '%.00' THEN 3 ELSE 4 END, o._landing, o._known_at
  FROM latest.crosswalk_onet_2010_2019 AS o
  WHERE substr(o.onetsoc_2010_code, 1, 7) NOT LIKE '%0'
  UNION ALL
  SELECT 'SOC', '2018', substr(o.onetsoc_2019_code, 1, 7),
    CASE WHEN o.onetsoc_2019_code LIKE '%.00' THEN o.onetsoc_2019_title END,
    CASE WHEN o.onetsoc_2019_code LIKE '%.00' THEN 3 ELSE 4 END, o._landing, o._known_at
  FROM latest.crosswalk_onet_2010_2019 AS o
  WHERE substr(o.onetsoc_2019_code, 1, 7) NOT LIKE '%0'
  UNION ALL
  SELECT 'ISCO', '08', s.isco08_code, s.isco08_title, 1, s._landing, s._known_at FROM latest.crosswalk_soc_isco AS s WHERE s.isco08_code IS NOT NULL
  UNION ALL
  SELECT 'ISCO', '08', i.isco08_code, i.title, 2, i._landing, i._known_at FROM latest.exposure_ilo AS i
),
oews AS (
  SELECT
    CAST(n.year AS VARCHAR) AS edition, n.occ_code AS code, n.occ_title AS title, lower(n.o_group) AS level, n._landing AS landing,
    -- A group of one occupation stands at several levels under one code; the finest names it.
    row_number() OVER (
      PARTITION BY n.year, n.occ_code
      ORDER BY CASE lower(n.o_group) WHEN 'detailed' THEN 1 WHEN 'broad' THEN 2 WHEN 'minor' THEN 3 WHEN 'major' THEN 4 ELSE 5 END NULLS LAST,
        n._known_at DESC NULLS LAST, n._landing DESC NULLS LAST, n._line DESC NULLS LAST
    ) AS place,
    n.year
  FROM latest.bls_oews_national AS n
  WHERE coalesce(lower(n.i_group), 'cross-industry') = 'cross-industry'
),
best AS (
  SELECT
    d.scheme, d.edition, d.code, d.title, d.landing,
    row_number() OVER (
      PARTITION BY d.scheme, d.edition, d.code
      ORDER BY CASE WHEN d.title IS NULL THEN 1 ELSE 0 END NULLS LAST, d.choice NULLS LAST,
        d.known_at DESC NULLS LAST, d.title NULLS LAST, d.landing NULLS LAST
    ) AS place
  FROM listed AS d
)
SELECT
  b.scheme, b.edition, b.code, b.title,
  CASE
    WHEN b.scheme = 'ONETSOC' AND b.code NOT LIKE '%.00' THEN 'part'
    WHEN b.scheme = 'ISCO' AND length(b.code) = 1 THEN 'major'
    WHEN b.scheme = 'ISCO' AND length(b.code) = 2 THEN 'submajor'
    WHEN b.scheme = 'ISCO' AND length(b.code) = 3 THEN 'minor'
    WHEN b.scheme = 'ISCO' THEN 'unit'
    ELSE 'detailed'
  END AS level,
  FALSE AS is_hybrid,
  coalesce(l.is_sample, FALSE) AS is_sample
FROM best AS b
LEFT JOIN meta.landing AS l ON l.id = b.landing
WHERE b.place = 1
UNION ALL
SELECT
  'OEWS', o.edition, o.code, o.title, o.level,
  o.level = 'detailed' AND EXISTS (
    SELECT 1 FROM core.soc_oews_code AS c WHERE c.year = o.year AND c.occ_code = o.code AND c.rule <> 'own code'
  ),
  coalesce(l.is_sample, FALSE)
FROM oews AS o
LEFT JOIN meta.landing AS l ON l.id = o.landing
WHERE o.place = 1
