-- about: Posted GPU-hour price by month with the matched-model Jevons index: products (cloud, region,
--   machine type, GPU, count, tenure) with a price in the month and in the last month before it that has data; cloud or gpu
--   "all" takes all products alike. Posted is not paid.
-- grain: cloud, gpu, tenure, month
-- check: positive: median_usd > 0 AND index_value > 0
-- check: no index from few matches: index_value IS NULL OR n_matched >= 5 OR is_base
-- unit: cloud = code, or all
-- unit: gpu = canonical name, or all
-- unit: tenure = on_demand or spot
-- unit: month = date
-- unit: median_usd = USD per GPU-hour, list price; NULL for gpu all, because a mixed median follows the mix
-- unit: n = products
-- unit: n_matched = products with a price in the previous month with data too
-- unit: match_rate = share of the month's products
-- unit: link = ratio to the previous month with data
-- unit: link_months = months that the link spans
-- unit: index_value = index, first month of the segment = 100
-- unit: segment = number, raised where a link was refused
-- unit: is_base, is_sample = true or false
-- unit: flags = text: no_data, few_matches, spans_gap
-- unit: as_of = UTC; NULL in a hole
-- export: parquet
WITH relative AS (
  SELECT * FROM core.price_relative WHERE source = 'skypilot.vms'
),
span AS (
  SELECT
    seller, good, tenure,
    min(month_index) AS first_index, max(month_index) AS last_index
  FROM relative
  GROUP BY 1, 2, 3
)
-- Every month between the first and the last one, so that a hole shows.
SELECT
  s.seller AS cloud,
  s.good AS gpu,
  s.tenure,
  m.month,
  CASE WHEN s.good <> 'all' THEN r.median_usd END AS median_usd,
  coalesce(r.n, 0) AS n,
  coalesce(r.n_matched, 0) AS n_matched,
  r.match_rate,
  exp(r.log_link) AS link,
  r.link_months,
  r.index_value,
  r.segment,
  coalesce(r.is_base, FALSE) AS is_base,
  trim(concat(
    CASE WHEN r.n IS NULL THEN 'no_data ' ELSE '' END,
    CASE WHEN r.n_matched < 5 AND NOT r.is_base THEN 'few_matches ' ELSE '' END,
    CASE WHEN r.month_index - r.previous_index > 1 THEN 'spans_gap ' ELSE '' END
  )) AS flags,
  r.as_of,
  coalesce(r.is_sample, FALSE) AS is_sample
FROM span AS s
JOIN core.calendar_month AS m ON m.month_index BETWEEN s.first_index AND s.last_index
LEFT JOIN relative AS r
  ON r.seller = s.seller AND r.good = s.good AND r.tenure = s.tenure
  AND r.month_index = m.month_index
