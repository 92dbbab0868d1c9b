-- about: Each value of core.observation with the releases between which it stood: from from_no up to before_no. A release is
--   a day on which something of the series changed; newest_index tells which period it brought.
-- grain: dataset, series_id, period, from_no
-- check: forward: from_no < before_no
-- unit: dataset, series_id, concept = code
-- unit: period = date
-- unit: month_index = months since year 0
-- unit: step = months between periods
-- unit: from_no, before_no, first_no = number of the release in the history, from 1
-- unit: n_releases = releases in the history
-- unit: known_at = UTC, of from_no
-- unit: is_new = true or false, the period was newer than all of the releases before
-- unit: n_benchmarks = benchmarks up to from_no; payrolls have one with each January
-- unit: basis = releases (every release is there), or looks (states that were loaded; releases between two looks are unseen)
-- unit: value = as the column unit says
-- unit: unit, adjustment = text
-- unit: is_sample = true or false
WITH history AS (
  SELECT
    o.dataset, o.series_id, o.concept, o.period, o.known_at, o.value, o.unit, o.adjustment, o.is_sample,
    CASE WHEN o.frequency = 'quarterly' THEN 3 ELSE 1 END AS step,
    12 * extract(year FROM o.period) + extract(month FROM o.period) - 1 AS month_index,
    CASE WHEN o.known_kind = 'landing' THEN 'looks' ELSE 'releases' END AS basis
  FROM core.observation AS o
  WHERE o.frequency IN ('monthly', 'quarterly')
    -- An answer about one day of an archive is no release.
    AND NOT (o.dataset = 'fred.observations' AND o.known_kind = 'landing')
),
release AS (
  SELECT
    r.*,
    row_number() OVER (PARTITION BY r.dataset, r.series_id ORDER BY r.known_at NULLS LAST) AS release_no,
    count(*) OVER (PARTITION BY r.dataset, r.series_id) AS n_releases,
    max(r.newest_index) OVER (
      PARTITION BY r.dataset, r.series_id ORDER BY r.known_at NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS known_index,
    sum(CASE WHEN r.dataset IN ('bls.ces', 'bls.ces_vintages') AND r.newest_index % 12 = 0 THEN 1 ELSE 0 END) OVER (
      PARTITION BY r.dataset, r.series_id ORDER BY r.known_at NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n_benchmarks
  FROM (SELECT dataset, series_id, known_at, max(month_index) AS newest_index FROM history GROUP BY 1, 2, 3) AS r
)
SELECT
  h.dataset, h.series_id, h.concept, h.period,
  CAST(h.month_index AS INTEGER) AS month_index,
  h.step, h.value, h.unit, h.adjustment, h.basis, h.known_at,
  CAST(n.release_no AS INTEGER) AS from_no,
  CAST(coalesce(lead(n.release_no) OVER (
    PARTITION BY h.dataset, h.series_id, h.period ORDER BY n.release_no NULLS LAST
  ), n.n_releases + 1) AS INTEGER) AS before_no,
  CAST(min(n.release_no) OVER (PARTITION BY h.dataset, h.series_id, h.period) AS INTEGER) AS first_no,
  CAST(n.n_releases AS INTEGER) AS n_releases,
  coalesce(h.month_index > n.known_index, FALSE) AS is_new,
  CAST(n.n_benchmarks AS INTEGER) AS n_benchmarks,
  h.is_sample
FROM history AS h
JOIN release AS n ON n.dataset = h.dataset AND n.series_id = h.series_id AND n.known_at = h.known_at
