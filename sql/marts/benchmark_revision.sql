-- about: What each benchmark did to payrolls of its March: the level in the release with January's figures less that in
--   the release before. The bureau's preliminary figure in August is not adjusted for season; only NSA compares with it.
-- grain: dataset, series_id, period
-- unit: dataset, series_id, concept = code
-- unit: period = date, the March that was benchmarked
-- unit: adjustment = SA or NSA; the two are never to be compared
-- unit: value = thousand jobs, revision; for SA series new seasonal factors of the same release are in it
-- unit: low, high = thousand jobs, NULL: no error is published
-- unit: value_pct = percent of the level before
-- unit: level_before, level_after = thousand jobs
-- unit: known_at = UTC, latest day on which the release can have come
-- unit: n = releases compared
-- unit: flags = text: seasonal_factors
-- unit: is_sample = true or false
-- export: parquet
WITH release AS (
  SELECT dataset, series_id, from_no AS release_no, max(known_at) AS known_at, max(month_index) AS newest_index
  FROM core.release_span
  WHERE dataset = 'bls.ces_vintages'
  GROUP BY 1, 2, 3
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
  CASE WHEN a.adjustment = 'SA' THEN 'seasonal_factors' ELSE '' END AS flags,
  a.is_sample OR b.is_sample AS is_sample
FROM release AS r
-- January's figures come with the benchmark of the March before.
JOIN core.release_span AS a
  ON a.dataset = r.dataset AND a.series_id = r.series_id AND a.month_index = r.newest_index - 10
  AND a.from_no <= r.release_no AND r.release_no < a.before_no
JOIN core.release_span AS b
  ON b.dataset = r.dataset AND b.series_id = r.series_id AND b.month_index = a.month_index
  AND b.from_no <= r.release_no - 1 AND r.release_no - 1 < b.before_no
WHERE r.newest_index % 12 = 0
