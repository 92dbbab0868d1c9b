-- about: Unemployment rate of young people and of graduates less that of all workers, by month, and the mean of the gap over
--   twelve months. Adjusted rates are compared with adjusted ones only. No survey was made for October 2025, so no mean
--   covers it. The rates come from a survey of households; few of its persons are graduates of 20 to 24 years.
-- grain: comparison, month
-- unit: comparison = bachelor_20_24, age_20_24 or bachelor_25_over
-- unit: title = text
-- unit: series_id, all_series_id = code
-- unit: adjustment = SA or NSA, of both rates
-- unit: month = date
-- unit: value = percentage points, mean gap of the twelve months up to this one; NULL unless all twelve are there
-- unit: low, high = percentage points, NULL: SE not in the files
-- unit: gap_pp = percentage points, of the month
-- unit: rate_pct, all_rate_pct = percent of the labour force, of the month
-- unit: change_12m_pp = percentage points, of the mean on the same month of the year before
-- unit: n = months of the twelve that have both rates
-- unit: known_at = UTC; NULL in a hole
-- unit: flags = text: hole, window_hole (a month of the twelve lacks a rate), short_window (the series begin within the twelve), new_population_controls
-- unit: is_sample = true or false
-- export: parquet
WITH pair AS (
  SELECT
    g.comparison, g.title, g.series_id, g.all_series_id, g.adjustment, s.month_index,
    s.value AS rate_pct, a.value AS all_rate_pct, s.value - a.value AS gap_pp,
    CASE WHEN s.known_at > a.known_at THEN s.known_at ELSE a.known_at END AS known_at,
    s.is_sample OR a.is_sample AS is_sample
  FROM ref.graduate_gap AS g
  JOIN core.series_best AS s ON s.series_id = g.series_id AND s.adjustment = g.adjustment
  JOIN core.series_best AS a ON a.series_id = g.all_series_id AND a.adjustment = g.adjustment AND a.month_index = s.month_index
),
line AS (
  SELECT
    comparison, max(title) AS title, max(series_id) AS series_id, max(all_series_id) AS all_series_id, max(adjustment) AS adjustment,
    min(month_index) AS first_index, max(month_index) AS last_index
  FROM pair
  WHERE gap_pp IS NOT NULL
  GROUP BY 1
),
rolled AS (
  SELECT
    l.*, m.month, m.month_index, m.month_of_year, p.rate_pct, p.all_rate_pct, p.gap_pp, p.known_at,
    coalesce(p.is_sample, FALSE) AS is_sample,
    avg(p.gap_pp) OVER w AS mean_pp,
    count(p.gap_pp) OVER w AS n
  FROM line AS l
  JOIN core.calendar_month AS m ON m.month_index BETWEEN l.first_index AND l.last_index
  LEFT JOIN pair AS p ON p.comparison = l.comparison AND p.month_index = m.month_index
  WINDOW w AS (PARTITION BY l.comparison ORDER BY m.month NULLS LAST ROWS BETWEEN 11 PRECEDING AND CURRENT ROW)
)
SELECT
  r.comparison, r.title, r.series_id, r.all_series_id, r.adjustment, r.month,
  CASE WHEN r.n = 12 THEN r.mean_pp END AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  r.gap_pp, r.rate_pct, r.all_rate_pct,
  CASE WHEN r.n = 12 AND y.n = 12 THEN r.mean_pp - y.mean_pp END AS change_12m_pp,
  r.n, r.known_at,
  trim(concat(
    CASE WHEN r.gap_pp IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN r.month_index < r.first_index + 11 THEN 'short_window ' WHEN r.n < 12 THEN 'window_hole ' ELSE '' END,
    CASE WHEN r.month_of_year = 1 THEN 'new_population_controls ' ELSE '' END
  )) AS flags,
  r.is_sample
FROM rolled AS r
LEFT JOIN rolled AS y ON y.comparison = r.comparison AND y.month_index = r.month_index - 12
