-- about: What OEWS of May 2021 and the scores of GPTs are GPTs say of the two claims on exposed workers.
-- grain: claim
-- unit: claim, verdict = code
-- unit: value, low, high = share of jobs
-- unit: unit, reason = text
-- unit: n = occupations
WITH share AS (
  SELECT threshold, share_at_least, share_above, n
  FROM marts.exposure_workers_share
  WHERE year = 2021 AND rater = 'human' AND measure = 'beta'
)
SELECT
  'exposure_80' AS claim,
  s.share_at_least AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  'of US jobs in May 2021 have at least 10 % of their tasks exposed' AS unit,
  s.n AS n,
  CASE WHEN abs(s.share_at_least - 0.80) <= 0.02 THEN 'supported' ELSE 'contradicted' END AS verdict,
  'The share lies ' || CASE WHEN abs(s.share_at_least - 0.80) <= 0.02 THEN 'within' ELSE 'more than' END
    || ' 2 points of 80 %, as human raters see it.' AS reason
FROM share AS s
WHERE abs(s.threshold - 0.1) < 1e-9
UNION ALL
SELECT
  'exposure_19',
  s.share_above,
  s.share_above,
  s.share_at_least,
  'of US jobs in May 2021 have more than half of their tasks exposed',
  s.n,
  CASE
    WHEN abs(s.share_above - 0.19) <= 0.01 AND abs(s.share_at_least - 0.19) <= 0.01 THEN 'supported'
    WHEN abs(s.share_above - 0.19) <= 0.01 THEN 'mixed'
    ELSE 'contradicted'
  END,
  'The share above one half is near 19 %; with the jobs at exactly one half it is higher. The interval is that between the two readings.'
FROM share AS s
WHERE abs(s.threshold - 0.5) < 1e-9
