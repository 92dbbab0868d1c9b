-- about: What the data say of each claim that is registered in ref.claim.
-- grain: claim
-- method: 2
-- unit: claim, verdict = code
-- unit: value, low, high = as unit says; NULL where there is none
-- unit: unit, reason = text
-- unit: n = count behind the value
-- export: parquet
WITH finding AS (
  SELECT claim, value, low, high, unit, n, verdict, reason FROM claims.exposure
  UNION ALL
  SELECT claim, value, low, high, unit, n, verdict, reason FROM claims.frontier
  UNION ALL
  SELECT claim, value, low, high, unit, n, verdict, reason FROM claims.cost
  UNION ALL
  SELECT claim, value, low, high, unit, n, verdict, reason FROM claims.prices
  UNION ALL
  SELECT claim, value, low, high, unit, n, verdict, reason FROM claims.work
  UNION ALL
  SELECT claim, value, low, high, unit, n, verdict, reason FROM claims.views
)
SELECT
  c.claim,
  coalesce(nullif(c.fixed, ''), f.verdict, 'not identified') AS verdict,
  f.value,
  f.low,
  f.high,
  f.unit,
  f.n,
  CASE
    WHEN c.fixed = 'not testable' THEN 'No public data here speak of it: ' || c.threshold
    WHEN f.claim IS NULL THEN 'The inputs of this measure are not loaded, or hold too little to compute it.'
    ELSE f.reason
  END AS reason
FROM ref.claim AS c
LEFT JOIN finding AS f ON f.claim = c.claim
