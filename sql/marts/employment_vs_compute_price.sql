-- about: Employment of declared industries beside the posted prices of GPU hours and tokens, by month since 2010.
--   Timing only; not an estimate of an effect.
-- grain: month, series_id
-- check: not negative: employment_thousand >= 0
-- unit: month = date
-- unit: series_id = code
-- unit: industry = text
-- unit: position = order of display
-- unit: employment_thousand = thousand jobs, seasonally adjusted
-- unit: employment_index = index, January 2023 = 100
-- unit: gpu_hour_index = index of posted on-demand prices, all clouds and GPUs, first month of the segment = 100
-- unit: gpu_hour_segment = segment of the index; levels of two segments do not compare
-- unit: token_input_index, token_output_index = index of posted prices, litellm.prices, first month of the segment = 100
-- unit: token_input_segment, token_output_segment = segment of the index; levels of two segments do not compare
-- unit: n = employment values, 0 or 1
-- unit: n_gpu_matched, n_token_input_matched, n_token_output_matched = matched products of the month's link
-- unit: flags = text: preliminary, no_employment, no_base, no_gpu_price, no_token_price
-- unit: as_of = UTC
-- unit: is_sample = true or false
-- export: parquet
WITH employment AS (
  SELECT i.series_id, e.month, e.employment_thousand, e.is_preliminary, e.known_at, e.is_sample
  FROM core.employment AS e
  JOIN ref.industry_of_interest AS i ON i.series_id = e.series_id
  WHERE e.month >= DATE '2010-01-01' AND e.employment_thousand IS NOT NULL
),
gpu AS (
  SELECT * FROM marts.gpu_hour_price WHERE cloud = 'all' AND gpu = 'all' AND tenure = 'on_demand'
),
token AS (
  SELECT * FROM marts.token_price_month WHERE source = 'litellm.prices' AND vendor = 'all'
),
span AS (
  SELECT min(month) AS first_month, max(month) AS last_month
  FROM (
    SELECT month FROM employment
    UNION ALL SELECT month FROM gpu
    UNION ALL SELECT month FROM token
  ) AS months
),
beside AS (
  -- Left joins only: a month that a source lacks stays a hole.
  SELECT
    m.month, i.series_id, i.industry, i.position,
    e.employment_thousand,
    100 * CAST(e.employment_thousand AS DOUBLE) / nullif(b.employment_thousand, 0) AS employment_index,
    g.index_value AS gpu_hour_index, g.segment AS gpu_hour_segment, coalesce(g.n_matched, 0) AS n_gpu_matched,
    ti.index_value AS token_input_index, ti.segment AS token_input_segment,
    coalesce(ti.n_matched, 0) AS n_token_input_matched,
    tz.index_value AS token_output_index, tz.segment AS token_output_segment,
    coalesce(tz.n_matched, 0) AS n_token_output_matched,
    coalesce(e.is_preliminary, FALSE) AS is_preliminary,
    b.employment_thousand IS NULL AS lacks_base,
    e.known_at AS e_at, b.known_at AS b_at, g.as_of AS g_at, ti.as_of AS ti_at, tz.as_of AS tz_at,
    coalesce(e.is_sample, FALSE) OR coalesce(b.is_sample, FALSE) OR coalesce(g.is_sample, FALSE)
      OR coalesce(ti.is_sample, FALSE) OR coalesce(tz.is_sample, FALSE) AS is_sample
  FROM span AS s
  JOIN core.calendar_month AS m ON m.month BETWEEN s.first_month AND s.last_month
  CROSS JOIN ref.industry_of_interest AS i
  LEFT JOIN employment AS e ON e.series_id = i.series_id AND e.month = m.month
  LEFT JOIN employment AS b ON b.series_id = i.series_id AND b.month = DATE '2023-01-01'
  LEFT JOIN gpu AS g ON g.month = m.month
  LEFT JOIN token AS ti ON ti.month = m.month AND ti.component = 'input'
  LEFT JOIN token AS tz ON tz.month = m.month AND tz.component = 'output'
),
newest AS (
  SELECT x.month, x.series_id, max(x.known_at) AS as_of
  FROM (
    SELECT month, series_id, e_at AS known_at FROM beside
    UNION ALL SELECT month, series_id, b_at FROM beside
    UNION ALL SELECT month, series_id, g_at FROM beside
    UNION ALL SELECT month, series_id, ti_at FROM beside
    UNION ALL SELECT month, series_id, tz_at FROM beside
  ) AS x
  GROUP BY 1, 2
)
SELECT
  b.month, b.series_id, b.industry, b.position,
  b.employment_thousand, b.employment_index,
  b.gpu_hour_index, b.gpu_hour_segment,
  b.token_input_index, b.token_input_segment,
  b.token_output_index, b.token_output_segment,
  CASE WHEN b.employment_thousand IS NULL THEN 0 ELSE 1 END AS n,
  b.n_gpu_matched, b.n_token_input_matched, b.n_token_output_matched,
  trim(concat(
    CASE WHEN b.is_preliminary THEN 'preliminary ' ELSE '' END,
    CASE WHEN b.employment_thousand IS NULL THEN 'no_employment ' ELSE '' END,
    CASE WHEN b.lacks_base THEN 'no_base ' ELSE '' END,
    CASE WHEN b.gpu_hour_index IS NULL THEN 'no_gpu_price ' ELSE '' END,
    CASE WHEN b.token_input_index IS NULL AND b.token_output_index IS NULL THEN 'no_token_price ' ELSE '' END
  )) AS flags,
  w.as_of,
  b.is_sample
FROM beside AS b
JOIN newest AS w ON w.month = b.month AND w.series_id = b.series_id
