-- about: Growth of output per hour over the last 4 and 8 quarters against its mean in 2005 to 2019, at annual rates in log
--   percent. One year of quarters has a standard error of over a point, and the newest quarters are revised with GDP.
-- grain: dataset, series_id, quarter, span_quarters
-- unit: dataset, series_id = code
-- unit: quarter = date, its first day
-- unit: span_quarters = quarters
-- unit: value = percentage points at an annual rate, growth over the span less the mean of 2005 to 2019
-- unit: low, high = percentage points, 90 % interval, quarters taken as independent; for the spans after 2019 only
-- unit: growth_pct = log percent at an annual rate over the span
-- unit: base_mean_pct = log percent at an annual rate, mean of 2005 to 2019
-- unit: base_sd_pct = log percent, standard deviation of one quarter's rate in 2005 to 2019
-- unit: se = percentage points, of value
-- unit: above_two_se = true or false; NULL without an SE
-- unit: n = quarters of 2005 to 2019 behind the mean
-- unit: known_at = UTC; NULL in a hole
-- unit: flags = text: preliminary, hole, short_base (under 60 quarters), in_base
-- unit: is_sample = true or false
-- export: parquet
WITH line AS (
  SELECT dataset, series_id, min(month_index) AS first_index, max(month_index) AS last_index, bool_or(is_sample) AS any_sample
  FROM core.series_now
  WHERE concept = 'output_per_hour'
  GROUP BY 1, 2
),
quarter AS (
  SELECT
    l.dataset, l.series_id, l.any_sample, c.month AS quarter, c.month_index, c.year, s.value AS level, s.status, s.known_at,
    max(s.known_at) OVER (PARTITION BY l.dataset, l.series_id) AS newest_known_at,
    400 * ln(s.value / lag(s.value) OVER (PARTITION BY l.dataset, l.series_id ORDER BY c.month NULLS LAST)) AS rate,
    lag(s.value, 4) OVER (PARTITION BY l.dataset, l.series_id ORDER BY c.month NULLS LAST) AS level_4,
    lag(s.value, 8) OVER (PARTITION BY l.dataset, l.series_id ORDER BY c.month NULLS LAST) AS level_8,
    l.last_index
  FROM line AS l
  JOIN core.calendar_month AS c ON c.month_index BETWEEN l.first_index AND l.last_index AND c.month_of_year IN (1, 4, 7, 10)
  LEFT JOIN core.series_now AS s
    ON s.dataset = l.dataset AND s.series_id = l.series_id AND s.month_index = c.month_index AND s.value > 0
),
base AS (
  SELECT dataset, series_id, avg(rate) AS mean, stddev_samp(rate) AS sd, count(rate) AS n
  FROM quarter
  WHERE year BETWEEN 2005 AND 2019
  GROUP BY 1, 2
),
growth AS (
  SELECT q.*, 4 AS span_quarters, 100 * ln(q.level / q.level_4) AS growth_pct
  FROM quarter AS q
  UNION ALL
  SELECT q.*, 8, 50 * ln(q.level / q.level_8)
  FROM quarter AS q
),
measured AS (
  SELECT
    g.*, b.mean, b.sd, coalesce(b.n, 0) AS n,
    CASE WHEN g.month_index - 3 * g.span_quarters >= 12 * 2019 + 9 THEN b.sd * sqrt(1.0 / g.span_quarters + 1.0 / b.n) END AS se
  FROM growth AS g
  LEFT JOIN base AS b ON b.dataset = g.dataset AND b.series_id = g.series_id AND b.n >= 20
)
SELECT
  m.dataset, m.series_id, m.quarter, m.span_quarters,
  m.growth_pct - m.mean AS value,
  m.growth_pct - m.mean - 1.645 * m.se AS low,
  m.growth_pct - m.mean + 1.645 * m.se AS high,
  m.growth_pct, m.mean AS base_mean_pct, m.sd AS base_sd_pct, m.se,
  m.growth_pct - m.mean > 2 * m.se AS above_two_se,
  m.n, m.known_at,
  trim(concat(
    CASE WHEN m.status = 'p' OR m.month_index = m.last_index THEN 'preliminary ' ELSE '' END,
    CASE WHEN m.level IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN m.n < 60 THEN 'short_base ' ELSE '' END,
    CASE WHEN m.year BETWEEN 2005 AND 2019 THEN 'in_base ' ELSE '' END
  )) AS flags,
  m.any_sample AS is_sample
FROM measured AS m
WHERE m.growth_pct IS NOT NULL OR m.level IS NULL
