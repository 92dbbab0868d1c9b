-- about: Price of a product (list, vendor, model, component) at the last look of a month against the last month
--   before it in which the list was looked at, for products priced at both looks. The copy of the LiteLLM map
--   stands for the map before its own first vintage. Ids that moved to another model between the looks are left
--   out: the two prices are not of one good. Quotes of ref.token_price_doubt are left out too.
-- grain: list, component, month_index, vendor, model, name
-- check: positive: usd > 0
-- unit: list = litellm, openrouter, modelsdev
-- unit: component = input, output, blend_3
-- unit: month_index, previous_index = months since year 0; NULL in the first month of the list
-- unit: vendor, model, name = code of the source
-- unit: usd, previous_usd = USD per million tokens, list price; NULL where not priced at the look before
-- unit: is_survivor = true where it was priced at the look before, moved id or not
-- unit: n_before = products priced at the look before
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
),
product AS (
  SELECT
    k.list, k.month_index, k.previous_index, k.previous_at, k.known_at,
    q.component, q.vendor, q.model, q.name, q.api_model, max(q.usd_per_mtok) AS usd
  FROM step AS k
  JOIN source AS s ON s.list = k.list
  JOIN core.token_quote AS q
    ON q.source = s.source AND q.valid_from <= k.known_at AND (q.valid_to IS NULL OR k.known_at < q.valid_to)
  LEFT JOIN ref.token_price_doubt AS d
    ON d.source = q.source AND q.vendor LIKE d.vendor_like AND q.api_model LIKE d.api_like
    AND CAST(q.valid_from AS DATE) >= d.since
  WHERE d.source IS NULL AND q.tariff = 'standard' AND q.component IN ('input', 'output', 'blend_3')
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
),
moved AS (
  SELECT DISTINCT p.list, p.month_index, p.vendor, p.model
  FROM product AS p
  JOIN core.llm_alias AS a
    ON a.is_by_hand AND a.api_model = p.api_model AND (a.vendor = '*' OR a.vendor = p.vendor)
    AND a.valid_to > CAST(p.previous_at AS DATE) AND a.valid_to <= CAST(p.known_at AS DATE)
),
count_of AS (
  SELECT p.list, p.component, p.month_index, count(*) AS n FROM product AS p GROUP BY 1, 2, 3
)
SELECT
  p.list, p.component, p.month_index, p.previous_index, p.vendor, p.model, p.name, p.usd,
  CASE WHEN m.list IS NULL THEN b.usd END AS previous_usd,
  b.usd IS NOT NULL AS is_survivor,
  c.n AS n_before
FROM product AS p
LEFT JOIN product AS b
  ON b.list = p.list AND b.component = p.component AND b.month_index = p.previous_index
  AND b.model = p.model AND b.name = p.name
  -- The map's first files name no vendor; its ids are of one vendor each.
  AND (b.vendor = p.vendor OR p.list = 'litellm')
LEFT JOIN moved AS m
  ON m.list = p.list AND m.month_index = p.month_index AND m.vendor = p.vendor AND m.model = p.model
LEFT JOIN count_of AS c
  ON c.list = p.list AND c.component = p.component AND c.month_index = p.previous_index
