-- about: Posted price per million tokens by model and component, each state with the time in which its source
--   showed it; sources that disagree are all kept.
-- grain: source, vendor, model, name, component, seq
-- check: positive: usd_per_mtok > 0
-- check: interval: known_to > known_from AND stated_to > stated_from
-- warn: no overlap: NOT EXISTS (SELECT 1 FROM core.token_price AS o WHERE o.source = token_price.source
--   AND o.vendor = token_price.vendor AND o.model = token_price.model AND o.name = token_price.name
--   AND o.component = token_price.component AND o.seq <> token_price.seq
--   AND o.known_from < coalesce(token_price.known_to, TIMESTAMP '9999-12-31')
--   AND token_price.known_from < coalesce(o.known_to, TIMESTAMP '9999-12-31')
--   AND coalesce(o.stated_from, DATE '0001-01-01') < coalesce(token_price.stated_to, DATE '9999-12-31')
--   AND coalesce(token_price.stated_from, DATE '0001-01-01') < coalesce(o.stated_to, DATE '9999-12-31'))
-- unit: source = dataset
-- unit: vendor, model, mode = code
-- unit: name = text
-- unit: component = code, see ref.token_component
-- unit: seq = number of the state, oldest first
-- unit: usd_per_mtok = USD per million tokens, list price; NULL with flag free where the source says 0
-- unit: flag = free
-- unit: stated_from, stated_to = date, half open, as the source states it; NULL is unbounded or unstated
-- unit: known_from, known_to = UTC, half open, when the source showed this state; known_to is NULL while it does
-- unit: is_sample = true or false
WITH maps AS (
  -- The raw tables hold changes only, so a row stands until the next row of its key.
  SELECT
    'litellm.prices' AS source, p.model, p.litellm_provider, p.mode,
    p.input_cost_per_token, p.output_cost_per_token, p.cache_read_input_token_cost, p.cache_creation_input_token_cost,
    p.output_cost_per_reasoning_token, p.input_cost_per_token_batches, p.output_cost_per_token_batches,
    p.input_cost_per_token_above_200k_tokens, p.output_cost_per_token_above_200k_tokens,
    p._known_at, p._landing, p._gone,
    lead(p._known_at) OVER (PARTITION BY p.model ORDER BY p._rev NULLS LAST) AS known_to
  FROM raw.litellm_prices AS p
  UNION ALL
  -- The copy of that map, for the time before its own first vintage: both at once would count a price twice.
  SELECT
    'tokencost.prices', p.model, p.litellm_provider, p.mode,
    p.input_cost_per_token, p.output_cost_per_token, p.cache_read_input_token_cost, p.cache_creation_input_token_cost,
    NULL, p.input_cost_per_token_batches, p.output_cost_per_token_batches, NULL, NULL,
    p._known_at, p._landing, p._gone,
    least(lead(p._known_at) OVER (PARTITION BY p.model ORDER BY p._rev NULLS LAST), m.begins)
  FROM raw.tokencost_prices AS p
  CROSS JOIN (SELECT min(_known_at) AS begins FROM raw.litellm_prices) AS m
),
llmprices AS (
  SELECT
    p.*,
    lead(p._known_at) OVER (
      PARTITION BY p.vendor, p.id, p.name, p.from_date ORDER BY p._rev NULLS LAST
    ) AS known_to
  FROM raw.llmprices_history AS p
),
posted AS (
  SELECT
    p.source,
    coalesce(p.litellm_provider, '') AS vendor,
    p.model,
    '' AS name,
    p.mode,
    c.component,
    1000000 * CASE c.litellm_column
      WHEN 'input_cost_per_token' THEN p.input_cost_per_token
      WHEN 'output_cost_per_token' THEN p.output_cost_per_token
      WHEN 'cache_read_input_token_cost' THEN p.cache_read_input_token_cost
      WHEN 'cache_creation_input_token_cost' THEN p.cache_creation_input_token_cost
      WHEN 'output_cost_per_reasoning_token' THEN p.output_cost_per_reasoning_token
      WHEN 'input_cost_per_token_batches' THEN p.input_cost_per_token_batches
      WHEN 'output_cost_per_token_batches' THEN p.output_cost_per_token_batches
      WHEN 'input_cost_per_token_above_200k_tokens' THEN p.input_cost_per_token_above_200k_tokens
      WHEN 'output_cost_per_token_above_200k_tokens' THEN p.output_cost_per_token_above_200k_tokens
    END AS usd_per_mtok,
    CAST(NULL AS DATE) AS stated_from,
    CAST(NULL AS DATE) AS stated_to,
    p._known_at AS known_from,
    p.known_to,
    p._landing AS landing
  FROM maps AS p
  CROSS JOIN ref.token_component AS c
  WHERE NOT p._gone
  UNION ALL
  SELECT
    'llmprices.history',
    p.vendor,
    p.id,
    p.name,
    'chat',
    c.component,
    CASE c.component
      WHEN 'input' THEN p.input_usd_per_mtok
      WHEN 'output' THEN p.output_usd_per_mtok
      WHEN 'cache_read' THEN p.input_cached_usd_per_mtok
    END,
    p.from_date,
    p.to_date,
    p._known_at,
    p.known_to,
    p._landing
  FROM llmprices AS p
  CROSS JOIN ref.token_component AS c
  WHERE NOT p._gone
)
SELECT
  q.source, q.vendor, q.model, q.name, q.mode, q.component,
  row_number() OVER (
    PARTITION BY q.source, q.vendor, q.model, q.name, q.component
    ORDER BY q.known_from NULLS LAST, coalesce(q.stated_from, DATE '0001-01-01') NULLS LAST, q.landing NULLS LAST
  ) AS seq,
  CASE WHEN q.usd_per_mtok > 0 THEN q.usd_per_mtok END AS usd_per_mtok,
  CASE WHEN q.usd_per_mtok = 0 THEN 'free' END AS flag,
  q.stated_from, q.stated_to, q.known_from, q.known_to,
  coalesce(l.is_sample, FALSE) AS is_sample
FROM posted AS q
LEFT JOIN meta.landing AS l ON l.id = q.landing
-- Negative prices are the source's way of saying that a price depends.
WHERE q.usd_per_mtok >= 0
  AND (q.known_to IS NULL OR q.known_to > q.known_from)
  AND (q.stated_from IS NULL OR q.stated_to IS NULL OR q.stated_to > q.stated_from)
