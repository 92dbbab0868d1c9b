-- about: Price of a product (list, vendor, model, component) at the last look of a month against the last month
--   before it in which the list was looked at, for products priced at both looks. Ids that moved to another model
--   between the looks have no price before: the two are not of one good.
-- grain: list, component, month_index, vendor, model, name
-- check: positive: usd > 0
-- unit: list = litellm, openrouter, modelsdev
-- unit: component = input, output, blend_3
-- unit: month_index, previous_index = months since year 0; NULL in the first month of the list
-- unit: vendor, model, name = code of the source
-- unit: usd, previous_usd = USD per million tokens, list price; NULL where not priced at the look before
-- unit: is_survivor = true where it was priced at the look before, moved id or not
-- unit: n_before = products priced at the look before
WITH moved AS (
  SELECT DISTINCT p.list, p.month_index, p.vendor, p.model
  FROM core.token_look AS p
  JOIN core.llm_alias AS a
    ON a.is_by_hand AND a.api_model = p.api_model AND (a.vendor = '*' OR a.vendor = p.vendor)
    AND a.valid_to > CAST(p.previous_at AS DATE) AND a.valid_to <= CAST(p.known_at AS DATE)
),
count_of AS (
  SELECT p.list, p.component, p.month_index, count(*) AS n FROM core.token_look AS p GROUP BY 1, 2, 3
)
SELECT
  p.list, p.component, p.month_index, p.previous_index, p.vendor, p.model, p.name, p.usd,
  CASE WHEN m.list IS NULL THEN b.usd END AS previous_usd,
  b.usd IS NOT NULL AS is_survivor,
  c.n AS n_before
FROM core.token_look AS p
LEFT JOIN core.token_look AS b
  ON b.list = p.list AND b.component = p.component AND b.month_index = p.previous_index
  AND b.good = p.good
LEFT JOIN moved AS m
  ON m.list = p.list AND m.month_index = p.month_index AND m.vendor = p.vendor AND m.model = p.model
LEFT JOIN count_of AS c
  ON c.list = p.list AND c.component = p.component AND c.month_index = p.previous_index
