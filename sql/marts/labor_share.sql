-- about: Labor share of nonfarm business by quarter. It is an index of the share, 2017 = 100, and never a percent.
-- grain: dataset, series_id, quarter
-- unit: dataset, series_id = code
-- unit: quarter = date, its first day
-- unit: value = index, 2017 = 100
-- unit: low, high = index, NULL: SE not published
-- unit: growth_4q_pct = percent over four quarters, of the index
-- unit: n = quarters with a value, up to this one
-- unit: known_at = UTC; NULL in a hole
-- unit: flags = text: preliminary, hole
-- unit: is_sample = true or false
-- export: parquet
WITH line AS (
  SELECT dataset, series_id, min(month_index) AS first_index, max(month_index) AS last_index
  FROM core.series_now
  WHERE concept = 'labor_share'
  GROUP BY 1, 2
)
SELECT
  l.dataset, l.series_id, c.month AS quarter,
  s.value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  100 * (s.value / y.value - 1) AS growth_4q_pct,
  count(s.value) OVER (
    PARTITION BY l.dataset, l.series_id ORDER BY c.month NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS n,
  s.known_at,
  trim(concat(
    CASE WHEN s.status = 'p' OR c.month_index = l.last_index THEN 'preliminary ' ELSE '' END,
    CASE WHEN s.value IS NULL THEN 'hole ' ELSE '' END
  )) AS flags,
  coalesce(s.is_sample, FALSE) AS is_sample
FROM line AS l
JOIN core.calendar_month AS c ON c.month_index BETWEEN l.first_index AND l.last_index AND c.month_of_year IN (1, 4, 7, 10)
LEFT JOIN core.series_now AS s ON s.dataset = l.dataset AND s.series_id = l.series_id AND s.month_index = c.month_index
LEFT JOIN core.series_now AS y
  ON y.dataset = l.dataset AND y.series_id = l.series_id AND y.month_index = c.month_index - 12 AND y.value > 0
