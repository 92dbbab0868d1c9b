-- about: Codes and names of areas that occur in the datasets and in the models made of them, with the scheme each is of.
-- grain: dataset, scheme, code
-- check: scheme: scheme IN ('ISO2', 'ISO3', 'EUROSTAT', 'FIPS', 'POSTAL', 'NAME')
-- unit: dataset, scheme = code
-- unit: code = code or name as the source has it
-- unit: n_rows = rows
-- unit: is_sample = true or false
WITH used AS (
  SELECT p.dataset, 'ISO2' AS scheme, p.country AS code, p.is_sample FROM core.postings AS p
  UNION ALL
  SELECT
    u.source,
    CASE
      WHEN u.source = 'microsoft.ai_diffusion' THEN 'NAME'
      WHEN u.source LIKE 'eurostat.%' THEN 'EUROSTAT'
      WHEN u.geography = 'US' THEN 'ISO2'
      ELSE 'POSTAL'
    END,
    u.geography, u.is_sample
  FROM core.ai_use AS u
),
listed AS (
  SELECT 'ilostat.unemployment' AS dataset, 'ISO3' AS scheme, i.ref_area AS code, i._landing AS landing FROM latest.ilostat_unemployment AS i
  UNION ALL
  SELECT 'ilostat.employment_by_occupation', 'ISO3', i.ref_area, i._landing FROM latest.ilostat_employment_by_occupation AS i
  UNION ALL
  SELECT 'oecd.unemployment', 'ISO3', o.ref_area, o._landing FROM latest.oecd_unemployment AS o
  UNION ALL
  SELECT 'oecd.productivity', 'ISO3', o.ref_area, o._landing FROM latest.oecd_productivity AS o
  UNION ALL
  SELECT 'worldbank.indicators', 'ISO3', w.country_iso3, w._landing FROM latest.worldbank_indicators AS w
  UNION ALL
  SELECT 'eurostat.unemployment', 'EUROSTAT', e.geo, e._landing FROM latest.eurostat_unemployment AS e
  UNION ALL
  SELECT 'eurostat.employment_by_occupation', 'EUROSTAT', e.geo, e._landing FROM latest.eurostat_employment_by_occupation AS e
  UNION ALL
  SELECT 'eurostat.ai_use_by_people', 'EUROSTAT', e.geo, e._landing FROM latest.eurostat_ai_use_by_people AS e
  UNION ALL
  -- Hong Kong's statistics name no area: all of them are of Hong Kong.
  SELECT 'censtatd.labour', 'ISO2', 'HK', c._landing FROM latest.censtatd_labour AS c
  UNION ALL
  SELECT 'bls.laus', 'FIPS', substr(b.series_id, 6, 2), b._landing FROM latest.bls_laus AS b
  WHERE substr(b.series_id, 4, 2) = 'ST'
  UNION ALL
  SELECT 'bls.qcew', 'FIPS', substr(q.area_fips, 1, 2), q._landing FROM latest.bls_qcew AS q
  WHERE q.area_fips LIKE '__000' AND q.area_fips <> 'US000'
  UNION ALL
  SELECT 'indeed.regional', 'POSTAL', r.area, r._landing FROM latest.indeed_regional AS r WHERE r.geography = 'US.state'
  UNION ALL
  SELECT 'microsoft.ai_diffusion', 'POSTAL', m.area_code, m._landing FROM latest.microsoft_ai_diffusion AS m WHERE m.geography = 'state'
  UNION ALL
  -- One country an organization, joined by commas; nine are more than any model has.
  SELECT 'epoch.models', 'NAME', nullif(trim(split_part(m.country, ',', d.digit)), ''), m._landing
  FROM latest.epoch_models AS m
  JOIN ref.digit AS d ON d.digit BETWEEN 1 AND length(m.country) - length(replace(m.country, ',', '')) + 1
  UNION ALL
  SELECT 'epoch.capabilities', 'NAME', nullif(trim(split_part(c.country, ',', d.digit)), ''), c._landing
  FROM latest.epoch_capabilities AS c
  JOIN ref.digit AS d ON d.digit BETWEEN 1 AND length(c.country) - length(replace(c.country, ',', '')) + 1
),
counted AS (
  SELECT u.dataset, u.scheme, u.code, u.is_sample, count(*) AS n_rows FROM used AS u GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT g.dataset, g.scheme, g.code, coalesce(l.is_sample, FALSE), sum(g.n_rows)
  FROM (SELECT i.dataset, i.scheme, i.code, i.landing, count(*) AS n_rows FROM listed AS i GROUP BY 1, 2, 3, 4) AS g
  LEFT JOIN meta.landing AS l ON l.id = g.landing
  GROUP BY 1, 2, 3, 4
)
SELECT c.dataset, c.scheme, c.code, CAST(sum(c.n_rows) AS BIGINT) AS n_rows, bool_or(c.is_sample) AS is_sample
FROM counted AS c
WHERE c.code IS NOT NULL
GROUP BY 1, 2, 3
