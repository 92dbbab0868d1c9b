-- about: Posted GPU-hour price over a cloud's regions and machine types at each look at its catalogue. Posted is not paid.
-- grain: cloud, gpu, gpu_count, tenure, known_at
-- check: order: least_usd <= median_usd AND median_usd <= greatest_usd
-- unit: cloud = code
-- unit: gpu = canonical name, by ref.gpu_alias
-- unit: gpu_count = GPUs of the machine
-- unit: tenure = on_demand or spot
-- unit: known_at, as_of = UTC
-- unit: least_usd, median_usd, greatest_usd = USD per GPU-hour, list price
-- unit: n = prices, one for each region and machine type
-- unit: flags = text: few_prices
-- unit: is_sample = true or false
-- export: parquet
SELECT
  p.cloud, p.gpu, p.gpu_count, p.tenure, p.known_at,
  min(p.usd_per_gpu_hour) AS least_usd,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY p.usd_per_gpu_hour) AS median_usd,
  max(p.usd_per_gpu_hour) AS greatest_usd,
  count(*) AS n,
  CASE WHEN count(*) < 5 THEN 'few_prices' ELSE '' END AS flags,
  p.known_at AS as_of,
  bool_or(p.is_sample) AS is_sample
FROM core.gpu_price AS p
GROUP BY 1, 2, 3, 4, 5
