-- about: Distance of vacancies from the curve of vacancies and unemployment that 2001 to 2019 drew, by month. Openings
--   per job and opening and unemployed per labour force have different denominators; the curve is a description.
-- grain: month
-- unit: month = date
-- unit: value = log points, ln V less the curve's at the month's U
-- unit: low, high = log points, 90 % interval: value less or more 1.645 residual standard errors of the fit
-- unit: vacancy_rate_pct = percent of jobs and openings, SA
-- unit: unemployment_rate_pct = percent of the labour force, SA
-- unit: tightness = ratio of the two rates
-- unit: slope, slope_se = log points per log point
-- unit: intercept = log points
-- unit: n = months of 2001 to 2019 in the fit
-- unit: path = number, raised after each hole, so that no line joins its sides
-- unit: known_at = UTC; NULL in a hole
-- unit: flags = text: preliminary, hole, outside_fit, no_fit (fewer than 60 months)
-- unit: is_sample = true or false
-- export: parquet
WITH source AS (
  SELECT
    d.*,
    row_number() OVER (
      PARTITION BY d.need ORDER BY d.newest DESC NULLS LAST, d.months DESC NULLS LAST, d.dataset NULLS LAST
    ) AS place
  FROM (
    SELECT
      CASE WHEN s.concept = 'jolts_total_jo' THEN 'job_openings' ELSE s.concept END AS need,
      s.dataset, s.series_id, max(s.month_index) AS newest, count(s.value) AS months
    FROM core.series_now AS s
    WHERE s.adjustment = 'SA' AND s.frequency = 'monthly' AND s.dataset <> 'bls.ces_vintages'
      AND (s.concept IN ('payrolls', 'unemployment_rate', 'job_openings') OR (s.concept = 'jolts_total_jo' AND s.kind = 'level'))
    GROUP BY 1, 2, 3
  ) AS d
),
month AS (
  SELECT
    s.month_index,
    max(CASE WHEN c.need = 'job_openings' THEN s.value END) AS openings,
    max(CASE WHEN c.need = 'payrolls' THEN s.value END) AS jobs,
    max(CASE WHEN c.need = 'unemployment_rate' THEN s.value END) AS u,
    max(s.known_at) AS known_at,
    bool_or(s.is_sample) AS is_sample,
    bool_or(coalesce(s.status, '') = 'p') AS is_preliminary
  FROM source AS c
  JOIN core.series_now AS s ON s.dataset = c.dataset AND s.series_id = c.series_id
  WHERE c.place = 1
  GROUP BY 1
),
rate AS (
  SELECT
    m.*, 100 * m.openings / (m.jobs + m.openings) AS v,
    ln(CASE WHEN m.openings > 0 THEN 100 * m.openings / (m.jobs + m.openings) END) AS log_v,
    ln(CASE WHEN m.u > 0 THEN m.u END) AS log_u
  FROM month AS m
),
fit AS (
  SELECT
    count(*) AS n, bool_or(is_sample) AS is_sample,
    regr_slope(log_v, log_u) AS slope, regr_intercept(log_v, log_u) AS intercept,
    regr_sxx(log_v, log_u) AS sxx,
    (regr_syy(log_v, log_u) - regr_slope(log_v, log_u) * regr_sxy(log_v, log_u)) / (count(*) - 2) AS s2
  FROM rate
  WHERE log_v IS NOT NULL AND log_u IS NOT NULL AND month_index BETWEEN 12 * 2001 AND 12 * 2019 + 11
  HAVING count(*) >= 60
),
span AS (
  SELECT min(month_index) AS first_index, max(month_index) AS last_index
  FROM rate
  WHERE log_v IS NOT NULL AND log_u IS NOT NULL
),
spine AS (
  SELECT c.month, c.month_index, r.v, r.u, r.log_v, r.log_u, r.known_at, r.is_sample, r.is_preliminary,
    r.log_v IS NULL OR r.log_u IS NULL AS is_hole
  FROM span AS p
  JOIN core.calendar_month AS c ON c.month_index BETWEEN p.first_index AND p.last_index
  LEFT JOIN rate AS r ON r.month_index = c.month_index
)
SELECT
  s.month,
  s.log_v - f.intercept - f.slope * s.log_u AS value,
  s.log_v - f.intercept - f.slope * s.log_u - 1.645 * sqrt(f.s2) AS low,
  s.log_v - f.intercept - f.slope * s.log_u + 1.645 * sqrt(f.s2) AS high,
  s.v AS vacancy_rate_pct, s.u AS unemployment_rate_pct,
  s.v / s.u AS tightness,
  f.slope, sqrt(f.s2 / f.sxx) AS slope_se, f.intercept,
  coalesce(f.n, 0) AS n,
  CAST(1 + sum(CASE WHEN s.is_hole THEN 1 ELSE 0 END) OVER (
    ORDER BY s.month NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS INTEGER) AS path,
  CASE WHEN NOT s.is_hole THEN s.known_at END AS known_at,
  trim(concat(
    CASE WHEN s.is_preliminary AND NOT s.is_hole THEN 'preliminary ' ELSE '' END,
    CASE WHEN s.is_hole THEN 'hole ' ELSE '' END,
    CASE WHEN s.month_index > 12 * 2019 + 11 THEN 'outside_fit ' ELSE '' END,
    CASE WHEN f.n IS NULL THEN 'no_fit ' ELSE '' END
  )) AS flags,
  coalesce(s.is_sample, FALSE) OR coalesce(f.is_sample, FALSE) AS is_sample
FROM spine AS s
LEFT JOIN fit AS f ON 1 = 1
