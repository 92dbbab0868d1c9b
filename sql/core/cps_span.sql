-- about: Employed persons by occupation and age over spans of 3 and of 12 months that begin in December, or a quarter or
--   more later: the mean of the months that were asked.
-- grain: span_months, span_start, census_code, age_group
-- unit: span_months = months, 3 or 12
-- unit: span_start = date, first month of the span
-- unit: span_index = months since year 0
-- unit: census_code = code, Census 2018
-- unit: age_group = text: all, or an age band of core.cps_occupation_month
-- unit: persons = persons, mean of the months asked; see n before showing it
-- unit: n = persons asked, over all months
-- unit: n_months, n_holes = months asked, and months in which nobody was
-- unit: is_whole = true or false: every month of the span was asked or is a known hole
-- unit: is_sample = true or false
WITH placed AS (
  SELECT
    m.month, s.span_months, m.census_code, m.age_band, m.weight, m.n, m.is_sample,
    c.month_index - mod(c.month_index + 1, s.span_months) AS span_index
  FROM core.cps_occupation_month AS m
  JOIN core.calendar_month AS c ON c.month = m.month
  CROSS JOIN (SELECT DISTINCT span_months FROM ref.cps_design) AS s
),
asked AS (
  SELECT span_months, span_index, count(DISTINCT month) AS n_months
  FROM placed
  GROUP BY 1, 2
),
hole AS (
  SELECT s.span_months, c.month_index - mod(c.month_index + 1, s.span_months) AS span_index, count(*) AS n_holes
  FROM ref.cps_hole AS h
  JOIN core.calendar_month AS c ON c.month = h.month
  CROSS JOIN (SELECT DISTINCT span_months FROM ref.cps_design) AS s
  GROUP BY 1, 2
),
grouped AS (
  SELECT span_months, span_index, census_code, age_band AS age_group, weight, n, is_sample FROM placed
  UNION ALL
  SELECT span_months, span_index, census_code, 'all', weight, n, is_sample FROM placed
)
SELECT
  g.span_months,
  max(c.month) AS span_start,
  g.span_index,
  g.census_code, g.age_group,
  CAST(sum(g.weight) AS DOUBLE) / max(a.n_months) AS persons,
  CAST(sum(g.n) AS BIGINT) AS n,
  max(a.n_months) AS n_months,
  coalesce(max(h.n_holes), 0) AS n_holes,
  max(a.n_months) + coalesce(max(h.n_holes), 0) = g.span_months AS is_whole,
  bool_or(g.is_sample) AS is_sample
FROM grouped AS g
JOIN asked AS a ON a.span_months = g.span_months AND a.span_index = g.span_index
JOIN core.calendar_month AS c ON c.month_index = g.span_index
LEFT JOIN hole AS h ON h.span_months = g.span_months AND h.span_index = g.span_index
GROUP BY g.span_months, g.span_index, g.census_code, g.age_group
