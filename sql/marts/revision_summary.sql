-- about: How far the second, third and newest print of a series lay from the first: mean, mean absolute, and how often up
--   or down. Only periods that have that print; for the newest, those with more than one.
-- grain: dataset, series_id, measure, later_print
-- check: counts: n = n_up + n_down + n_same
-- check: probability: sign_p BETWEEN 0 AND 1 + 1e-9
-- unit: dataset, series_id, concept = code
-- unit: measure = level or change
-- unit: later_print = second, third or newest
-- unit: first_period, last_period = date
-- unit: adjustment = SA, NSA or SAAR
-- unit: unit = text
-- unit: value = as the column unit says, mean of later less first print
-- unit: low, high = as the column unit says, 90 % interval of the mean, normal, revisions taken as independent; NULL under 12
-- unit: mean_absolute = as the column unit says
-- unit: n, n_up, n_down, n_same = periods
-- unit: sign_p = probability, two-sided sign test that ups and downs are equally likely; NULL without any
-- unit: flags = text: looks, few_periods (under 12), benchmark_inside
-- unit: is_sample = true or false
-- export: parquet
WITH pair AS (
  SELECT r.*, 'second' AS later_print, r.second_print - r.first_print AS moved, r.flags LIKE '%in_second%' AS with_benchmark
  FROM marts.revision_tracker AS r
  UNION ALL
  SELECT r.*, 'third', r.third_print - r.first_print, r.flags LIKE '%in_second%' OR r.flags LIKE '%in_third%'
  FROM marts.revision_tracker AS r
  UNION ALL
  SELECT r.*, 'newest', r.value - r.first_print, r.flags LIKE '%benchmark_since%'
  FROM marts.revision_tracker AS r
  WHERE r.n > 1
),
counted AS (
  SELECT
    dataset, series_id, measure, later_print,
    max(concept) AS concept, max(adjustment) AS adjustment, max(unit) AS unit, max(basis) AS basis,
    min(period) AS first_period, max(period) AS last_period,
    avg(moved) AS value, avg(abs(moved)) AS mean_absolute, stddev_samp(moved) AS sd,
    count(*) AS n,
    sum(CASE WHEN moved > 1e-9 THEN 1 ELSE 0 END) AS n_up,
    sum(CASE WHEN moved < -1e-9 THEN 1 ELSE 0 END) AS n_down,
    bool_or(with_benchmark) AS with_benchmark,
    bool_or(is_sample) AS is_sample
  FROM pair
  WHERE moved IS NOT NULL
  GROUP BY 1, 2, 3, 4
),
-- Logarithms of the factorials from 0, for the binomial distribution.
factorial AS (
  SELECT 0 AS k, CAST(0 AS DOUBLE) AS log_factorial
  UNION ALL
  SELECT f.k, sum(ln(f.k)) OVER (ORDER BY f.k NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
  FROM (SELECT row_number() OVER (ORDER BY month NULLS LAST) AS k FROM core.calendar_month) AS f
),
tail AS (
  SELECT
    c.dataset, c.series_id, c.measure, c.later_print,
    sum(exp(m.log_factorial - i.log_factorial - j.log_factorial - m.k * ln(2))) AS one_side
  FROM counted AS c
  JOIN factorial AS m ON m.k = c.n_up + c.n_down
  JOIN factorial AS i ON i.k <= least(c.n_up, c.n_down)
  JOIN factorial AS j ON j.k = m.k - i.k
  WHERE m.k > 0
  GROUP BY 1, 2, 3, 4
)
SELECT
  c.dataset, c.series_id, c.concept, c.measure, c.later_print, c.first_period, c.last_period, c.adjustment, c.unit,
  c.value,
  CASE WHEN c.n >= 12 THEN c.value - 1.645 * c.sd / sqrt(c.n) END AS low,
  CASE WHEN c.n >= 12 THEN c.value + 1.645 * c.sd / sqrt(c.n) END AS high,
  c.mean_absolute,
  c.n,
  CAST(c.n_up AS BIGINT) AS n_up,
  CAST(c.n_down AS BIGINT) AS n_down,
  CAST(c.n - c.n_up - c.n_down AS BIGINT) AS n_same,
  CASE WHEN t.one_side > 0.5 THEN 1 ELSE 2 * t.one_side END AS sign_p,
  trim(concat(
    CASE WHEN c.basis = 'looks' THEN 'looks ' ELSE '' END,
    CASE WHEN c.n < 12 THEN 'few_periods ' ELSE '' END,
    CASE WHEN c.with_benchmark THEN 'benchmark_inside ' ELSE '' END
  )) AS flags,
  c.is_sample
FROM counted AS c
LEFT JOIN tail AS t
  ON t.dataset = c.dataset AND t.series_id = c.series_id AND t.measure = c.measure AND t.later_print = c.later_print
