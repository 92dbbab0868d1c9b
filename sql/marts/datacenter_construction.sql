-- about: Value put in place of private data centers, offices and electronics plants by month, in dollars of the day:
--   no price index of new offices is among the datasets. Buildings only, without the computers in them.
-- grain: is_annual_rate, category, month
-- unit: is_annual_rate = true or false: seasonally adjusted at an annual rate, or the month itself unadjusted
-- unit: category = text
-- unit: month = date
-- unit: value = million USD, nominal; at an annual rate where is_annual_rate
-- unit: low, high = million USD, NULL: SE not in the table
-- unit: growth_12m_pct = percent over twelve months, nominal
-- unit: share_of_private_pct = percent of total private construction
-- unit: n = months with a value, up to this one
-- unit: known_at = UTC; NULL in a hole
-- unit: flags = text: preliminary, hole, not_deflated
-- unit: is_sample = true or false
-- export: parquet
WITH line AS (
  SELECT is_annual_rate, category, min(month_index) AS first_index, max(month_index) AS last_index
  FROM core.construction
  WHERE value_musd IS NOT NULL AND category IN ('Data center', 'Office', 'General', 'Computer/ electronic/ electrical')
  GROUP BY 1, 2
)
SELECT
  l.is_annual_rate, l.category, c.month,
  s.value_musd AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  100 * (s.value_musd / y.value_musd - 1) AS growth_12m_pct,
  100 * s.value_musd / t.value_musd AS share_of_private_pct,
  count(s.value_musd) OVER (
    PARTITION BY l.is_annual_rate, l.category ORDER BY c.month NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS n,
  s.known_at,
  trim(concat(
    CASE WHEN s.is_preliminary THEN 'preliminary ' ELSE '' END,
    CASE WHEN s.value_musd IS NULL THEN 'hole ' ELSE '' END,
    'not_deflated'
  )) AS flags,
  coalesce(s.is_sample, FALSE) AS is_sample
FROM line AS l
JOIN core.calendar_month AS c ON c.month_index BETWEEN l.first_index AND l.last_index
LEFT JOIN core.construction AS s
  ON s.is_annual_rate = l.is_annual_rate AND s.category = l.category AND s.month_index = c.month_index
LEFT JOIN core.construction AS y
  ON y.is_annual_rate = l.is_annual_rate AND y.category = l.category AND y.month_index = c.month_index - 12 AND y.value_musd > 0
LEFT JOIN core.construction AS t
  ON t.is_annual_rate = l.is_annual_rate AND t.category = 'Total Private Construction' AND t.month_index = c.month_index
  AND t.value_musd > 0
