-- about: Share of employment in occupations with at least (and with more than) a share of tasks exposed
--   to language models. Exposed: a model could halve the time of the task; not a forecast of jobs.
-- grain: year, rater, measure, threshold
-- check: shares: share_above <= share_at_least AND share_at_least <= 1 + 1e-9
-- check: coverage: coverage BETWEEN 0 AND 1 + 1e-9
-- warn: high coverage: coverage > 0.95
-- unit: year = year
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: threshold = share of tasks, 0 to 1
-- unit: share_at_least = share of covered employment, score >= threshold
-- unit: share_above = share of covered employment, score > threshold
-- unit: mean_score = share of tasks, weighted by employment
-- unit: n = occupations
-- unit: employment_covered, employment_total = jobs
-- unit: coverage = share of employment
-- unit: flags = text: soc_2010_codes, hybrid_codes, low_coverage
-- unit: as_of = UTC
-- unit: is_sample = true or false
-- export: parquet
WITH whole AS (
  SELECT year, sum(employment) AS employment_total
  FROM core.occupation_employment
  GROUP BY 1
),
share AS (
  SELECT
    x.year, x.rater, x.measure, t.threshold,
    -- Scores are means of binary fractions, so a tie may miss its threshold in
    -- the last bit: compare with a tolerance.
    sum(CASE WHEN x.score >= t.threshold - 1e-9 THEN x.employment ELSE 0 END) AS at_least,
    sum(CASE WHEN x.score > t.threshold + 1e-9 THEN x.employment ELSE 0 END) AS above,
    sum(x.score * x.employment) AS weighted,
    sum(x.employment) AS employment_covered,
    count(*) AS n,
    max(x.known_at) AS as_of,
    bool_or(x.is_sample) AS is_sample
  FROM core.occupation_exposure AS x
  CROSS JOIN ref.exposure_threshold AS t
  WHERE x.employment IS NOT NULL
  GROUP BY 1, 2, 3, 4
)
SELECT
  s.year, s.rater, s.measure, s.threshold,
  CAST(s.at_least AS DOUBLE) / nullif(s.employment_covered, 0) AS share_at_least,
  CAST(s.above AS DOUBLE) / nullif(s.employment_covered, 0) AS share_above,
  CAST(s.weighted AS DOUBLE) / nullif(s.employment_covered, 0) AS mean_score,
  s.n,
  s.employment_covered,
  w.employment_total,
  CAST(s.employment_covered AS DOUBLE) / nullif(w.employment_total, 0) AS coverage,
  -- The scores are rated on SOC 2018 codes.
  trim(concat(
    CASE WHEN s.year <= 2018 THEN 'soc_2010_codes ' WHEN s.year <= 2020 THEN 'hybrid_codes ' ELSE '' END,
    CASE WHEN s.employment_covered < 0.95 * w.employment_total THEN 'low_coverage ' ELSE '' END
  )) AS flags,
  s.as_of,
  s.is_sample
FROM share AS s
JOIN whole AS w ON w.year = s.year
