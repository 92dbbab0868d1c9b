-- about: Young and older workers in exposed and in other occupations, mean of twelve months, October 2022 = 100. Timing only,
--   see marts.young_exposed_gap. Not adjusted for seasons: twelve months hold each season once.
-- grain: month, age_band, is_exposed
-- unit: month = date, last of the twelve
-- unit: age_band = text: 22-27 or 35-49
-- unit: is_exposed = true or false: in the fifth of base employment with the highest exposure
-- unit: value = index, the twelve months to October 2022 = 100; NULL in a hole and where suppressed
-- unit: low, high = SE not published
-- unit: employment = persons; NULL in a hole and where suppressed
-- unit: n = persons asked, over the twelve months
-- unit: flags = text: hole (month not asked or not loaded), hole_in_window (a month of the twelve was not asked), suppressed (under 75
--   asked), small (under 200 asked), no_base
-- unit: is_sample = true or false
-- export: parquet
WITH spine AS (
  SELECT c.month, g.age_band, g.is_exposed
  FROM core.calendar_month AS c
  JOIN (SELECT min(month) AS first_month, max(month) AS last_month FROM core.cps_age_exposure_month) AS r
    ON c.month BETWEEN r.first_month AND r.last_month
  CROSS JOIN (SELECT DISTINCT age_band, is_exposed FROM core.cps_age_exposure_month) AS g
),
base AS (
  SELECT age_band, is_exposed, persons FROM core.cps_age_exposure_month WHERE month = DATE '2022-10-01' AND n >= 75
)
SELECT
  p.month, p.age_band, p.is_exposed,
  CASE WHEN m.n >= 75 THEN 100 * m.persons / nullif(b.persons, 0) END AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  CASE WHEN m.n >= 75 THEN m.persons END AS employment,
  coalesce(m.n, 0) AS n,
  trim(concat(
    CASE WHEN m.n IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN m.n_holes > 0 THEN 'hole_in_window ' ELSE '' END,
    CASE WHEN m.n < 75 THEN 'suppressed ' WHEN m.n < 200 THEN 'small ' ELSE '' END,
    CASE WHEN b.persons IS NULL THEN 'no_base ' ELSE '' END
  )) AS flags,
  coalesce(m.is_sample, FALSE) AS is_sample
FROM spine AS p
LEFT JOIN core.cps_age_exposure_month AS m ON m.month = p.month AND m.age_band = p.age_band AND m.is_exposed = p.is_exposed
LEFT JOIN base AS b ON b.age_band = p.age_band AND b.is_exposed = p.is_exposed
