-- about: How fast the cheapest posted price at or above a capability fell, by least squares through the logarithms
--   of the records and by first and last record. Records are chosen for being low, so the rates describe the
--   records and not what a buyer paid. Read it with its window and its threshold, never alone.
-- grain: metric, threshold, component, method
-- check: no rate from a short window: value IS NULL OR (days >= 365 AND n >= 5)
-- check: a band around the rate: low IS NULL OR (low <= value AND value <= high)
-- unit: metric = ECI, or name of the benchmark
-- unit: threshold = ECI points, or share solved after chance is taken out, 0 to 1
-- unit: label = text
-- unit: component = blend_r, r tokens of input to one of output
-- unit: method = ols (log10 of the records on years), endpoint (first over last record, a year)
-- unit: value = times cheaper a year; NULL below 12 months or five records
-- unit: low, high = times cheaper a year, slope with 1.645 SE, too narrow for few records; NULL for endpoint, SE not published
-- unit: n = records
-- unit: first_date, last_date = date
-- unit: days = days
-- unit: first_value, last_value = USD per million tokens
-- unit: ratio = first over last price, not a year
-- unit: slope, slope_se, intercept = log10 of USD per million tokens a year of 365.25 days, from the first record
-- unit: r2 = share of variance
-- unit: flags = text: short_window (under 12 months), few_records (under 5)
-- export: parquet
WITH step AS (
  SELECT
    s.*,
    min(s.date) OVER (PARTITION BY s.metric, s.threshold, s.component) AS first_date
  FROM marts.token_price_const_capability AS s
),
point AS (
  SELECT
    s.*,
    CAST(date_diff('day', s.first_date, s.date) AS DOUBLE) / 365.25 AS years,
    log10(s.value) AS log_usd
  FROM step AS s
),
fit AS (
  SELECT
    p.metric, p.threshold, p.label, p.component,
    count(*) AS n,
    min(p.date) AS first_date,
    max(p.date) AS last_date,
    max(p.years) AS years,
    max(p.value) AS first_value,
    min(p.value) AS last_value,
    regr_slope(p.log_usd, p.years) AS slope,
    regr_intercept(p.log_usd, p.years) AS intercept,
    regr_r2(p.log_usd, p.years) AS r2,
    regr_sxx(p.log_usd, p.years) AS sxx,
    regr_syy(p.log_usd, p.years) AS syy,
    regr_sxy(p.log_usd, p.years) AS sxy
  FROM point AS p
  GROUP BY 1, 2, 3, 4
),
rated AS (
  SELECT
    f.*,
    CAST(date_diff('day', f.first_date, f.last_date) AS BIGINT) AS days,
    CASE WHEN f.n >= 3 AND f.sxx > 0 THEN sqrt(greatest(f.syy - f.slope * f.sxy, 0) / (f.n - 2) / f.sxx) END AS slope_se,
    f.n >= 5 AND date_diff('day', f.first_date, f.last_date) >= 365 AS is_enough,
    trim(concat(
      CASE WHEN date_diff('day', f.first_date, f.last_date) < 365 THEN 'short_window ' ELSE '' END,
      CASE WHEN f.n < 5 THEN 'few_records ' ELSE '' END
    )) AS flags
  FROM fit AS f
)
SELECT
  r.metric, r.threshold, r.label, r.component,
  'ols' AS method,
  CASE WHEN r.is_enough THEN power(10, -r.slope) END AS value,
  CASE WHEN r.is_enough THEN power(10, -r.slope - 1.645 * r.slope_se) END AS low,
  CASE WHEN r.is_enough THEN power(10, -r.slope + 1.645 * r.slope_se) END AS high,
  r.n, r.first_date, r.last_date, r.days, r.first_value, r.last_value,
  r.first_value / r.last_value AS ratio,
  CASE WHEN r.is_enough THEN r.slope END AS slope,
  CASE WHEN r.is_enough THEN r.slope_se END AS slope_se,
  CASE WHEN r.is_enough THEN r.intercept END AS intercept,
  CASE WHEN r.is_enough THEN r.r2 END AS r2,
  r.flags
FROM rated AS r
UNION ALL
SELECT
  r.metric, r.threshold, r.label, r.component,
  'endpoint',
  CASE WHEN r.is_enough THEN power(r.first_value / r.last_value, 1 / r.years) END,
  NULL, NULL,
  r.n, r.first_date, r.last_date, r.days, r.first_value, r.last_value,
  r.first_value / r.last_value,
  NULL, NULL, NULL, NULL,
  r.flags
FROM rated AS r
