-- about: At each score that a group of models reached as its record, how many months after the first of the group
--   in front; and the records in front that the group has not reached.
-- grain: comparison, level
-- check: a lag or a reason: (lag_months IS NULL) = (state <> 'matched')
-- unit: comparison = open_v_all (open weights after any model), china_v_us (Chinese after United States models)
-- unit: level = ECI points
-- unit: follower, leader = model
-- unit: follower_date, leader_date = date of release; NULL where the level was not reached
-- unit: lag_months = months of 30.4375 days from the leader to the follower; below 0 where the follower was first
-- unit: state = matched, not_matched (no follower yet), leads (no leader yet), before_leaders (the file holds no
--   leader that early)
-- unit: waiting_months = months since the leader's date at the newest release in the file, where not matched
WITH entrant AS (
  SELECT 'open_v_all' AS comparison, 'leader' AS side, c.model, c.score, c.release_date
  FROM core.llm_capability AS c
  WHERE c.metric = 'ECI' AND c.release_date IS NOT NULL AND c.access <> 'unreleased'
  UNION ALL
  SELECT 'open_v_all', 'follower', c.model, c.score, c.release_date
  FROM core.llm_capability AS c
  WHERE c.metric = 'ECI' AND c.release_date IS NOT NULL AND c.access = 'open'
  UNION ALL
  SELECT 'china_v_us', 'leader', c.model, c.score, c.release_date
  FROM core.llm_capability AS c
  WHERE c.metric = 'ECI' AND c.release_date IS NOT NULL AND c.access <> 'unreleased' AND c.is_us AND NOT c.is_china
  UNION ALL
  SELECT 'china_v_us', 'follower', c.model, c.score, c.release_date
  FROM core.llm_capability AS c
  WHERE c.metric = 'ECI' AND c.release_date IS NOT NULL AND c.access <> 'unreleased' AND c.is_china AND NOT c.is_us
),
ranked AS (
  SELECT
    e.*,
    max(e.score) OVER (
      PARTITION BY e.comparison, e.side
      ORDER BY e.release_date NULLS LAST, e.score DESC NULLS LAST, e.model NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS best_before
  FROM entrant AS e
),
record AS (
  SELECT r.comparison, r.side, r.model, r.score, r.release_date
  FROM ranked AS r
  WHERE r.best_before IS NULL OR r.score > r.best_before
),
span AS (
  -- Before the first model that is not of the followers, the followers lead
  -- only because the file begins with them.
  SELECT
    l.comparison,
    min(CASE WHEN l.side = 'leader' AND f.model IS NULL THEN l.release_date END) AS first_rival,
    max(l.release_date) AS last_date
  FROM entrant AS l
  LEFT JOIN entrant AS f ON f.comparison = l.comparison AND f.side = 'follower' AND f.model = l.model
  GROUP BY 1
),
reached AS (
  -- For each record of one side, the earliest record of the other at its level.
  SELECT
    o.comparison, o.side, o.model, o.score, o.release_date,
    min(t.release_date) AS other_date
  FROM record AS o
  LEFT JOIN record AS t ON t.comparison = o.comparison AND t.side <> o.side AND t.score >= o.score
  GROUP BY 1, 2, 3, 4, 5
)
SELECT
  r.comparison,
  r.score AS level,
  r.model AS follower,
  r.release_date AS follower_date,
  t.model AS leader,
  r.other_date AS leader_date,
  CASE
    WHEN r.release_date >= s.first_rival
      THEN CAST(date_diff('day', r.other_date, r.release_date) AS DOUBLE) / 30.4375
  END AS lag_months,
  CASE
    WHEN s.first_rival IS NULL OR r.release_date < s.first_rival THEN 'before_leaders'
    WHEN r.other_date IS NULL THEN 'leads'
    ELSE 'matched'
  END AS state,
  CAST(NULL AS DOUBLE) AS waiting_months
FROM reached AS r
JOIN span AS s ON s.comparison = r.comparison
LEFT JOIN record AS t
  ON t.comparison = r.comparison AND t.side = 'leader' AND t.release_date = r.other_date
WHERE r.side = 'follower'
UNION ALL
SELECT
  r.comparison,
  r.score,
  NULL,
  NULL,
  r.model,
  r.release_date,
  NULL,
  'not_matched',
  CAST(date_diff('day', r.release_date, s.last_date) AS DOUBLE) / 30.4375
FROM reached AS r
JOIN span AS s ON s.comparison = r.comparison
WHERE r.side = 'leader' AND r.other_date IS NULL
