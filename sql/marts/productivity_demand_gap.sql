-- about: The conditions that a deflation by productivity would have to meet together, by quarter: output per hour grows
--   faster than demand per head, unit labor costs fall, hours fall. Demand is real final sales to private domestic
--   purchasers. A condition whose series are not loaded is not testable, and all three together are false as soon as one is.
-- grain: quarter, condition
-- method: 2
-- unit: quarter = date, its first day
-- unit: condition = output_per_hour_over_demand, unit_labor_cost_falls, hours_fall, or all
-- unit: value = percent over four quarters, of unit labor cost or hours; for the first, percentage points by which output
--   per hour grew more than demand per head; NULL for all
-- unit: low, high = percent, NULL: SE not published
-- unit: holds = true or false; NULL where not testable
-- unit: output_per_hour_pct = percent over four quarters
-- unit: demand_per_head_pct = percent over four quarters, real
-- unit: core_services_price_pct = percent over four quarters, consumer prices of services less energy services; NULL where a
--   month of either quarter is missing
-- unit: n = conditions that could be tested
-- unit: known_at = UTC; NULL in a hole
-- unit: flags = text: preliminary, not_testable, hole
-- unit: is_sample = true or false
-- export: parquet
WITH growth AS (
  SELECT
    s.period AS quarter, s.month_index, s.concept, s.known_at, s.is_sample, s.status,
    100 * (s.value / y.value - 1) AS growth_pct
  FROM core.series_now AS s
  LEFT JOIN core.series_now AS y
    ON y.dataset = s.dataset AND y.series_id = s.series_id AND y.month_index = s.month_index - 12 AND y.value > 0
  WHERE s.dataset = 'bls.productivity' AND s.concept IN ('output_per_hour', 'unit_labor_cost', 'hours')
),
span AS (
  SELECT min(month_index) AS first_index, max(month_index) AS last_index, bool_or(is_sample) AS is_sample
  FROM growth
),
spine AS (
  SELECT c.month AS quarter, c.month_index, s.last_index, s.is_sample
  FROM span AS s
  JOIN core.calendar_month AS c ON c.month_index BETWEEN s.first_index + 12 AND s.last_index AND c.month_of_year IN (1, 4, 7, 10)
),
-- A quarter's population is the mean of its three months, or none.
head AS (
  SELECT 3 * CAST(floor(month_index / 3.0) AS INTEGER) AS month_index, avg(value) AS persons
  FROM core.series_best
  WHERE concept = 'population' AND frequency = 'monthly' AND value > 0
  GROUP BY 1
  HAVING count(*) = 3
),
per_head AS (
  SELECT s.month_index, s.value / h.persons AS demand, s.known_at, s.is_sample
  FROM core.series_best AS s
  JOIN head AS h ON h.month_index = s.month_index
  WHERE s.concept = 'private_final_sales' AND s.value > 0
),
demand AS (
  SELECT d.month_index, 100 * (d.demand / y.demand - 1) AS growth_pct, d.known_at, d.is_sample
  FROM per_head AS d
  JOIN per_head AS y ON y.month_index = d.month_index - 12
),
price AS (
  SELECT 3 * CAST(floor(month_index / 3.0) AS INTEGER) AS month_index, avg(value) AS level, bool_or(is_sample) AS is_sample
  FROM core.series_best
  WHERE concept = 'consumer_prices_core_services' AND value > 0
  GROUP BY 1
  HAVING count(*) = 3
),
services AS (
  SELECT q.month_index, 100 * (q.level / y.level - 1) AS growth_pct, q.is_sample
  FROM price AS q
  JOIN price AS y ON y.month_index = q.month_index - 12
),
wide AS (
  SELECT
    p.quarter, p.month_index = p.last_index OR bool_or(coalesce(g.status, '') = 'p') AS is_preliminary,
    p.is_sample OR bool_or(coalesce(d.is_sample, FALSE)) OR bool_or(coalesce(v.is_sample, FALSE)) AS is_sample,
    CASE WHEN max(d.known_at) > max(g.known_at) THEN max(d.known_at) ELSE max(g.known_at) END AS known_at,
    max(d.growth_pct) AS demand_per_head,
    max(v.growth_pct) AS core_services_price,
    max(CASE WHEN g.concept = 'output_per_hour' THEN g.growth_pct END) AS output_per_hour,
    max(CASE WHEN g.concept = 'unit_labor_cost' THEN g.growth_pct END) AS unit_labor_cost,
    max(CASE WHEN g.concept = 'hours' THEN g.growth_pct END) AS hours
  FROM spine AS p
  LEFT JOIN growth AS g ON g.quarter = p.quarter
  LEFT JOIN demand AS d ON d.month_index = p.month_index
  LEFT JOIN services AS v ON v.month_index = p.month_index
  GROUP BY p.quarter, p.month_index, p.last_index, p.is_sample
),
condition AS (
  SELECT
    w.*, 'output_per_hour_over_demand' AS condition, w.output_per_hour - w.demand_per_head AS value,
    w.output_per_hour - w.demand_per_head > 0 AS holds
  FROM wide AS w
  UNION ALL
  SELECT w.*, 'unit_labor_cost_falls', w.unit_labor_cost, w.unit_labor_cost < 0
  FROM wide AS w
  UNION ALL
  SELECT w.*, 'hours_fall', w.hours, w.hours < 0
  FROM wide AS w
  UNION ALL
  -- Three-valued: false when one is false, else not testable while one is.
  SELECT
    w.*, 'all', CAST(NULL AS DOUBLE),
    CASE
      WHEN w.output_per_hour <= w.demand_per_head OR w.unit_labor_cost >= 0 OR w.hours >= 0 THEN FALSE
      WHEN w.output_per_hour > w.demand_per_head AND w.unit_labor_cost < 0 AND w.hours < 0 THEN TRUE
    END
  FROM wide AS w
)
SELECT
  c.quarter, c.condition, c.value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  c.holds,
  c.output_per_hour AS output_per_hour_pct, c.demand_per_head AS demand_per_head_pct,
  c.core_services_price AS core_services_price_pct,
  CAST(CASE WHEN c.output_per_hour - c.demand_per_head IS NULL THEN 0 ELSE 1 END
    + CASE WHEN c.unit_labor_cost IS NULL THEN 0 ELSE 1 END
    + CASE WHEN c.hours IS NULL THEN 0 ELSE 1 END AS BIGINT) AS n,
  c.known_at,
  trim(concat(
    CASE WHEN c.is_preliminary THEN 'preliminary ' ELSE '' END,
    CASE WHEN c.holds IS NULL THEN 'not_testable ' ELSE '' END,
    CASE WHEN c.value IS NULL AND c.condition <> 'all' THEN 'hole ' ELSE '' END
  )) AS flags,
  c.is_sample
FROM condition AS c
