-- about: Capital spending by company and calendar quarter, and the sum of the four hyperscalers where all four are there.
--   All of a company's purchases, for AI or not; what is leased is not in it.
-- grain: quarter, cik
-- unit: quarter = date, first day of the calendar quarter that holds the middle of the fiscal quarter
-- unit: cik = code, or all for the four hyperscalers
-- unit: company, role = text
-- unit: value = billion USD, nominal, of the quarter
-- unit: low, high = billion USD, NULL: accounts have no SE
-- unit: growth_4q_pct = percent over four quarters
-- unit: n = companies
-- unit: newest_filed = date; NULL in a hole
-- unit: flags = text: differenced (year to date less year to date), restated, incomplete (fewer than four), hole
-- unit: is_sample = true or false
-- export: parquet
WITH one AS (
  SELECT
    quarter, cik, company, role, value_usd / 1e9 AS usd_bn, filed, is_difference, is_restated, is_sample
  FROM core.fiscal_quarter
  WHERE measure = 'capex'
),
line AS (
  SELECT o.* FROM one AS o
  UNION ALL
  SELECT o.quarter, 'all', 'Four hyperscalers', 'hyperscaler', o.usd_bn, o.filed, o.is_difference, o.is_restated, o.is_sample
  FROM one AS o
  WHERE o.role = 'hyperscaler'
),
summed AS (
  SELECT
    quarter, cik, max(company) AS company, max(role) AS role, sum(usd_bn) AS usd_bn, count(*) AS n, max(filed) AS filed,
    bool_or(is_difference) AS is_difference, bool_or(is_restated) AS is_restated, bool_or(is_sample) AS is_sample
  FROM line
  GROUP BY 1, 2
),
span AS (
  SELECT cik, max(company) AS company, max(role) AS role, min(quarter) AS first_quarter, max(quarter) AS last_quarter
  FROM summed
  GROUP BY 1
),
spine AS (
  SELECT
    m.month AS quarter, m.month_index, s.cik, s.company, s.role, q.usd_bn, q.n, q.filed, q.is_difference, q.is_restated, q.is_sample,
    CASE WHEN s.cik <> 'all' OR q.n = 4 THEN q.usd_bn END AS value
  FROM span AS s
  JOIN core.calendar_month AS m ON m.month BETWEEN s.first_quarter AND s.last_quarter AND m.month_of_year IN (1, 4, 7, 10)
  LEFT JOIN summed AS q ON q.cik = s.cik AND q.quarter = m.month
)
SELECT
  s.quarter, s.cik, s.company, s.role, s.value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  CASE WHEN y.value > 0 THEN 100 * (s.value / y.value - 1) END AS growth_4q_pct,
  coalesce(s.n, 0) AS n,
  s.filed AS newest_filed,
  trim(concat(
    CASE WHEN s.is_difference THEN 'differenced ' ELSE '' END,
    CASE WHEN s.is_restated THEN 'restated ' ELSE '' END,
    CASE WHEN s.cik = 'all' AND coalesce(s.n, 0) < 4 THEN 'incomplete ' ELSE '' END,
    CASE WHEN s.value IS NULL THEN 'hole ' ELSE '' END
  )) AS flags,
  coalesce(s.is_sample, FALSE) AS is_sample
FROM spine AS s
LEFT JOIN spine AS y ON y.cik = s.cik AND y.month_index = s.month_index - 12
