-- about: Best score of each language model by measure of capability (the Epoch Capabilities Index or a benchmark
--   of it), with the day of release and how the model can be had.
-- grain: metric, model
-- check: a known access: access IN ('open', 'closed', 'unreleased', 'unknown')
-- unit: metric = ECI, or name of the benchmark
-- unit: model = name of Epoch AI
-- unit: score = ECI points, or share solved after chance is taken out, 0 to 1; the best of the model's versions
-- unit: release_date = date of the earliest version; NULL where no version has one
-- unit: access = open (weights published, whatever the licence), closed, unreleased, unknown (not stated)
-- unit: is_china, is_us = true or false; an organization of the country took part
-- unit: n_version = versions of the model
-- unit: known_at = UTC, newest vintage of the rows behind it
WITH version AS (
  SELECT
    c.model_version,
    coalesce(c.model, c.model_version) AS model,
    c.eci,
    CASE WHEN d.model_version IS NULL THEN c.release_date END AS release_date,
    c.accessibility,
    concat(',', coalesce(c.country, ''), ',') AS countries,
    c._known_at AS known_at
  FROM latest.epoch_capabilities AS c
  LEFT JOIN ref.epoch_release_doubt AS d
    ON d.model_version = c.model_version AND d.release_date = c.release_date
),
model AS (
  SELECT
    v.model,
    max(v.eci) AS eci,
    min(v.release_date) AS release_date,
    CASE
      WHEN bool_or(coalesce(v.accessibility LIKE 'Open weights%', FALSE)) THEN 'open'
      WHEN bool_or(coalesce(v.accessibility IN ('API access', 'Hosted access (no API)'), FALSE)) THEN 'closed'
      WHEN bool_or(coalesce(v.accessibility = 'Unreleased', FALSE)) THEN 'unreleased'
      ELSE 'unknown'
    END AS access,
    bool_or(v.countries LIKE '%,China,%') AS is_china,
    bool_or(v.countries LIKE '%,United States of America,%') AS is_us,
    count(*) AS n_version,
    max(v.known_at) AS known_at
  FROM version AS v
  GROUP BY 1
),
benchmark AS (
  SELECT
    b.benchmark,
    coalesce(b.model, b.model_version) AS model,
    max(b.performance) AS score,
    min(b.release_date) AS release_date,
    max(b.model_name) AS model_name,
    count(DISTINCT b.model_version) AS n_version,
    max(b._known_at) AS known_at
  FROM latest.epoch_benchmarks AS b
  GROUP BY 1, 2
)
SELECT
  'ECI' AS metric, m.model, m.eci AS score, m.release_date, m.access, m.is_china, m.is_us, m.n_version, m.known_at
FROM model AS m
WHERE m.eci IS NOT NULL
UNION ALL
-- The file of scores says neither the country nor the access; the index does,
-- by the name of the model with or without its month.
SELECT
  b.benchmark,
  b.model,
  b.score,
  b.release_date,
  coalesce(m.access, n.access, 'unknown'),
  coalesce(m.is_china, n.is_china, FALSE),
  coalesce(m.is_us, n.is_us, FALSE),
  b.n_version,
  b.known_at
FROM benchmark AS b
LEFT JOIN model AS m ON m.model = b.model
LEFT JOIN model AS n ON n.model = b.model_name
