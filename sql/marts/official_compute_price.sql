-- about: The statistical office's price of data processing and hosting, nominal and against consumer prices,
--   base month = 100, with the change since the year before.
-- grain: month
-- check: positive: value > 0 AND nominal_index > 0
-- unit: month = date
-- unit: ppi = index, December 2000 = 100, not seasonally adjusted
-- unit: base_month = date: November 2022, or the first month after it that has both price and CPI
-- unit: nominal_index = index, base month = 100
-- unit: value = index of the price against CPI, base month = 100; NULL in a hole
-- unit: low, high = index; NULL, SE not published
-- unit: change_12m = percent, of the nominal index on the same month of the year before
-- unit: n = values behind it: price and CPI
-- unit: flags = text: hole, no_cpi, preliminary
-- export: parquet
WITH both_known AS (
  SELECT h.month, h.ppi, c.cpi
  FROM core.hosting_price AS h
  JOIN core.consumer_price AS c ON c.month = h.month
  WHERE h.ppi IS NOT NULL AND c.cpi IS NOT NULL AND h.month >= DATE '2022-11-01'
),
base AS (
  SELECT k.month, k.ppi, k.cpi
  FROM both_known AS k
  JOIN (SELECT min(month) AS month FROM both_known) AS f ON f.month = k.month
),
span AS (
  SELECT min(month) AS first_month, max(month) AS last_month FROM core.hosting_price
)
SELECT
  m.month,
  b.month AS base_month,
  h.ppi,
  100 * h.ppi / b.ppi AS nominal_index,
  100 * (h.ppi / b.ppi) / (c.cpi / b.cpi) AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  100 * (h.ppi / y.ppi - 1) AS change_12m,
  CASE WHEN h.ppi IS NULL THEN 0 ELSE 1 END + CASE WHEN c.cpi IS NULL THEN 0 ELSE 1 END AS n,
  trim(concat(
    CASE WHEN h.ppi IS NULL OR c.cpi IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN c.cpi IS NULL THEN 'no_cpi ' ELSE '' END,
    CASE WHEN h.is_preliminary THEN 'preliminary ' ELSE '' END
  )) AS flags
FROM span AS s
JOIN core.calendar_month AS m ON m.month BETWEEN s.first_month AND s.last_month
CROSS JOIN base AS b
LEFT JOIN core.hosting_price AS h ON h.month = m.month
LEFT JOIN core.consumer_price AS c ON c.month = m.month
LEFT JOIN core.calendar_month AS before ON before.month_index = m.month_index - 12
LEFT JOIN core.hosting_price AS y ON y.month = before.month
