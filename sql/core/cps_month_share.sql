-- about: Share of each occupation in employment over the twelve months up to each month, by Census codes of 2018.
-- grain: month, census_code
-- check: share: share BETWEEN 0 AND 1 + 1e-9
-- unit: month = date, last of the twelve
-- unit: census_code = code, Census 2018
-- unit: share = share of employed persons
-- unit: n = persons asked in the occupation, over the twelve months
-- unit: n_months = months asked
-- unit: n_holes = months in which nobody was asked
-- unit: is_sample = true or false
WITH asked AS (
  SELECT c.month_index, c.month FROM core.calendar_month AS c
  JOIN (SELECT DISTINCT month FROM core.cps_occupation_month) AS m ON m.month = c.month
),
hole AS (
  SELECT c.month_index FROM ref.cps_hole AS h JOIN core.calendar_month AS c ON c.month = h.month
),
whole AS (
  -- Twelve months, known holes counting as there: no window across a month that is only not loaded.
  SELECT e.month_index, e.month, count(a.month_index) AS n_months, max(k.n) AS n_holes
  FROM asked AS e
  JOIN asked AS a ON a.month_index BETWEEN e.month_index - 11 AND e.month_index
  JOIN (
    SELECT w.month_index, count(h.month_index) AS n
    FROM asked AS w
    LEFT JOIN hole AS h ON h.month_index BETWEEN w.month_index - 11 AND w.month_index
    GROUP BY 1
  ) AS k ON k.month_index = e.month_index
  GROUP BY 1, 2
),
summed AS (
  SELECT
    w.month, o.census_code, max(w.n_months) AS n_months, max(w.n_holes) AS n_holes,
    sum(o.weight) AS weight, CAST(sum(o.n) AS BIGINT) AS n, bool_or(o.is_sample) AS is_sample
  FROM whole AS w
  JOIN asked AS a ON a.month_index BETWEEN w.month_index - 11 AND w.month_index
  JOIN (
    SELECT month, census_code, sum(weight) AS weight, sum(n) AS n, bool_or(is_sample) AS is_sample
    FROM core.cps_occupation_month
    GROUP BY 1, 2
  ) AS o ON o.month = a.month
  WHERE w.n_months + w.n_holes = 12
  GROUP BY 1, 2
)
SELECT
  month, census_code,
  CAST(weight AS DOUBLE) / sum(weight) OVER (PARTITION BY month) AS share,
  n, n_months, n_holes, is_sample
FROM summed
