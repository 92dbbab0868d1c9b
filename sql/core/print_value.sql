-- about: What each of the first nine releases and the newest one said of a period, and of the period before it in
--   the same release, so that a change is always one release's own. Only periods that came as the newest: of the
--   others the first print is not known.
-- grain: dataset, series_id, period, print
-- check: one release: release_no <= n_releases
-- unit: dataset, series_id, concept = code
-- unit: period = date
-- unit: print = number, 1 to 9, and 0 the newest
-- unit: release_no = number of the release in the history
-- unit: n_releases = releases in the history
-- unit: known_at = UTC, of the release; see known_kind in core.observation
-- unit: basis = releases (every release is there), or looks (states that were loaded; releases between two looks are unseen)
-- unit: value, value_before, change = as the column unit says
-- unit: unit, adjustment = text
-- unit: n_benchmarks = releases after the first print, up to this one, that brought a benchmark (payrolls, each January's figures)
-- unit: is_sample = true or false
WITH release AS (
  SELECT dataset, series_id, from_no AS release_no, max(known_at) AS known_at, max(n_benchmarks) AS n_benchmarks
  FROM core.release_span
  GROUP BY 1, 2, 3
),
wanted AS (
  SELECT
    s.dataset, s.series_id, s.concept, s.period, s.month_index, s.step, s.n_releases, s.unit, s.adjustment, s.basis, s.is_sample,
    d.digit AS print,
    CASE WHEN d.digit = 0 THEN s.n_releases ELSE s.first_no + d.digit - 1 END AS release_no,
    s.n_benchmarks AS first_benchmarks
  FROM core.release_span AS s
  JOIN ref.digit AS d ON d.digit <= 9
  WHERE s.from_no = s.first_no AND s.is_new
)
SELECT
  w.dataset, w.series_id, w.concept, w.period, w.print, w.release_no, w.n_releases, r.known_at, w.basis,
  s.value,
  b.value AS value_before,
  s.value - b.value AS change,
  w.unit, w.adjustment,
  r.n_benchmarks - w.first_benchmarks AS n_benchmarks,
  w.is_sample OR s.is_sample OR coalesce(b.is_sample, FALSE) AS is_sample
FROM wanted AS w
JOIN release AS r ON r.dataset = w.dataset AND r.series_id = w.series_id AND r.release_no = w.release_no
JOIN core.release_span AS s
  ON s.dataset = w.dataset AND s.series_id = w.series_id AND s.month_index = w.month_index
  AND s.from_no <= w.release_no AND w.release_no < s.before_no
LEFT JOIN core.release_span AS b
  ON b.dataset = w.dataset AND b.series_id = w.series_id AND b.month_index = w.month_index - w.step
  AND b.from_no <= w.release_no AND w.release_no < b.before_no
