-- about: Spread of wages over all jobs, between occupations, and by quintile of exposure (beta). OEWS pools three years
--   of panels: its years are not a time series, show dots.
-- grain: year, rater, group_code, statistic
-- check: interval: low <= value + 1e-9 AND value <= high + 1e-9
-- unit: year = year
-- unit: rater = human or gpt4, whose exposure makes the quintiles; none where there are no quintiles
-- unit: group_code = code: all, or quintile 1 (least exposed) to 5
-- unit: statistic = p90_p10_jobs, p90_p10_occupation (of the occupation in the middle by jobs), theil_occupations (between the group's occupations), or theil_quintiles (between quintiles)
-- unit: value = ratio, or Theil index from 0; NULL where top-coded wages leave it open
-- unit: low, high = ratio that top-coded wages (no less than the greatest published) allow, high NULL without a bound; NULL for Theil, SE not published
-- unit: n = occupations
-- unit: n_top_coded = occupations whose 90th percentile is top-coded
-- unit: employment = jobs
-- unit: flags = text: top_coded, wage_incomplete, soc_2010_codes, hybrid_codes
-- unit: is_sample = true or false
-- export: parquet
WITH grouped AS (
  SELECT w.year, 'none' AS rater, 'all' AS group_code, w.occ_code, w.employment, w.annual_mean_usd, w.annual_p10_usd,
    w.annual_p90_usd, w.p90_top_coded, w.greatest_published_usd, w.is_sample
  FROM core.occupation_wage AS w
  WHERE w.occ_code <> '00-0000' AND w.employment > 0
  UNION ALL
  SELECT w.year, q.rater, CAST(CAST(floor(5 * q.place) AS INTEGER) + 1 AS VARCHAR), w.occ_code, w.employment, w.annual_mean_usd, w.annual_p10_usd,
    w.annual_p90_usd, w.p90_top_coded, w.greatest_published_usd, w.is_sample OR q.is_sample
  FROM core.occupation_wage AS w
  JOIN core.occupation_exposure_place AS q ON q.year = w.year AND q.occ_code = w.occ_code
  WHERE q.measure = 'beta' AND w.employment > 0
),
theil AS (
  SELECT
    year, rater, group_code,
    sum(CASE WHEN annual_mean_usd > 0 THEN employment END) AS employment,
    CAST(sum(employment * annual_mean_usd) AS DOUBLE) / sum(CASE WHEN annual_mean_usd > 0 THEN employment END) AS mean_usd,
    -- Sum over occupations of (share of wages) times ln(mean wage / mean of the group).
    CAST(sum(employment * annual_mean_usd * ln(nullif(annual_mean_usd, 0))) AS DOUBLE) / sum(employment * annual_mean_usd)
      - ln(CAST(sum(employment * annual_mean_usd) AS DOUBLE) / sum(CASE WHEN annual_mean_usd > 0 THEN employment END)) AS value,
    count(annual_mean_usd) AS n,
    count(*) - count(annual_mean_usd) AS n_without_wage,
    bool_or(is_sample) AS is_sample
  FROM grouped
  GROUP BY 1, 2, 3
  HAVING count(annual_mean_usd) > 0
),
ratio AS (
  SELECT
    year, rater, group_code, occ_code, employment, p90_top_coded, is_sample,
    CASE WHEN p90_top_coded THEN greatest(greatest_published_usd, annual_p10_usd) ELSE annual_p90_usd END / nullif(annual_p10_usd, 0) AS least,
    CASE WHEN p90_top_coded THEN NULL ELSE annual_p90_usd / nullif(annual_p10_usd, 0) END AS stated
  FROM grouped
  WHERE annual_p10_usd > 0 AND (annual_p90_usd IS NOT NULL OR p90_top_coded)
),
ordered AS (
  -- Once with each top-coded ratio as low as it can be, once beyond all others.
  SELECT
    r.*,
    sum(r.employment) OVER (PARTITION BY r.year, r.rater, r.group_code) AS total,
    sum(r.employment) OVER (
      PARTITION BY r.year, r.rater, r.group_code ORDER BY r.least NULLS LAST, r.occ_code NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS up_to_least,
    sum(r.employment) OVER (
      PARTITION BY r.year, r.rater, r.group_code ORDER BY r.stated NULLS LAST, r.occ_code NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS up_to_stated
  FROM ratio AS r
),
middle AS (
  SELECT
    year, rater, group_code,
    min(CASE WHEN up_to_least >= 0.5 * total THEN least END) AS low,
    min(CASE WHEN up_to_stated >= 0.5 * total THEN stated END) AS high,
    count(*) AS n,
    count(CASE WHEN p90_top_coded THEN 1 END) AS n_top_coded,
    max(total) AS employment,
    bool_or(is_sample) AS is_sample
  FROM ordered
  GROUP BY 1, 2, 3
),
unioned AS (
  SELECT
    w.year, 'none' AS rater, 'all' AS group_code, 'p90_p10_jobs' AS statistic,
    CASE WHEN NOT w.p90_top_coded THEN w.annual_p90_usd / w.annual_p10_usd END AS value,
    CASE WHEN w.p90_top_coded THEN w.greatest_published_usd ELSE w.annual_p90_usd END / w.annual_p10_usd AS low,
    CASE WHEN NOT w.p90_top_coded THEN w.annual_p90_usd / w.annual_p10_usd END AS high,
    d.n,
    CASE WHEN w.p90_top_coded THEN 1 ELSE 0 END AS n_top_coded,
    w.employment, 0 AS n_without_wage, w.is_sample
  FROM core.occupation_wage AS w
  LEFT JOIN (SELECT year, count(*) AS n FROM core.occupation_wage WHERE occ_code <> '00-0000' GROUP BY 1) AS d ON d.year = w.year
  WHERE w.occ_code = '00-0000' AND w.annual_p10_usd > 0
  UNION ALL
  SELECT
    m.year, m.rater, m.group_code, 'p90_p10_occupation', CASE WHEN abs(m.high - m.low) < 1e-9 THEN m.low END, m.low, m.high,
    m.n, m.n_top_coded, m.employment, 0, m.is_sample
  FROM middle AS m
  UNION ALL
  SELECT
    t.year, t.rater, t.group_code, 'theil_occupations', greatest(t.value, 0), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE),
    t.n, 0, t.employment, t.n_without_wage, t.is_sample
  FROM theil AS t
  UNION ALL
  SELECT
    t.year, t.rater, 'all', 'theil_quintiles',
    greatest(CAST(sum(t.employment * t.mean_usd * ln(t.mean_usd)) AS DOUBLE) / sum(t.employment * t.mean_usd)
      - ln(CAST(sum(t.employment * t.mean_usd) AS DOUBLE) / sum(t.employment)), 0),
    CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), CAST(sum(t.n) AS BIGINT), 0, sum(t.employment),
    CAST(sum(t.n_without_wage) AS BIGINT), bool_or(t.is_sample)
  FROM theil AS t
  WHERE t.rater <> 'none'
  GROUP BY 1, 2
)
SELECT
  year, rater, group_code, statistic, value, low, high, n, n_top_coded, employment,
  trim(concat(
    CASE WHEN n_top_coded > 0 THEN 'top_coded ' ELSE '' END,
    CASE WHEN n_without_wage > 0 THEN 'wage_incomplete ' ELSE '' END,
    CASE WHEN year <= 2018 THEN 'soc_2010_codes ' WHEN year <= 2020 THEN 'hybrid_codes ' ELSE '' END
  )) AS flags,
  is_sample
FROM unioned
