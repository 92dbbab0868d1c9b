-- about: Openings, hires, quits and layoffs of white-collar industries beside the total, by month. Some one in three
--   establishments asked answers, and each March's release revises five years.
-- grain: dataset, series_id, month
-- check: not negative: value >= 0
-- unit: dataset, series_id, concept = code
-- unit: title = text
-- unit: month = date
-- unit: unit = thousand, thousand openings, or percent of jobs (of jobs and openings for openings)
-- unit: value = as the column unit says
-- unit: low, high = as the column unit says, NULL: SE not published with the series
-- unit: ratio_to_total = ratio of the rate to that of total nonfarm; NULL for levels
-- unit: growth_12m_pct = percent over twelve months; NULL for rates
-- unit: n = months with a value, up to this one
-- unit: known_at = UTC; NULL in a hole
-- unit: flags = text: preliminary, hole
-- unit: is_sample = true or false
-- export: parquet
WITH mine AS (
  SELECT s.*, substr(s.series_id, length(s.series_id) - 2, 2) AS element
  FROM core.series_now AS s
  WHERE s.concept LIKE 'jolts%' OR s.concept = 'job_openings'
),
line AS (
  SELECT
    dataset, series_id, max(concept) AS concept, max(title) AS title, max(unit) AS unit, max(kind) AS kind, max(element) AS element,
    min(month_index) AS first_index, max(month_index) AS last_index
  FROM mine
  GROUP BY 1, 2
)
SELECT
  l.dataset, l.series_id, l.concept, l.title, c.month, l.unit,
  s.value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  s.value / t.value AS ratio_to_total,
  CASE WHEN l.kind = 'level' THEN 100 * (s.value / y.value - 1) END AS growth_12m_pct,
  count(s.value) OVER (
    PARTITION BY l.dataset, l.series_id ORDER BY c.month NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS n,
  s.known_at,
  trim(concat(
    CASE WHEN s.status = 'p' THEN 'preliminary ' ELSE '' END,
    CASE WHEN s.value IS NULL THEN 'hole ' ELSE '' END
  )) AS flags,
  coalesce(s.is_sample OR t.is_sample, s.is_sample, FALSE) AS is_sample
FROM line AS l
JOIN core.calendar_month AS c ON c.month_index BETWEEN l.first_index AND l.last_index
LEFT JOIN mine AS s ON s.dataset = l.dataset AND s.series_id = l.series_id AND s.month_index = c.month_index
LEFT JOIN mine AS y
  ON y.dataset = l.dataset AND y.series_id = l.series_id AND y.month_index = c.month_index - 12 AND y.value > 0
LEFT JOIN mine AS t
  ON t.dataset = l.dataset AND l.kind = 'rate' AND t.kind = 'rate' AND t.concept LIKE 'jolts_total%' AND t.element = l.element
  AND t.month_index = c.month_index AND t.value > 0
