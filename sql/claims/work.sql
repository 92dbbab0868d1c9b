-- about: What labour, productivity and adoption series say of the claims on work.
-- grain: claim
-- unit: claim, verdict = code
-- unit: value, low, high = as unit says
-- unit: unit, reason = text
-- unit: n = quarters, occupations, firms or days
WITH productivity AS (
  SELECT value, low, high, n, above_two_se, quarter, row_number() OVER (ORDER BY quarter DESC NULLS LAST) AS newest
  FROM marts.productivity_trend
  WHERE dataset = 'bls.productivity' AND span_quarters = 8 AND value IS NOT NULL
),
conditions AS (
  SELECT condition, value, holds, n, quarter, max(quarter) OVER () AS newest
  FROM marts.productivity_demand_gap
  WHERE condition <> 'all'
),
deflation AS (
  SELECT
    count(*) AS n,
    sum(CASE WHEN holds THEN 1 ELSE 0 END) AS met,
    sum(CASE WHEN NOT holds THEN 1 ELSE 0 END) AS failed,
    max(CASE WHEN condition = 'unit_labor_cost_falls' THEN value END) AS cost
  FROM conditions
  WHERE quarter = newest
),
share AS (
  SELECT quarter, value, row_number() OVER (ORDER BY quarter DESC NULLS LAST) AS newest,
    max(CASE WHEN quarter = DATE '2022-10-01' THEN value END) OVER () AS base
  FROM marts.labor_share
  WHERE dataset = 'bls.productivity' AND value IS NOT NULL
),
care AS (
  SELECT side, beta_human, n, year, max(year) OVER () AS newest FROM marts.care_v_clerical WHERE beta_human IS NOT NULL
),
sides AS (
  SELECT
    max(CASE WHEN side = 'care' THEN beta_human END) AS most_care,
    min(CASE WHEN side = 'clerical' THEN beta_human END) AS least_clerical,
    count(*) AS n
  FROM care
  WHERE year = newest
),
postings AS (
  SELECT value, n, week, row_number() OVER (ORDER BY week DESC NULLS LAST) AS newest
  FROM marts.junior_postings_gap
  WHERE country = 'US' AND sector = 'Software Development' AND value IS NOT NULL
)
SELECT
  'productivity_silent' AS claim,
  p.value AS value,
  p.low AS low,
  p.high AS high,
  'points a year by which growth of output per hour over 8 quarters lies above the mean of 2005 to 2019' AS unit,
  p.n AS n,
  CASE WHEN p.above_two_se THEN 'contradicted' ELSE 'supported' END AS verdict,
  'The distance to the mean is ' || CASE WHEN p.above_two_se THEN 'more' ELSE 'not more' END
    || ' than two standard errors. The newest quarters will be revised.' AS reason
FROM productivity AS p
WHERE p.newest = 1
UNION ALL
SELECT
  'ai_deflation',
  d.cost,
  CAST(NULL AS DOUBLE),
  CAST(NULL AS DOUBLE),
  'percent a year by which unit labour costs grew',
  d.n,
  CASE WHEN d.met = 3 THEN 'supported' WHEN d.failed = 3 THEN 'contradicted' ELSE 'mixed' END,
  CAST(d.met AS VARCHAR) || ' of three conditions hold, ' || CAST(d.failed AS VARCHAR) || ' do not'
    || CASE WHEN d.met + d.failed < 3 THEN ', and the rest cannot be tested, for want of their series.' ELSE '.' END
FROM deflation AS d
WHERE d.met + d.failed > 0
UNION ALL
SELECT
  'gains_distribution',
  s.value - s.base,
  CAST(NULL AS DOUBLE),
  CAST(NULL AS DOUBLE),
  'index points of the labour share since the fourth quarter of 2022',
  CAST(1 AS BIGINT),
  'not identified',
  'How far this index is revised on average is not known from the vintages that are loaded, so a change of this size cannot be told from a revision.'
FROM share AS s
WHERE s.newest = 1 AND s.base IS NOT NULL
UNION ALL
SELECT
  'care_reserve',
  c.least_clerical - c.most_care,
  c.most_care,
  c.least_clerical,
  'share of tasks between the most exposed care and the least exposed clerical occupation of the list',
  c.n,
  CASE WHEN c.most_care < c.least_clerical THEN 'supported' ELSE 'contradicted' END,
  'Exposed means that a model could halve the time of the task; it is no forecast of jobs. Human raters, beta.'
FROM sides AS c
WHERE c.most_care IS NOT NULL AND c.least_clerical IS NOT NULL
UNION ALL
SELECT
  'junior_postings',
  p.value,
  CAST(NULL AS DOUBLE),
  CAST(NULL AS DOUBLE),
  'index of software postings with all postings at 100, February 2020 = 100, week of ' || CAST(p.week AS VARCHAR),
  CAST(p.n AS BIGINT),
  'not identified',
  'Public postings do not tell juniors from others, and 2022 was a peak of hiring.'
FROM postings AS p
WHERE p.newest = 1
