-- about: Matched-model price change by cell and month with data: the products with a price in the month and in
--   the last month before it that has data, and the Jevons index chained from them. A link of fewer than five
--   matches is refused and begins a new segment.
-- grain: source, seller, good, tenure, month_index
-- check: no link from few matches: log_link IS NULL OR n_matched >= 5
-- check: positive: median_usd > 0 AND index_value > 0
-- unit: source = dataset
-- unit: seller = code of the cloud or vendor, or all
-- unit: good = canonical GPU name, or all; or code, see ref.token_component
-- unit: tenure = on_demand or spot; list for tokens
-- unit: month_index, previous_index = months since year 0
-- unit: median_usd, least_usd = USD per GPU-hour, or USD per million tokens; the mix of products changes
-- unit: n = products with a price
-- unit: n_free = products listed at 0
-- unit: n_matched = products with a price in the previous month with data too
-- unit: match_rate = share of the month's products
-- unit: mean_log_relative = mean of the log price relatives of the matched products, few as they may be
-- unit: log_link = the same where the link holds
-- unit: link_months = months that the link spans
-- unit: is_base = true or false
-- unit: segment = number, raised where a link was refused
-- unit: index_value = index, first month of the segment = 100; NULL where the link was refused
-- unit: as_of = UTC
-- unit: is_sample = true or false
WITH cell_month AS (
  SELECT
    m.*,
    lag(m.month_index) OVER (
      PARTITION BY m.source, m.seller, m.good, m.tenure ORDER BY m.month_index NULLS LAST
    ) AS previous_index
  FROM (
    SELECT DISTINCT source, seller, good, tenure, month_index FROM core.price_month WHERE usd IS NOT NULL
  ) AS m
),
cell AS (
  SELECT
    c.source, c.seller, c.good, c.tenure, c.month_index, c.previous_index,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY now.usd) AS median_usd,
    min(now.usd) AS least_usd,
    count(now.usd) AS n,
    sum(now.is_free) AS n_free,
    count(now.usd / before.usd) AS n_matched,
    avg(ln(now.usd / before.usd)) AS mean_log_relative,
    max(now.known_at) AS known_at,
    bool_or(now.is_sample OR coalesce(before.is_sample, FALSE)) AS is_sample
  FROM cell_month AS c
  JOIN core.price_month AS now
    ON now.source = c.source AND now.seller = c.seller AND now.good = c.good AND now.tenure = c.tenure
    AND now.month_index = c.month_index
  LEFT JOIN core.price_month AS before
    ON before.source = c.source AND before.seller = c.seller AND before.good = c.good AND before.tenure = c.tenure
    AND before.month_index = c.previous_index AND before.product = now.product
  GROUP BY 1, 2, 3, 4, 5, 6
),
linked AS (
  SELECT
    c.*,
    c.previous_index IS NULL AS is_base,
    CASE WHEN c.n_matched >= 5 THEN c.mean_log_relative END AS log_link
  FROM cell AS c
),
chained AS (
  SELECT
    k.*,
    sum(CASE WHEN k.log_link IS NULL THEN 1 ELSE 0 END) OVER (
      PARTITION BY k.source, k.seller, k.good, k.tenure
      ORDER BY k.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS segment
  FROM linked AS k
),
indexed AS (
  SELECT
    h.*,
    100 * exp(sum(coalesce(h.log_link, 0)) OVER (
      PARTITION BY h.source, h.seller, h.good, h.tenure, h.segment
      ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )) AS level,
    max(h.known_at) OVER (
      PARTITION BY h.source, h.seller, h.good, h.tenure
      ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS as_of,
    bool_or(h.is_sample) OVER (
      PARTITION BY h.source, h.seller, h.good, h.tenure
      ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS rests_on_sample
  FROM chained AS h
)
SELECT
  i.source, i.seller, i.good, i.tenure, i.month_index, i.previous_index,
  i.median_usd, i.least_usd,
  i.n,
  CAST(i.n_free AS BIGINT) AS n_free,
  i.n_matched,
  CASE WHEN NOT i.is_base THEN CAST(i.n_matched AS DOUBLE) / i.n END AS match_rate,
  i.mean_log_relative,
  i.log_link,
  CASE WHEN i.log_link IS NOT NULL THEN CAST(i.month_index - i.previous_index AS INTEGER) END AS link_months,
  i.is_base,
  CAST(i.segment AS INTEGER) AS segment,
  CASE WHEN i.is_base OR i.log_link IS NOT NULL THEN i.level END AS index_value,
  i.as_of,
  i.rests_on_sample AS is_sample
FROM indexed AS i
