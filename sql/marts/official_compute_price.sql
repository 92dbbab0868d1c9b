-- about: The statistical office's prices of hosting, semiconductors, servers and computers, nominal and against consumer
--   prices, base month = 100. The office adjusts computers, servers and semiconductors for quality, each in its own way,
--   so the lines differ in what they hold constant.
-- grain: series_id, month
-- method: 2
-- check: positive: value > 0 AND nominal_index > 0
-- unit: series_id, concept = code
-- unit: title = text
-- unit: month = date
-- unit: price_index = index as published, not seasonally adjusted; each series has a base of its own
-- unit: base_month = date: November 2022, or the first month after it that has both price and CPI
-- unit: nominal_index = index, base month = 100
-- unit: value = index of the price against CPI, not seasonally adjusted, base month = 100; NULL in a hole
-- unit: low, high = index; NULL, SE not published
-- unit: change_12m = percent, of the nominal index on the same month of the year before
-- unit: real_change_12m = percent, of the index against CPI on the same month of the year before
-- unit: n = values behind it: price and CPI
-- unit: source = dataset
-- unit: known_at = UTC, of the price; NULL in a hole
-- unit: flags = text: hole, no_cpi, preliminary (marked so, or producer prices of the newest four months, which are revised once)
-- unit: is_sample = true or false
-- export: parquet
WITH price AS (
  SELECT
    s.series_id, s.month_index, s.value, s.source, s.status, s.known_at, s.is_sample, c.cpi,
    max(CASE WHEN s.value IS NOT NULL THEN s.month_index END) OVER (PARTITION BY s.series_id) AS newest
  FROM core.series_best AS s
  LEFT JOIN core.consumer_price AS c ON c.month = s.period
  WHERE s.concept IN ('ppi_hosting', 'ppi_semiconductors', 'ppi_servers', 'cpi_computers') AND s.adjustment = 'NSA'
),
line AS (
  SELECT
    p.series_id, max(r.concept) AS concept, max(r.title) AS title,
    min(p.month_index) AS first_index, max(p.month_index) AS last_index,
    min(CASE WHEN p.value IS NOT NULL AND p.cpi IS NOT NULL AND p.month_index >= 12 * 2022 + 10 THEN p.month_index END) AS base_index
  FROM price AS p
  JOIN ref.series AS r ON r.series_id = p.series_id
  GROUP BY p.series_id
),
base AS (
  SELECT l.series_id, m.month AS base_month, p.value, p.cpi
  FROM line AS l
  JOIN price AS p ON p.series_id = l.series_id AND p.month_index = l.base_index
  JOIN core.calendar_month AS m ON m.month_index = l.base_index
)
SELECT
  l.series_id, l.concept, l.title, m.month, b.base_month,
  p.value AS price_index,
  100 * p.value / b.value AS nominal_index,
  100 * (p.value / b.value) / (c.cpi / b.cpi) AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  100 * (p.value / y.value - 1) AS change_12m,
  100 * (p.value / y.value / (c.cpi / y.cpi) - 1) AS real_change_12m,
  CASE WHEN p.value IS NULL THEN 0 ELSE 1 END + CASE WHEN c.cpi IS NULL THEN 0 ELSE 1 END AS n,
  p.source, p.known_at,
  trim(concat(
    CASE WHEN p.value IS NULL OR c.cpi IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN c.cpi IS NULL THEN 'no_cpi ' ELSE '' END,
    CASE WHEN p.status = 'p' OR (l.concept LIKE 'ppi%' AND p.month_index > p.newest - 4) THEN 'preliminary ' ELSE '' END
  )) AS flags,
  coalesce(p.is_sample, FALSE) AS is_sample
FROM line AS l
JOIN base AS b ON b.series_id = l.series_id
JOIN core.calendar_month AS m ON m.month_index BETWEEN l.first_index AND l.last_index
LEFT JOIN price AS p ON p.series_id = l.series_id AND p.month_index = m.month_index
LEFT JOIN core.consumer_price AS c ON c.month = m.month
LEFT JOIN price AS y ON y.series_id = l.series_id AND y.month_index = m.month_index - 12
