-- about: Value put in place of private data centers, offices and electronics plants by month, in dollars of the day, and
--   for data centers and offices in prices of 2023 by the producer price index of new office buildings. Buildings only,
--   without the computers in them.
-- grain: is_annual_rate, category, month
-- method: 2
-- unit: is_annual_rate = true or false: seasonally adjusted at an annual rate, or the month itself unadjusted
-- unit: category = text
-- unit: month = date
-- unit: value = million USD, nominal; at an annual rate where is_annual_rate
-- unit: low, high = million USD, NULL: SE not in the table
-- unit: growth_12m_pct = percent over twelve months, nominal
-- unit: deflator = index of producer prices of new office buildings, mean of 2023 = 100, not seasonally adjusted
-- unit: real_value = million USD in prices of 2023; at an annual rate where is_annual_rate; NULL where not deflated
-- unit: real_growth_12m_pct = percent over twelve months, in prices of 2023
-- unit: share_of_private_pct = percent of total private construction
-- unit: n = months with a value, up to this one
-- unit: known_at = UTC; NULL in a hole
-- unit: flags = text: preliminary, hole, not_deflated, deflator_unadjusted (an unadjusted index divides an adjusted value)
-- unit: is_sample = true or false
-- export: parquet
WITH price AS (
  SELECT
    s.month_index, s.is_sample,
    100 * s.value / CASE
      WHEN count(CASE WHEN s.month_index BETWEEN 12 * 2023 AND 12 * 2023 + 11 THEN s.value END) OVER () = 12
        THEN avg(CASE WHEN s.month_index BETWEEN 12 * 2023 AND 12 * 2023 + 11 THEN s.value END) OVER ()
    END AS deflator
  FROM core.series_best AS s
  WHERE s.concept = 'ppi_new_offices'
),
line AS (
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
  p.deflator,
  100 * s.value_musd / p.deflator AS real_value,
  100 * (s.value_musd / y.value_musd / (p.deflator / q.deflator) - 1) AS real_growth_12m_pct,
  100 * s.value_musd / t.value_musd AS share_of_private_pct,
  count(s.value_musd) OVER (
    PARTITION BY l.is_annual_rate, l.category ORDER BY c.month NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS n,
  s.known_at,
  trim(concat(
    CASE WHEN s.is_preliminary THEN 'preliminary ' ELSE '' END,
    CASE WHEN s.value_musd IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN p.deflator IS NULL THEN 'not_deflated ' WHEN l.is_annual_rate THEN 'deflator_unadjusted ' ELSE '' END
  )) AS flags,
  coalesce(s.is_sample, FALSE) OR coalesce(p.is_sample, FALSE) AS is_sample
FROM line AS l
JOIN core.calendar_month AS c ON c.month_index BETWEEN l.first_index AND l.last_index
LEFT JOIN core.construction AS s
  ON s.is_annual_rate = l.is_annual_rate AND s.category = l.category AND s.month_index = c.month_index
LEFT JOIN core.construction AS y
  ON y.is_annual_rate = l.is_annual_rate AND y.category = l.category AND y.month_index = c.month_index - 12 AND y.value_musd > 0
LEFT JOIN core.construction AS t
  ON t.is_annual_rate = l.is_annual_rate AND t.category = 'Total Private Construction' AND t.month_index = c.month_index
  AND t.value_musd > 0
LEFT JOIN price AS p
  ON p.month_index = c.month_index AND p.deflator > 0 AND l.category IN ('Data center', 'Office', 'General')
LEFT JOIN price AS q
  ON q.month_index = c.month_index - 12 AND q.deflator > 0 AND l.category IN ('Data center', 'Office', 'General')
