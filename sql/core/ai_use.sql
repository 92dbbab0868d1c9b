-- about: Shares of firms or people that use AI, one line a source, question, wording and group. Two wordings are two lines,
--   and a share of people is not a share of firms.
-- grain: source, measure, wording, geography, slice_kind, slice, period
-- check: share: share_pct BETWEEN 0 AND 100
-- unit: source = dataset
-- unit: measure = firms_now, firms_expected (in six months) or people
-- unit: wording = text: what the question asks about
-- unit: geography = code: US, a state, a country of Eurostat, or a name as the source gives it
-- unit: slice_kind = all, sector, size or industry
-- unit: slice = code
-- unit: period = date, its first day
-- unit: share_pct = percent
-- unit: se_pct = percentage points; NULL where none is published
-- unit: is_suppressed, is_sample = true or false
-- unit: known_at = UTC
WITH btos AS (
  SELECT
    b.*, coalesce(l.is_sample, FALSE) AS is_sample,
    row_number() OVER (
      PARTITION BY b.ai_question, b.wording, b.state, b.sector, b.empsize, b.period
      ORDER BY b._known_at DESC NULLS LAST, b.file NULLS LAST, b.question NULLS LAST
    ) AS place
  FROM latest.census_btos AS b
  LEFT JOIN meta.landing AS l ON l.id = b._landing
  WHERE b.ai_question IS NOT NULL AND b.answer = 'Yes'
)
SELECT
  'census.btos' AS source,
  CASE WHEN b.ai_question = 'now' THEN 'firms_now' ELSE 'firms_expected' END AS measure,
  b.wording,
  coalesce(b.state, 'US') AS geography,
  CASE WHEN b.sector IS NOT NULL THEN 'sector' WHEN b.empsize IS NOT NULL THEN 'size' ELSE 'all' END AS slice_kind,
  coalesce(b.sector, b.empsize, 'all') AS slice,
  b.collected_from AS period,
  b.estimate_pct AS share_pct,
  b.standard_error_pct AS se_pct,
  b.mark IS NOT NULL AS is_suppressed,
  b._known_at AS known_at,
  b.is_sample
FROM btos AS b
WHERE b.place = 1
UNION ALL
SELECT
  'eurostat.ai_use_by_size', 'firms_now', 'at least one AI technology', e.geo,
  CASE WHEN e.size_emp = 'GE10' THEN 'all' ELSE 'size' END,
  CASE WHEN e.size_emp = 'GE10' THEN 'all' ELSE e.size_emp END,
  CAST(concat(CAST(e.period AS VARCHAR), '-01-01') AS DATE), e.value, CAST(NULL AS DOUBLE), e.value IS NULL, e._known_at,
  coalesce(l.is_sample, FALSE)
FROM latest.eurostat_ai_use_by_size AS e
LEFT JOIN meta.landing AS l ON l.id = e._landing
WHERE e.indic_is = 'E_AI_TANY' AND e.unit = 'PC_ENT' AND e.nace_r2 = 'C10-S951_X_K' AND e.freq = 'A'
UNION ALL
SELECT
  'eurostat.ai_use_by_industry', 'firms_now', 'at least one AI technology', e.geo, 'industry', e.nace_r2,
  CAST(concat(CAST(e.period AS VARCHAR), '-01-01') AS DATE), e.value, CAST(NULL AS DOUBLE), e.value IS NULL, e._known_at,
  coalesce(l.is_sample, FALSE)
FROM latest.eurostat_ai_use_by_industry AS e
LEFT JOIN meta.landing AS l ON l.id = e._landing
WHERE e.indic_is = 'E_AI_TANY' AND e.unit = 'PC_ENT' AND e.size_emp = 'GE10' AND e.freq = 'A'
UNION ALL
SELECT
  'microsoft.ai_diffusion', 'people', 'used AI in the period', m.area, 'all', 'all', m.starts_on, m.share_pct,
  CAST(NULL AS DOUBLE), m.share_pct IS NULL, m._known_at, coalesce(l.is_sample, FALSE)
FROM latest.microsoft_ai_diffusion AS m
LEFT JOIN meta.landing AS l ON l.id = m._landing
WHERE m.geography = 'economy'
