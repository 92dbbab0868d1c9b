-- about: Crosswalk of industries from NAICS 2017 to NAICS 2022, six digits, with weights that share a figure of one code
--   out over the codes that take its place. The concordance gives no weights: they are equal.
-- grain: from_scheme, from_edition, from_code, to_scheme, to_edition, to_code
-- check: share: weight > 0 AND weight <= 1
-- check: weights sum to one: abs(1 - (SELECT sum(o.weight) FROM core.crosswalk_industry AS o
--   WHERE o.from_code = crosswalk_industry.from_code)) <= 1e-12
-- unit: from_scheme, to_scheme, from_edition, to_edition, from_code, to_code = code
-- unit: weight = share of the figure of from_code, 0 to 1
-- unit: basis = equal
-- unit: relation = one (one to one), split, merge or many
-- unit: source = dataset
-- unit: is_sample = true or false
SELECT
  'NAICS' AS from_scheme, '2017' AS from_edition, p.from_code,
  'NAICS' AS to_scheme, '2022' AS to_edition, p.to_code,
  CAST(1 AS DOUBLE) / count(*) OVER f AS weight,
  'equal' AS basis,
  CASE
    WHEN count(*) OVER f = 1 AND count(*) OVER t = 1 THEN 'one'
    WHEN count(*) OVER t = 1 THEN 'split'
    WHEN count(*) OVER f = 1 THEN 'merge'
    ELSE 'many'
  END AS relation,
  'crosswalk.naics_2017_2022' AS source,
  p.is_sample
FROM (
  SELECT n.naics_2017_code AS from_code, n.naics_2022_code AS to_code, bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
  FROM latest.crosswalk_naics_2017_2022 AS n
  LEFT JOIN meta.landing AS l ON l.id = n._landing
  GROUP BY 1, 2
) AS p
WINDOW f AS (PARTITION BY p.from_code), t AS (PARTITION BY p.to_code)
