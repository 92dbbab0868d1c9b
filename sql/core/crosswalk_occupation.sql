-- about: Crosswalks of occupations in one form, with weights that share a figure of one code out over the codes that take
--   its place. Editions are part of the key, so that codes of two editions do not meet by chance. No source gives
--   weights: they are equal, or by employment in the wage tables of the target edition where those are loaded. Such a
--   weight goes by the whole target, also where only a piece of it came from the code: totals hold, single cells need not.
-- grain: from_scheme, from_edition, from_code, to_scheme, to_edition, to_code
-- check: share: weight >= 0 AND weight <= 1
-- check: weights sum to one: abs(1 - (SELECT sum(o.weight) FROM core.crosswalk_occupation AS o
--   WHERE o.from_scheme = crosswalk_occupation.from_scheme AND o.from_edition = crosswalk_occupation.from_edition
--   AND o.from_code = crosswalk_occupation.from_code AND o.to_scheme = crosswalk_occupation.to_scheme
--   AND o.to_edition = crosswalk_occupation.to_edition)) <= 1e-12
-- unit: from_scheme, to_scheme = ONETSOC, SOC, OEWS or ISCO
-- unit: from_edition, to_edition = code: year of the edition; of OEWS the year of the tables
-- unit: from_code, to_code = code
-- unit: weight = share of the figure of from_code, 0 to 1
-- unit: basis = equal, or employment (of the OEWS year itself; for SOC 2010 of May 2018 or the last year before it, for SOC 2018 of May 2021 or the first year after it)
-- unit: relation = one (one to one), split, merge or many
-- unit: source = dataset or table of the project
-- unit: is_sample = true or false
WITH base_year AS (
  -- The year of each edition that lies nearest to the other edition.
  SELECT '2010' AS soc_edition, max(year) AS year FROM core.soc_oews_code WHERE soc_edition = '2010'
  UNION ALL
  SELECT '2018', min(year) FROM core.soc_oews_code WHERE soc_edition = '2018' AND year >= 2021
),
jobs AS (
  -- A wage table's group is shared out evenly over its SOC occupations, and a SOC occupation in two groups is their sum.
  SELECT k.soc_edition, k.soc_code, CAST(sum(e.employment / k.n_soc) AS DOUBLE) AS employment
  FROM (
    SELECT c.*, count(*) OVER (PARTITION BY c.year, c.occ_code) AS n_soc FROM core.soc_oews_code AS c
  ) AS k
  JOIN base_year AS b ON b.soc_edition = k.soc_edition AND b.year = k.year
  JOIN core.occupation_employment AS e ON e.year = k.year AND e.occ_code = k.occ_code
  GROUP BY 1, 2
),
onet_code AS (
  SELECT o.onetsoc_code, o._landing FROM latest.onet_occupations AS o WHERE o.soc_edition = 'O*NET-SOC 2019'
  UNION ALL
  SELECT o.onetsoc_code, o._landing FROM latest.crosswalk_onet_soc AS o
  UNION ALL
  SELECT o.onetsoc_2019_code, o._landing FROM latest.crosswalk_onet_2010_2019 AS o
  UNION ALL
  SELECT o.onetsoc_code, o._landing FROM latest.exposure_gpts_occupations AS o
),
pair AS (
  SELECT
    'ONETSOC' AS from_scheme, '2010' AS from_edition, o.onetsoc_2010_code AS from_code,
    'ONETSOC' AS to_scheme, '2019' AS to_edition, o.onetsoc_2019_code AS to_code,
    CAST(NULL AS DOUBLE) AS employment, 'crosswalk.onet_2010_2019' AS source, coalesce(l.is_sample, FALSE) AS is_sample
  FROM latest.crosswalk_onet_2010_2019 AS o
  LEFT JOIN meta.landing AS l ON l.id = o._landing
  UNION ALL
  -- The first six digits of a code of O*NET are the SOC code.
  SELECT 'ONETSOC', '2019', o.onetsoc_code, 'SOC', '2018', substr(o.onetsoc_code, 1, 7), NULL, 'first six digits',
    bool_or(coalesce(l.is_sample, FALSE))
  FROM onet_code AS o
  LEFT JOIN meta.landing AS l ON l.id = o._landing
  GROUP BY o.onetsoc_code
  UNION ALL
  SELECT 'SOC', '2010', p.soc_2010_code, 'SOC', '2018', p.soc_2018_code, j.employment, p.source, p.is_sample
  FROM core.soc_edition_pair AS p
  LEFT JOIN jobs AS j ON j.soc_edition = '2018' AND j.soc_code = p.soc_2018_code
  UNION ALL
  SELECT 'SOC', '2018', p.soc_2018_code, 'SOC', '2010', p.soc_2010_code, j.employment, p.source, p.is_sample
  FROM core.soc_edition_pair AS p
  LEFT JOIN jobs AS j ON j.soc_edition = '2010' AND j.soc_code = p.soc_2010_code
  UNION ALL
  SELECT 'SOC', c.soc_edition, c.soc_code, 'OEWS', CAST(c.year AS VARCHAR), c.occ_code, e.employment,
    CASE WHEN c.rule = 'group table' THEN 'ref.oews_group, ref.soc_oews_hybrid' ELSE 'bls.oews_national' END, c.is_sample
  FROM core.soc_oews_code AS c
  JOIN core.occupation_employment AS e ON e.year = c.year AND e.occ_code = c.occ_code
  UNION ALL
  SELECT 'OEWS', CAST(c.year AS VARCHAR), c.occ_code, 'SOC', c.soc_edition, c.soc_code, NULL,
    CASE WHEN c.rule = 'group table' THEN 'ref.oews_group, ref.soc_oews_hybrid' ELSE 'bls.oews_national' END, c.is_sample
  FROM core.soc_oews_code AS c
  UNION ALL
  SELECT 'SOC', '2010', s.soc2010_code, 'ISCO', '08', s.isco08_code, NULL, 'crosswalk.soc_isco',
    bool_or(coalesce(l.is_sample, FALSE))
  FROM latest.crosswalk_soc_isco AS s
  LEFT JOIN meta.landing AS l ON l.id = s._landing
  WHERE s.isco08_code IS NOT NULL
  GROUP BY s.soc2010_code, s.isco08_code
),
counted AS (
  SELECT
    p.*,
    count(*) OVER f AS n_to,
    count(p.employment) OVER f AS n_counted,
    sum(p.employment) OVER f AS employment_to,
    count(*) OVER (PARTITION BY p.to_scheme, p.to_edition, p.to_code, p.from_scheme, p.from_edition) AS n_from
  FROM pair AS p
  WINDOW f AS (PARTITION BY p.from_scheme, p.from_edition, p.from_code, p.to_scheme, p.to_edition)
)
SELECT
  c.from_scheme, c.from_edition, c.from_code, c.to_scheme, c.to_edition, c.to_code,
  CASE
    WHEN c.n_to = 1 THEN 1.0
    WHEN c.n_counted = c.n_to AND c.employment_to > 0 THEN c.employment / c.employment_to
    ELSE CAST(1 AS DOUBLE) / c.n_to
  END AS weight,
  CASE WHEN c.n_to > 1 AND c.n_counted = c.n_to AND c.employment_to > 0 THEN 'employment' ELSE 'equal' END AS basis,
  CASE
    WHEN c.n_to = 1 AND c.n_from = 1 THEN 'one'
    WHEN c.n_from = 1 THEN 'split'
    WHEN c.n_to = 1 THEN 'merge'
    ELSE 'many'
  END AS relation,
  c.source,
  c.is_sample
FROM counted AS c
