-- about: Quoted prices of accelerators by year: the median over the quotes that Epoch AI collected, whose vendors and
--   machines change from year to year, so that a rise may be a change of the mix. Posted is not paid.
-- grain: hardware, tenure, year
-- check: order: low <= value AND value <= high
-- unit: hardware = text
-- unit: tenure = on_demand, one_year, three_year or purchase
-- unit: year = year
-- unit: value = USD per accelerator and hour, median; USD per accelerator for purchase
-- unit: low, high = the same, least and greatest quote, not an error
-- unit: n = quotes
-- unit: flags = text: few_quotes (under 5)
-- export: parquet
SELECT
  hardware, tenure,
  CAST(extract(year FROM price_date) AS INTEGER) AS year,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY usd) AS value,
  min(usd) AS low,
  max(usd) AS high,
  count(*) AS n,
  CASE WHEN count(*) < 5 THEN 'few_quotes' ELSE '' END AS flags
FROM core.chip_quote
WHERE price_date > DATE '1900-01-01'
GROUP BY 1, 2, 3
