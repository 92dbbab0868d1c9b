-- about: National employment and wages by detailed occupation and OEWS year (May), all industries.
-- grain: year, occ_code
-- check: not negative: employment >= 0
-- warn: enough rows: n_rows >= 700
-- unit: year = year
-- unit: occ_code, major_group_code = code
-- unit: occ_title = text
-- unit: employment = jobs
-- unit: annual_mean_wage_usd, annual_median_wage_usd = USD per year
-- unit: employment_withheld, mean_wage_top_coded, median_wage_top_coded, is_newest_year, is_sample = true or false
-- unit: known_at = UTC
SELECT
  o.year,
  o.occ_code,
  concat(substr(o.occ_code, 1, 2), '-0000') AS major_group_code,
  o.occ_title,
  o.tot_emp AS employment,
  o.a_mean AS annual_mean_wage_usd,
  o.a_median AS annual_median_wage_usd,
  o.tot_emp IS NULL AS employment_withheld,
  -- A top-coded wage is at or above the survey's cap: unknown, not missing.
  coalesce(o.marks LIKE '%a_mean:#%', FALSE) AS mean_wage_top_coded,
  coalesce(o.marks LIKE '%a_median:#%', FALSE) AS median_wage_top_coded,
  o.year = max(o.year) OVER () AS is_newest_year,
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
  -- The file also has rows by broad group; counting them would double the jobs.
  WHERE lower(n.o_group) = 'detailed'
    AND coalesce(lower(n.i_group), 'cross-industry') = 'cross-industry'
) AS o
LEFT JOIN meta.landing AS l ON l.id = o._landing
WHERE o.place = 1
