-- about: Employed persons by age and by whether their occupation is exposed, mean of the twelve months up to each month.
-- grain: month, age_band, is_exposed
-- unit: month = date, last of the twelve
-- unit: age_band = text, of the study young_exposed in ref.cps_design
-- unit: is_exposed, is_sample = true or false
-- unit: persons = persons, mean of the months asked
-- unit: n = persons asked, over the twelve months
-- unit: n_holes = months in which nobody was asked
WITH monthly AS (
  SELECT c.month_index, o.age_band, x.is_exposed, sum(o.weight) AS weight, sum(o.n) AS n, bool_or(o.is_sample OR x.is_sample) AS is_sample
  FROM core.cps_occupation_month AS o
  JOIN core.calendar_month AS c ON c.month = o.month
  JOIN core.cps_exposed AS x ON x.study = 'young_exposed' AND x.census_code = o.census_code
  JOIN ref.cps_design AS d ON d.study = x.study AND (o.age_band = d.group_young OR o.age_band = d.group_other)
  GROUP BY 1, 2, 3
)
SELECT
  w.month, m.age_band, m.is_exposed,
  CAST(sum(m.weight) AS DOUBLE) / max(w.n_months) AS persons,
  CAST(sum(m.n) AS BIGINT) AS n,
  max(w.n_holes) AS n_holes,
  bool_or(m.is_sample) AS is_sample
FROM core.cps_window AS w
JOIN monthly AS m ON m.month_index BETWEEN w.month_index - 11 AND w.month_index
WHERE w.is_whole
GROUP BY 1, 2, 3
