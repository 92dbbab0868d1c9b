-- about: What each benchmark did to payrolls of its March: the level in the first release that has January's figures less
--   that in the one before. The bureau's preliminary figure in August is not adjusted for season; only NSA compares
--   with it. Where single states were loaded and not every release, the two states around the benchmark stand for it.
-- grain: dataset, series_id, period
-- unit: dataset, series_id, concept = code
-- unit: period = date, the March that was benchmarked
-- unit: adjustment = SA or NSA; the two are never to be compared
-- unit: value = thousand jobs, revision; for SA series new seasonal factors of the same release are in it
-- unit: low, high = thousand jobs, NULL: no error is published
-- unit: value_pct = percent of the level before
-- unit: level_before, level_after = thousand jobs
-- unit: known_at = UTC, latest day on which the release can have come, or on which the state was loaded
-- unit: n = releases or states compared
-- unit: flags = text: seasonal_factors, looks (two states, see above)
-- unit: is_sample = true or false
-- export: parquet
WITH release AS (
  SELECT
    dataset, series_id, from_no AS release_no, max(known_at) AS known_at, max(basis) AS basis,
    max(month_index) AS newest_index
  FROM core.release_span
  WHERE dataset = 'bls.ces_vintages' OR (concept = 'payrolls' AND basis = 'looks')
  GROUP BY 1, 2, 3
),
paired AS (
  -- January's figures come with the benchmark of the March before. A state of a
  -- later month has it too, and the state before must be past the third print
  -- of that March, since until then it is revised for other reasons.
  SELECT
    r.*,
    r.newest_index - r.newest_index % 12 - 10 AS march_index,
    lag(r.newest_index) OVER (PARTITION BY r.dataset, r.series_id ORDER BY r.release_no NULLS LAST) AS previous_index
  FROM release AS r
)
SELECT
  a.dataset, a.series_id, a.concept, a.period, a.adjustment,
  a.value - b.value AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  100 * (a.value - b.value) / b.value AS value_pct,
  b.value AS level_before, a.value AS level_after,
  r.known_at,
  CAST(2 AS BIGINT) AS n,
  trim(concat(
    CASE WHEN a.adjustment = 'SA' THEN 'seasonal_factors ' ELSE '' END,
    CASE WHEN r.basis = 'looks' THEN 'looks ' ELSE '' END
  )) AS flags,
  a.is_sample OR b.is_sample AS is_sample
FROM paired AS r
JOIN core.release_span AS a
  ON a.dataset = r.dataset AND a.series_id = r.series_id AND a.month_index = r.march_index
  AND a.from_no <= r.release_no AND r.release_no < a.before_no
JOIN core.release_span AS b
  ON b.dataset = r.dataset AND b.series_id = r.series_id AND b.month_index = a.month_index
  AND b.from_no <= r.release_no - 1 AND r.release_no - 1 < b.before_no
WHERE (r.basis = 'releases' AND r.newest_index % 12 = 0)
  OR (r.basis = 'looks' AND r.previous_index BETWEEN r.march_index + 2 AND r.march_index + 9)
