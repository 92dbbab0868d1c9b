-- about: Rank of each occupation by every measure of exposure and of use at hand. Exposed: a model could halve the time
--   of the task; not a forecast of jobs. Use is that of one vendor's customers.
-- grain: family, soc_code
-- check: rank: value BETWEEN 0 AND 1
-- unit: family = code, see core.soc_exposure_family
-- unit: edition = text
-- unit: soc_code = code, SOC 2018
-- unit: title = text
-- unit: value = percentile rank within the family, 0 least and 1 most exposed, ties in the middle
-- unit: low, high = SE not published
-- unit: score = on the family's own scale; NULL for aioe, whose publisher states no licence
-- unit: employment = jobs of the newest OEWS year, under the same code
-- unit: n = codes that the score is the mean of
-- unit: n_family = occupations
-- unit: flags = text: score_not_shown, several_codes
-- unit: is_sample = true or false
-- export: parquet
WITH ranked AS (
  SELECT
    f.*,
    rank() OVER (PARTITION BY f.family ORDER BY f.score NULLS LAST) AS place,
    count(*) OVER (PARTITION BY f.family, f.score) AS n_tied,
    count(*) OVER (PARTITION BY f.family) AS n_family
  FROM core.soc_exposure_family AS f
  WHERE f.score IS NOT NULL
)
SELECT
  r.family, r.edition, r.soc_code,
  e.occ_title AS title,
  CASE WHEN r.n_family > 1
    THEN CAST(r.place - 1 + (r.n_tied - 1) / CAST(2 AS DOUBLE) AS DOUBLE) / (r.n_family - 1) END AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  CASE WHEN r.family <> 'aioe' THEN r.score END AS score,
  e.employment,
  r.n_codes AS n,
  r.n_family,
  trim(concat(
    CASE WHEN r.family = 'aioe' THEN 'score_not_shown ' ELSE '' END,
    CASE WHEN r.n_codes > 1 THEN 'several_codes ' ELSE '' END
  )) AS flags,
  r.is_sample OR coalesce(e.is_sample, FALSE) AS is_sample
FROM ranked AS r
LEFT JOIN core.occupation_employment AS e ON e.occ_code = r.soc_code AND e.is_newest_year
