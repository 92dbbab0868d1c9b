-- about: Employment by CES series and month, newest state, in thousand jobs.
-- grain: series_id, month
-- warn: not negative: employment_thousand >= 0
-- warn: enough rows: n_rows >= 1000
-- unit: series_id, industry_code, supersector_code, data_type_code = code
-- unit: month = date
-- unit: series_title = text
-- unit: employment_thousand = thousand jobs
-- unit: seasonally_adjusted, is_preliminary, is_sample = true or false
-- unit: known_at = UTC
SELECT
  e.series_id,
  e.month,
  e.value AS employment_thousand,
  substr(e.series_id, 3, 1) = 'S' AS seasonally_adjusted,
  substr(e.series_id, 4, 2) AS supersector_code,
  substr(e.series_id, 4, 8) AS industry_code,
  substr(e.series_id, 12, 2) AS data_type_code,
  s.series_title,
  coalesce(upper(e.footnote_codes) LIKE '%P%', FALSE) AS is_preliminary,
  e._known_at AS known_at,
  coalesce(l.is_sample, FALSE) AS is_sample
FROM latest.bls_ces AS e
LEFT JOIN latest.bls_ces_series AS s ON s.series_id = e.series_id
LEFT JOIN meta.landing AS l ON l.id = e._landing
-- M13 is an annual average and has no month. 01, 06 and 10 are the data types
-- that count persons in thousands. No two parts hold one series, so a series has
-- one row a month; the grain is checked.
WHERE e.month IS NOT NULL
  AND e.period BETWEEN 'M01' AND 'M12'
  AND substr(e.series_id, 12, 2) IN ('01', '06', '10')
