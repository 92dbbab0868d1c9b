-- about: Job postings on Indeed in care, clerical and comparison sectors by month, with the exposure (beta) of the
--   occupations assigned to the sector by hand. Postings are not hires, and timing is not an effect.
-- grain: country, sector, month
-- check: positive: value >= 0
-- unit: country = code
-- unit: sector = text, see ref.indeed_sector_occupation
-- unit: month = date
-- unit: side = care, clerical or comparison
-- unit: value = index, 1 February 2020 = 100, mean of the month's days, seasonally adjusted, total postings
-- unit: value_2023 = index, January 2023 = 100; NULL where that month has no data
-- unit: low, high = SE not published
-- unit: beta_human, beta_gpt4 = share of tasks of the assigned occupations, which count alike, 0 to 1
-- unit: n = days
-- unit: flags = text: hole, few_days (under 20), from_change (edition with changes in percent), other_country (exposure rated for US occupations)
-- unit: is_sample = true or false
-- export: parquet
WITH sector AS (
  SELECT
    o.sector, min(o.side) AS side,
    avg(CASE WHEN e.rater = 'human' THEN e.score_00 END) AS beta_human,
    avg(CASE WHEN e.rater = 'gpt4' THEN e.score_00 END) AS beta_gpt4,
    bool_or(coalesce(e.is_sample, FALSE)) AS is_sample
  FROM ref.indeed_sector_occupation AS o
  LEFT JOIN core.soc_exposure AS e ON e.soc_code = o.soc_code AND e.measure = 'beta'
  GROUP BY 1
),
span AS (
  SELECT
    p.country, p.sector, min(p.month_index) AS first_month, max(p.month_index) AS last_month,
    max(CASE WHEN p.month_index = 12 * 2023 THEN p.index_value END) AS base_2023,
    bool_or(p.is_sample) AS is_sample
  FROM core.posting_sector_month AS p
  WHERE p.postings = 'total postings'
  GROUP BY 1, 2
)
SELECT
  s.country, s.sector, m.month, k.side,
  p.index_value AS value,
  100 * p.index_value / nullif(s.base_2023, 0) AS value_2023,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  k.beta_human,
  k.beta_gpt4,
  coalesce(p.n_days, 0) AS n,
  trim(concat(
    CASE WHEN p.n_days IS NULL THEN 'hole ' WHEN p.n_days < 20 THEN 'few_days ' ELSE '' END,
    CASE WHEN p.from_change THEN 'from_change ' ELSE '' END,
    CASE WHEN s.country <> 'US' THEN 'other_country ' ELSE '' END
  )) AS flags,
  s.is_sample OR k.is_sample AS is_sample
FROM span AS s
JOIN sector AS k ON k.sector = s.sector
JOIN core.calendar_month AS m ON m.month_index BETWEEN s.first_month AND s.last_month
LEFT JOIN core.posting_sector_month AS p
  ON p.country = s.country AND p.sector = s.sector AND p.month_index = m.month_index AND p.postings = 'total postings'
