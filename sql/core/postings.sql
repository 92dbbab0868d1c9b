-- about: Indeed's index of job postings by country, sector and day, newest state; sector all is every posting. Files of
--   2021 state the change since 2020-02-01 in percent, which is the same index less 100.
-- grain: dataset, country, sector, date
-- check: positive: index_sa >= 0
-- unit: dataset, country = code
-- unit: sector = text
-- unit: date = date
-- unit: index_sa = index, 2020-02-01 = 100, seasonally adjusted
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT 'indeed.postings' AS dataset, p.country, 'all' AS sector, p.date,
  coalesce(p.index_sa, 100 + p.pct_change_since_2020_02_01) AS index_sa, p._known_at AS known_at,
  coalesce(l.is_sample, FALSE) AS is_sample
FROM latest.indeed_postings AS p
LEFT JOIN meta.landing AS l ON l.id = p._landing
WHERE p.postings = 'total postings' AND coalesce(p.index_sa, p.pct_change_since_2020_02_01) IS NOT NULL
UNION ALL
SELECT 'indeed.postings_by_sector', p.country, p.sector, p.date,
  coalesce(p.index_sa, 100 + p.pct_change_since_2020_02_01), p._known_at, coalesce(l.is_sample, FALSE)
FROM latest.indeed_postings_by_sector AS p
LEFT JOIN meta.landing AS l ON l.id = p._landing
WHERE p.postings = 'total postings' AND coalesce(p.index_sa, p.pct_change_since_2020_02_01) IS NOT NULL
UNION ALL
SELECT s.dataset, 'US', 'Software Development', s.period, s.value, s.known_at, s.is_sample
FROM core.series_now AS s
WHERE s.concept = 'postings_software' AND s.value IS NOT NULL
