-- about: Posted price of tokens by source, vendor, model and component as the rows of the five lists state or show it,
--   brought to one form: USD per million tokens and the time in which each held. Rows of 0 are prices too.
-- grain: source, vendor, model, name, tariff, component, state
-- unit: source = dataset
-- unit: vendor, model = code of the source
-- unit: name = text, tells prices of one model apart
-- unit: tariff = standard, other_hours (outside the hours of a time-of-day price), or those hours
-- unit: component = input, output, cache_read, cache_write; others where the source has them
-- unit: usd = USD per million tokens, list price
-- unit: state = number of the row, oldest first
-- unit: basis = stated or observed
-- unit: valid_from, valid_to = UTC, half open; NULL from is unbounded, NULL to is open
WITH openrouter AS (
  SELECT o.*, lead(o._known_at) OVER (PARTITION BY o.id ORDER BY o._rev NULLS LAST) AS known_to
  FROM raw.openrouter_models AS o
),
modelsdev AS (
  SELECT o.*, lead(o._known_at) OVER (PARTITION BY o.provider, o.model ORDER BY o._rev NULLS LAST) AS known_to
  FROM raw.modelsdev_models AS o
),
timed AS (
  SELECT DISTINCT g.provider, g.model FROM latest.genai_prices AS g WHERE g.start_time IS NOT NULL
),
genai AS (
  SELECT
    g.*,
    CASE
      WHEN g.start_time IS NOT NULL THEN concat(g.start_time, '-', coalesce(g.end_time, ''))
      WHEN t.model IS NOT NULL THEN 'other_hours'
      ELSE 'standard'
    END AS tariff,
    lead(g.start_date) OVER (
      PARTITION BY g.provider, g.model, g.start_time, g.end_time, g.component
      ORDER BY coalesce(g.start_date, DATE '0001-01-01') NULLS LAST
    ) AS next_start
  FROM latest.genai_prices AS g
  LEFT JOIN timed AS t ON t.provider = g.provider AND t.model = g.model
  WHERE g.tier_start = 0 AND g.per = 'million tokens'
),
posted AS (
  SELECT
    p.source, p.vendor, p.model, p.name, 'standard' AS tariff, p.component, p.usd_per_mtok AS usd, 'observed' AS basis,
    p.known_from AS valid_from, p.known_to AS valid_to
  FROM core.token_price AS p
  WHERE p.source <> 'llmprices.history' AND p.mode IN ('chat', 'completion', 'responses')
  UNION ALL
  -- What the newest file says of all time; older files said less of it.
  SELECT
    p.source, p.vendor, p.model, p.name, 'standard', p.component, p.usd_per_mtok, 'stated',
    CAST(p.stated_from AS TIMESTAMP), CAST(p.stated_to AS TIMESTAMP)
  FROM core.token_price AS p
  WHERE p.source = 'llmprices.history' AND p.known_to IS NULL
  UNION ALL
  SELECT
    'openrouter.models', 'openrouter', o.id, '', 'standard', c.component,
    1000000 * CASE c.component
      WHEN 'input' THEN o.prompt_usd_per_token
      WHEN 'output' THEN o.completion_usd_per_token
      WHEN 'cache_read' THEN o.input_cache_read_usd_per_token
      WHEN 'cache_write' THEN o.input_cache_write_usd_per_token
    END,
    'observed', o._known_at, o.known_to
  FROM openrouter AS o
  CROSS JOIN ref.token_component AS c
  WHERE NOT o._gone
  UNION ALL
  SELECT
    'modelsdev.models', o.provider, o.model, '', 'standard', c.component,
    CASE c.component
      WHEN 'input' THEN o.input_usd_per_mtok
      WHEN 'output' THEN o.output_usd_per_mtok
      WHEN 'cache_read' THEN o.cache_read_usd_per_mtok
      WHEN 'cache_write' THEN o.cache_write_usd_per_mtok
    END,
    'observed', o._known_at, o.known_to
  FROM modelsdev AS o
  CROSS JOIN ref.token_component AS c
  WHERE NOT o._gone
  UNION ALL
  SELECT
    'genai.prices', g.provider, g.model, '', g.tariff, replace(g.component, '_mtok', ''), g.price_usd,
    -- A price without any date is that of the look, not of all time.
    CASE WHEN g.start_date IS NULL AND g.next_start IS NULL THEN 'observed' ELSE 'stated' END,
    CASE
      WHEN g.start_date IS NOT NULL THEN CAST(g.start_date AS TIMESTAMP)
      WHEN g.next_start IS NULL THEN g._known_at
    END,
    CAST(g.next_start AS TIMESTAMP)
  FROM genai AS g
  WHERE g.component IN ('input_mtok', 'output_mtok', 'cache_read_mtok', 'cache_write_mtok')
)
SELECT
  p.*,
  row_number() OVER (
    PARTITION BY p.source, p.vendor, p.model, p.name, p.tariff, p.component
    ORDER BY coalesce(p.valid_from, TIMESTAMP '0001-01-01') NULLS LAST, p.valid_to NULLS LAST
  ) AS state
FROM posted AS p
WHERE p.usd IS NOT NULL
