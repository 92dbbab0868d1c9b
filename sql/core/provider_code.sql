-- about: Codes under which the lists of prices name sellers of tokens and of machines, and the provider that each is. A
--   code that nobody has reviewed has no provider; it is counted and not guessed.
-- grain: dataset, code
-- unit: dataset = code
-- unit: code = code of the source
-- unit: provider = code, as in core.provider; NULL where the code is not reviewed
-- unit: n_products = models, or machine types by region, that are priced under it
-- unit: is_sample = true or false
WITH used AS (
  SELECT
    p.source AS dataset, p.vendor AS code, count(DISTINCT concat(p.model, chr(31), p.name)) AS n_products, bool_or(p.is_sample) AS is_sample
  FROM core.token_price AS p
  WHERE p.vendor <> ''
  GROUP BY 1, 2
  UNION ALL
  SELECT q.source, q.vendor, count(DISTINCT concat(q.model, chr(31), q.name)), FALSE
  FROM core.token_quote AS q
  WHERE q.vendor <> '' AND q.source NOT IN ('llmprices.history', 'litellm.prices', 'tokencost.prices')
  GROUP BY 1, 2
  UNION ALL
  SELECT 'skypilot.vms', o.cloud, count(DISTINCT concat(o.region, chr(31), o.instance_type, chr(31), o.gpu)), bool_or(o.is_sample)
  FROM core.gpu_offer AS o
  GROUP BY 1, 2
)
SELECT
  u.dataset, u.code,
  coalesce(a.provider, p.provider) AS provider,
  u.n_products, u.is_sample
FROM used AS u
LEFT JOIN ref.provider_alias AS a ON a.code = lower(u.code)
-- An alias wins over an equal name: the lists call the cloud of a group by the group's name.
LEFT JOIN ref.provider AS p ON p.provider = lower(u.code)
