-- about: Growth per year of the training compute of notable models since 2010.
-- compute: growth
-- grain: measure, selection
-- check: positive: value > 0
-- unit: measure = training_flop
-- unit: selection = notable_since_2010, or frontier_since_2010: among the ten largest at release, as listed
-- unit: value = factor per year
-- unit: low, high = factor per year, 90 % interval of the fit
-- unit: doubling_years = years; NULL where growth is not distinguishable from none
-- unit: r2 = share
-- unit: first_year, last_year = year, window of the fit
-- unit: n = models
-- unit: flags = text: under_one_year, not_estimable, growth_not_distinguishable
-- export: parquet
SELECT 'training_flop' AS measure, 'notable_since_2010' AS selection, years, training_flop AS value
FROM core.model_run
WHERE publication_date >= DATE '2010-01-01'
UNION ALL
SELECT 'training_flop', 'frontier_since_2010', years, training_flop
FROM core.model_run
WHERE publication_date >= DATE '2010-01-01' AND is_frontier
