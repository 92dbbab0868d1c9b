-- about: The chosen series of core.observation: what each counts, in which unit and adjustment, what followed it, and
--   which periods and vintages are at hand.
-- grain: dataset, series_id
-- check: in order: first_period <= last_period
-- check: another series follows: successor IS NULL OR successor <> series_id
-- unit: dataset, series_id, concept, successor = code
-- unit: title, unit, index_base = text
-- unit: adjustment = SA, NSA or SAAR
-- unit: frequency = daily, monthly or quarterly
-- unit: kind = level, rate or index
-- unit: first_period, last_period = date
-- unit: n_periods = periods with a row
-- unit: n_missing = periods that the source lacks in its newest state, or took back
-- unit: n_vintages = times at which a value became known
-- unit: first_known_at, last_known_at = UTC
-- unit: is_sample = true or false
WITH newest AS (
  SELECT
    o.dataset, o.series_id, o.period, o.known_at, o.value, o.is_sample,
    row_number() OVER (PARTITION BY o.dataset, o.series_id, o.period ORDER BY o.known_at DESC NULLS LAST) AS place
  FROM core.observation AS o
)
SELECT
  n.dataset, n.series_id, r.concept, r.title, r.unit, r.adjustment, r.frequency, r.kind, r.index_base, r.successor,
  min(n.period) AS first_period,
  max(n.period) AS last_period,
  count(DISTINCT n.period) AS n_periods,
  CAST(sum(CASE WHEN n.place = 1 AND n.value IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS n_missing,
  count(DISTINCT n.known_at) AS n_vintages,
  min(n.known_at) AS first_known_at,
  max(n.known_at) AS last_known_at,
  bool_or(n.is_sample) AS is_sample
FROM newest AS n
JOIN ref.series AS r ON r.series_id = n.series_id
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
