-- about: Jobs of each OEWS year by occupation of SOC 2010 and of SOC 2018: in the edition of the year's own tables, and
--   carried to the other by the weights of core.crosswalk_occupation. Jobs that no crosswalk carries stand under
--   their own code with is_mapped false, so that the total of the year is kept.
-- grain: year, soc_edition, code, is_mapped
-- check: not negative: employment >= 0
-- check: total kept: abs(employment_carried - employment_total) < 0.5
-- check: editions agree: employment_unmapped <= 0.1 * employment_total
-- unit: year = year
-- unit: soc_edition, native_edition = code
-- unit: code = code: of SOC, or of OEWS where is_mapped is false
-- unit: is_mapped, is_carried, is_sample = true or false
-- unit: employment = jobs; carried ones are shares of published figures and no counts
-- unit: n_from = codes that the figure comes from
-- unit: employment_total, employment_carried, employment_unmapped = jobs of the year, as published by occupation, and in the rows of this edition
WITH jobs AS (
  SELECT e.year, e.occ_code, e.employment, e.is_sample
  FROM core.occupation_employment AS e
  WHERE e.employment IS NOT NULL
    AND EXISTS (SELECT 1 FROM core.soc_oews_code AS c WHERE c.year = e.year)
),
native AS (
  SELECT
    j.year,
    CASE WHEN j.year <= 2018 THEN '2010' ELSE '2018' END AS soc_edition,
    coalesce(x.to_code, j.occ_code) AS code,
    x.to_code IS NOT NULL AS is_mapped,
    sum(j.employment * coalesce(x.weight, 1)) AS employment,
    count(*) AS n_from,
    bool_or(j.is_sample OR coalesce(x.is_sample, FALSE)) AS is_sample
  FROM jobs AS j
  LEFT JOIN core.crosswalk_occupation AS x
    ON x.from_scheme = 'OEWS' AND x.from_edition = CAST(j.year AS VARCHAR) AND x.from_code = j.occ_code AND x.to_scheme = 'SOC'
  GROUP BY 1, 2, 3, 4
),
carried AS (
  SELECT
    n.year,
    n.soc_edition AS native_edition,
    CASE WHEN n.soc_edition = '2010' THEN '2018' ELSE '2010' END AS soc_edition,
    coalesce(x.to_code, n.code) AS code,
    x.to_code IS NOT NULL AS is_mapped,
    sum(n.employment * coalesce(x.weight, 1)) AS employment,
    count(*) AS n_from,
    bool_or(n.is_sample OR coalesce(x.is_sample, FALSE)) AS is_sample
  FROM native AS n
  LEFT JOIN core.crosswalk_occupation AS x
    ON n.is_mapped AND x.from_scheme = 'SOC' AND x.to_scheme = 'SOC' AND x.from_edition = n.soc_edition
    AND x.from_code = n.code
  GROUP BY 1, 2, 3, 4, 5
),
total AS (
  SELECT j.year, sum(j.employment) AS employment_total FROM jobs AS j GROUP BY 1
)
-- With the codes of the wrong edition, 18 percent of the jobs of May 2018 and of
-- May 2021 would find no place; the check on editions lies below that.
SELECT
  a.year, a.soc_edition, a.native_edition, a.code, a.is_mapped,
  a.soc_edition <> a.native_edition AS is_carried,
  a.employment, a.n_from,
  t.employment_total,
  sum(a.employment) OVER (PARTITION BY a.year, a.soc_edition) AS employment_carried,
  sum(CASE WHEN a.is_mapped THEN 0 ELSE a.employment END) OVER (PARTITION BY a.year, a.soc_edition) AS employment_unmapped,
  a.is_sample
FROM (
  SELECT year, soc_edition, soc_edition AS native_edition, code, is_mapped, employment, n_from, is_sample FROM native
  UNION ALL
  SELECT year, soc_edition, native_edition, code, is_mapped, employment, n_from, is_sample FROM carried
) AS a
JOIN total AS t ON t.year = a.year
