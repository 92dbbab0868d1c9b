-- about: Cost of the final training run: chip-hours at the price that the authors state, at the median posted on-demand
--   price and at the median price with a commitment of one year. Final run only: excludes research, failed runs,
--   staff, data, owned hardware. Posted is not paid.
-- grain: model, price_basis
-- check: positive: value > 0 AND chip_hours > 0
-- check: a posted price has quotes: price_basis = 'stated' OR value IS NULL OR n > 0
-- unit: model, hardware = text
-- unit: price_basis = stated, on_demand or one_year
-- unit: publication_date = date
-- unit: chip_hours = accelerator-hours
-- unit: usd_per_chip_hour = USD per accelerator and hour; of the quotes of the twelve months up to publication
-- unit: value = USD of the day; NULL without a price
-- unit: low, high = USD of the day, at the least and the greatest of the quotes, not an error
-- unit: value_2023_usd = USD of 2023
-- unit: listed_cost_2023_usd = USD of 2023, as Epoch AI lists it: where it comes from the same stated cost it is no second estimate
-- unit: listed_training_flop = FLOP, as Epoch AI lists it
-- unit: n = quotes; 0 for a stated price
-- unit: flags = text: hole, few_quotes (under 5), no_cpi
-- export: parquet
WITH stated AS (
  SELECT
    s.model, s.hardware,
    sum(s.chip_hours) AS chip_hours,
    sum(s.chip_hours * s.stated_usd_per_chip_hour) AS cost
  FROM ref.training_run AS s
  GROUP BY 1, 2
),
model_run AS (
  -- Hours that the authors report stand before those of the list.
  SELECT
    r.model, r.publication_date,
    coalesce(s.hardware, r.hardware) AS hardware,
    coalesce(s.chip_hours, r.chip_hours) AS chip_hours,
    s.cost AS stated_cost,
    r.cost_2023_usd AS listed_cost,
    r.training_flop AS listed_flop
  FROM core.model_run AS r
  LEFT JOIN stated AS s ON s.model = r.model
  WHERE coalesce(s.chip_hours, r.chip_hours) IS NOT NULL AND coalesce(s.hardware, r.hardware) IS NOT NULL
    AND r.publication_date IS NOT NULL
),
posted AS (
  SELECT
    r.model, q.tenure,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY q.usd) AS usd,
    min(q.usd) AS least_usd,
    max(q.usd) AS greatest_usd,
    count(*) AS n
  FROM model_run AS r
  JOIN core.chip_quote AS q
    ON q.hardware = r.hardware
    AND q.price_date <= r.publication_date AND q.price_date > r.publication_date - INTERVAL '12' MONTH
  WHERE q.tenure IN ('on_demand', 'one_year')
  GROUP BY 1, 2
),
priced AS (
  SELECT
    r.model, r.hardware, 'stated' AS price_basis, r.publication_date, r.chip_hours,
    r.stated_cost / r.chip_hours AS usd, r.listed_cost, r.listed_flop,
    CAST(NULL AS DOUBLE) AS least_usd, CAST(NULL AS DOUBLE) AS greatest_usd, 0 AS n
  FROM model_run AS r
  UNION ALL
  SELECT
    r.model, r.hardware, t.tenure, r.publication_date, r.chip_hours,
    p.usd, r.listed_cost, r.listed_flop, p.least_usd, p.greatest_usd, coalesce(p.n, 0)
  FROM model_run AS r
  CROSS JOIN (SELECT DISTINCT tenure FROM core.chip_quote WHERE tenure IN ('on_demand', 'one_year')) AS t
  LEFT JOIN posted AS p ON p.model = r.model AND p.tenure = t.tenure
)
SELECT
  p.model, p.hardware, p.price_basis, p.publication_date, p.chip_hours,
  p.usd AS usd_per_chip_hour,
  p.chip_hours * p.usd AS value,
  p.chip_hours * p.least_usd AS low,
  p.chip_hours * p.greatest_usd AS high,
  p.chip_hours * p.usd * c.cpi_2023 / c.cpi AS value_2023_usd,
  p.listed_cost AS listed_cost_2023_usd,
  p.listed_flop AS listed_training_flop,
  p.n,
  trim(concat(
    CASE WHEN p.usd IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN p.usd IS NOT NULL AND p.price_basis <> 'stated' AND p.n < 5 THEN 'few_quotes ' ELSE '' END,
    CASE WHEN p.usd IS NOT NULL AND (c.cpi IS NULL OR c.cpi_2023 IS NULL) THEN 'no_cpi ' ELSE '' END
  )) AS flags
FROM priced AS p
LEFT JOIN core.consumer_price AS c
  ON extract(year FROM c.month) = extract(year FROM p.publication_date)
  AND extract(month FROM c.month) = extract(month FROM p.publication_date)
