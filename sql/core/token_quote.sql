-- about: Posted price of tokens by source, vendor, model and component as conformed quotes, each with the time in
--   which it held: stated by the source, or observed from look to look. Blends are the price of a mix of r
--   input tokens to one output token.
-- grain: source, vendor, model, name, tariff, component, seq
-- check: positive: usd_per_mtok > 0
-- check: interval: valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from
-- check: stated intervals meet: basis <> 'stated' OR NOT EXISTS (SELECT 1 FROM core.token_quote AS o
--   WHERE o.source = token_quote.source AND o.vendor = token_quote.vendor AND o.model = token_quote.model
--   AND o.name = token_quote.name AND o.tariff = token_quote.tariff AND o.component = token_quote.component
--   AND o.seq = token_quote.seq + 1
--   AND (token_quote.valid_to IS NULL OR o.valid_from IS NULL OR o.valid_from <> token_quote.valid_to))
-- unit: source = dataset
-- unit: vendor, model = code of the source
-- unit: api_model = code, in small letters and without what stands before the last slash
-- unit: name = text, tells prices of one model apart
-- unit: tariff = standard, other_hours (outside the hours of a time-of-day price), or those hours
-- unit: component = input, output, cache_read, cache_write, blend_1, blend_3, blend_10
-- unit: seq = number of the state, oldest first; times at a price of 0 are counted and left out
-- unit: usd_per_mtok = USD per million tokens, list price
-- unit: basis = stated or observed
-- unit: valid_from, valid_to = UTC, half open; NULL from is unbounded, NULL to is open
WITH priced AS (
  SELECT
    p.source, p.vendor, p.model, p.name, p.tariff, p.component, p.usd, p.basis, p.valid_from, p.valid_to
  FROM core.token_state AS p
  WHERE p.usd >= 0 AND p.component IN ('input', 'output', 'cache_read', 'cache_write')
    AND (p.valid_to IS NULL OR p.valid_from IS NULL OR p.valid_to > p.valid_from)
  UNION ALL
  -- Input and output of one row of the source hold at the same time.
  SELECT
    i.source, i.vendor, i.model, i.name, i.tariff, concat('blend_', CAST(r.r AS VARCHAR)),
    CASE WHEN i.usd > 0 AND o.usd > 0 THEN (r.r * i.usd + o.usd) / (r.r + 1) ELSE 0 END, i.basis, i.valid_from, i.valid_to
  FROM core.token_state AS i
  JOIN core.token_state AS o
    ON o.source = i.source AND o.vendor = i.vendor AND o.model = i.model AND o.name = i.name AND o.tariff = i.tariff
    AND coalesce(o.valid_from, TIMESTAMP '0001-01-01') = coalesce(i.valid_from, TIMESTAMP '0001-01-01')
    AND coalesce(o.valid_to, TIMESTAMP '9999-12-31') = coalesce(i.valid_to, TIMESTAMP '9999-12-31')
  CROSS JOIN (SELECT 1 AS r UNION ALL SELECT 3 UNION ALL SELECT 10) AS r
  WHERE i.component = 'input' AND o.component = 'output' AND i.usd >= 0 AND o.usd >= 0
    AND (i.valid_to IS NULL OR i.valid_from IS NULL OR i.valid_to > i.valid_from)
),
stepped AS (
  SELECT
    p.*,
    CASE
      WHEN lag(p.usd) OVER w = p.usd AND lag(p.valid_to) OVER w = p.valid_from THEN 0
      ELSE 1
    END AS is_new
  FROM priced AS p
  WINDOW w AS (
    PARTITION BY p.source, p.vendor, p.model, p.name, p.tariff, p.component
    ORDER BY coalesce(p.valid_from, TIMESTAMP '0001-01-01') NULLS LAST, p.valid_to NULLS LAST
  )
),
numbered AS (
  SELECT
    s.*,
    sum(s.is_new) OVER (
      PARTITION BY s.source, s.vendor, s.model, s.name, s.tariff, s.component
      ORDER BY coalesce(s.valid_from, TIMESTAMP '0001-01-01') NULLS LAST, s.valid_to NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS seq
  FROM stepped AS s
)
SELECT
  n.source, n.vendor, n.model,
  regexp_replace(lower(n.model), '^.*/', '') AS api_model,
  n.name, n.tariff, n.component,
  CAST(n.seq AS BIGINT) AS seq,
  max(n.usd) AS usd_per_mtok,
  n.basis,
  CASE WHEN count(n.valid_from) = count(*) THEN min(n.valid_from) END AS valid_from,
  CASE WHEN count(n.valid_to) = count(*) THEN max(n.valid_to) END AS valid_to
FROM numbered AS n
-- A time for which the source says 0 is numbered, so that it is no gap, and is no quote.
WHERE n.usd > 0
GROUP BY n.source, n.vendor, n.model, n.name, n.tariff, n.component, n.seq, n.basis
