-- about: Our value of each published figure of labour and of official prices, where its inputs are loaded. A month for
--   which no data exist is reproduced as a hole.
-- grain: figure_id
-- unit: figure_id = code, see ref.reproduction
-- unit: ours = as the figure says; NULL in a hole
-- unit: is_hole = true or false, the source has the month and no value
WITH benchmark AS (
  -- Every release stands before single states.
  SELECT
    b.*,
    row_number() OVER (
      PARTITION BY b.adjustment, b.period
      ORDER BY CASE WHEN b.flags LIKE '%looks%' THEN 1 ELSE 0 END NULLS LAST, b.dataset NULLS LAST, b.series_id NULLS LAST
    ) AS place
  FROM marts.benchmark_revision AS b
  WHERE b.concept = 'payrolls' AND b.value IS NOT NULL
),
change AS (
  SELECT substr(CAST(period AS VARCHAR), 1, 7) AS month, first_print, second_print, third_print
  FROM marts.revision_tracker
  WHERE dataset = 'bls.ces_vintages' AND series_id = 'CES0000000001' AND measure = 'change'
),
firms AS (
  SELECT period, value
  FROM marts.ai_use_rate_firms
  WHERE source = 'census.btos' AND measure = 'firms_now' AND geography = 'US' AND slice = 'all'
)
SELECT '2c.payroll.' || month || '.first' AS figure_id, first_print AS ours, FALSE AS is_hole FROM change WHERE first_print IS NOT NULL
UNION ALL
SELECT '2c.payroll.' || month || '.second', second_print, FALSE FROM change WHERE second_print IS NOT NULL
UNION ALL
SELECT '2c.payroll.' || month || '.third', third_print, FALSE FROM change WHERE third_print IS NOT NULL
UNION ALL
SELECT '2c.benchmark.' || CAST(extract(year FROM period) AS VARCHAR) || '.' || lower(adjustment), value, FALSE
FROM benchmark WHERE place = 1
UNION ALL
SELECT '2c.benchmark_level.' || CAST(extract(year FROM period) AS VARCHAR) || '.' || lower(adjustment), level_after, FALSE
FROM benchmark WHERE place = 1
UNION ALL
SELECT '2c.preliminary.' || CAST(extract(year FROM period) AS VARCHAR) || '.nsa', value, FALSE
FROM benchmark WHERE place = 1 AND adjustment = 'NSA'
UNION ALL
SELECT '2c.unemployment.' || substr(CAST(month AS VARCHAR), 1, 7), unemployment_rate_pct, FALSE
FROM marts.beveridge_shift WHERE unemployment_rate_pct IS NOT NULL
UNION ALL
SELECT '2c.openings.' || substr(CAST(period AS VARCHAR), 1, 7), max(first_print) / 1000, FALSE
FROM marts.revision_tracker WHERE series_id = 'JTSJOL' AND measure = 'level' AND first_print IS NOT NULL GROUP BY period
UNION ALL
SELECT '2c.hole.' || concept || '.' || substr(CAST(month AS VARCHAR), 1, 7), CAST(NULL AS DOUBLE), TRUE
FROM marts.missing_month
WHERE reason = 'stated' AND concept IN ('consumer_prices', 'unemployment_rate') GROUP BY concept, month
UNION ALL
SELECT '2c.btos.2023-09', max(value), FALSE FROM firms WHERE period = DATE '2023-09-11' HAVING count(value) > 0
UNION ALL
SELECT '2c.btos.2023-10', max(value), FALSE FROM firms WHERE period = DATE '2023-10-23' HAVING count(value) > 0
