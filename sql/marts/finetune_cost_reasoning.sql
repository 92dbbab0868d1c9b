-- about: Cost of adding reasoning to an open base model: reported GPU-hours at three round prices, and at the median
--   posted on-demand price of the newest month. Excludes the base model, the data and all that was tried before.
-- grain: model, price_basis
-- check: positive: value > 0
-- unit: model, base_model = text
-- unit: gpu = canonical name, by ref.gpu_alias
-- unit: price_basis = scenario and its price, or posted
-- unit: gpu_hours = GPU-hours
-- unit: usd_per_gpu_hour = USD per GPU-hour
-- unit: value = USD; NULL without a price
-- unit: low, high = USD; NULL for a scenario; else at the least and the greatest cloud, not an error
-- unit: n = clouds with a posted price; 0 for a scenario
-- unit: flags = text: scenario, few_quotes (under 5)
-- export: parquet
WITH posted AS (
  -- A cloud counts once, with its newest month.
  SELECT
    q.gpu,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY q.usd) AS usd,
    min(q.usd) AS least_usd,
    max(q.usd) AS greatest_usd,
    count(*) AS n
  FROM core.gpu_quote_month AS q
  JOIN (
    SELECT cloud, gpu, max(month) AS month FROM core.gpu_quote_month WHERE tenure = 'on_demand' GROUP BY 1, 2
  ) AS newest
    ON newest.cloud = q.cloud AND newest.gpu = q.gpu AND newest.month = q.month
  WHERE q.tenure = 'on_demand'
  GROUP BY 1
)
SELECT
  f.model, f.base_model, f.gpu,
  concat('scenario ', CAST(CAST(s.usd_per_gpu_hour AS INTEGER) AS VARCHAR)) AS price_basis,
  f.gpus * f.minutes / 60 AS gpu_hours,
  s.usd_per_gpu_hour,
  f.gpus * f.minutes / 60 * s.usd_per_gpu_hour AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  0 AS n,
  'scenario' AS flags
FROM ref.finetune_run AS f
CROSS JOIN ref.gpu_price_scenario AS s
-- Without any posted price of the GPU there is nothing to set the scenarios beside.
JOIN posted AS p ON p.gpu = f.gpu
UNION ALL
SELECT
  f.model, f.base_model, f.gpu, 'posted', f.gpus * f.minutes / 60, p.usd,
  f.gpus * f.minutes / 60 * p.usd,
  f.gpus * f.minutes / 60 * p.least_usd,
  f.gpus * f.minutes / 60 * p.greatest_usd,
  p.n,
  CASE WHEN p.n < 5 THEN 'few_quotes' ELSE '' END
FROM ref.finetune_run AS f
JOIN posted AS p ON p.gpu = f.gpu
