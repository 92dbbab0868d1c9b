-- about: Share of Epoch AI's notable models with an organization in China, by year of publication. Notable is a
--   judgement that is made late and in English; a year is complete only long after its end.
-- grain: year, counting
-- check: a share: value BETWEEN 0 AND 1
-- unit: year = year of publication
-- unit: counting = whole (a model counts once where any organization is Chinese), fractional (each organization
--   of a model counts for its part)
-- unit: value = share of the models whose country is stated, 0 to 1
-- unit: low, high = NULL; a count of all models of the list, SE not published
-- unit: n = models whose country is stated
-- unit: n_china = models, or sum of parts
-- unit: n_no_country = models left out, whose country is not stated
-- unit: flags = text: partial_year (the list was taken before the year after it began), few_models (under 20)
-- export: parquet
SELECT
  m.year,
  c.counting,
  CASE WHEN c.counting = 'whole' THEN m.whole ELSE m.fractional END / m.n AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  m.n,
  CASE WHEN c.counting = 'whole' THEN m.whole ELSE m.fractional END AS n_china,
  m.n_no_country,
  trim(concat(
    CASE WHEN m.year >= m.list_year THEN 'partial_year ' ELSE '' END,
    CASE WHEN m.n < 20 THEN 'few_models ' ELSE '' END
  )) AS flags
FROM core.notable_model_country AS m
CROSS JOIN (SELECT 'whole' AS counting UNION ALL SELECT 'fractional') AS c
WHERE m.n > 0
