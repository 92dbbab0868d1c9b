-- about: Chosen series of ref.series in one long table, every vintage of every value. Three times stay apart: period,
--   what the value is about; known_at, since when it was known; observed_at, when it was fetched. A month that the
--   source says it lacks is a row with NULL and status m.
-- grain: dataset, series_id, period, known_at
-- check: status: status IN ('p', 'r', 'm', 'w')
-- check: missing or there: (value IS NULL) = (status IN ('m', 'w') AND status IS NOT NULL)
-- unit: dataset, series_id, concept = code
-- unit: period = date, first day of the month or quarter, or the day
-- unit: known_at = UTC
-- unit: known_kind = stated (day of release by the source), inferred (latest day on which that release can have come), or landing (as stated with the file)
-- unit: observed_at = UTC
-- unit: value = as the column unit says
-- unit: unit, title = text
-- unit: adjustment = SA, NSA or SAAR
-- unit: frequency = daily, monthly or quarterly
-- unit: kind = level, rate or index
-- unit: status = p preliminary, r revised, m missing by the source, w withdrawn; NULL where the source marks nothing
-- unit: is_sample = true or false
WITH stated AS (
  SELECT 'bls.ces' AS dataset, o.series_id, o.month AS period, o.value, o.footnote_codes, o._known_at AS known_at,
    'landing' AS known_kind, o._landing AS landing, o._rev AS rev, o._gone AS gone
  FROM raw.bls_ces AS o
  UNION ALL
  SELECT 'bls.jolts', o.series_id, o.month, o.value, o.footnote_codes, o._known_at, 'landing', o._landing, o._rev, o._gone
  FROM raw.bls_jolts AS o
  UNION ALL
  SELECT 'bls.cps', o.series_id, o.month, o.value, o.footnote_codes, o._known_at, 'landing', o._landing, o._rev, o._gone
  FROM raw.bls_cps AS o
  UNION ALL
  SELECT 'bls.cpi', o.series_id, o.month, o.value, o.footnote_codes, o._known_at, 'landing', o._landing, o._rev, o._gone
  FROM raw.bls_cpi AS o
  UNION ALL
  SELECT 'bls.ppi', o.series_id, o.month, o.value, o.footnote_codes, o._known_at, 'landing', o._landing, o._rev, o._gone
  FROM raw.bls_ppi AS o
  UNION ALL
  SELECT 'bls.productivity', o.series_id, o.quarter, o.value, o.footnote_codes, o._known_at, 'landing', o._landing, o._rev, o._gone
  FROM raw.bls_productivity AS o
  UNION ALL
  SELECT 'bls.api', o.series_id, coalesce(o.month, o.quarter), o.value, o.footnote_codes, o._known_at, 'landing', o._landing, o._rev, o._gone
  FROM raw.bls_api AS o
  UNION ALL
  SELECT 'fred.graph', o.series_id, o.date, o.value, CAST(NULL AS VARCHAR), o._known_at, 'landing', o._landing, o._rev, o._gone
  FROM raw.fred_graph AS o
  UNION ALL
  -- A whole history states the day of each release. An answer about one day
  -- clips it: all that is known is that the value was out by then.
  SELECT 'fred.observations', o.series_id, o.date, o.value, CAST(NULL AS VARCHAR),
    CAST(coalesce(o.as_of, o.realtime_start) AS TIMESTAMP),
    CASE WHEN o.as_of IS NULL THEN 'stated' ELSE 'landing' END, o._landing,
    CASE WHEN o.as_of IS NULL THEN 1 ELSE 0 END, FALSE
  FROM latest.fred_observations AS o
  UNION ALL
  -- The triangles name a release by its newest month; it comes out by the second
  -- Friday of the month after.
  SELECT 'bls.ces_vintages', o.series_id, o.month, o.value, CAST(NULL AS VARCHAR),
    CAST(o.vintage_from AS TIMESTAMP) + INTERVAL '1' MONTH + INTERVAL '12' DAY, 'inferred', o._landing, 0, FALSE
  FROM latest.bls_ces_vintages AS o
),
ranked AS (
  SELECT
    s.dataset, s.series_id, s.period, s.known_at, s.known_kind, s.landing, s.footnote_codes, s.gone,
    CASE WHEN NOT s.gone THEN s.value END AS value,
    r.concept, r.title, r.unit, r.adjustment, r.frequency, r.kind,
    row_number() OVER (PARTITION BY s.dataset, s.series_id, s.period, s.known_at ORDER BY s.rev DESC NULLS LAST) AS place
  FROM stated AS s
  JOIN ref.series AS r ON r.series_id = s.series_id
  WHERE s.period IS NOT NULL
)
SELECT
  k.dataset, k.series_id, k.concept, k.period, k.known_at, k.known_kind,
  l.seen_at AS observed_at,
  k.value, k.unit, k.title, k.adjustment, k.frequency, k.kind,
  CASE
    WHEN k.gone THEN 'w'
    WHEN k.value IS NULL THEN 'm'
    WHEN upper(k.footnote_codes) LIKE '%P%' THEN 'p'
    WHEN upper(k.footnote_codes) LIKE '%R%' THEN 'r'
  END AS status,
  coalesce(l.is_sample, FALSE) AS is_sample
FROM ranked AS k
LEFT JOIN meta.landing AS l ON l.id = k.landing
WHERE k.place = 1
