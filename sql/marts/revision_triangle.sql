-- about: The revision triangle by lag: what the release so many after the first made of a figure, over all periods that
--   have both. Releases in between that changed nothing of a series do not count as releases of it.
-- grain: dataset, series_id, measure, lag
-- check: spread: low IS NULL OR low <= high
-- unit: dataset, series_id, concept = code
-- unit: measure = level or change (from the period before, in the same release)
-- unit: lag = releases after the first, 1 to 8
-- unit: first_period, last_period = date
-- unit: adjustment = SA, NSA or SAAR
-- unit: unit = text
-- unit: value = as the column unit says, mean of the later less the first print
-- unit: low, high = as the column unit says, one tenth and nine tenths of the revisions; NULL under 12
-- unit: mean_absolute = as the column unit says
-- unit: standard_deviation = as the column unit says; NULL under 2
-- unit: n = periods
-- unit: n_benchmark = periods whose revision has a benchmark in it (payrolls)
-- unit: flags = text: looks (states that were loaded; releases between two looks are unseen), few_periods (under 12)
-- unit: is_sample = true or false
-- export: parquet
WITH long AS (
  SELECT p.*, 'level' AS measure, p.value AS figure
  FROM core.print_value AS p
  WHERE p.print > 0
  UNION ALL
  SELECT p.*, 'change', p.change
  FROM core.print_value AS p
  WHERE p.print > 0
),
counted AS (
  SELECT
    a.dataset, a.series_id, a.measure, b.print - a.print AS lag,
    max(a.concept) AS concept, max(a.adjustment) AS adjustment, max(a.unit) AS unit, max(a.basis) AS basis,
    min(a.period) AS first_period, max(a.period) AS last_period,
    avg(b.figure - a.figure) AS value,
    percentile_cont(0.1) WITHIN GROUP (ORDER BY b.figure - a.figure) AS low,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY b.figure - a.figure) AS high,
    avg(abs(b.figure - a.figure)) AS mean_absolute,
    stddev_samp(b.figure - a.figure) AS standard_deviation,
    count(*) AS n,
    sum(CASE WHEN b.n_benchmarks > 0 THEN 1 ELSE 0 END) AS n_benchmark,
    bool_or(a.is_sample OR b.is_sample) AS is_sample
  FROM long AS a
  JOIN long AS b
    ON b.dataset = a.dataset AND b.series_id = a.series_id AND b.measure = a.measure AND b.period = a.period
    AND b.print > a.print
  WHERE a.print = 1 AND a.figure IS NOT NULL AND b.figure IS NOT NULL
  GROUP BY 1, 2, 3, 4
)
SELECT
  c.dataset, c.series_id, c.concept, c.measure, c.lag, c.first_period, c.last_period, c.adjustment, c.unit,
  c.value,
  CASE WHEN c.n >= 12 THEN c.low END AS low,
  CASE WHEN c.n >= 12 THEN c.high END AS high,
  c.mean_absolute, c.standard_deviation, c.n,
  CAST(c.n_benchmark AS BIGINT) AS n_benchmark,
  trim(concat(
    CASE WHEN c.basis = 'looks' THEN 'looks ' ELSE '' END,
    CASE WHEN c.n < 12 THEN 'few_periods ' ELSE '' END
  )) AS flags,
  c.is_sample
FROM counted AS c
