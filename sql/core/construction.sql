-- about: Value of private construction by type and month, newest state, with the months that are preliminary.
-- grain: is_annual_rate, category, month
-- unit: is_annual_rate = true or false: a year's worth at the month's pace, seasonally adjusted, or the month itself
-- unit: category = text
-- unit: month = date
-- unit: month_index = months since year 0
-- unit: value_musd = million USD, not adjusted for prices
-- unit: is_preliminary, is_sample = true or false
-- unit: known_at = UTC
SELECT
  c."table" = 'private_sa' AS is_annual_rate, c.category, c.month,
  CAST(12 * extract(year FROM c.month) + extract(month FROM c.month) - 1 AS INTEGER) AS month_index,
  c.value_musd,
  coalesce(c.mark = 'p', FALSE) AS is_preliminary,
  c._known_at AS known_at,
  coalesce(l.is_sample, FALSE) AS is_sample
FROM latest.census_construction AS c
LEFT JOIN meta.landing AS l ON l.id = c._landing
WHERE c.month IS NOT NULL
