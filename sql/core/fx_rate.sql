-- about: Units of each currency for one US dollar, averages of the month, from the euro rates of the European Central
--   Bank crossed through the dollar. A month without a rate is a row with NULL; nothing is carried into it.
-- grain: currency, month
-- check: positive: per_usd > 0
-- check: the dollar is one: currency <> 'USD' OR per_usd = 1
-- unit: currency = ISO 4217
-- unit: month = date
-- unit: per_usd = units for one USD, ratio of two monthly averages of euro rates; NULL where either was not fixed
-- unit: per_eur = units for one EUR; NULL where none was fixed
-- unit: is_provisional, is_sample = true or false
-- unit: known_at = UTC
WITH fixed AS (
  SELECT
    r.currency, r.month, r.value, r.obs_status IN ('E', 'P') AS is_provisional, r._known_at AS known_at,
    coalesce(l.is_sample, FALSE) AS is_sample
  FROM latest.ecb_exchange_rates AS r
  LEFT JOIN meta.landing AS l ON l.id = r._landing
  WHERE r.freq = 'M' AND r.currency_denom = 'EUR' AND r.exr_type = 'SP00' AND r.exr_suffix = 'A' AND coalesce(r.unit_mult, 0) = 0
    AND r.month IS NOT NULL
),
dollar AS (
  SELECT f.month, CASE WHEN f.value > 0 THEN f.value END AS usd_per_eur, f.is_provisional, f.known_at, f.is_sample
  FROM fixed AS f
  WHERE f.currency = 'USD'
),
euro AS (
  SELECT f.currency, f.month, CASE WHEN f.value > 0 THEN f.value END AS per_eur, f.is_provisional, f.known_at, f.is_sample
  FROM fixed AS f
  UNION ALL
  -- One euro is one euro in every month for which the bank gives the dollar.
  SELECT 'EUR', d.month, 1.0, d.is_provisional, d.known_at, d.is_sample FROM dollar AS d
),
span AS (
  SELECT
    e.currency,
    12 * extract(year FROM min(e.month)) + extract(month FROM min(e.month)) - 1 AS first_index,
    12 * extract(year FROM max(e.month)) + extract(month FROM max(e.month)) - 1 AS last_index
  FROM euro AS e
  GROUP BY 1
)
SELECT
  s.currency,
  m.month,
  e.per_eur / d.usd_per_eur AS per_usd,
  e.per_eur,
  coalesce(e.is_provisional OR d.is_provisional, FALSE) AS is_provisional,
  CASE WHEN d.known_at > e.known_at THEN d.known_at ELSE e.known_at END AS known_at,
  coalesce(e.is_sample, FALSE) OR coalesce(d.is_sample, FALSE) AS is_sample
FROM span AS s
-- Every month between the first and the last one, so that a hole shows.
JOIN core.calendar_month AS m ON m.month_index BETWEEN s.first_index AND s.last_index
LEFT JOIN euro AS e ON e.currency = s.currency AND e.month = m.month
LEFT JOIN dollar AS d ON d.month = m.month
