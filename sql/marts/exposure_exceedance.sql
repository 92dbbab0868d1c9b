-- about: Exceedance curve: share of jobs in occupations with at least (and with more than) a share x of tasks exposed,
--   under each way of joining the codes. Exposed: a model could halve the time of the task; not a forecast of jobs.
-- grain: join_rule, year, rater, measure, x
-- check: shares: value_above <= value + 1e-9 AND value <= 1 + 1e-9
-- unit: join_rule = hybrid, same_code or same_code_00, see core.occupation_exposure_by_join; hybrid covers most jobs
-- unit: year = year
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: x = share of tasks, 0 to 1
-- unit: value = share of covered jobs, score >= x
-- unit: value_above = share of covered jobs, score > x
-- unit: tied = share of covered jobs, score equal to x
-- unit: low, high = SE not published
-- unit: n = occupations with score >= x
-- unit: n_tied = occupations with score equal to x
-- unit: n_all = occupations
-- unit: coverage = share of all jobs
-- unit: flags = text: ties (over one hundredth of jobs), low_coverage (under .95), soc_2010_codes, hybrid_codes
-- unit: is_sample = true or false
-- export: parquet
WITH step AS (
  SELECT CAST(10 * a.digit + b.digit AS INTEGER) AS hundredth
  FROM ref.digit AS a CROSS JOIN ref.digit AS b
  UNION ALL
  SELECT 100
),
placed AS (
  -- The last step that a score reaches, and the last that it exceeds. Scores are
  -- means of binary fractions, so a tie may miss its step in the last bit.
  SELECT
    join_rule, year, rater, measure, employment, is_sample,
    CAST(floor(100 * score + 1e-7) AS INTEGER) AS reached,
    CAST(ceil(100 * score - 1e-7) AS INTEGER) - 1 AS exceeded
  FROM core.occupation_exposure_by_join
  WHERE employment IS NOT NULL
),
whole AS (
  SELECT
    join_rule, year, rater, measure, count(*) AS n_all, sum(employment) AS employment_covered,
    bool_or(is_sample) AS is_sample
  FROM placed
  GROUP BY 1, 2, 3, 4
),
all_jobs AS (
  SELECT year, sum(employment) AS employment FROM core.occupation_employment GROUP BY 1
),
binned AS (
  SELECT
    join_rule, year, rater, measure, reached AS hundredth, sum(employment) AS at_least, 0.0 AS above, count(*) AS n,
    sum(CASE WHEN exceeded < reached THEN 1 ELSE 0 END) AS n_tied
  FROM placed
  GROUP BY 1, 2, 3, 4, 5
  UNION ALL
  SELECT join_rule, year, rater, measure, exceeded, 0.0, sum(employment), 0, 0
  FROM placed
  GROUP BY 1, 2, 3, 4, 5
),
curve AS (
  SELECT
    w.join_rule, w.year, w.rater, w.measure, s.hundredth, w.n_all, w.employment_covered, w.is_sample,
    CAST(sum(coalesce(sum(b.at_least), 0)) OVER tail AS DOUBLE) / nullif(w.employment_covered, 0) AS at_least,
    CAST(sum(coalesce(sum(b.above), 0)) OVER tail AS DOUBLE) / nullif(w.employment_covered, 0) AS above,
    CAST(sum(coalesce(sum(b.n), 0)) OVER tail AS BIGINT) AS n,
    CAST(coalesce(sum(b.n_tied), 0) AS BIGINT) AS n_tied
  FROM whole AS w
  CROSS JOIN step AS s
  LEFT JOIN binned AS b
    ON b.join_rule = w.join_rule AND b.year = w.year AND b.rater = w.rater AND b.measure = w.measure
    AND b.hundredth = s.hundredth
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
  WINDOW tail AS (
    PARTITION BY w.join_rule, w.year, w.rater, w.measure
    ORDER BY s.hundredth DESC NULLS LAST
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  )
)
SELECT
  c.join_rule, c.year, c.rater, c.measure,
  CAST(c.hundredth AS DOUBLE) / 100 AS x,
  c.at_least AS value,
  c.above AS value_above,
  c.at_least - c.above AS tied,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  c.n,
  c.n_tied,
  c.n_all,
  CAST(c.employment_covered AS DOUBLE) / nullif(j.employment, 0) AS coverage,
  trim(concat(
    CASE WHEN c.at_least - c.above > 0.01 THEN 'ties ' ELSE '' END,
    CASE WHEN c.employment_covered < 0.95 * j.employment THEN 'low_coverage ' ELSE '' END,
    CASE WHEN c.year <= 2018 THEN 'soc_2010_codes ' WHEN c.year <= 2020 THEN 'hybrid_codes ' ELSE '' END
  )) AS flags,
  c.is_sample
FROM curve AS c
JOIN all_jobs AS j ON j.year = c.year
