-- about: Products of computing that can be compared over time: a machine type of a provider in a region with so many
--   GPUs of one kind, on demand or spot.
-- grain: cloud, region, instance_type, gpu, gpu_count, tenure
-- check: in order: last_from >= first_from
-- unit: cloud, region, instance_type = code of the source
-- unit: provider = code, as in core.provider; NULL where the code of the cloud is not reviewed
-- unit: gpu = canonical name, by ref.gpu_alias
-- unit: gpu_count = GPUs
-- unit: tenure = on_demand or spot
-- unit: includes_host = true or false; false where the source prices the card without its machine
-- unit: is_known_gpu = true or false; the chip's memory is known, by core.gpu_chip
-- unit: n_zones = zones
-- unit: n_quotes = prices by zone and time
-- unit: first_from, last_from = UTC, from which the first and the newest of them stood
-- unit: is_offered, is_sample = true or false; on offer at the newest look
SELECT
  o.cloud, o.region, o.instance_type, o.gpu, o.gpu_count, o.tenure,
  min(c.provider) AS provider,
  bool_or(o.includes_host) AS includes_host,
  bool_or(g.gpu IS NOT NULL) AS is_known_gpu,
  count(DISTINCT o.availability_zone) AS n_zones,
  count(o.usd_per_gpu_hour) AS n_quotes,
  min(o.valid_from) AS first_from,
  max(o.valid_from) AS last_from,
  bool_or(o.valid_to IS NULL AND o.usd_per_gpu_hour IS NOT NULL) AS is_offered,
  bool_or(o.is_sample) AS is_sample
FROM core.gpu_offer AS o
LEFT JOIN core.provider_code AS c ON c.dataset = 'skypilot.vms' AND c.code = o.cloud
LEFT JOIN core.gpu_chip AS g ON g.gpu = o.gpu
GROUP BY 1, 2, 3, 4, 5, 6
