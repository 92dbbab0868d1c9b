-- about: Matched-model Jevons index of posted token prices by list and component, chained from look to look. Prices
--   of a given model are mostly flat, so the index misses the fall that comes with new models; the staircase of
--   token_price_const_capability has it. The difference is quality change through entry.
-- grain: list, component, month
-- check: no link from few matches: link IS NULL OR (n_matched >= 5 AND survival_rate >= 0.6)
-- check: positive: value > 0
-- unit: list = litellm (the map, and its copy before the map's first vintage), openrouter, modelsdev
-- unit: component = input, output, blend_3 (three of input to one of output)
-- unit: month = date
-- unit: value = index, first month of the segment = 100; NULL in a hole
-- unit: low, high = index, one link's 1.645 standard errors around the value; NULL without a link
-- unit: link = ratio to the month of the look before
-- unit: link_months = months that the link spans
-- unit: n = products with a price
-- unit: n_matched = products with a price of the same model at the look before too
-- unit: n_changed = matched products whose price moved
-- unit: match_rate = share of the month's products that are matched
-- unit: survival_rate = share of the products of the look before that are matched
-- unit: segment = number, raised where a link was refused
-- unit: flags = text: hole, base, few_matches (under 5), low_match_rate (under .6 of the look before), spans_gap
-- export: parquet
WITH cell AS (
  SELECT
    r.list, r.component, r.month_index,
    max(r.previous_index) AS previous_index,
    count(*) AS n,
    count(r.previous_usd) AS n_matched,
    sum(CASE WHEN abs(r.usd / r.previous_usd - 1) > 0.000001 THEN 1 ELSE 0 END) AS n_changed,
    max(r.n_before) AS n_before,
    avg(ln(r.usd / r.previous_usd)) AS mean_log,
    stddev_samp(ln(r.usd / r.previous_usd)) / sqrt(count(r.previous_usd)) AS se_log
  FROM core.token_relative AS r
  GROUP BY 1, 2, 3
),
judged AS (
  SELECT
    c.*,
    CAST(c.n_matched AS DOUBLE) / c.n AS match_rate,
    CAST(c.n_matched AS DOUBLE) / c.n_before AS survival_rate,
    CASE WHEN c.n_matched >= 5 AND c.n_matched >= 0.6 * c.n_before THEN c.mean_log END AS log_link
  FROM cell AS c
),
chained AS (
  SELECT
    j.*,
    sum(CASE WHEN j.log_link IS NULL THEN 1 ELSE 0 END) OVER (
      PARTITION BY j.list, j.component ORDER BY j.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS segment
  FROM judged AS j
),
indexed AS (
  SELECT
    h.*,
    -- After a refused link the index begins again in that month.
    100 * exp(sum(coalesce(h.log_link, 0)) OVER (
      PARTITION BY h.list, h.component, h.segment ORDER BY h.month_index NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )) AS level
  FROM chained AS h
),
span AS (
  SELECT list, component, min(month_index) AS first_index, max(month_index) AS last_index FROM indexed GROUP BY 1, 2
)
SELECT
  s.list, s.component, m.month,
  i.level AS value,
  CASE WHEN i.log_link IS NOT NULL THEN i.level * exp(-1.645 * i.se_log) END AS low,
  CASE WHEN i.log_link IS NOT NULL THEN i.level * exp(1.645 * i.se_log) END AS high,
  exp(i.log_link) AS link,
  CASE WHEN i.log_link IS NOT NULL THEN CAST(i.month_index - i.previous_index AS BIGINT) END AS link_months,
  coalesce(i.n, 0) AS n,
  coalesce(i.n_matched, 0) AS n_matched,
  CAST(coalesce(i.n_changed, 0) AS BIGINT) AS n_changed,
  CASE WHEN i.previous_index IS NOT NULL THEN i.match_rate END AS match_rate,
  i.survival_rate,
  CAST(i.segment AS BIGINT) AS segment,
  trim(concat(
    CASE WHEN i.n IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN i.n IS NOT NULL AND i.log_link IS NULL THEN 'base ' ELSE '' END,
    CASE WHEN i.previous_index IS NOT NULL AND i.n_matched < 5 THEN 'few_matches ' ELSE '' END,
    CASE WHEN i.survival_rate < 0.6 THEN 'low_match_rate ' ELSE '' END,
    CASE WHEN i.log_link IS NOT NULL AND i.month_index - i.previous_index > 1 THEN 'spans_gap ' ELSE '' END
  )) AS flags
FROM span AS s
JOIN core.calendar_month AS m ON m.month_index BETWEEN s.first_index AND s.last_index
LEFT JOIN indexed AS i
  ON i.list = s.list AND i.component = s.component AND i.month_index = m.month_index
