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
WITH look AS (
  -- A month is what the last look in it showed; a month without a look has no data.
  SELECT
    dataset AS source,
    12 * extract(year FROM known_at) + extract(month FROM known_at) - 1 AS month_index,
    max(known_at) AS known_at,
    bool_or(coalesce(is_sample, FALSE)) AS is_sample
  FROM meta.landing
  WHERE dataset IN ('litellm.prices', 'llmprices.history')
  GROUP BY 1, 2
),
product_month AS (
  SELECT
    p.source, p.vendor, p.model, p.name, p.component, k.month_index, k.known_at,
    max(p.usd_per_mtok) AS usd,
    max(CASE WHEN p.flag = 'free' THEN 1 ELSE 0 END) AS is_free,
    bool_or(p.is_sample OR k.is_sample) AS is_sample
  FROM core.token_price AS p
  JOIN look AS k
    ON k.source = p.source
    AND p.known_from <= k.known_at AND (p.known_to IS NULL OR k.known_at < p.known_to)
    AND (p.stated_from IS NULL OR p.stated_from <= CAST(k.known_at AS DATE))
    AND (p.stated_to IS NULL OR CAST(k.known_at AS DATE) < p.stated_to)
  WHERE p.mode IN ('chat', 'completion', 'responses')
  GROUP BY 1, 2, 3, 4, 5, 6, 7
),
member AS (
  -- Each model counts in two cells: its vendor and all vendors.
  SELECT CASE WHEN d.digit = 0 THEN p.vendor ELSE 'all' END AS cell_vendor, p.*
  FROM product_month AS p
  CROSS JOIN ref.digit AS d
  WHERE d.digit < 2
),
cell_month AS (
  SELECT
    m.*,
    lag(m.month_index) OVER (
      PARTITION BY m.source, m.cell_vendor, m.component ORDER BY m.month_index NULLS LAST
    ) AS previous_index
  FROM (SELECT DISTINCT source, cell_vendor, component, month_index FROM member WHERE usd IS NOT NULL) AS m
),
cell AS (
  SELECT
    c.source, c.cell_vendor, c.component, c.month_index, c.previous_index,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY now.usd) AS median_usd,
    min(now.usd) AS least_usd,
    count(now.usd) AS n,
    sum(now.is_free) AS n_free,
    count(now.usd / before.usd) AS n_matched,
    avg(ln(now.usd / before.usd)) AS mean_log,
    max(now.known_at) AS known_at,
    bool_or(now.is_sample OR coalesce(before.is_sample, FALSE)) AS is_sample
  FROM cell_month AS c
  JOIN member AS now
    ON now.source = c.source AND now.cell_vendor = c.cell_vendor AND now.component = c.component
    AND now.month_index = c.month_index
  LEFT JOIN member AS before
    ON before.source = c.source AND before.cell_vendor = c.cell_vendor AND before.component = c.component
    AND before.month_index = c.previous_index
    AND before.vendor = now.vendor AND before.model = now.model AND before.name = now.name
  GROUP BY 1, 2, 3, 4, 5
),
linked AS (
  SELECT
    c.*,
    c.previous_index IS NULL AS is_base,
    CASE WHEN c.n_matched >= 5 THEN c.mean_log END AS log_link
  FROM cell AS c
),
chained AS (
  SELECT
    k.*,
    sum(CASE WHEN k.log_link IS NULL THEN 1 ELSE 0 END) OVER (
      PARTITION BY k.source, k.cell_vendor, k.component
      ORDER BY k.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS segment
  FROM linked AS k
),
indexed AS (
  SELECT
    h.*,
    100 * exp(sum(coalesce(h.log_link, 0)) OVER (
      PARTITION BY h.source, h.cell_vendor, h.component, h.segment
      ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )) AS level,
    max(h.known_at) OVER (
      PARTITION BY h.source, h.cell_vendor, h.component
      ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS as_of,
    bool_or(h.is_sample) OVER (
      PARTITION BY h.source, h.cell_vendor, h.component
      ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS rests_on_sample
  FROM chained AS h
),
span AS (
  SELECT
    source, cell_vendor, component,
    min(month_index) AS first_index, max(month_index) AS last_index
  FROM indexed
  GROUP BY 1, 2, 3
)
-- Every month between the first and the last one, so that a hole shows.
SELECT
  s.source,
  s.cell_vendor AS vendor,
  s.component,
  m.month,
  i.median_usd AS median_usd_per_mtok,
  i.least_usd AS least_usd_per_mtok,
  coalesce(i.n, 0) AS n,
  CAST(coalesce(i.n_free, 0) AS BIGINT) AS n_free,
  coalesce(i.n_matched, 0) AS n_matched,
  CASE WHEN i.previous_index IS NOT NULL THEN CAST(i.n_matched AS DOUBLE) / i.n END AS match_rate,
  exp(i.log_link) AS link,
  CASE WHEN i.log_link IS NOT NULL THEN CAST(i.month_index - i.previous_index AS INTEGER) END AS link_months,
  CASE WHEN i.is_base OR i.log_link IS NOT NULL THEN i.level END AS index_value,
  CAST(i.segment AS INTEGER) AS segment,
  coalesce(i.is_base, FALSE) AS is_base,
  trim(concat(
    CASE WHEN i.n IS NULL THEN 'no_data ' ELSE '' END,
    CASE WHEN i.n_matched < 5 AND NOT i.is_base THEN 'few_matches ' ELSE '' END,
    CASE WHEN i.n_matched < 0.6 * i.n AND NOT i.is_base THEN 'low_match_rate ' ELSE '' END,
    CASE WHEN i.month_index - i.previous_index > 1 THEN 'spans_gap ' ELSE '' END
  )) AS flags,
  i.as_of,
  coalesce(i.rests_on_sample, FALSE) AS is_sample
FROM span AS s
JOIN core.calendar_month AS m ON m.month_index BETWEEN s.first_index AND s.last_index
LEFT JOIN indexed AS i
  ON i.source = s.source AND i.cell_vendor = s.cell_vendor AND i.component = s.component
  AND i.month_index = m.month_index
