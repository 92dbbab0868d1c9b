-- about: Notable models of Epoch AI by year of publication, with those of China counted whole and by parts.
-- grain: year
-- unit: year = year of publication
-- unit: n = models whose country is stated
-- unit: n_no_country = models
-- unit: whole = models with an organization in China
-- unit: fractional = sum over models of Chinese organizations over all organizations whose country is stated
-- unit: list_year = year in which the newest list was taken
WITH model AS (
  SELECT
    extract(year FROM m.publication_date) AS year,
    m.country,
    concat(',', m.country, ',') AS countries,
    m._known_at AS known_at
  FROM latest.epoch_models AS m
  WHERE m.publication_date IS NOT NULL
),
part AS (
  -- One country an organization, joined by commas; no country's name holds one.
  -- The commas are doubled so that neighbours do not share one.
  SELECT
    p.year,
    p.country,
    length(p.countries) - length(replace(p.countries, ',', '')) - 1 AS n_part,
    (length(replace(p.countries, ',', ',,')) - length(replace(replace(p.countries, ',', ',,'), ',China,', ''))) / 7.0 AS n_china
  FROM model AS p
)
SELECT
  p.year,
  count(p.country) AS n,
  count(*) - count(p.country) AS n_no_country,
  CAST(sum(CASE WHEN p.n_china > 0 THEN 1 ELSE 0 END) AS DOUBLE) AS whole,
  CAST(sum(CASE WHEN p.country IS NULL THEN 0 ELSE p.n_china / p.n_part END) AS DOUBLE) AS fractional,
  max(k.list_year) AS list_year
FROM part AS p
CROSS JOIN (
  SELECT extract(year FROM max(l.known_at)) AS list_year FROM meta.landing AS l WHERE l.dataset = 'epoch.models'
) AS k
GROUP BY 1
