-- about: The conditions that a deflation by productivity would have to meet together, by quarter: output per hour grows
--   faster than demand per head, unit labor costs fall, hours fall. Demand per head is not among the series here, so the
--   first is not testable, and all three together are false as soon as one of the other two is.
-- grain: quarter, condition
-- unit: quarter = date, its first day
-- unit: condition = output_per_hour_over_demand, unit_labor_cost_falls, hours_fall, or all
-- unit: value = percent over four quarters, of unit labor cost or hours; for the first, of output per hour alone; NULL for all
-- unit: low, high = percent, NULL: SE not published
-- unit: holds = true or false; NULL where not testable
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
wide AS (
  SELECT
    p.quarter, p.month_index = p.last_index OR bool_or(coalesce(g.status, '') = 'p') AS is_preliminary,
    p.is_sample, max(g.known_at) AS known_at,
    max(CASE WHEN g.concept = 'output_per_hour' THEN g.growth_pct END) AS output_per_hour,
    max(CASE WHEN g.concept = 'unit_labor_cost' THEN g.growth_pct END) AS unit_labor_cost,
    max(CASE WHEN g.concept = 'hours' THEN g.growth_pct END) AS hours
  FROM spine AS p
  LEFT JOIN growth AS g ON g.quarter = p.quarter
  GROUP BY p.quarter, p.month_index, p.last_index, p.is_sample
),
condition AS (
  SELECT w.*, 'output_per_hour_over_demand' AS condition, w.output_per_hour AS value, CAST(NULL AS BOOLEAN) AS holds
  FROM wide AS w
  UNION ALL
  SELECT w.*, 'unit_labor_cost_falls', w.unit_labor_cost, w.unit_labor_cost < 0
  FROM wide AS w
  UNION ALL
  SELECT w.*, 'hours_fall', w.hours, w.hours < 0
  FROM wide AS w
  UNION ALL
  -- Three-valued: false when one is false, else not testable while one is.
  SELECT w.*, 'all', CAST(NULL AS DOUBLE), CASE WHEN w.unit_labor_cost >= 0 OR w.hours >= 0 THEN FALSE END
  FROM wide AS w
)
SELECT
  c.quarter, c.condition, c.value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  c.holds,
  CAST(CASE WHEN c.unit_labor_cost IS NULL THEN 0 ELSE 1 END + CASE WHEN c.hours IS NULL THEN 0 ELSE 1 END AS BIGINT) AS n,
  c.known_at,
  trim(concat(
    CASE WHEN c.is_preliminary THEN 'preliminary ' ELSE '' END,
    CASE WHEN c.holds IS NULL THEN 'not_testable ' ELSE '' END,
    CASE WHEN c.value IS NULL AND c.condition <> 'all' THEN 'hole ' ELSE '' END
  )) AS flags,
  c.is_sample
FROM condition AS c
