-- about: How far two measures of exposure or use order the same occupations alike. They are not measures of one thing,
--   and none is a forecast of jobs.
-- grain: family_a, family_b
-- check: correlation: value BETWEEN -1 - 1e-9 AND 1 + 1e-9
-- check: rank correlation: rank_correlation BETWEEN -1 - 1e-9 AND 1 + 1e-9
-- unit: family_a, family_b = code, see core.soc_exposure_family
-- unit: edition_a, edition_b = text
-- unit: value = correlation of the scores, -1 to 1
-- unit: low, high = SE not published; the occupations are all there are, not a draw
-- unit: rank_correlation = correlation of the ranks among the common occupations, -1 to 1
-- unit: n = occupations that both rate
-- unit: flags = text: few_matches (under 5 occupations, no value)
-- unit: is_sample = true or false
-- export: parquet
WITH pair AS (
  SELECT
    a.family AS family_a, b.family AS family_b, a.edition AS edition_a, b.edition AS edition_b,
    a.score AS x, b.score AS y, a.is_sample OR b.is_sample AS is_sample
  FROM core.soc_exposure_family AS a
  JOIN core.soc_exposure_family AS b ON b.soc_code = a.soc_code AND a.family < b.family
  WHERE a.score IS NOT NULL AND b.score IS NOT NULL
),
ranked AS (
  SELECT
    p.*,
    rank() OVER (PARTITION BY family_a, family_b ORDER BY x NULLS LAST)
      + count(*) OVER (PARTITION BY family_a, family_b, x) / CAST(2 AS DOUBLE) AS rank_x,
    rank() OVER (PARTITION BY family_a, family_b ORDER BY y NULLS LAST)
      + count(*) OVER (PARTITION BY family_a, family_b, y) / CAST(2 AS DOUBLE) AS rank_y
  FROM pair AS p
)
SELECT
  family_a, family_b,
  min(edition_a) AS edition_a,
  min(edition_b) AS edition_b,
  CASE WHEN count(*) >= 5 AND var_samp(x) > 0 AND var_samp(y) > 0 THEN corr(x, y) END AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  CASE WHEN count(*) >= 5 AND var_samp(rank_x) > 0 AND var_samp(rank_y) > 0 THEN corr(rank_x, rank_y) END AS rank_correlation,
  count(*) AS n,
  CASE WHEN count(*) < 5 THEN 'few_matches' ELSE '' END AS flags,
  bool_or(is_sample) AS is_sample
FROM ranked
GROUP BY 1, 2
