-- about: Tasks that the Anthropic Economic Index saw in conversations of the whole world, by release. One not listed was not published, and is not 0.
-- grain: release, platform, task
-- check: percent: pct > 0
-- unit: release = code, day of the release
-- unit: platform = text, all where the release does not say
-- unit: task = text, in lower case
-- unit: pct = percent of conversations
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  substr(i.file, 1, 10) AS release,
  coalesce(i.platform, 'all') AS platform,
  lower(trim(i.node)) AS task,
  max(i.value) AS pct,
  max(i._known_at) AS known_at,
  bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
FROM latest.exposure_anthropic_index AS i
LEFT JOIN meta.landing AS l ON l.id = i._landing
WHERE i.geo_level = 'global'
  AND i.category IN ('onet_task', 'onet')
  AND i.metric IN ('pct', 'onet_task_pct')
  AND coalesce(i.level, '0') = '0'
  AND lower(trim(i.node)) NOT IN ('none', 'not_classified')
  AND i.value > 0
GROUP BY 1, 2, 3
