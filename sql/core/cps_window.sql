-- about: Which months of the household survey end twelve whole months: asked, or a known hole. A month that is only not
--   loaded makes none.
-- grain: month
-- unit: month = date, last of the twelve
-- unit: month_index = months since year 0
-- unit: n_months = months asked
-- unit: n_holes = months in which nobody was asked
-- unit: is_whole = true or false
WITH asked AS (
  SELECT c.month_index, c.month
  FROM core.calendar_month AS c
  JOIN (SELECT DISTINCT month FROM core.cps_occupation_month) AS m ON m.month = c.month
),
seen AS (
  SELECT month_index, 1 AS is_asked, 0 AS is_hole FROM asked
  UNION ALL
  SELECT c.month_index, 0, 1
  FROM ref.cps_hole AS h
  JOIN core.calendar_month AS c ON c.month = h.month
)
SELECT
  e.month, e.month_index,
  CAST(sum(s.is_asked) AS BIGINT) AS n_months,
  CAST(sum(s.is_hole) AS BIGINT) AS n_holes,
  sum(s.is_asked) + sum(s.is_hole) = 12 AS is_whole
FROM asked AS e
JOIN seen AS s ON s.month_index BETWEEN e.month_index - 11 AND e.month_index
GROUP BY 1, 2
