-- about: Indeed's index of job postings by sector and month: mean of its days, each a mean of seven days.
-- grain: country, postings, sector, month_index
-- check: not negative: index_value >= 0
-- unit: country, postings = code
-- unit: sector = text
-- unit: month_index = months since year 0
-- unit: index_value = index, 1 February 2020 = 100, seasonally adjusted
-- unit: n_days = days
-- unit: from_change = true or false: computed from an edition that gives the change in percent
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  p.country, p.postings, p.sector,
  CAST(12 * extract(year FROM p.date) + extract(month FROM p.date) - 1 AS BIGINT) AS month_index,
  avg(coalesce(p.index_sa, 100 + p.pct_change_since_2020_02_01)) AS index_value,
  count(*) AS n_days,
  bool_or(p.index_sa IS NULL) AS from_change,
  max(p._known_at) AS known_at,
  bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
FROM latest.indeed_postings_by_sector AS p
LEFT JOIN meta.landing AS l ON l.id = p._landing
WHERE coalesce(p.index_sa, 100 + p.pct_change_since_2020_02_01) IS NOT NULL
GROUP BY 1, 2, 3, 4
