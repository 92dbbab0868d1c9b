-- about: Sellers of machines and of tokens that occur in the loaded lists of prices, sorted by hand, with those that own them.
-- grain: provider
-- check: kind: kind IN ('hyperscaler', 'neocloud', 'marketplace', 'lab', 'reseller')
-- unit: provider = code
-- unit: name = text
-- unit: kind = hyperscaler, neocloud, marketplace, lab (trains models) or reseller (serves the models of others)
-- unit: country = ISO 3166-1 alpha-2 of its seat; NULL where not known for certain
-- unit: owner = code of the provider that owns it, as in ref.provider; NULL where none of them does
-- unit: n_datasets = datasets with prices of it
-- unit: n_codes = codes under which they name it
-- unit: is_sample = true or false
SELECT
  p.provider, p.name, p.kind, p.country, p.owner,
  count(DISTINCT c.dataset) AS n_datasets,
  count(DISTINCT c.code) AS n_codes,
  bool_or(c.is_sample) AS is_sample
FROM ref.provider AS p
JOIN core.provider_code AS c ON c.provider = p.provider
GROUP BY 1, 2, 3, 4, 5
