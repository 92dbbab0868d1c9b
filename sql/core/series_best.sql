-- about: One value for each series and period: that of the agency's own file, else of its API, else of FRED's history,
--   else of a FRED graph, else of the triangles of prints; newest state. What the better source lacks stays missing.
-- grain: series_id, period
-- unit: series_id, concept = code
-- unit: period = date
-- unit: month_index = months since year 0
-- unit: value = as the column unit says
-- unit: unit, title = text
-- unit: adjustment = SA, NSA or SAAR
-- unit: frequency = daily, monthly or quarterly
-- unit: kind = level, rate or index
-- unit: status = p preliminary, r revised, m missing by the source
-- unit: source = dataset
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  b.series_id, b.concept, b.period, b.month_index, b.value, b.unit, b.title, b.adjustment, b.frequency, b.kind, b.status,
  b.dataset AS source, b.known_at, b.is_sample
FROM (
  SELECT
    s.*,
    row_number() OVER (
      PARTITION BY s.series_id, s.period
      ORDER BY
        CASE s.dataset WHEN 'bls.ces_vintages' THEN 5 WHEN 'fred.graph' THEN 4 WHEN 'fred.observations' THEN 3 WHEN 'bls.api' THEN 2 ELSE 1 END NULLS LAST
    ) AS place
  FROM core.series_now AS s
) AS b
WHERE b.place = 1
