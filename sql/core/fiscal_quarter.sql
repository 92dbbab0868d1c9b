-- about: Capital spending and revenue of a company by fiscal quarter, from statements of a quarter or as the difference of
--   two statements of the year to date. A fiscal quarter is put to the calendar quarter of its middle.
-- grain: cik, measure, end_date
-- check: one quarter: days BETWEEN 80 AND 100
-- unit: cik = code
-- unit: company, role = text
-- unit: measure = capex or revenue
-- unit: end_date = date, last day of the fiscal quarter
-- unit: quarter = date, first day of the calendar quarter
-- unit: days = days
-- unit: value_usd = USD
-- unit: tag = code
-- unit: accn = code, filing
-- unit: filed = date
-- unit: is_difference = true or false, of two statements of the year to date
-- unit: is_restated = true or false, stated before with another value
-- unit: known_at = UTC
-- unit: is_sample = true or false
WITH fact AS (
  SELECT
    f.cik, c.company, c.role, f.tag, f.start_date, f.end_date, f.value, f.accn, f.filed, f._known_at AS known_at,
    CASE WHEN f.tag LIKE 'PaymentsToAcquire%' THEN 'capex' ELSE 'revenue' END AS measure,
    CASE WHEN f.tag IN ('PaymentsToAcquirePropertyPlantAndEquipment', 'RevenueFromContractWithCustomerExcludingAssessedTax')
      THEN 1 ELSE 2 END AS preference,
    coalesce(l.is_sample, FALSE) AS is_sample,
    row_number() OVER (
      PARTITION BY f.cik, f.tag, f.start_date, f.end_date ORDER BY f.filed DESC NULLS LAST, f.accn DESC NULLS LAST
    ) AS place,
    min(f.value) OVER (PARTITION BY f.cik, f.tag, f.start_date, f.end_date)
      < max(f.value) OVER (PARTITION BY f.cik, f.tag, f.start_date, f.end_date) AS is_restated
  FROM latest.sec_companyfacts AS f
  JOIN ref.company AS c ON c.cik = f.cik
  LEFT JOIN meta.landing AS l ON l.id = f._landing
  WHERE f.unit = 'USD' AND f.taxonomy = 'us-gaap' AND f.start_date IS NOT NULL
    AND f.tag IN ('PaymentsToAcquirePropertyPlantAndEquipment', 'PaymentsToAcquireProductiveAssets',
      'RevenueFromContractWithCustomerExcludingAssessedTax', 'Revenues')
),
newest AS (
  SELECT f.*, f.end_date - f.start_date + 1 AS days
  FROM fact AS f
  WHERE f.place = 1
),
quarter AS (
  SELECT
    n.cik, n.company, n.role, n.measure, n.preference, n.tag, n.end_date, n.days, n.value, n.accn, n.filed, n.known_at,
    FALSE AS is_difference, n.is_restated, n.is_sample
  FROM newest AS n
  WHERE n.days BETWEEN 80 AND 100
  UNION ALL
  SELECT
    n.cik, n.company, n.role, n.measure, n.preference, n.tag, n.end_date, n.end_date - b.end_date, n.value - b.value,
    n.accn, n.filed, greatest(n.known_at, b.known_at), TRUE, n.is_restated OR b.is_restated, n.is_sample OR b.is_sample
  FROM newest AS n
  JOIN newest AS b ON b.cik = n.cik AND b.tag = n.tag AND b.start_date = n.start_date
  WHERE n.end_date - b.end_date BETWEEN 80 AND 100
),
chosen AS (
  SELECT
    q.*,
    row_number() OVER (
      PARTITION BY q.cik, q.measure, q.end_date
      ORDER BY q.preference NULLS LAST, q.is_difference NULLS LAST, q.filed DESC NULLS LAST
    ) AS place
  FROM quarter AS q
)
SELECT
  h.cik, h.company, h.role, h.measure, h.end_date, m.month AS quarter, CAST(h.days AS INTEGER) AS days, h.value AS value_usd,
  h.tag, h.accn, h.filed, h.is_difference, h.is_restated, h.known_at, h.is_sample
FROM chosen AS h
JOIN core.calendar_month AS m
  ON m.month_of_year IN (1, 4, 7, 10)
  AND m.month_index = 12 * extract(year FROM h.end_date - 45) + 3 * floor((extract(month FROM h.end_date - 45) - 1) / 3)
WHERE h.place = 1
