-- about: What the capabilities index says of the distance of open and of Chinese models to the frontier.
-- grain: claim
-- unit: claim, verdict = code
-- unit: value, low, high = months
-- unit: unit, reason = text
-- unit: n = levels of the index
WITH lag AS (
  SELECT 'open_v_closed' AS claim, value, low, high, n, n_censored, 6 AS near, 'open-weight' AS who FROM marts.open_closed_lag WHERE scope = 'all'
  UNION ALL
  SELECT 'china_frontier', value, low, high, n, n_censored, 3, 'Chinese' FROM marts.china_frontier_gap WHERE scope = 'all'
)
SELECT
  l.claim,
  l.value,
  l.low,
  l.high,
  'months between the first model at a level of the index and the first ' || l.who || ' one' AS unit,
  l.n,
  CASE
    WHEN l.value < l.near THEN 'supported'
    WHEN l.value > 12 THEN 'contradicted'
    ELSE 'mixed'
  END AS verdict,
  'The mean over ' || CAST(l.n AS VARCHAR) || ' levels; ' || CAST(l.n_censored AS VARCHAR)
    || ' levels that no ' || l.who || ' model has reached are left out, so the mean is too small. The range is that of the levels.' AS reason
FROM lag AS l
WHERE l.n >= 5 AND l.value IS NOT NULL
