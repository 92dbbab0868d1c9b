-- about: From which day a model of a measured capability was on offer at a posted price: the quotes of the ids under
--   which it is sold, each from the latest of its release, its price's first day and its id's.
-- grain: metric, model, component, source, vendor, api_model, name, offered_from, usd_per_mtok
-- check: positive: usd_per_mtok > 0
-- unit: metric, model = as in core.llm_capability
-- unit: score = ECI points, or share solved after chance is taken out
-- unit: access = open, closed, unreleased or unknown
-- unit: component = blend_1, blend_3, blend_10
-- unit: source = dataset
-- unit: vendor, api_model = code
-- unit: name = text
-- unit: usd_per_mtok = USD per million tokens, list price
-- unit: offered_from, offered_to = date, half open; NULL to is open
SELECT
  c.metric, c.model, c.score, c.access, q.component, q.source, q.vendor, q.api_model, q.name, q.usd_per_mtok,
  greatest(CAST(coalesce(q.valid_from, TIMESTAMP '1900-01-01') AS DATE), a.valid_from, c.release_date) AS offered_from,
  max(CASE
    WHEN q.valid_to IS NULL THEN a.valid_to
    WHEN a.valid_to IS NULL THEN CAST(q.valid_to AS DATE)
    ELSE least(CAST(q.valid_to AS DATE), a.valid_to)
  END) AS offered_to
FROM core.llm_capability AS c
JOIN core.llm_alias AS a ON a.model = c.model
JOIN core.token_quote AS q ON q.api_model = a.api_model AND (a.vendor = '*' OR a.vendor = q.vendor)
LEFT JOIN ref.token_price_doubt AS d
  ON d.source = q.source AND q.vendor LIKE d.vendor_like AND q.api_model LIKE d.api_like
  AND greatest(CAST(coalesce(q.valid_from, TIMESTAMP '1900-01-01') AS DATE), a.valid_from, c.release_date) >= d.since
WHERE q.tariff = 'standard' AND q.component IN ('blend_1', 'blend_3', 'blend_10')
  AND c.release_date IS NOT NULL AND d.source IS NULL
  AND (q.valid_to IS NULL OR CAST(q.valid_to AS DATE) > c.release_date)
  AND (a.valid_to IS NULL OR a.valid_to > c.release_date)
  AND (q.valid_to IS NULL OR CAST(q.valid_to AS DATE) > a.valid_from)
  AND (a.valid_to IS NULL OR q.valid_from IS NULL OR a.valid_to > CAST(q.valid_from AS DATE))
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
