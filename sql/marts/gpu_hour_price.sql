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
WITH product_month AS (
  SELECT
    cloud, region, instance_type, gpu, gpu_count, tenure,
    12 * extract(year FROM known_at) + extract(month FROM known_at) - 1 AS month_index,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY usd_per_gpu_hour) AS usd,
    max(known_at) AS known_at,
    bool_or(is_sample) AS is_sample
  FROM core.gpu_price
  GROUP BY 1, 2, 3, 4, 5, 6, 7
),
member AS (
  -- Each product counts in four cells: its own cloud and GPU, and all of either.
  SELECT
    CASE WHEN d.digit IN (0, 1) THEN p.cloud ELSE 'all' END AS cell_cloud,
    CASE WHEN d.digit IN (0, 2) THEN p.gpu ELSE 'all' END AS cell_gpu,
    p.*
  FROM product_month AS p
  CROSS JOIN ref.digit AS d
  WHERE d.digit < 4
),
cell_month AS (
  SELECT
    m.*,
    lag(m.month_index) OVER (
      PARTITION BY m.cell_cloud, m.cell_gpu, m.tenure ORDER BY m.month_index NULLS LAST
    ) AS previous_index
  FROM (SELECT DISTINCT cell_cloud, cell_gpu, tenure, month_index FROM member) AS m
),
cell AS (
  SELECT
    c.cell_cloud, c.cell_gpu, c.tenure, c.month_index, c.previous_index,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY now.usd) AS median_usd,
    count(*) AS n,
    count(before.usd) AS n_matched,
    avg(ln(now.usd / before.usd)) AS mean_log,
    max(now.known_at) AS known_at,
    bool_or(now.is_sample OR coalesce(before.is_sample, FALSE)) AS is_sample
  FROM cell_month AS c
  JOIN member AS now
    ON now.cell_cloud = c.cell_cloud AND now.cell_gpu = c.cell_gpu AND now.tenure = c.tenure
    AND now.month_index = c.month_index
  LEFT JOIN member AS before
    ON before.cell_cloud = c.cell_cloud AND before.cell_gpu = c.cell_gpu AND before.tenure = c.tenure
    AND before.month_index = c.previous_index
    AND before.cloud = now.cloud AND before.region = now.region AND before.gpu = now.gpu
    AND before.instance_type = now.instance_type AND before.gpu_count = now.gpu_count
  GROUP BY 1, 2, 3, 4, 5
),
linked AS (
  SELECT
    c.*,
    c.previous_index IS NULL AS is_base,
    CASE WHEN c.n_matched >= 5 THEN c.mean_log END AS log_link
  FROM cell AS c
),
chained AS (
  SELECT
    k.*,
    sum(CASE WHEN k.log_link IS NULL THEN 1 ELSE 0 END) OVER (
      PARTITION BY k.cell_cloud, k.cell_gpu, k.tenure
      ORDER BY k.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS segment
  FROM linked AS k
),
indexed AS (
  SELECT
    h.*,
    100 * exp(sum(coalesce(h.log_link, 0)) OVER (
      PARTITION BY h.cell_cloud, h.cell_gpu, h.tenure, h.segment
      ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )) AS level,
    max(h.known_at) OVER (
      PARTITION BY h.cell_cloud, h.cell_gpu, h.tenure
      ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS as_of,
    bool_or(h.is_sample) OVER (
      PARTITION BY h.cell_cloud, h.cell_gpu, h.tenure
      ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS rests_on_sample
  FROM chained AS h
),
span AS (
  SELECT
    cell_cloud, cell_gpu, tenure,
    min(month_index) AS first_index, max(month_index) AS last_index
  FROM indexed
  GROUP BY 1, 2, 3
)
-- Every month between the first and the last one, so that a hole shows.
SELECT
  s.cell_cloud AS cloud,
  s.cell_gpu AS gpu,
  s.tenure,
  m.month,
  CASE WHEN s.cell_gpu <> 'all' THEN i.median_usd END AS median_usd,
  coalesce(i.n, 0) AS n,
  coalesce(i.n_matched, 0) AS n_matched,
  CASE WHEN i.previous_index IS NOT NULL THEN CAST(i.n_matched AS DOUBLE) / i.n END AS match_rate,
  exp(i.log_link) AS link,
  CASE WHEN i.log_link IS NOT NULL THEN CAST(i.month_index - i.previous_index AS INTEGER) END AS link_months,
  CASE WHEN i.is_base OR i.log_link IS NOT NULL THEN i.level END AS index_value,
  CAST(i.segment AS INTEGER) AS segment,
  coalesce(i.is_base, FALSE) AS is_base,
  trim(concat(
    CASE WHEN i.n IS NULL THEN 'no_data ' ELSE '' END,
    CASE WHEN i.n_matched < 5 AND NOT i.is_base THEN 'few_matches ' ELSE '' END,
    CASE WHEN i.month_index - i.previous_index > 1 THEN 'spans_gap ' ELSE '' END
  )) AS flags,
  i.as_of,
  coalesce(i.rests_on_sample, FALSE) AS is_sample
FROM span AS s
JOIN core.calendar_month AS m ON m.month_index BETWEEN s.first_index AND s.last_index
LEFT JOIN indexed AS i
  ON i.cell_cloud = s.cell_cloud AND i.cell_gpu = s.cell_gpu AND i.tenure = s.tenure
  AND i.month_index = m.month_index
