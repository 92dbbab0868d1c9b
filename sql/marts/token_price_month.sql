-- about: Posted price per million tokens by month with the matched-model Jevons index: models with a price in the
--   month and in the last month before it that has data. Matching understates the fall that arrives as new
--   models. Posted is not paid, and the price of a token is not the cost of a task.
-- grain: source, vendor, component, month
-- check: positive: median_usd_per_mtok > 0 AND index_value > 0
-- check: no index from few matches: index_value IS NULL OR n_matched >= 5 OR is_base
-- unit: source = dataset
-- unit: vendor = code, or all
-- unit: component = code, see ref.token_component
-- unit: month = date
-- unit: median_usd_per_mtok, least_usd_per_mtok = USD per million tokens, list price; the mix of models changes
-- unit: n = models with a price
-- unit: n_free = models that the source lists at 0, which is not a price
-- unit: n_matched = models with a price in the previous month with data too
-- unit: match_rate = share of the month's models
-- unit: link = ratio to the previous month with data
-- unit: link_months = months that the link spans
-- unit: index_value = index, first month of the segment = 100
-- unit: segment = number, raised where a link was refused
-- unit: is_base, is_sample = true or false
-- unit: flags = text: no_data, few_matches, low_match_rate (under .6), spans_gap
-- unit: as_of = UTC; NULL in a hole
-- export: parquet
WITH relative AS (
  SELECT * FROM core.price_relative WHERE tenure = 'list'
),
span AS (
  SELECT
    source, seller, good,
    min(month_index) AS first_index, max(month_index) AS last_index
  FROM relative
  GROUP BY 1, 2, 3
)
-- Every month between the first and the last one, so that a hole shows.
SELECT
  s.source,
  s.seller AS vendor,
  s.good AS component,
  m.month,
  r.median_usd AS median_usd_per_mtok,
  r.least_usd AS least_usd_per_mtok,
  coalesce(r.n, 0) AS n,
  coalesce(r.n_free, 0) AS n_free,
  coalesce(r.n_matched, 0) AS n_matched,
  r.match_rate,
  exp(r.log_link) AS link,
  r.link_months,
  r.index_value,
  r.segment,
  coalesce(r.is_base, FALSE) AS is_base,
  trim(concat(
    CASE WHEN r.n IS NULL THEN 'no_data ' ELSE '' END,
    CASE WHEN r.n_matched < 5 AND NOT r.is_base THEN 'few_matches ' ELSE '' END,
    CASE WHEN r.n_matched < 0.6 * r.n AND NOT r.is_base THEN 'low_match_rate ' ELSE '' END,
    CASE WHEN r.month_index - r.previous_index > 1 THEN 'spans_gap ' ELSE '' END
  )) AS flags,
  r.as_of,
  coalesce(r.is_sample, FALSE) AS is_sample
FROM span AS s
JOIN core.calendar_month AS m ON m.month_index BETWEEN s.first_index AND s.last_index
LEFT JOIN relative AS r
  ON r.source = s.source AND r.seller = s.seller AND r.good = s.good
  AND r.month_index = m.month_index
