-- about: Which occupations count as exposed in each study: the share of base employment with the highest exposure.
-- grain: study, census_code
-- unit: study = code, see ref.cps_design
-- unit: census_code = code, Census 2018
-- unit: beta_human = share of tasks, 0 to 1
-- unit: base_employment = persons, mean month of the base span
-- unit: share_above = share of the base employment of rated occupations in more exposed ones
-- unit: is_exposed, is_sample = true or false
WITH base AS (
  SELECT
    d.study, d.exposed_share, m.census_code, round(x.beta_human, 9) AS beta_human,
    CAST(sum(m.weight) AS DOUBLE) / max(k.n) AS base_employment,
    bool_or(m.is_sample OR x.is_sample) AS is_sample
  FROM ref.cps_design AS d
  JOIN core.cps_occupation_month AS m ON m.month BETWEEN d.base_from AND d.base_to
  JOIN core.census_occupation_exposure AS x ON x.census_code = m.census_code
  JOIN (
    SELECT e.study, count(DISTINCT o.month) AS n
    FROM ref.cps_design AS e
    JOIN core.cps_occupation_month AS o ON o.month BETWEEN e.base_from AND e.base_to
    GROUP BY 1
  ) AS k ON k.study = d.study
  GROUP BY 1, 2, 3, 4
),
ranked AS (
  SELECT
    study, exposed_share, census_code, beta_human, base_employment, is_sample,
    -- Occupations of equal exposure come in or stay out together: the running sum takes in all of them.
    (sum(base_employment) OVER (PARTITION BY study ORDER BY beta_human DESC NULLS LAST)
      - sum(base_employment) OVER (PARTITION BY study, beta_human)) / sum(base_employment) OVER (PARTITION BY study) AS share_above
  FROM base
)
SELECT study, census_code, beta_human, base_employment, share_above, share_above < exposed_share - 1e-9 AS is_exposed, is_sample
FROM ranked
