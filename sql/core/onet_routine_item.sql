-- about: Ratings of the items of the routine and cognitive composites, by SOC occupation: mean of its O*NET occupations.
-- grain: db_version, soc_code, composite, element_id
-- unit: db_version = version of the O*NET database
-- unit: soc_code, composite, element_id = code
-- unit: soc_edition = taxonomy of soc_code
-- unit: rating = points of the item's scale, importance or context; with the sign turned where ref.routine_item reverses it
-- unit: n_onet = O*NET occupations
-- unit: n_low_precision = O*NET occupations whose value O*NET advises against using
-- unit: known_at = UTC
-- unit: is_sample = true or false
WITH rated AS (
  SELECT 'activities' AS source, db_version, soc_edition, onetsoc_code, element_id, scale_id, data_value, recommend_suppress,
    _known_at, _landing
  FROM latest.onet_activities
  UNION ALL
  SELECT 'abilities', db_version, soc_edition, onetsoc_code, element_id, scale_id, data_value, recommend_suppress, _known_at, _landing
  FROM latest.onet_abilities
  UNION ALL
  SELECT 'work_context', db_version, soc_edition, onetsoc_code, element_id, scale_id, data_value, recommend_suppress, _known_at, _landing
  FROM latest.onet_work_context
  WHERE category IS NULL
)
SELECT
  r.db_version,
  substr(r.onetsoc_code, 1, 7) AS soc_code,
  i.composite,
  i.element_id,
  max(r.soc_edition) AS soc_edition,
  avg(CASE WHEN i.is_reversed THEN -r.data_value ELSE r.data_value END) AS rating,
  count(*) AS n_onet,
  CAST(sum(CASE WHEN r.recommend_suppress = 'Y' THEN 1 ELSE 0 END) AS BIGINT) AS n_low_precision,
  max(r._known_at) AS known_at,
  bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
FROM rated AS r
JOIN ref.routine_item AS i ON i.source = r.source AND i.element_id = r.element_id AND i.scale_id = r.scale_id
LEFT JOIN meta.landing AS l ON l.id = r._landing
GROUP BY 1, 2, 3, 4
