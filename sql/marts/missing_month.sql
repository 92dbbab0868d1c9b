-- about: Months inside the span of a series for which no value is loaded: those that the source itself states to have none,
--   and those that no loaded file speaks of. They stay holes; nothing is put in their place.
-- grain: dataset, series_id, month
-- unit: dataset, series_id, concept = code
-- unit: title = text
-- unit: month = date
-- unit: adjustment = SA, NSA or SAAR
-- unit: reason = stated (the source has the month and no value), or absent (left out by the source, or never loaded)
-- unit: value, low, high = NULL, by definition
-- unit: n = months of the span with a value
-- unit: known_at = UTC, of the statement; NULL where the month is absent
-- unit: flags = text: hole
-- unit: is_sample = true or false
-- export: parquet
WITH line AS (
  SELECT
    dataset, series_id, max(concept) AS concept, max(title) AS title, max(adjustment) AS adjustment,
    min(month_index) AS first_index, max(month_index) AS last_index, count(value) AS n, bool_or(is_sample) AS is_sample
  FROM core.series_now
  WHERE frequency = 'monthly'
  GROUP BY 1, 2
)
SELECT
  l.dataset, l.series_id, l.concept, l.title, c.month, l.adjustment,
  CASE WHEN s.period IS NULL THEN 'absent' ELSE 'stated' END AS reason,
  CAST(NULL AS DOUBLE) AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  l.n,
  s.known_at,
  'hole' AS flags,
  l.is_sample
FROM line AS l
JOIN core.calendar_month AS c ON c.month_index BETWEEN l.first_index AND l.last_index
LEFT JOIN core.series_now AS s
  ON s.dataset = l.dataset AND s.series_id = l.series_id AND s.month_index = c.month_index
WHERE s.value IS NULL
