-- about: Employed persons by occupation of the main job, age and month, from the microdata of the household survey.
--   Weights are the final ones, not the composited ones of the published estimates. Cells under 75 persons are suppressed.
-- grain: month, census_code, age_band
-- check: suppressed: (employment IS NULL) = (status = 's')
-- unit: month = date
-- unit: census_code = code, Census 2018
-- unit: age_band = text: 16-21, 22-27, 28-34, 35-49 or 50+
-- unit: employment = persons; NULL where suppressed
-- unit: status = code: s suppressed (under 75 asked), c to be read with care (75 to 199), empty else
-- unit: weight = persons, the sum behind employment, for pooling only: a cell of few persons is no figure
-- unit: n = persons asked
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  month, census_code, age_band,
  CASE WHEN count(*) >= 75 THEN sum(weight) END AS employment,
  CASE WHEN count(*) < 75 THEN 's' WHEN count(*) < 200 THEN 'c' ELSE '' END AS status,
  sum(weight) AS weight,
  count(*) AS n,
  max(known_at) AS known_at,
  bool_or(is_sample) AS is_sample
FROM (
  SELECT
    p.month,
    lpad(p.occupation, 4, '0') AS census_code,
    CASE WHEN p.age < 22 THEN '16-21' WHEN p.age < 28 THEN '22-27' WHEN p.age < 35 THEN '28-34' WHEN p.age < 50 THEN '35-49' ELSE '50+' END AS age_band,
    p.weight,
    p._known_at AS known_at,
    coalesce(l.is_sample, FALSE) AS is_sample
  FROM latest.census_cps_basic AS p
  LEFT JOIN meta.landing AS l ON l.id = p._landing
  -- At work or absent from a job; occupations of persons without one are those of their last.
  WHERE p.labour_force_status IN ('1', '2') AND p.age >= 16 AND p.weight > 0
    AND p.occupation_edition = 'Census 2018' AND p.occupation NOT LIKE '-%'
) AS e
WHERE month IS NOT NULL
GROUP BY 1, 2, 3
