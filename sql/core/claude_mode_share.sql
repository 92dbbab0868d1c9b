-- about: Share of conversations of the whole world by way of working together, by release of the Anthropic Economic Index.
-- grain: release, platform, mode
-- check: share: share BETWEEN 0 AND 1 + 1e-6
-- unit: release = code, day of the release
-- unit: platform = text, all where the release does not say
-- unit: mode = code; unclassified holds the conversations without a way
-- unit: share = share of conversations
-- unit: n = tasks over which the share is weighted, 1 where the release gives it directly
-- unit: known_at = UTC
-- unit: is_sample = true or false
WITH row_of AS (
  SELECT
    substr(i.file, 1, 10) AS release, coalesce(i.platform, 'all') AS platform, i.category, i.metric,
    lower(trim(i.node)) AS node, i.value, i._known_at AS known_at, coalesce(l.is_sample, FALSE) AS is_sample
  FROM latest.exposure_anthropic_index AS i
  LEFT JOIN meta.landing AS l ON l.id = i._landing
  WHERE i.geo_level = 'global' AND coalesce(i.level, '0') = '0'
),
by_task AS (
  SELECT
    m.release, m.platform,
    CASE m.metric WHEN 'filtered_share' THEN 'unclassified' ELSE replace(m.metric, '_share', '') END AS mode,
    -- A task whose conversations were all filtered out has no ways: none of its
    -- conversations went any of them.
    CAST(sum(coalesce(m.value, 0) * c.pct) AS DOUBLE) / sum(c.pct) AS share,
    count(*) AS n,
    max(m.known_at) AS known_at,
    bool_or(m.is_sample OR c.is_sample) AS is_sample
  FROM row_of AS m
  JOIN core.claude_task AS c ON c.release = m.release AND c.platform = m.platform AND c.task = m.node
  WHERE m.category = 'onet_task'
    AND m.metric IN ('directive_share', 'feedback_loop_share', 'learning_share', 'task_iteration_share', 'validation_share', 'filtered_share')
  GROUP BY 1, 2, 3
),
direct AS (
  SELECT
    release, platform,
    CASE WHEN node IN ('none', 'not_classified') THEN 'unclassified' ELSE node END AS mode,
    CAST(sum(value) AS DOUBLE) / 100 AS share,
    CAST(1 AS BIGINT) AS n,
    max(known_at) AS known_at,
    bool_or(is_sample) AS is_sample
  FROM row_of
  WHERE category = 'collaboration' AND metric = 'collaboration_pct' AND value IS NOT NULL
  GROUP BY 1, 2, 3
)
SELECT * FROM by_task
UNION ALL
SELECT * FROM direct
