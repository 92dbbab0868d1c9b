-- about: How much the mix of occupations over twelve months differs from that of the twelve months to November 2022: half the
--   sum of the absolute differences of shares (Duncan). Months before show how much it moves anyway, sampling error included.
-- grain: month
-- check: share: value BETWEEN 0 AND 1 + 1e-9
-- unit: month = date, last of the twelve
-- unit: months_since = months since November 2022, negative before
-- unit: value = share of workers that would have to change occupation for the mix of the base, 0 to 1; NULL in a hole
-- unit: low, high = SE not published
-- unit: change_pp = percentage points, 100 times value
-- unit: n = occupations
-- unit: n_asked = persons asked, over the twelve months
-- unit: flags = text: hole (month not asked or not loaded), hole_in_window (a month of the twelve was not asked), before_event, window_overlaps_base (under 12 months apart)
-- unit: is_sample = true or false
-- export: parquet
WITH base AS (
  SELECT s.census_code, s.share FROM core.cps_month_share AS s WHERE s.month = DATE '2022-11-01'
),
spine AS (
  SELECT c.month, c.month_index - b.month_index AS months_since
  FROM core.calendar_month AS c
  JOIN core.calendar_month AS b ON b.month = DATE '2022-11-01'
  JOIN (SELECT min(month) AS first_month, max(month) AS last_month FROM core.cps_month_share) AS r
    ON c.month BETWEEN r.first_month AND r.last_month
  WHERE (SELECT count(*) FROM base) > 0
),
joined AS (
  -- An occupation that only one side has counts with its whole share.
  SELECT m.month, o.census_code
  FROM (SELECT DISTINCT month FROM core.cps_month_share) AS m
  CROSS JOIN (SELECT DISTINCT census_code FROM core.cps_month_share) AS o
),
measured AS (
  SELECT
    j.month,
    0.5 * sum(abs(coalesce(s.share, 0) - coalesce(b.share, 0))) AS value,
    count(CASE WHEN s.share IS NOT NULL OR b.share IS NOT NULL THEN 1 END) AS n,
    CAST(sum(coalesce(s.n, 0)) AS BIGINT) AS n_asked,
    max(s.n_holes) AS n_holes,
    bool_or(coalesce(s.is_sample, FALSE)) AS is_sample
  FROM joined AS j
  LEFT JOIN core.cps_month_share AS s ON s.month = j.month AND s.census_code = j.census_code
  LEFT JOIN base AS b ON b.census_code = j.census_code
  GROUP BY 1
)
SELECT
  p.month, p.months_since, d.value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  100 * d.value AS change_pp,
  coalesce(d.n, 0) AS n,
  coalesce(d.n_asked, 0) AS n_asked,
  trim(concat(
    CASE WHEN d.value IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN d.n_holes > 0 THEN 'hole_in_window ' ELSE '' END,
    CASE WHEN p.months_since < 0 THEN 'before_event ' ELSE '' END,
    CASE WHEN p.months_since BETWEEN -11 AND 11 AND p.months_since <> 0 THEN 'window_overlaps_base ' ELSE '' END
  )) AS flags,
  coalesce(d.is_sample, FALSE) AS is_sample
FROM spine AS p
LEFT JOIN measured AS d ON d.month = p.month
