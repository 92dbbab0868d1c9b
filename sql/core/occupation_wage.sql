-- about: Spread of wages within each detailed occupation, and over all jobs, by OEWS year (May), all industries.
-- grain: year, occ_code
-- check: order: annual_p10_usd <= annual_p90_usd
-- unit: year = year
-- unit: occ_code = code, 00-0000 for all jobs
-- unit: occ_title = text
-- unit: employment = jobs
-- unit: employment_rse_pct = percent, relative standard error
-- unit: annual_mean_usd, annual_p10_usd, annual_p90_usd = USD per year
-- unit: p90_top_coded = true or false
-- unit: greatest_published_usd = USD per year, the greatest percentile that the year's file states; a top-coded wage is no less
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  o.year, o.occ_code, o.occ_title,
  o.tot_emp AS employment,
  o.emp_prse AS employment_rse_pct,
  o.a_mean AS annual_mean_usd,
  o.a_pct10 AS annual_p10_usd,
  o.a_pct90 AS annual_p90_usd,
  coalesce(concat(' ', o.marks) LIKE '% a_pct90:#%', FALSE) AS p90_top_coded,
  max(greatest(coalesce(o.a_median, 0), coalesce(o.a_pct75, 0), coalesce(o.a_pct90, 0))) OVER (PARTITION BY o.year) AS greatest_published_usd,
  o._known_at AS known_at,
  coalesce(l.is_sample, FALSE) AS is_sample
FROM (
  SELECT
    n.*,
    row_number() OVER (
      PARTITION BY n.year, n.occ_code
      ORDER BY n._known_at DESC NULLS LAST, n._landing DESC NULLS LAST, n._line DESC NULLS LAST
    ) AS place
  FROM latest.bls_oews_national AS n
  WHERE lower(n.o_group) IN ('detailed', 'total')
    AND coalesce(lower(n.i_group), 'cross-industry') = 'cross-industry'
) AS o
LEFT JOIN meta.landing AS l ON l.id = o._landing
WHERE o.place = 1
