-- about: Payrolls of the industries that employ many programmers and clerks, by month, with the index to November 2022
--   and the change over twelve months. An industry is not an occupation. NSA series have no index, since a month of one
--   season is not to be held against another.
-- grain: dataset, series_id, month
-- check: positive: value > 0
-- unit: dataset, series_id, concept = code
-- unit: title = text
-- unit: month = date
-- unit: adjustment = SA or NSA
-- unit: value = thousand jobs
-- unit: low, high = thousand jobs, NULL: SE not published with the series
-- unit: index_value = index, November 2022 = 100
-- unit: growth_12m_pct = percent over twelve months
-- unit: n = months with a value, up to this one
-- unit: known_at = UTC; NULL in a hole
-- unit: flags = text: preliminary, hole, nsa
-- unit: is_sample = true or false
-- export: parquet
WITH line AS (
  SELECT
    s.dataset, s.series_id, max(s.concept) AS concept, max(s.title) AS title, max(s.adjustment) AS adjustment,
    min(s.month_index) AS first_index, max(s.month_index) AS last_index,
    max(CASE WHEN s.period = DATE '2022-11-01' AND s.adjustment = 'SA' THEN s.value END) AS base
  FROM core.series_now AS s
  WHERE s.dataset IN ('bls.ces', 'bls.ces_vintages') AND s.kind = 'level'
  GROUP BY 1, 2
),
spine AS (
  SELECT
    l.dataset, l.series_id, l.concept, l.title, l.adjustment, l.base, c.month, s.value, s.status, s.known_at, s.is_sample,
    lag(s.value, 12) OVER (PARTITION BY l.dataset, l.series_id ORDER BY c.month NULLS LAST) AS year_before,
    count(s.value) OVER (
      PARTITION BY l.dataset, l.series_id ORDER BY c.month NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n
  FROM line AS l
  JOIN core.calendar_month AS c ON c.month_index BETWEEN l.first_index AND l.last_index
  LEFT JOIN core.series_now AS s ON s.dataset = l.dataset AND s.series_id = l.series_id AND s.month_index = c.month_index
)
-- The spine has every month, so that twelve rows back is twelve months back.
SELECT
  p.dataset, p.series_id, p.concept, p.title, p.month, p.adjustment,
  p.value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  100 * p.value / p.base AS index_value,
  100 * (p.value / p.year_before - 1) AS growth_12m_pct,
  p.n, p.known_at,
  trim(concat(
    CASE WHEN p.status = 'p' THEN 'preliminary ' ELSE '' END,
    CASE WHEN p.value IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN p.adjustment = 'NSA' THEN 'nsa ' ELSE '' END
  )) AS flags,
  coalesce(p.is_sample, FALSE) AS is_sample
FROM spine AS p
