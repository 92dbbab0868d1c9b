-- about: Routine and cognitive composites of each SOC occupation: mean of its items, each standardised over the
--   occupations of the database version, by jobs where the wage tables have them, else all alike.
-- grain: db_version, soc_code, composite
-- unit: db_version = version of the O*NET database
-- unit: soc_code, composite = code
-- unit: soc_edition = taxonomy of soc_code
-- unit: value = standard deviations of the items, mean; NULL where an item lacks
-- unit: standardised = standard deviations of value
-- unit: weight = jobs, or 1 where weighted_by is equal
-- unit: weighted_by = jobs or equal
-- unit: n_items, n_wanted = items
-- unit: n_onet = O*NET occupations
-- unit: n_low_precision = ratings that O*NET advises against using
-- unit: known_at = UTC
-- unit: is_sample = true or false
WITH whole AS (
  SELECT db_version, sum(jobs) AS jobs FROM core.onet_jobs GROUP BY 1
),
item AS (
  SELECT
    i.db_version, i.soc_code, i.composite, i.element_id, i.soc_edition, i.rating, i.n_onet, i.n_low_precision, i.known_at,
    i.is_sample OR coalesce(j.is_sample, FALSE) AS is_sample,
    CASE WHEN w.jobs > 0 THEN 'jobs' ELSE 'equal' END AS weighted_by,
    CASE WHEN w.jobs > 0 THEN coalesce(j.jobs, 0) ELSE 1 END AS weight
  FROM core.onet_routine_item AS i
  LEFT JOIN core.onet_jobs AS j ON j.db_version = i.db_version AND j.soc_code = i.soc_code
  LEFT JOIN whole AS w ON w.db_version = i.db_version
),
centre AS (
  SELECT db_version, composite, element_id, CAST(sum(weight * rating) AS DOUBLE) / nullif(sum(weight), 0) AS mean
  FROM item
  GROUP BY 1, 2, 3
),
spread AS (
  SELECT
    i.db_version, i.composite, i.element_id, max(c.mean) AS mean,
    nullif(sqrt(CAST(sum(i.weight * (i.rating - c.mean) * (i.rating - c.mean)) AS DOUBLE) / nullif(sum(i.weight), 0)), 0) AS sd
  FROM item AS i
  JOIN centre AS c ON c.db_version = i.db_version AND c.composite = i.composite AND c.element_id = i.element_id
  GROUP BY 1, 2, 3
),
wanted AS (
  SELECT composite, count(*) AS n FROM ref.routine_item GROUP BY 1
),
made AS (
  SELECT
    i.db_version, i.soc_code, i.composite,
    max(i.soc_edition) AS soc_edition,
    -- An occupation that lacks an item has no composite: fewer items are another measure.
    CASE WHEN count((i.rating - s.mean) / s.sd) = max(w.n) THEN avg((i.rating - s.mean) / s.sd) END AS value,
    max(i.weight) AS weight,
    max(i.weighted_by) AS weighted_by,
    count(*) AS n_items,
    max(w.n) AS n_wanted,
    max(i.n_onet) AS n_onet,
    CAST(sum(i.n_low_precision) AS BIGINT) AS n_low_precision,
    max(i.known_at) AS known_at,
    bool_or(i.is_sample) AS is_sample
  FROM item AS i
  JOIN spread AS s ON s.db_version = i.db_version AND s.composite = i.composite AND s.element_id = i.element_id
  JOIN wanted AS w ON w.composite = i.composite
  GROUP BY 1, 2, 3
),
made_centre AS (
  SELECT db_version, composite, CAST(sum(weight * value) AS DOUBLE) / nullif(sum(CASE WHEN value IS NOT NULL THEN weight END), 0) AS mean
  FROM made
  GROUP BY 1, 2
),
made_spread AS (
  SELECT
    m.db_version, m.composite, max(c.mean) AS mean,
    nullif(sqrt(CAST(sum(m.weight * (m.value - c.mean) * (m.value - c.mean)) AS DOUBLE)
      / nullif(sum(CASE WHEN m.value IS NOT NULL THEN m.weight END), 0)), 0) AS sd
  FROM made AS m
  JOIN made_centre AS c ON c.db_version = m.db_version AND c.composite = m.composite
  GROUP BY 1, 2
)
SELECT
  m.db_version, m.soc_code, m.composite, m.soc_edition, m.value,
  (m.value - s.mean) / s.sd AS standardised,
  m.weight, m.weighted_by, m.n_items, m.n_wanted, m.n_onet, m.n_low_precision, m.known_at, m.is_sample
FROM made AS m
JOIN made_spread AS s ON s.db_version = m.db_version AND s.composite = m.composite
