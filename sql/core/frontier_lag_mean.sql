-- about: Mean and range of the months by which followers trail leaders on the Epoch Capabilities Index, over all
--   levels and at each. Levels that no follower has reached are rows without a value and not in the mean.
-- grain: comparison, scope, level
-- unit: comparison = open_v_all or china_v_us, see core.frontier_lag
-- unit: scope = all (mean over levels), level
-- unit: level = ECI points; 0 in the row over all levels
-- unit: value = months
-- unit: low, high = months, least and most over the levels
-- unit: n, n_censored = levels behind the value, levels in front that are not reached yet
-- unit: waiting_months = months from the leader's date to the newest release, of the level or the oldest such level
-- unit: follower, leader = model
-- unit: follower_date, leader_date = date of release; in the row over all levels, of the newest level
-- unit: flags = text: right_censored, few_levels (under 5), follower_first, no_rival_yet, before_rivals
SELECT
  f.comparison,
  'all' AS scope,
  CAST(0 AS DOUBLE) AS level,
  avg(f.lag_months) AS value,
  min(f.lag_months) AS low,
  max(f.lag_months) AS high,
  count(f.lag_months) AS n,
  count(f.waiting_months) AS n_censored,
  max(f.waiting_months) AS waiting_months,
  CAST(NULL AS VARCHAR) AS follower,
  CAST(NULL AS VARCHAR) AS leader,
  max(f.follower_date) AS follower_date,
  max(f.leader_date) AS leader_date,
  trim(concat(
    CASE WHEN count(f.waiting_months) > 0 THEN 'right_censored ' ELSE '' END,
    CASE WHEN count(f.lag_months) < 5 THEN 'few_levels ' ELSE '' END
  )) AS flags
FROM core.frontier_lag AS f
GROUP BY f.comparison
UNION ALL
SELECT
  f.comparison,
  'level',
  f.level,
  f.lag_months,
  NULL,
  NULL,
  CASE WHEN f.lag_months IS NULL THEN 0 ELSE 1 END,
  CASE WHEN f.waiting_months IS NULL THEN 0 ELSE 1 END,
  f.waiting_months,
  f.follower,
  f.leader,
  f.follower_date,
  f.leader_date,
  CASE f.state
    WHEN 'not_matched' THEN 'right_censored'
    WHEN 'leads' THEN 'no_rival_yet'
    WHEN 'before_leaders' THEN 'before_rivals'
    ELSE CASE WHEN f.lag_months < 0 THEN 'follower_first' ELSE '' END
  END
FROM core.frontier_lag AS f
