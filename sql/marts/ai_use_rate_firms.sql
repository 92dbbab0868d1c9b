-- about: Share of firms that say they use AI, and as another measure of people, by source, wording and group. Until October
--   2025 the US survey asked about producing goods or services, from November 2025 about any business function; the
--   level jumps with the wording, so the two are two lines.
-- grain: source, measure, wording, geography, slice_kind, slice, period
-- unit: source = dataset
-- unit: measure = firms_now, firms_expected or people
-- unit: wording = text
-- unit: geography = code or name
-- unit: slice_kind, slice = code
-- unit: period = date, its first day
-- unit: value = percent of firms, or of people for the measure people
-- unit: low, high = percent, 90 % interval from the SE; NULL where SE is not published
-- unit: change = percentage points since the period before of the same line
-- unit: is_distinguishable = true or false: the change is over 1.645 of its SE, samples taken as independent; NULL without SE
-- unit: n = periods with a value of the line, up to this one
-- unit: known_at = UTC
-- unit: flags = text: se_not_published, suppressed, people_not_firms, first_of_wording
-- unit: is_sample = true or false
-- export: parquet
WITH line AS (
  SELECT
    u.*,
    lag(u.share_pct) OVER w AS previous_pct,
    lag(u.se_pct) OVER w AS previous_se,
    count(u.share_pct) OVER (
      PARTITION BY u.source, u.measure, u.wording, u.geography, u.slice_kind, u.slice ORDER BY u.period NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n,
    row_number() OVER w AS place
  FROM core.ai_use AS u
  WINDOW w AS (PARTITION BY u.source, u.measure, u.wording, u.geography, u.slice_kind, u.slice ORDER BY u.period NULLS LAST)
)
SELECT
  l.source, l.measure, l.wording, l.geography, l.slice_kind, l.slice, l.period,
  l.share_pct AS value,
  -- greatest and least differ between engines where a value is NULL.
  CASE WHEN l.share_pct < 1.645 * l.se_pct THEN 0 ELSE l.share_pct - 1.645 * l.se_pct END AS low,
  CASE WHEN l.share_pct + 1.645 * l.se_pct > 100 THEN 100 ELSE l.share_pct + 1.645 * l.se_pct END AS high,
  l.share_pct - l.previous_pct AS change,
  abs(l.share_pct - l.previous_pct) > 1.645 * sqrt(l.se_pct * l.se_pct + l.previous_se * l.previous_se) AS is_distinguishable,
  l.n, l.known_at,
  trim(concat(
    CASE WHEN l.se_pct IS NULL AND NOT l.is_suppressed THEN 'se_not_published ' ELSE '' END,
    CASE WHEN l.is_suppressed THEN 'suppressed ' ELSE '' END,
    CASE WHEN l.measure = 'people' THEN 'people_not_firms ' ELSE '' END,
    CASE WHEN l.source = 'census.btos' AND l.place = 1 THEN 'first_of_wording ' ELSE '' END
  )) AS flags,
  l.is_sample
FROM line AS l
