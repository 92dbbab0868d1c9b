-- about: What price lists say of the claims that tokens and GPU hours get cheaper.
-- grain: claim
-- unit: claim, verdict = code
-- unit: value, low, high = as unit says
-- unit: unit, reason = text
-- unit: n = records of the staircase, or machines
WITH steps AS (
  SELECT value, low, high, n, days, label
  FROM marts.token_price_const_capability_rate
  WHERE metric = 'ECI' AND threshold = 126 AND component = 'blend_3' AND method = 'ols'
),
chain AS (
  SELECT value, month, row_number() OVER (ORDER BY month DESC NULLS LAST) AS newest, min(month) OVER (PARTITION BY segment) AS begins
  FROM marts.token_price_index
  WHERE list = 'litellm' AND component = 'blend_3'
),
hours AS (
  SELECT month, value, low, high, n, row_number() OVER (ORDER BY month DESC NULLS LAST) AS newest, count(*) OVER () AS months, min(month) OVER () AS begins
  FROM marts.gpu_hour_price_hedonic
  WHERE specification = 'chips' AND tenure = 'on_demand' AND value IS NOT NULL
)
SELECT
  'token_price_posted_falls' AS claim,
  s.value AS value,
  s.low AS low,
  s.high AS high,
  'times cheaper a year at the capability of GPT-4 of March 2023, over ' || CAST(s.days AS VARCHAR) || ' days' AS unit,
  s.n AS n,
  CASE
    WHEN s.days < 365 OR s.n < 5 THEN 'not identified'
    WHEN s.low > 1 AND c.value < 100 THEN 'supported'
    WHEN s.low > 1 OR c.value < 100 THEN 'mixed'
    ELSE 'contradicted'
  END AS verdict,
  'The staircase is of records, chosen for being low. The matched-model index of the same list stands at ' || CAST(round(c.value, 1) AS VARCHAR)
    || ' (first month 100): most of the fall came with new models. Single prices also rose.' AS reason
FROM steps AS s
CROSS JOIN chain AS c
WHERE c.newest = 1
UNION ALL
SELECT
  'gpu_hour_falls',
  h.value,
  h.low,
  h.high,
  'index of the hedonic price of an on-demand GPU-hour, first month 100',
  h.n,
  CASE
    WHEN h.months < 12 THEN 'not identified'
    WHEN h.high < 100 THEN 'supported'
    WHEN h.low > 100 THEN 'contradicted'
    ELSE 'mixed'
  END,
  CASE WHEN h.months < 12 THEN 'Only ' || CAST(h.months AS VARCHAR) || ' months of catalogues are loaded; a rate from less than 12 is not given.'
    ELSE 'Quality held constant by memory and speed; posted is not paid.' END
FROM hours AS h
WHERE h.newest = 1
