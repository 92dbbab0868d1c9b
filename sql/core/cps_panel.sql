-- about: The occupations and spans that the comparisons of exposed and other occupations rest on. An occupation is in by
--   the persons asked before the event; one that nobody has in a later span is out, and counted.
-- grain: study, census_code, span_start
-- unit: study = code, see ref.cps_design
-- unit: census_code = code, Census 2018
-- unit: span_start = date
-- unit: span_index, event_index, placebo_index = months since year 0
-- unit: y = logarithm of persons, or of young over older persons
-- unit: is_exposed, is_sample = true or false
-- unit: base_employment = persons
-- unit: n = persons asked, the smaller of both groups where there are two
-- unit: n_dropped = occupations that were asked often enough before the event and lack a later span
-- unit: n_too_few = rated occupations with too few persons asked before the event
-- unit: n_holes = months of the span in which nobody was asked
WITH cell AS (
  SELECT
    d.study, s.census_code, s.span_start, s.span_index, s.n_holes,
    e.month_index AS event_index, p.month_index AS placebo_index, d.least_persons,
    CASE WHEN d.group_young IS NULL THEN ln(s.persons) ELSE ln(y.persons) - ln(s.persons) END AS y,
    CASE WHEN y.n < s.n THEN y.n ELSE s.n END AS n, -- s.n where there is no y
    x.is_exposed, x.base_employment, s.is_sample OR x.is_sample AS is_sample
  FROM ref.cps_design AS d
  JOIN core.cps_span AS s ON s.span_months = d.span_months AND s.age_group = d.group_other AND s.is_whole AND s.span_start >= d.window_start
  JOIN core.cps_exposed AS x ON x.study = d.study AND x.census_code = s.census_code
  JOIN core.calendar_month AS e ON e.month = d.event_month
  JOIN core.calendar_month AS p ON p.month = d.placebo_month
  LEFT JOIN core.cps_span AS y
    ON y.span_months = s.span_months AND y.span_start = s.span_start AND y.census_code = s.census_code AND y.age_group = d.group_young
  WHERE s.persons > 0 AND (d.group_young IS NULL OR y.persons > 0)
),
span AS (
  SELECT
    study,
    count(DISTINCT span_start) AS n_spans,
    count(DISTINCT CASE WHEN span_index < event_index THEN span_start END) AS n_before
  FROM cell
  GROUP BY 1
),
occupation AS (
  SELECT
    c.study, c.census_code,
    count(CASE WHEN c.span_index < c.event_index AND c.n >= c.least_persons THEN 1 END) = max(s.n_before) AS is_enough,
    count(*) = max(s.n_spans) AS is_complete
  FROM cell AS c
  JOIN span AS s ON s.study = c.study
  GROUP BY 1, 2
),
dropped AS (
  SELECT
    x.study,
    CAST(sum(CASE WHEN o.is_enough AND NOT o.is_complete THEN 1 ELSE 0 END) AS BIGINT) AS n_dropped,
    CAST(sum(CASE WHEN o.is_enough THEN 0 ELSE 1 END) AS BIGINT) AS n_too_few
  FROM core.cps_exposed AS x
  LEFT JOIN occupation AS o ON o.study = x.study AND o.census_code = x.census_code
  GROUP BY 1
)
SELECT
  c.study, c.census_code, c.span_start, c.span_index, c.event_index, c.placebo_index, c.y, c.is_exposed, c.base_employment, c.n,
  k.n_dropped, k.n_too_few, c.n_holes, c.is_sample
FROM cell AS c
JOIN occupation AS o ON o.study = c.study AND o.census_code = c.census_code AND o.is_enough AND o.is_complete
JOIN dropped AS k ON k.study = c.study
