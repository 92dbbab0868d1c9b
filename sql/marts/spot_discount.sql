-- about: Discount of the spot price below the on-demand price of the same machine at the same look, by cloud, GPU and
--   month. Posted is not paid; spot has no guarantee that it is there.
-- grain: cloud, gpu, month
-- check: a share: value <= 1
-- unit: cloud = code, or all
-- unit: gpu = canonical name, by ref.gpu_alias
-- unit: month = date
-- unit: value = share of the on-demand price, median; below 0 where spot is dearer
-- unit: low, high = share, quartiles of the machines, not an error
-- unit: n = pairs of prices
-- unit: flags = text: hole, few_pairs
-- export: parquet
WITH pair AS (
  SELECT
    o.cloud, o.gpu,
    12 * extract(year FROM o.known_at) + extract(month FROM o.known_at) - 1 AS month_index,
    1 - s.usd_per_gpu_hour / o.usd_per_gpu_hour AS discount
  FROM core.gpu_price AS o
  JOIN core.gpu_price AS s
    ON s.cloud = o.cloud AND s.region = o.region AND s.instance_type = o.instance_type AND s.gpu = o.gpu
    AND s.gpu_count = o.gpu_count AND s.known_at = o.known_at
  WHERE o.tenure = 'on_demand' AND s.tenure = 'spot'
),
cell AS (
  SELECT
    CASE WHEN d.digit = 0 THEN p.cloud ELSE 'all' END AS cloud,
    p.gpu, p.month_index,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY p.discount) AS value,
    percentile_cont(0.25) WITHIN GROUP (ORDER BY p.discount) AS low,
    percentile_cont(0.75) WITHIN GROUP (ORDER BY p.discount) AS high,
    count(*) AS n
  FROM pair AS p
  CROSS JOIN ref.digit AS d
  WHERE d.digit < 2
  GROUP BY 1, 2, 3
),
span AS (
  SELECT cloud, gpu, min(month_index) AS first_index, max(month_index) AS last_index FROM cell GROUP BY 1, 2
)
SELECT
  s.cloud, s.gpu, m.month, c.value, c.low, c.high,
  coalesce(c.n, 0) AS n,
  CASE WHEN c.n IS NULL THEN 'hole' WHEN c.n < 5 THEN 'few_pairs' ELSE '' END AS flags
FROM span AS s
JOIN core.calendar_month AS m ON m.month_index BETWEEN s.first_index AND s.last_index
LEFT JOIN cell AS c ON c.cloud = s.cloud AND c.gpu = s.gpu AND c.month_index = m.month_index
