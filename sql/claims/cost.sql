-- about: What hours, prices and lists of models say of the claims on the cost of training.
-- grain: claim
-- unit: claim, verdict = code
-- unit: value, low, high = as unit says
-- unit: unit, reason = text
-- unit: n = prices, or models
WITH v3 AS (
  SELECT
    max(CASE WHEN price_basis = 'stated' THEN value END) AS stated,
    min(value) AS low,
    max(value) AS high,
    count(value) AS n
  FROM marts.training_cost_final_run
  WHERE model = 'DeepSeek-V3'
),
s1 AS (
  SELECT min(value) AS low, max(value) AS high, min(gpu_hours) AS hours, count(value) AS n
  FROM marts.finetune_cost_reasoning
  WHERE price_basis LIKE 'scenario%'
),
trend AS (
  SELECT count(*) AS n, min(value) AS least, max(value) AS most, min(low) AS low, max(high) AS high, sum(n) AS models
  FROM marts.training_cost_frontier_trend
  WHERE selection = 'all'
)
SELECT
  'training_cost_v3' AS claim,
  v3.stated / 1000000 AS value,
  v3.low / 1000000 AS low,
  v3.high / 1000000 AS high,
  'million USD for the final run at the stated price' AS unit,
  v3.n AS n,
  CASE WHEN abs(v3.stated / 5576000 - 1) <= 0.005 THEN 'supported' ELSE 'contradicted' END AS verdict,
  'Hours times the stated 2 USD give the stated figure; posted prices of the card that is listed in its place give the other end of the range. Final run only.' AS reason
FROM v3
WHERE v3.stated IS NOT NULL
UNION ALL
SELECT
  'finetune_cost_s1',
  CASE WHEN s1.hours > 0 THEN 50 / s1.hours END,
  s1.low,
  s1.high,
  'USD per GPU-hour that 50 USD would mean; the range is the cost in USD at 2 to 7 USD an hour',
  s1.n,
  CASE WHEN 50 BETWEEN s1.low AND s1.high THEN 'supported' ELSE 'contradicted' END,
  'The reported hours cost less than 50 USD at every price up to 7 USD an hour, so the order of magnitude holds and the figure does not. The base model is not in it.'
FROM s1
WHERE s1.n > 0
UNION ALL
SELECT
  'cost_trend',
  trend.least,
  trend.low,
  trend.high,
  'times a year, least of three ways of costing; the range is that of all 90 % intervals',
  CAST(trend.models AS BIGINT),
  CASE WHEN trend.low > 1 THEN 'contradicted' WHEN trend.high < 1 THEN 'supported' ELSE 'mixed' END,
  'The cost of the models in the list grew from year to year under each way of costing; a single cheap run does not turn that.'
FROM trend
WHERE trend.n >= 3
