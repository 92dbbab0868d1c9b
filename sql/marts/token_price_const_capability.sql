-- about: Records of the cheapest posted price of a model at or above a capability: the staircase. A record stands
--   from the day on which the models, prices and ids of the lists first showed it, which is often a look later
--   than the price. Models without a price in the lists are missing, the cheapest ones among them too.
-- grain: metric, threshold, component, date
-- check: falls: step = 1 OR value < previous_value
-- unit: metric = ECI, or name of the benchmark
-- unit: threshold = ECI points, or share solved after chance is taken out, 0 to 1
-- unit: label = text
-- unit: component = blend_r, r tokens of input to one of output
-- unit: date = date
-- unit: value = USD per million tokens, list price, the cheapest so far
-- unit: previous_value = USD per million tokens
-- unit: low, high = NULL, SE not published
-- unit: step = number of the record
-- unit: n = models at or above the threshold with a price by then
-- unit: model, vendor, source = code
-- unit: score = as threshold
-- unit: flags = text: first_known (the staircase starts where the lists start), observed (dated by a look)
-- export: parquet
WITH offer AS (
  SELECT
    t.metric, t.threshold, t.label, o.component, o.offered_from, o.model, o.vendor, o.source, o.score, o.usd_per_mtok
  FROM ref.capability_threshold AS t
  JOIN core.capability_offer AS o ON o.metric = t.metric AND o.score >= t.threshold - 0.000000001
),
cheapest AS (
  SELECT o.metric, o.threshold, o.component, o.offered_from, min(o.usd_per_mtok) AS usd
  FROM offer AS o
  GROUP BY 1, 2, 3, 4
),
best AS (
  SELECT
    c.*,
    min(c.usd) OVER (
      PARTITION BY c.metric, c.threshold, c.component ORDER BY c.offered_from NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS best_before
  FROM cheapest AS c
),
record AS (
  SELECT
    b.*,
    row_number() OVER (
      PARTITION BY b.metric, b.threshold, b.component ORDER BY b.offered_from NULLS LAST
    ) AS step
  FROM best AS b
  -- A blend computed from other inputs differs in the last digits.
  WHERE b.best_before IS NULL OR b.usd < b.best_before * (1 - 0.000000001)
),
seller AS (
  -- Of several that are as cheap on the day, the first by name.
  SELECT
    r.*, o.label, o.model, o.vendor, o.source, o.score,
    row_number() OVER (
      PARTITION BY r.metric, r.threshold, r.component, r.offered_from
      ORDER BY o.model NULLS LAST, o.source NULLS LAST, o.vendor NULLS LAST
    ) AS place
  FROM record AS r
  JOIN offer AS o
    ON o.metric = r.metric AND o.threshold = r.threshold AND o.component = r.component
    AND o.offered_from = r.offered_from AND o.usd_per_mtok = r.usd
),
entry AS (
  SELECT o.metric, o.threshold, o.component, o.model, min(o.offered_from) AS entered_on
  FROM offer AS o
  GROUP BY 1, 2, 3, 4
),
count_of AS (
  SELECT r.metric, r.threshold, r.component, r.offered_from, count(*) AS n
  FROM record AS r
  JOIN entry AS e
    ON e.metric = r.metric AND e.threshold = r.threshold AND e.component = r.component AND e.entered_on <= r.offered_from
  GROUP BY 1, 2, 3, 4
)
SELECT
  r.metric, r.threshold, r.label, r.component,
  r.offered_from AS date,
  r.usd AS value,
  r.best_before AS previous_value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  CAST(r.step AS BIGINT) AS step,
  e.n,
  r.model, r.vendor, r.source, r.score,
  trim(concat(
    CASE WHEN r.step = 1 THEN 'first_known ' ELSE '' END,
    CASE WHEN r.source = 'llmprices.history' THEN '' ELSE 'observed ' END
  )) AS flags
FROM seller AS r
JOIN count_of AS e
  ON e.metric = r.metric AND e.threshold = r.threshold AND e.component = r.component AND e.offered_from = r.offered_from
WHERE r.place = 1
