-- about: Speed of adoption: the slope of the logit of a share on time in years, within one wording and group, and never
--   across a change of wording. A date or a time beyond twice the observed span is not printed.
-- grain: source, measure, wording, geography, slice_kind, slice
-- check: t50 inside: t50_years BETWEEN -span_years AND 2 * span_years
-- unit: source = dataset
-- unit: measure = firms_now, firms_expected or people
-- unit: wording = text
-- unit: geography = code or name
-- unit: slice_kind, slice = code
-- unit: first_period, last_period = date
-- unit: span_years = years of 365.25 days
-- unit: value = logit per year
-- unit: low, high = logit per year, 90 % interval, normal; errors of the survey are not in it; NULL for fewer than 6 periods
-- unit: intercept = logit at the first period
-- unit: se = logit per year
-- unit: years_10_to_90 = years from 10 to 90 percent, ln 81 / slope; NULL beyond twice the span or without growth
-- unit: t50_years = years from the first period to half of all; NULL beyond twice the span
-- unit: first_share_pct, last_share_pct = percent
-- unit: n = periods in the fit
-- unit: flags = text: beyond_span (a time is withheld), no_growth, few_periods (under 12), short_span (under a year), people_not_firms
-- unit: is_sample = true or false
-- export: parquet
WITH point AS (
  SELECT
    u.*,
    ln(u.share_pct / (100 - u.share_pct)) AS logit,
    CAST(u.period - min(u.period) OVER w AS DOUBLE) / 365.25 AS t,
    first_value(u.share_pct) OVER (w ORDER BY u.period NULLS LAST) AS first_share_pct,
    first_value(u.share_pct) OVER (w ORDER BY u.period DESC NULLS LAST) AS last_share_pct
  FROM core.ai_use AS u
  WHERE u.share_pct > 0 AND u.share_pct < 100
  WINDOW w AS (PARTITION BY u.source, u.measure, u.wording, u.geography, u.slice_kind, u.slice)
),
fit AS (
  SELECT
    source, measure, wording, geography, slice_kind, slice,
    min(period) AS first_period, max(period) AS last_period, max(t) AS span_years,
    regr_slope(logit, t) AS slope, regr_intercept(logit, t) AS intercept,
    sqrt(greatest(0, regr_syy(logit, t) - regr_slope(logit, t) * regr_sxy(logit, t)) / (count(*) - 2) / regr_sxx(logit, t)) AS se,
    max(first_share_pct) AS first_share_pct, max(last_share_pct) AS last_share_pct,
    count(*) AS n,
    bool_or(is_sample) AS is_sample
  FROM point
  GROUP BY 1, 2, 3, 4, 5, 6
  HAVING count(*) >= 3
)
SELECT
  f.source, f.measure, f.wording, f.geography, f.slice_kind, f.slice, f.first_period, f.last_period, f.span_years,
  f.slope AS value,
  CASE WHEN f.n >= 6 THEN f.slope - 1.645 * f.se END AS low,
  CASE WHEN f.n >= 6 THEN f.slope + 1.645 * f.se END AS high,
  f.intercept, f.se,
  CASE WHEN f.slope > 0 AND ln(81) / f.slope <= 2 * f.span_years THEN ln(81) / f.slope END AS years_10_to_90,
  CASE WHEN f.slope > 0 AND -f.intercept / f.slope BETWEEN -f.span_years AND 2 * f.span_years THEN -f.intercept / f.slope END AS t50_years,
  f.first_share_pct, f.last_share_pct, f.n,
  trim(concat(
    CASE WHEN f.slope > 0 AND (ln(81) / f.slope > 2 * f.span_years OR -f.intercept / f.slope NOT BETWEEN -f.span_years AND 2 * f.span_years)
      THEN 'beyond_span ' ELSE '' END,
    CASE WHEN f.slope <= 0 THEN 'no_growth ' ELSE '' END,
    CASE WHEN f.n < 12 THEN 'few_periods ' ELSE '' END,
    CASE WHEN f.span_years < 1 THEN 'short_span ' ELSE '' END,
    CASE WHEN f.measure = 'people' THEN 'people_not_firms ' ELSE '' END
  )) AS flags,
  f.is_sample
FROM fit AS f
