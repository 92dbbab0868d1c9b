-- about: Countries, states of the United States and groups of countries that occur in the data, by code or name of each
--   source. China, Hong Kong and Macao are three areas.
-- grain: scheme, code
-- check: kind: kind IN ('country', 'state', 'group', 'none')
-- check: China apart: iso3 IS NULL OR iso3 NOT IN ('CHN', 'HKG', 'MAC') OR (iso3 = 'CHN') = (name = 'China')
-- unit: scheme = ISO2, ISO3, EUROSTAT, FIPS, POSTAL or NAME
-- unit: code = code or name as the source has it
-- unit: name = text
-- unit: kind = country (or territory with a code of its own), state, group, or none (no area: several countries at once)
-- unit: iso3 = ISO 3166-1 alpha-3 of the country, or of the country that the state lies in; NULL for groups
-- unit: n_datasets = datasets in which it occurs
-- unit: is_sample = true or false
SELECT
  g.scheme, g.code, g.name, g.kind, g.iso3,
  count(DISTINCT u.dataset) AS n_datasets,
  bool_or(u.is_sample) AS is_sample
FROM ref.geography AS g
JOIN core.geography_use AS u ON u.scheme = g.scheme AND u.code = g.code
GROUP BY 1, 2, 3, 4, 5
