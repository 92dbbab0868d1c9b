-- about: Posted GPU-hour price of a product (cloud, region, machine type, GPU, count, tenure) as it stood at
--   each look at the cloud's catalogue; zones collapsed to the cheapest.
-- grain: cloud, region, instance_type, gpu, gpu_count, tenure, known_at
-- check: positive: usd_per_gpu_hour > 0
-- unit: cloud, region, instance_type = code
-- unit: gpu = canonical name, by ref.gpu_alias
-- unit: gpu_count = GPUs
-- unit: tenure = on_demand or spot
-- unit: known_at = UTC, the vintage of the catalogue
-- unit: usd_per_gpu_hour = USD per GPU-hour, list price
-- unit: n_offer = zones
-- unit: is_sample = true or false
WITH look AS (
  -- A look that changed nothing is still a look, so the times come from the
  -- landings and not from the changes.
  SELECT part AS cloud, known_at, bool_or(coalesce(is_sample, FALSE)) AS is_sample
  FROM meta.landing
  WHERE dataset = 'skypilot.vms'
  GROUP BY 1, 2
)
SELECT
  o.cloud, o.region, o.instance_type, o.gpu, o.gpu_count, o.tenure, k.known_at,
  min(o.usd_per_gpu_hour) AS usd_per_gpu_hour,
  count(*) AS n_offer,
  bool_or(o.is_sample OR k.is_sample) AS is_sample
FROM core.gpu_offer AS o
JOIN look AS k
  ON k.cloud = o.cloud AND o.valid_from <= k.known_at AND (o.valid_to IS NULL OR k.known_at < o.valid_to)
WHERE o.usd_per_gpu_hour IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6, 7
