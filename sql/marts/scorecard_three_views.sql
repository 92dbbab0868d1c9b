-- about: The registered conditions of the three views, boost, fad and wave: each true, false or not testable on the data that
--   are loaded, and each view as a whole. A view holds when all of its conditions do, and not when one is false. More than
--   one view may hold, and none is a valid result; no total is made of them.
-- grain: view_code, condition
-- check: three valued: result IN ('true', 'false', 'not testable')
-- unit: view_code = boost, fad or wave
-- unit: condition = code, see ref.view_condition, or all for the view
-- unit: position = place in the list
-- unit: indicator = code of the indicator that it is read from
-- unit: statement = text, the condition as it was registered
-- unit: result = true, false or not testable
-- unit: holds = true or false; NULL where not testable
-- unit: value, low, high = as measure says; NULL where there is none
-- unit: measure, reason = text
-- unit: period = date, the newest one that the result rests on
-- unit: n = quarters that meet the condition, shares compared, or occupations; for a view, conditions that could be tested
-- unit: known_at = UTC
-- unit: rule_version = version of the condition, from 1; its registration is in ref.view_condition
-- unit: flags = text: not_testable, preliminary
-- unit: is_sample = true or false
-- export: parquet
WITH quarters AS (
  SELECT
    value, low, high, above_two_se, quarter, known_at, is_sample,
    row_number() OVER (ORDER BY quarter DESC NULLS LAST) AS place
  FROM marts.productivity_trend
  WHERE dataset = 'bls.productivity' AND series_id = 'PRS85006093' AND span_quarters = 8
),
boost AS (
  SELECT
    'productivity_above' AS condition,
    CASE WHEN count(above_two_se) = 8 THEN bool_and(above_two_se) END AS holds,
    max(CASE WHEN place = 1 THEN value END) AS value,
    max(CASE WHEN place = 1 THEN low END) AS low,
    max(CASE WHEN place = 1 THEN high END) AS high,
    'points a year above the mean of 2005 to 2019, newest quarter' AS measure,
    max(quarter) AS period,
    CAST(sum(CASE WHEN above_two_se THEN 1 ELSE 0 END) AS BIGINT) AS n,
    max(known_at) AS known_at,
    bool_or(is_sample) AS is_sample,
    TRUE AS is_preliminary
  FROM quarters
  WHERE place <= 8
  HAVING count(*) > 0
),
share AS (
  SELECT
    wording, period, value, (high - value) / 1.645 AS se, known_at, is_sample,
    first_value(wording) OVER (ORDER BY period DESC NULLS LAST, wording NULLS LAST) AS newest_wording,
    max(period) OVER (PARTITION BY wording) AS newest
  FROM marts.ai_use_rate_firms
  WHERE source = 'census.btos' AND measure = 'firms_now' AND geography = 'US' AND slice_kind = 'all' AND value IS NOT NULL
),
-- Cycles are of two weeks, so four quarters before is the cycle that began 50 to 54 weeks before.
four_quarters AS (
  SELECT
    b.*, b.value - a.value AS change, sqrt(b.se * b.se + a.se * a.se) AS change_se, a.period AS earlier,
    row_number() OVER (ORDER BY abs(CAST(b.period - a.period AS INTEGER) - 364) NULLS LAST, a.period NULLS LAST) AS place
  FROM share AS b
  LEFT JOIN share AS a
    ON a.wording = b.wording AND a.se IS NOT NULL AND CAST(b.period - a.period AS INTEGER) BETWEEN 350 AND 378
  WHERE b.wording = b.newest_wording AND b.period = b.newest
),
fad AS (
  SELECT
    'adoption_flat' AS condition,
    abs(change) <= 1.645 * change_se AS holds,
    change AS value,
    change - 1.645 * change_se AS low,
    change + 1.645 * change_se AS high,
    'percentage points of firms over four quarters' AS measure,
    period,
    CAST(CASE WHEN change_se IS NULL THEN 1 ELSE 2 END AS BIGINT) AS n,
    known_at, is_sample,
    FALSE AS is_preliminary
  FROM four_quarters
  WHERE place = 1
),
wave AS (
  SELECT
    CASE variant WHEN 'placebo' THEN 'placebo_clean' ELSE 'exposed_employment_below' END AS condition,
    CASE
      WHEN p IS NULL THEN NULL
      WHEN variant = 'placebo' THEN p >= 0.05
      ELSE value < 0 AND p < 0.05
    END AS holds,
    value, low, high,
    'log points, exposed occupations against the others' AS measure,
    last_span AS period,
    CAST(clusters AS BIGINT) AS n,
    CAST(NULL AS TIMESTAMP) AS known_at, is_sample,
    FALSE AS is_preliminary
  FROM (
    SELECT e.*, CASE WHEN e.clusters < 30 THEN e.ri_p ELSE e.cluster_p END AS p
    FROM marts.emp_exposed_did AS e
    WHERE e.variant IN ('equal_weights', 'placebo') AND e.value IS NOT NULL
  ) AS x
),
finding AS (
  SELECT * FROM boost
  UNION ALL
  SELECT * FROM fad
  UNION ALL
  SELECT * FROM wave
),
any_data AS (
  SELECT count(*) AS n, bool_or(is_sample) AS is_sample FROM finding
),
judged AS (
  SELECT
    r.view_code, r.condition, r.position, r.indicator, r.statement, f.holds, f.value, f.low, f.high, f.measure,
    CASE WHEN f.holds IS NULL THEN r.otherwise END AS reason,
    f.period, f.n, f.known_at, r.rule_version, f.is_preliminary, a.is_sample
  FROM ref.view_condition AS r
  JOIN any_data AS a ON a.n > 0
  LEFT JOIN finding AS f ON f.condition = r.condition
),
listed AS (
  SELECT * FROM judged
  UNION ALL
  SELECT
    view_code, 'all', min(position), min(indicator), 'All conditions of this view hold.',
    CASE WHEN bool_or(NOT holds) THEN FALSE WHEN count(holds) = count(*) THEN TRUE END,
    CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), CAST(NULL AS VARCHAR),
    CASE WHEN count(holds) < count(*) AND NOT coalesce(bool_or(NOT holds), FALSE)
      THEN concat(CAST(count(*) - count(holds) AS VARCHAR), ' of ', CAST(count(*) AS VARCHAR), ' conditions cannot be tested.') END,
    max(period), count(holds), max(known_at), max(rule_version), bool_or(coalesce(is_preliminary, FALSE) AND holds IS NOT NULL), bool_or(is_sample)
  FROM judged
  GROUP BY view_code
)
SELECT
  l.view_code, l.condition, l.position, l.indicator, l.statement,
  CASE WHEN l.holds THEN 'true' WHEN NOT l.holds THEN 'false' ELSE 'not testable' END AS result,
  l.holds, l.value, l.low, l.high, l.measure, l.reason, l.period,
  CAST(coalesce(l.n, 0) AS BIGINT) AS n,
  l.known_at, l.rule_version,
  trim(concat(
    CASE WHEN l.holds IS NULL THEN 'not_testable ' ELSE '' END,
    CASE WHEN l.is_preliminary THEN 'preliminary ' ELSE '' END
  )) AS flags,
  l.is_sample
FROM listed AS l
