-- about: Posted price of each GPU offer of the SkyPilot catalogues with the time in which it stood, from every vintage.
-- grain: cloud, instance_type, region, availability_zone, accelerator_name, gpu_count, tenure, valid_from
-- check: interval: valid_to > valid_from
-- check: positive: usd_per_gpu_hour > 0
-- check: no overlap: NOT EXISTS (SELECT 1 FROM core.gpu_offer AS o
--   WHERE o.cloud = gpu_offer.cloud AND o.instance_type = gpu_offer.instance_type AND o.region = gpu_offer.region
--   AND o.availability_zone = gpu_offer.availability_zone AND o.accelerator_name = gpu_offer.accelerator_name
--   AND o.gpu_count = gpu_offer.gpu_count AND o.tenure = gpu_offer.tenure AND o.valid_from > gpu_offer.valid_from
--   AND (gpu_offer.valid_to IS NULL OR o.valid_from < gpu_offer.valid_to))
-- unit: cloud, instance_type, region, availability_zone, accelerator_name = code
-- unit: gpu = canonical name, by ref.gpu_alias
-- unit: gpu_count = GPUs
-- unit: tenure = on_demand or spot
-- unit: usd_per_gpu_hour = USD per GPU-hour, list price; NULL with a flag where the source gives no price
-- unit: includes_host = true or false; false where the source prices the card without its machine
-- unit: flag = no_price or spot_equals_on_demand
-- unit: valid_from, valid_to = UTC, half open; valid_to is NULL while the offer stands
-- unit: is_sample = true or false
WITH history AS (
  -- The raw table holds changes only, so a row stands until the next row of its key.
  SELECT
    v.*,
    lead(v._known_at) OVER (
      PARTITION BY v.cloud, v.instance_type, v.region, v.availability_zone, v.accelerator_name, v.accelerator_count
      ORDER BY v._rev NULLS LAST
    ) AS valid_to
  FROM raw.skypilot_vms AS v
  WHERE v.accelerator_name <> ''
    -- A TPU slice is counted as one accelerator whatever its size.
    AND lower(v.accelerator_name) NOT LIKE 'tpu%'
    AND v.accelerator_count > 0
),
named AS (
  -- The most telling alias wins: one that looks at the machine type, then one of the cloud.
  SELECT
    o.cloud, o.instance_type, o.accelerator_name, a.gpu,
    row_number() OVER (
      PARTITION BY o.cloud, o.instance_type, o.accelerator_name
      ORDER BY length(a.instance_like) DESC NULLS LAST, a.cloud DESC NULLS LAST, a.gpu NULLS LAST
    ) AS place
  FROM (
    SELECT DISTINCT cloud, coalesce(instance_type, '') AS instance_type, accelerator_name FROM raw.skypilot_vms
  ) AS o
  JOIN ref.gpu_alias AS a
    ON a.cloud IN (o.cloud, '*') AND a.accelerator_name = o.accelerator_name
    AND lower(o.instance_type) LIKE a.instance_like
),
offer AS (
  SELECT
    h.cloud,
    coalesce(h.instance_type, '') AS instance_type,
    h.region,
    coalesce(h.availability_zone, '') AS availability_zone,
    h.accelerator_name,
    coalesce(a.gpu, h.accelerator_name) AS gpu,
    h.accelerator_count AS gpu_count,
    CASE WHEN h.price_usd_per_hour > 0 THEN h.price_usd_per_hour END AS price,
    CASE WHEN h.spot_price_usd_per_hour > 0 THEN h.spot_price_usd_per_hour END AS spot_price,
    coalesce(h.instance_type, '') <> '' AS includes_host,
    h._known_at AS valid_from,
    h.valid_to,
    coalesce(l.is_sample, FALSE) AS is_sample
  FROM history AS h
  LEFT JOIN named AS a
    ON a.place = 1 AND a.cloud = h.cloud AND a.instance_type = coalesce(h.instance_type, '')
    AND a.accelerator_name = h.accelerator_name
  LEFT JOIN meta.landing AS l ON l.id = h._landing
  WHERE NOT h._gone
    AND (h.valid_to IS NULL OR h.valid_to > h._known_at)
)
SELECT
  cloud, instance_type, region, availability_zone, accelerator_name, gpu, gpu_count,
  'on_demand' AS tenure,
  CAST(price AS DOUBLE) / gpu_count AS usd_per_gpu_hour,
  includes_host,
  CASE WHEN price IS NULL THEN 'no_price' END AS flag,
  valid_from, valid_to, is_sample
FROM offer
UNION ALL
SELECT
  cloud, instance_type, region, availability_zone, accelerator_name, gpu, gpu_count,
  'spot',
  -- A spot price that repeats the on-demand price is a filler of the catalogue.
  CASE WHEN spot_price = price THEN NULL ELSE CAST(spot_price AS DOUBLE) / gpu_count END,
  includes_host,
  CASE WHEN spot_price = price THEN 'spot_equals_on_demand' END,
  valid_from, valid_to, is_sample
FROM offer
WHERE spot_price IS NOT NULL
