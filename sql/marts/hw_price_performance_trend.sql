-- about: Growth per year of the speed of GPUs and of their speed per dollar of 2023 at release: least squares of the
--   logarithm on the date of release. A value of 1.43 is the same speed 30 percent cheaper a year.
-- compute: growth
-- grain: measure, selection
-- check: positive: value > 0
-- unit: measure = speed or speed_per_usd, and the precision
-- unit: selection = all, or since_2016
-- unit: value = factor per year
-- unit: low, high = factor per year, 90 % interval of the fit
-- unit: doubling_years = years; NULL where growth is not distinguishable from none
-- unit: r2 = share
-- unit: first_year, last_year = year, window of the fit
-- unit: n = GPUs
-- unit: flags = text: under_one_year, not_estimable, growth_not_distinguishable
-- export: parquet
WITH point AS (
  SELECT concat('speed_per_usd ', precision) AS measure, years, value
  FROM marts.hw_price_performance
  UNION ALL SELECT 'speed fp32', years, fp32_flops FROM core.chip WHERE kind = 'GPU'
  UNION ALL SELECT 'speed fp16', years, fp16_flops FROM core.chip WHERE kind = 'GPU'
  UNION ALL SELECT 'speed tensor_fp16', years, tensor_fp16_flops FROM core.chip WHERE kind = 'GPU'
)
SELECT p.measure, 'all' AS selection, p.years, p.value FROM point AS p
UNION ALL
SELECT p.measure, 'since_2016', p.years, p.value FROM point AS p WHERE p.years >= 2016
