-- about: Posted GPU-hour price by cloud, GPU and month with the chip's memory and speed: the median over regions
--   and machine types, so that a cloud with many regions counts once.
-- grain: cloud, gpu, tenure, month
-- check: positive: usd > 0
-- unit: cloud = code
-- unit: gpu = canonical name, by ref.gpu_alias
-- unit: tenure = on_demand or spot
-- unit: month = date
-- unit: usd = USD per GPU-hour, list price
-- unit: memory_gb = GB of 10^9 bytes
-- unit: tflops = TFLOP/s, dense 16-bit of the matrix units
-- unit: n = prices
WITH quote AS (
  SELECT
    p.cloud, p.gpu, p.tenure,
    12 * extract(year FROM p.known_at) + extract(month FROM p.known_at) - 1 AS month_index,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY p.usd_per_gpu_hour) AS usd,
    count(*) AS n
  FROM core.gpu_price AS p
  GROUP BY 1, 2, 3, 4
)
SELECT q.cloud, q.gpu, q.tenure, m.month, q.usd, c.memory_gb, c.tflops, q.n
FROM quote AS q
JOIN core.calendar_month AS m ON m.month_index = q.month_index
JOIN core.gpu_chip AS c ON c.gpu = q.gpu
WHERE c.memory_gb IS NOT NULL AND c.tflops IS NOT NULL
