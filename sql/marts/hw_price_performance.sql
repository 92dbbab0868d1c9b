-- about: Speed per dollar of GPUs at release, by precision, in dollars of 2023. The price is the list price at release.
-- grain: hardware, precision
-- check: positive: value > 0
-- unit: hardware = text
-- unit: precision = fp32, fp16 (outside the matrix units, or of them where the source says so) or tensor_fp16
-- unit: release_date = date
-- unit: years = year, with the day as a fraction of 365.25
-- unit: price_usd = USD of the day, list price
-- unit: price_2023_usd = USD of 2023; NULL where the month has no CPI
-- unit: value = FLOP/s per USD of 2023
-- unit: low, high = FLOP/s per USD of 2023; NULL, SE not published
-- unit: n = prices, 1
-- unit: flags = text: hole (no CPI in the month of release)
-- export: parquet
WITH speed AS (
  SELECT hardware, 'fp32' AS precision, fp32_flops AS flops FROM core.chip
  UNION ALL SELECT hardware, 'fp16', fp16_flops FROM core.chip
  UNION ALL SELECT hardware, 'tensor_fp16', tensor_fp16_flops FROM core.chip
),
priced AS (
  SELECT
    c.hardware, s.precision, c.release_date, c.years, c.release_price_usd AS price_usd, s.flops,
    c.release_price_usd * p.cpi_2023 / p.cpi AS price_2023_usd
  FROM core.chip AS c
  JOIN speed AS s ON s.hardware = c.hardware
  LEFT JOIN core.consumer_price AS p
    ON extract(year FROM p.month) = extract(year FROM c.release_date)
    AND extract(month FROM p.month) = extract(month FROM c.release_date)
  WHERE c.kind = 'GPU' AND c.release_price_usd IS NOT NULL AND c.release_date IS NOT NULL AND s.flops IS NOT NULL
)
SELECT
  hardware, precision, release_date, years, price_usd, price_2023_usd,
  flops / price_2023_usd AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  1 AS n,
  CASE WHEN price_2023_usd IS NULL THEN 'hole' ELSE '' END AS flags
FROM priced
