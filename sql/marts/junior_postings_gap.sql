-- about: Job postings of a sector against all postings of the country, on the last day of each week that both have. Public
--   files do not tell junior from senior. February 2020 is the source's base and 2022 was a peak: both bases are given.
-- grain: dataset, country, sector, week
-- check: positive: value > 0
-- unit: dataset, country = code
-- unit: sector = text
-- unit: week = date, its Monday
-- unit: date = date, the day taken
-- unit: value = index, postings of the sector relative to all, 2020-02-01 = 100
-- unit: low, high = index, NULL: SE not published
-- unit: value_2023 = index, the same with the first week of January 2023 = 100; NULL where it lacks
-- unit: sector_index, all_index = index, 2020-02-01 = 100, seasonally adjusted
-- unit: n = days of the week that both have
-- unit: known_at = UTC
-- unit: flags = text: gap_before (over ten days since the row before), vintages_apart (the two files are over 31 days apart)
-- unit: is_sample = true or false
-- export: parquet
WITH pair AS (
  SELECT
    s.dataset, s.country, s.sector, s.date, CAST(date_trunc('week', s.date) AS DATE) AS week,
    s.index_sa AS sector_index, a.index_sa AS all_index,
    greatest(s.known_at, a.known_at) AS known_at,
    s.is_sample OR a.is_sample AS is_sample,
    row_number() OVER (
      PARTITION BY s.dataset, s.country, s.sector, CAST(date_trunc('week', s.date) AS DATE) ORDER BY s.date DESC NULLS LAST
    ) AS place,
    count(*) OVER (PARTITION BY s.dataset, s.country, s.sector, CAST(date_trunc('week', s.date) AS DATE)) AS n
  FROM core.postings AS s
  JOIN core.postings AS a ON a.country = s.country AND a.sector = 'all' AND a.date = s.date AND a.index_sa > 0
  WHERE s.sector <> 'all' AND s.index_sa > 0
),
-- A value that does not change keeps the day on which it was first known, so
-- files are compared by their newest.
newest AS (
  SELECT dataset, country, max(known_at) AS known_at
  FROM core.postings
  GROUP BY 1, 2
),
weekly AS (
  SELECT
    p.*, 100 * p.sector_index / p.all_index AS value,
    lag(p.date) OVER (PARTITION BY p.dataset, p.country, p.sector ORDER BY p.date NULLS LAST) AS previous_date,
    max(CASE WHEN p.week = DATE '2023-01-02' THEN p.sector_index / p.all_index END) OVER (
      PARTITION BY p.dataset, p.country, p.sector
    ) AS base_2023
  FROM pair AS p
  WHERE p.place = 1
)
SELECT
  w.dataset, w.country, w.sector, w.week, w.date, w.value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  w.value / w.base_2023 AS value_2023,
  w.sector_index, w.all_index, w.n, w.known_at,
  trim(concat(
    CASE WHEN w.date > w.previous_date + 10 THEN 'gap_before ' ELSE '' END,
    CASE WHEN abs(extract(epoch FROM s.known_at) - extract(epoch FROM a.known_at)) > 31 * 86400 THEN 'vintages_apart ' ELSE '' END
  )) AS flags,
  w.is_sample
FROM weekly AS w
JOIN newest AS s ON s.dataset = w.dataset AND s.country = w.country
JOIN newest AS a ON a.dataset = 'indeed.postings' AND a.country = w.country
