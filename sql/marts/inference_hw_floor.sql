-- about: Least hardware that holds an open model's weights, by bits per weight, and the cheapest posted machine that has
--   the memory. Memory follows all weights of a mixture of experts, speed the active ones. Posted is not paid.
-- grain: model, bits
-- check: positive: memory_gb > 0 AND value > 0
-- unit: model = text
-- unit: bits = bits per weight: 4, 8 or 16; fewer bits may score lower
-- unit: publication_date = date
-- unit: parameters = parameters
-- unit: memory_gb = GB of 10^9 bytes: weights and a fifth more
-- unit: device_class = text: one card of 24 GB, one of 80 GB, eight of 80 GB, or more
-- unit: value = USD per hour, least posted on-demand price of a whole machine; NULL where none is large enough
-- unit: low, high = USD per hour; NULL, SE not published
-- unit: n = machine types with their region that are large enough
-- unit: flags = text: hole
-- export: parquet
WITH machine AS (
  -- Prices as they stood at the newest look at each cloud.
  SELECT
    p.gpu_count * c.memory_gb AS memory_gb,
    min(p.gpu_count * p.usd_per_gpu_hour) AS usd,
    count(*) AS n
  FROM core.gpu_price AS p
  JOIN (SELECT cloud, max(known_at) AS known_at FROM core.gpu_price GROUP BY 1) AS newest
    ON newest.cloud = p.cloud AND newest.known_at = p.known_at
  JOIN core.gpu_chip AS c ON c.gpu = p.gpu
  WHERE p.tenure = 'on_demand' AND c.memory_gb IS NOT NULL
  GROUP BY 1
),
need AS (
  SELECT
    r.model, r.publication_date, r.parameters,
    CAST(2 * b.digit AS INTEGER) AS bits,
    r.parameters * 2 * b.digit / 8 * 1.2 / 1e9 AS memory_gb
  FROM core.model_run AS r
  CROSS JOIN ref.digit AS b
  WHERE b.digit IN (2, 4, 8) AND r.is_open_weights AND r.parameters IS NOT NULL
)
SELECT
  d.model, d.bits, d.publication_date, d.parameters, d.memory_gb,
  CASE
    WHEN d.memory_gb <= 24 + 1e-9 THEN 'one of 24 GB'
    WHEN d.memory_gb <= 80 + 1e-9 THEN 'one of 80 GB'
    WHEN d.memory_gb <= 640 + 1e-9 THEN 'eight of 80 GB'
    ELSE 'more'
  END AS device_class,
  min(m.usd) AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  CAST(coalesce(sum(m.n), 0) AS BIGINT) AS n,
  CASE WHEN min(m.usd) IS NULL THEN 'hole' ELSE '' END AS flags
FROM need AS d
LEFT JOIN machine AS m ON m.memory_gb + 1e-9 >= d.memory_gb
GROUP BY 1, 2, 3, 4, 5, 6
