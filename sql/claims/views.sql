-- about: What the registered conditions of boost, fad and wave say of the claim that one of the three views is right.
-- grain: claim
-- unit: claim, verdict = code
-- unit: value = views that hold
-- unit: low, high = views, the least and the most that can hold as some cannot be tested
-- unit: unit, reason = text
-- unit: n = views that could be decided
WITH outcome AS (
  SELECT
    count(*) AS views,
    count(holds) AS decided,
    sum(CASE WHEN holds THEN 1 ELSE 0 END) AS held,
    max(CASE WHEN view_code = 'boost' THEN result END) AS boost,
    max(CASE WHEN view_code = 'fad' THEN result END) AS fad,
    max(CASE WHEN view_code = 'wave' THEN result END) AS wave
  FROM marts.scorecard_three_views
  WHERE condition = 'all'
)
SELECT
  'three_views' AS claim,
  CAST(o.held AS DOUBLE) AS value,
  CAST(o.held AS DOUBLE) AS low,
  CAST(o.held + o.views - o.decided AS DOUBLE) AS high,
  'views of three have all their conditions met; the range is what the untestable ones leave open' AS unit,
  o.decided AS n,
  CASE
    WHEN o.held > 1 THEN 'mixed'
    WHEN o.decided < o.views THEN 'not identified'
    WHEN o.held = 1 THEN 'supported'
    ELSE 'contradicted'
  END AS verdict,
  concat('Boost: ', o.boost, '. Fad: ', o.fad, '. Wave: ', o.wave, '. Each condition is registered with a version; they are not added up.') AS reason
FROM outcome AS o
WHERE o.views > 0
