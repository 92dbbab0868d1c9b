-- about: Price of a product (list, vendor, model, component) at the last look of each month in which the list was
--   looked at. The copy of the LiteLLM map stands for the map before its own first vintage. Quotes of
--   ref.token_price_doubt are left out.
-- grain: list, component, month_index, vendor, model, name
-- check: positive: usd > 0
-- unit: list = litellm, openrouter, modelsdev
-- unit: month_index, previous_index = months since year 0, of the look and the one before; NULL for the first
-- unit: known_at, previous_at = UTC, the two looks
-- unit: component = input, output, blend_3
-- unit: vendor, model, name, api_model = code of the source; api_model as in core.token_quote
-- unit: good = code: what must be the same for two prices to be compared, its parts parted by the character 31
-- unit: usd = USD per million tokens, list price
WITH source AS (
  SELECT 'litellm.prices' AS source, 'litellm' AS list
  UNION ALL SELECT 'tokencost.prices', 'litellm'
  UNION ALL SELECT 'openrouter.models', 'openrouter'
  UNION ALL SELECT 'modelsdev.models', 'modelsdev'
),
landing AS (
  -- Looks at the copy count until the map itself was first looked at.
  SELECT
    s.list, s.source, l.known_at,
    12 * extract(year FROM l.known_at) + extract(month FROM l.known_at) - 1 AS month_index
  FROM meta.landing AS l
  JOIN source AS s ON s.source = l.dataset
  CROSS JOIN (SELECT min(known_at) AS begins FROM meta.landing WHERE dataset = 'litellm.prices') AS m
  WHERE l.dataset <> 'tokencost.prices' OR m.begins IS NULL OR l.known_at < m.begins
),
look AS (
  SELECT l.list, l.month_index, max(l.known_at) AS known_at FROM landing AS l GROUP BY 1, 2
),
step AS (
  SELECT
    k.*,
    lag(k.month_index) OVER (PARTITION BY k.list ORDER BY k.month_index NULLS LAST) AS previous_index,
    lag(k.known_at) OVER (PARTITION BY k.list ORDER BY k.month_index NULLS LAST) AS previous_at
  FROM look AS k
)
SELECT
  k.list, k.month_index, k.previous_index, k.previous_at, k.known_at,
  q.component, q.vendor, q.model, q.name, q.api_model,
  -- The map's first files name no vendor; its ids are of one vendor each.
  concat(CASE WHEN k.list = 'litellm' THEN '' ELSE q.vendor END, chr(31), q.model, chr(31), q.name) AS good,
  max(q.usd_per_mtok) AS usd
FROM step AS k
JOIN source AS s ON s.list = k.list
JOIN core.token_quote AS q
  ON q.source = s.source AND q.valid_from <= k.known_at AND (q.valid_to IS NULL OR k.known_at < q.valid_to)
LEFT JOIN ref.token_price_doubt AS d
  ON d.source = q.source AND q.vendor LIKE d.vendor_like AND q.api_model LIKE d.api_like
  AND CAST(q.valid_from AS DATE) >= d.since
WHERE d.source IS NULL AND q.tariff = 'standard' AND q.component IN ('input', 'output', 'blend_3')
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
