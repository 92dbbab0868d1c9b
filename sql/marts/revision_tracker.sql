-- about: First, second, third and newest print of a figure, as a level and as the change from the period before in the
--   same release. A revision is what later releases made of a figure, not an error of the first.
-- grain: dataset, series_id, measure, period
-- unit: dataset, series_id, concept = code
-- unit: measure = level or change
-- unit: period = date
-- unit: adjustment = SA, NSA or SAAR
-- unit: unit = text
-- unit: value = as the column unit says, newest print
-- unit: first_print, second_print, third_print = as the column unit says
-- unit: revision = as the column unit says, newest less first print
-- unit: low, high = as the column unit says, NULL: no error is published for prints
-- unit: n = releases that have stated the period
-- unit: first_known_at, last_known_at = UTC, see basis
-- unit: basis = releases (day of release as stated or the latest day it can be) or looks (states that were loaded)
-- unit: flags = text: looks, unrevised, benchmark_in_second, benchmark_in_third, benchmark_since, hole
-- unit: is_sample = true or false
-- export: parquet
WITH long AS (
  SELECT p.*, 'level' AS measure, p.value AS figure
  FROM core.print_value AS p
  WHERE p.print <= 3
  UNION ALL
  SELECT p.*, 'change', p.change
  FROM core.print_value AS p
  WHERE p.print <= 3
),
wide AS (
  SELECT
    dataset, series_id, measure, period,
    max(concept) AS concept, max(adjustment) AS adjustment, max(unit) AS unit, max(basis) AS basis,
    max(CASE WHEN print = 0 THEN figure END) AS value,
    max(CASE WHEN print = 1 THEN figure END) AS first_print,
    max(CASE WHEN print = 2 THEN figure END) AS second_print,
    max(CASE WHEN print = 3 THEN figure END) AS third_print,
    max(CASE WHEN print = 0 THEN release_no END) - max(CASE WHEN print = 1 THEN release_no END) + 1 AS n,
    min(known_at) AS first_known_at, max(known_at) AS last_known_at,
    coalesce(max(CASE WHEN print = 2 THEN n_benchmarks END), 0) AS second_benchmarks,
    coalesce(max(CASE WHEN print = 3 THEN n_benchmarks END), 0) AS third_benchmarks,
    max(CASE WHEN print = 0 THEN n_benchmarks END) AS benchmarks,
    bool_or(is_sample) AS is_sample
  FROM long
  GROUP BY 1, 2, 3, 4
)
SELECT
  w.dataset, w.series_id, w.concept, w.measure, w.period, w.adjustment, w.unit,
  w.value, w.first_print, w.second_print, w.third_print,
  w.value - w.first_print AS revision,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  CAST(w.n AS BIGINT) AS n,
  w.first_known_at, w.last_known_at, w.basis,
  trim(concat(
    CASE WHEN w.basis = 'looks' THEN 'looks ' ELSE '' END,
    CASE WHEN w.n = 1 THEN 'unrevised ' ELSE '' END,
    CASE WHEN w.second_benchmarks > 0 THEN 'benchmark_in_second ' ELSE '' END,
    CASE WHEN w.third_benchmarks > w.second_benchmarks THEN 'benchmark_in_third ' ELSE '' END,
    CASE WHEN w.benchmarks > 0 THEN 'benchmark_since ' ELSE '' END,
    CASE WHEN w.value IS NULL THEN 'hole ' ELSE '' END
  )) AS flags,
  w.is_sample
FROM wide AS w
