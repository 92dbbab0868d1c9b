-- about: Volume of AI compute bought, by calendar quarter: spending divided by an index of posted GPU-hours. All of NVIDIA's
--   revenue or of four firms' capital spending is taken, since filings do not part out data centers in this form. Until
--   2024 supply was short, so that a quantity sold is not what was demanded.
-- grain: spending, deflator, price_segment, quarter
-- check: positive: value > 0
-- unit: spending = nvidia_revenue or hyperscaler_capex
-- unit: deflator = matched or hedonic, the index of prices
-- unit: price_segment = segment of the price index; levels of two segments do not compare
-- unit: quarter = date, its first day
-- unit: value = index of volume, first quarter of the segment = 100; NULL in a hole
-- unit: low, high = index, NULL: neither accounts nor lists have an SE
-- unit: spending_usd_bn = billion USD, nominal
-- unit: price_index = index of posted on-demand GPU-hours, all clouds and GPUs, geometric mean of the quarter's months
-- unit: quarter_index = quarters since year 0
-- unit: n = months of the quarter with a price
-- unit: flags = text: posted_price, all_business (spending is not AI alone), partial_quarter (under 3 months), hole
-- unit: is_sample = true or false
-- export: parquet
WITH spending AS (
  SELECT 'nvidia_revenue' AS spending, quarter, value_usd / 1e9 AS usd_bn, is_sample
  FROM core.fiscal_quarter
  WHERE cik = '1045810' AND measure = 'revenue' AND value_usd > 0
  UNION ALL
  SELECT 'hyperscaler_capex', quarter, value, is_sample
  FROM marts.ai_capex
  WHERE cik = 'all' AND value > 0
),
month_price AS (
  SELECT 'matched' AS deflator, segment AS price_segment, month, index_value, is_sample
  FROM marts.gpu_hour_price
  WHERE cloud = 'all' AND gpu = 'all' AND tenure = 'on_demand' AND index_value > 0
  UNION ALL
  -- The regression takes all quotes together, so one of the sample taints it all.
  SELECT 'hedonic', 1, h.month, h.value, coalesce(q.is_sample, FALSE)
  FROM marts.gpu_hour_price_hedonic AS h
  CROSS JOIN (SELECT bool_or(is_sample) AS is_sample FROM core.gpu_price) AS q
  WHERE h.specification = 'chips' AND h.tenure = 'on_demand' AND h.value > 0
),
price AS (
  SELECT
    g.deflator, g.price_segment,
    CAST(4 * extract(year FROM g.month) + floor((extract(month FROM g.month) - 1) / 3) AS INTEGER) AS quarter_index,
    exp(avg(ln(g.index_value))) AS price_index,
    count(*) AS n,
    bool_or(g.is_sample) AS is_sample
  FROM month_price AS g
  GROUP BY 1, 2, 3
),
line AS (
  SELECT s.spending, p.deflator, p.price_segment, p.quarter_index, s.usd_bn, p.price_index, p.n, s.is_sample OR p.is_sample AS is_sample
  FROM price AS p
  JOIN spending AS s
    ON CAST(4 * extract(year FROM s.quarter) + floor((extract(month FROM s.quarter) - 1) / 3) AS INTEGER) = p.quarter_index
),
span AS (
  SELECT spending, deflator, price_segment, min(quarter_index) AS first_index, max(quarter_index) AS last_index
  FROM line
  GROUP BY 1, 2, 3
)
SELECT
  s.spending, s.deflator, s.price_segment, c.month AS quarter,
  100 * (l.usd_bn / l.price_index) / (b.usd_bn / b.price_index) AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  l.usd_bn AS spending_usd_bn, l.price_index,
  CAST(c.month_index / 3 AS INTEGER) AS quarter_index,
  coalesce(l.n, 0) AS n,
  trim(concat(
    'posted_price all_business ',
    CASE WHEN l.n < 3 THEN 'partial_quarter ' ELSE '' END,
    CASE WHEN l.n IS NULL THEN 'hole ' ELSE '' END
  )) AS flags,
  coalesce(l.is_sample OR b.is_sample, FALSE) AS is_sample
FROM span AS s
JOIN core.calendar_month AS c ON c.month_of_year IN (1, 4, 7, 10) AND c.month_index BETWEEN 3 * s.first_index AND 3 * s.last_index
JOIN line AS b
  ON b.spending = s.spending AND b.deflator = s.deflator AND b.price_segment = s.price_segment AND b.quarter_index = s.first_index
LEFT JOIN line AS l
  ON l.spending = s.spending AND l.deflator = s.deflator AND l.price_segment = s.price_segment
  AND 3 * l.quarter_index = c.month_index
