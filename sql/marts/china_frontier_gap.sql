-- about: Months by which Chinese models reach a level of the Epoch Capabilities Index after models of the United
--   States, at each record of the Chinese models, with mean and range. Levels that no Chinese model has reached
--   are rows without a value: they are not in the mean, which is too small for it.
-- grain: scope, level
-- check: a range around the mean: low IS NULL OR (low <= value AND value <= high)
-- unit: scope = all (mean over levels), level
-- unit: level = ECI points; 0 in the row over all levels
-- unit: value = months; NULL where one side has not reached the level or the file holds no rival that early
-- unit: low, high = months, least and most over the levels; it is a range of levels, SE not published
-- unit: n = levels behind the value
-- unit: n_censored = levels in front that are not reached yet
-- unit: waiting_months = months from the leader's date to the newest release, of the level or the oldest such level
-- unit: follower, leader = model
-- unit: follower_date, leader_date = date of release; in the row over all levels, of the newest level
-- unit: flags = text: right_censored, few_levels (under 5), follower_first, no_rival_yet, before_rivals
-- export: parquet
SELECT
  scope, level, value, low, high, n, n_censored, waiting_months, follower, leader, follower_date, leader_date, flags
FROM core.frontier_lag_mean
WHERE comparison = 'china_v_us'
