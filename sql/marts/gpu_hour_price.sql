-- about: Posted GPU-hour price by month with the matched-model Jevons index, chained over products (cloud,
--   region, GPU, count, tenure) with a price in both months; cloud or gpu "all" takes all products alike.
--   Posted is not paid.
-- grain: cloud, gpu, tenure, month
-- check: positive: median_usd > 0 AND index_value > 0
-- check: no index from few matches: index_value IS NULL OR n_matched >= 5 OR is_base
-- unit: cloud = code, or all
-- unit: gpu = canonical name, or all
-- unit: tenure = on_demand or spot
-- unit: month = date
-- unit: median_usd = USD per GPU-hour, list price; NULL for gpu all, because a mixed median follows the mix
-- unit: n = products
-- unit: n_matched = products with a price in the month before too
-- unit: match_rate = share of the month's products
-- unit: link = ratio to the month before
-- unit: index_value = index, first month of the segment = 100
-- unit: segment = number, raised wherever the chain broke
-- unit: is_base, is_sample = true or false
-- unit: flags = text: no_data, few_matches
-- unit: as_of = UTC
-- export: parquet
WITH product_month AS (
  SELECT
    cloud, region, gpu, gpu_count, tenure,
    12 * extract(year FROM known_at) + extract(month FROM known_at) - 1 AS month_index,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY usd_per_gpu_hour) AS usd,
    max(known_at) AS known_at,
    bool_or(is_sample) AS is_sample
  FROM core.gpu_price
  GROUP BY 1, 2, 3, 4, 5, 6
),
pair AS (
  SELECT
    now.*,
    before.usd AS usd_before,
    coalesce(before.is_sample, FALSE) AS is_sample_before
  FROM product_month AS now
  LEFT JOIN product_month AS before
    ON before.cloud = now.cloud AND before.region = now.region AND before.gpu = now.gpu
    AND before.gpu_count = now.gpu_count AND before.tenure = now.tenure
    AND before.month_index = now.month_index - 1
),
cell AS (
  SELECT
    coalesce(cloud, 'all') AS cloud,
    coalesce(gpu, 'all') AS gpu,
    tenure,
    month_index,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY usd) AS median_usd,
    count(*) AS n,
    count(usd_before) AS n_matched,
    avg(ln(usd / usd_before)) AS mean_log,
    max(known_at) AS known_at,
    bool_or(is_sample OR is_sample_before) AS is_sample
  FROM pair
  GROUP BY GROUPING SETS (
    (tenure, month_index, cloud, gpu), (tenure, month_index, cloud), (tenure, month_index, gpu), (tenure, month_index)
  )
),
span AS (
  SELECT cloud, gpu, tenure, min(month_index) AS first_index, max(month_index) AS last_index
  FROM cell
  GROUP BY 1, 2, 3
),
spine AS (
  -- Every month between the first and the last one, so that a hole shows.
  SELECT
    s.cloud, s.gpu, s.tenure, m.month, m.month_index,
    c.median_usd, c.n, c.n_matched, c.mean_log, c.known_at, c.is_sample,
    lag(c.n) OVER (PARTITION BY s.cloud, s.gpu, s.tenure ORDER BY m.month_index NULLS LAST) AS n_before
  FROM span AS s
  JOIN core.calendar_month AS m ON m.month_index BETWEEN s.first_index AND s.last_index
  LEFT JOIN cell AS c
    ON c.cloud = s.cloud AND c.gpu = s.gpu AND c.tenure = s.tenure AND c.month_index = m.month_index
),
linked AS (
  SELECT
    p.*,
    p.n IS NOT NULL AND p.n_before IS NULL AS is_base,
    CASE WHEN p.n_before IS NOT NULL AND p.n_matched >= 5 THEN p.mean_log END AS log_link
  FROM spine AS p
),
chained AS (
  SELECT
    k.*,
    sum(CASE WHEN k.n IS NOT NULL AND k.log_link IS NULL THEN 1 ELSE 0 END) OVER (
      PARTITION BY k.cloud, k.gpu, k.tenure
      ORDER BY k.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS segment
  FROM linked AS k
)
SELECT
  h.cloud, h.gpu, h.tenure, h.month,
  CASE WHEN h.gpu <> 'all' THEN h.median_usd END AS median_usd,
  coalesce(h.n, 0) AS n,
  coalesce(h.n_matched, 0) AS n_matched,
  CASE WHEN h.n_before IS NOT NULL THEN CAST(h.n_matched AS DOUBLE) / h.n END AS match_rate,
  exp(h.log_link) AS link,
  CASE WHEN h.is_base OR h.log_link IS NOT NULL THEN
    100 * exp(sum(coalesce(h.log_link, 0)) OVER (
      PARTITION BY h.cloud, h.gpu, h.tenure, h.segment
      ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ))
  END AS index_value,
  CAST(h.segment AS INTEGER) AS segment,
  h.is_base,
  CASE
    WHEN h.n IS NULL THEN 'no_data'
    WHEN NOT h.is_base AND h.log_link IS NULL THEN 'few_matches'
    ELSE ''
  END AS flags,
  max(h.known_at) OVER (
    PARTITION BY h.cloud, h.gpu, h.tenure
    ORDER BY h.month_index NULLS LAST
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS as_of,
  coalesce(h.is_sample, FALSE) AS is_sample
FROM chained AS h
