-- about: Newest value of each period of core.observation, with months that the source lacks as NULL.
-- grain: dataset, series_id, period
-- unit: dataset, series_id, concept = code
-- unit: period = date
-- unit: month_index = months since year 0
-- unit: value = as the column unit says
-- unit: unit, title = text
-- unit: adjustment = SA, NSA or SAAR
-- unit: frequency = daily, monthly or quarterly
-- unit: kind = level, rate or index
-- unit: status = p preliminary, r revised, m missing by the source
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  o.dataset, o.series_id, o.concept, o.period,
  CAST(12 * extract(year FROM o.period) + extract(month FROM o.period) - 1 AS INTEGER) AS month_index,
  o.value, o.unit, o.title, o.adjustment, o.frequency, o.kind, o.status, o.known_at, o.is_sample
FROM (
  SELECT x.*, row_number() OVER (PARTITION BY x.dataset, x.series_id, x.period ORDER BY x.known_at DESC NULLS LAST) AS place
  FROM core.observation AS x
) AS o
WHERE o.place = 1 AND coalesce(o.status, '') <> 'w'
