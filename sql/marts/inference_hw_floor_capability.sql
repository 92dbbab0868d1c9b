-- about: Least hardware that holds an open model of a given score, by benchmark, score, bits per weight and year: the
--   least memory over the open models out by the end of the year. Models are joined by name, so that few have both
--   weights and a score; scores are those of unquantised weights, and a benchmark may be in the training data.
-- grain: benchmark, threshold, bits, year
-- check: positive: memory_gb > 0 AND value > 0
-- unit: benchmark, model = text; the model is the one that needs least
-- unit: threshold = share of the greatest score, at least
-- unit: bits = bits per weight
-- unit: year = year, models published by its end
-- unit: memory_gb = GB of 10^9 bytes
-- unit: device_class = text
-- unit: value = USD per hour, least posted on-demand price of a machine today that holds it; NULL where none does
-- unit: low, high = USD per hour; NULL, SE not published
-- unit: n = open models with the score
-- unit: flags = text: hole, few_models (under 5)
-- export: parquet
WITH scored AS (
  SELECT
    s.benchmark, s.score, f.bits, f.model, f.memory_gb, f.device_class, f.value,
    CAST(extract(year FROM f.publication_date) AS INTEGER) AS year
  FROM core.benchmark_score AS s
  JOIN marts.inference_hw_floor AS f ON f.model = s.model
  WHERE f.publication_date IS NOT NULL
),
cell AS (
  SELECT
    y.benchmark, CAST(d.digit AS DOUBLE) / 10 AS threshold, y.bits, y.year, c.model, c.memory_gb, c.device_class, c.value,
    row_number() OVER (
      PARTITION BY y.benchmark, d.digit, y.bits, y.year ORDER BY c.memory_gb NULLS LAST, c.model NULLS LAST
    ) AS place,
    count(*) OVER (PARTITION BY y.benchmark, d.digit, y.bits, y.year) AS n
  FROM (SELECT DISTINCT benchmark, bits, year FROM scored) AS y
  CROSS JOIN ref.digit AS d
  JOIN scored AS c
    ON c.benchmark = y.benchmark AND c.bits = y.bits AND c.year <= y.year AND c.score >= CAST(d.digit AS DOUBLE) / 10 - 1e-9
  WHERE d.digit > 0
)
SELECT
  benchmark, threshold, bits, year, model, memory_gb, device_class, value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  n,
  trim(concat(
    CASE WHEN value IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN n < 5 THEN 'few_models ' ELSE '' END
  )) AS flags
FROM cell
WHERE place = 1
