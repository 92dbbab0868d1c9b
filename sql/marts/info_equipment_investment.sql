-- about: Private fixed investment in equipment, information processing equipment, computers and software by quarter, at
--   annual rates, nominal and in chained dollars, with growth and the share of GDP; GDP beside it. Newest state; what
--   earlier releases said is in marts.info_equipment_investment_vintage. Imports are in investment and not in GDP.
-- grain: component, basis, quarter
-- check: share: share_of_gdp_pct BETWEEN 0 AND 100
-- unit: component = equipment, info_equipment, computers (part of it), software, info_equipment_software, or gdp
-- unit: basis = nominal or real
-- unit: series_id = code
-- unit: quarter = date, its first day
-- unit: value = billion USD at a seasonally adjusted annual rate, of the day or chained by basis; chained parts do not add up
-- unit: low, high = billion USD, NULL: SE not published
-- unit: growth_saar_pct = percent on the quarter before, at an annual rate
-- unit: growth_4q_pct = percent over four quarters
-- unit: share_of_gdp_pct = percent of nominal GDP of the quarter; NULL for real and where GDP is missing
-- unit: contribution_pp = percentage points of the annualised growth of real GDP, as the bureau publishes it; NULL where none is loaded
-- unit: n = quarters with a value, up to this one
-- unit: source = dataset
-- unit: known_at = UTC; NULL in a hole
-- unit: flags = text: preliminary (newest four quarters: three estimates each, then an annual update), hole
-- unit: is_sample = true or false
-- export: parquet
WITH state AS (
  SELECT
    CASE s.concept WHEN 'real_gdp' THEN 'gdp' ELSE replace(s.concept, 'investment_', '') END AS component,
    CASE s.unit WHEN 'billion USD' THEN 'nominal' WHEN 'billion chained USD' THEN 'real' WHEN 'percentage points' THEN 'contribution' END AS basis,
    s.series_id, s.month_index, s.value, s.source, s.known_at, s.is_sample
  FROM core.series_best AS s
  WHERE (s.concept LIKE 'investment%' OR s.concept IN ('gdp', 'real_gdp')) AND s.frequency = 'quarterly'
),
line AS (
  SELECT component, basis, series_id, min(month_index) AS first_index, max(month_index) AS last_index
  FROM state
  WHERE basis <> 'contribution' AND value IS NOT NULL
  GROUP BY 1, 2, 3
)
SELECT
  l.component, l.basis, l.series_id, c.month AS quarter,
  s.value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  100 * (power(s.value / b.value, 4) - 1) AS growth_saar_pct,
  100 * (s.value / y.value - 1) AS growth_4q_pct,
  CASE WHEN l.basis = 'nominal' AND l.component <> 'gdp' THEN 100 * s.value / g.value END AS share_of_gdp_pct,
  CASE WHEN l.basis = 'real' THEN k.value END AS contribution_pp,
  count(s.value) OVER (
    PARTITION BY l.component, l.basis ORDER BY c.month NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS n,
  s.source, s.known_at,
  trim(concat(
    CASE WHEN s.value IS NOT NULL AND c.month_index > l.last_index - 12 THEN 'preliminary ' ELSE '' END,
    CASE WHEN s.value IS NULL THEN 'hole ' ELSE '' END
  )) AS flags,
  coalesce(s.is_sample, FALSE) AS is_sample
FROM line AS l
JOIN core.calendar_month AS c ON c.month_index BETWEEN l.first_index AND l.last_index AND c.month_of_year IN (1, 4, 7, 10)
LEFT JOIN state AS s ON s.series_id = l.series_id AND s.month_index = c.month_index
LEFT JOIN state AS b ON b.series_id = l.series_id AND b.month_index = c.month_index - 3 AND b.value > 0
LEFT JOIN state AS y ON y.series_id = l.series_id AND y.month_index = c.month_index - 12 AND y.value > 0
LEFT JOIN state AS g ON g.component = 'gdp' AND g.basis = 'nominal' AND g.month_index = c.month_index AND g.value > 0
LEFT JOIN state AS k ON k.component = l.component AND k.basis = 'contribution' AND k.month_index = c.month_index
