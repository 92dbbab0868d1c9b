-- about: Calendar months from 1930 to 2039, the spine on which a month without data stays a hole.
-- grain: month
-- check: first of month: extract(day FROM month) = 1
-- check: complete: n_rows = 1320
-- unit: month = date
-- unit: year = year
-- unit: month_of_year = month, 1 to 12
-- unit: month_index = months since year 0, so that the month before is one less
SELECT
  CAST(concat(CAST(y.year AS VARCHAR), '-', lpad(CAST(m.month_of_year AS VARCHAR), 2, '0'), '-01') AS DATE) AS month,
  y.year,
  m.month_of_year,
  12 * y.year + m.month_of_year - 1 AS month_index
FROM (
  SELECT 1900 + 100 * c.digit + 10 * t.digit + u.digit AS year
  FROM ref.digit AS c
  CROSS JOIN ref.digit AS t
  CROSS JOIN ref.digit AS u
  WHERE 100 * c.digit + 10 * t.digit + u.digit BETWEEN 30 AND 139
) AS y
CROSS JOIN (
  SELECT 10 * t.digit + u.digit AS month_of_year
  FROM ref.digit AS t
  CROSS JOIN ref.digit AS u
  WHERE 10 * t.digit + u.digit BETWEEN 1 AND 12
) AS m
