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
WITH monthly AS (
  SELECT c.month_index, o.census_code, sum(o.weight) AS weight, sum(o.n) AS n, bool_or(o.is_sample) AS is_sample
  FROM core.cps_occupation_month AS o
  JOIN core.calendar_month AS c ON c.month = o.month
  GROUP BY 1, 2
),
summed AS (
  SELECT
    w.month, o.census_code, max(w.n_months) AS n_months, max(w.n_holes) AS n_holes,
    sum(o.weight) AS weight, CAST(sum(o.n) AS BIGINT) AS n, bool_or(o.is_sample) AS is_sample
  FROM core.cps_window AS w
  JOIN monthly AS o ON o.month_index BETWEEN w.month_index - 11 AND w.month_index
  WHERE w.is_whole
  GROUP BY 1, 2
)
SELECT
  month, census_code,
  CAST(weight AS DOUBLE) / sum(weight) OVER (PARTITION BY month) AS share,
  n, n_months, n_holes, is_sample
FROM summed
