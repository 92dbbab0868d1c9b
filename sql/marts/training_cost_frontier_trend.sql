-- about: Growth per year of the cost of the final training run since 2016, by method of costing and by how many of the
--   largest models at their release are taken. Final run only: excludes research, failed runs, staff, data, owned
--   hardware. The figure depends on the method, the number and the state of the list.
-- compute: growth
-- grain: measure, selection
-- check: positive: value > 0
-- unit: measure = cloud, acquisition or amortized
-- unit: selection = all costed models, or top_N by training compute at release
-- unit: value = factor per year
-- unit: low, high = factor per year, 90 % interval of the fit
-- unit: doubling_years = years; NULL where growth is not distinguishable from none
-- unit: r2 = share
-- unit: first_year, last_year = year, window of the fit
-- unit: n = models
-- unit: flags = text: under_one_year, not_estimable, growth_not_distinguishable
-- export: parquet
WITH costed AS (
  SELECT model, method, publication_date, years, training_flop, cost_2023_usd
  FROM core.model_cost
  WHERE publication_date >= DATE '2016-01-01'
),
placed AS (
  -- One more than the models of more compute that were out on the day.
  SELECT c.model, 1 + count(r.model) AS place
  FROM (SELECT DISTINCT model, publication_date, training_flop FROM costed WHERE training_flop IS NOT NULL) AS c
  LEFT JOIN core.model_run AS r
    ON r.publication_date <= c.publication_date AND r.training_flop > c.training_flop
  GROUP BY 1
),
size AS (
  SELECT u.digit AS n FROM ref.digit AS u WHERE u.digit IN (3, 5)
  UNION ALL SELECT 10 * t.digit FROM ref.digit AS t WHERE t.digit IN (1, 2)
)
SELECT method AS measure, 'all' AS selection, years, cost_2023_usd AS value
FROM costed
UNION ALL
SELECT c.method, concat('top_', CAST(s.n AS VARCHAR)), c.years, c.cost_2023_usd
FROM costed AS c
JOIN placed AS p ON p.model = c.model
JOIN size AS s ON p.place <= s.n
