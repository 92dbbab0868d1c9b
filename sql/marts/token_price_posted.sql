-- about: Posted price per million tokens by source, vendor, model and component, step by step, with the change from
--   the step before. Lists that people keep lag behind the vendors' pages and disagree; all are shown. Posted is
--   not paid, and the price of a token is not the cost of a task.
-- grain: source, vendor, model, name, tariff, component, seq
-- check: positive: value > 0
-- check: no change across a hole or another model: change IS NULL OR (flags NOT LIKE '%hole_before%' AND flags NOT LIKE '%alias_moved%')
-- unit: source = dataset
-- unit: vendor, model = code of the source
-- unit: name = text, tells prices of one model apart
-- unit: tariff = standard, other_hours, or the hours of a time-of-day price
-- unit: component = input, output, cache_read, cache_write, blend_1, blend_3, blend_10 (r of input to one of output)
-- unit: seq = number of the step, oldest first
-- unit: valid_from, valid_to = UTC, half open; NULL from is unbounded, NULL to is open
-- unit: basis = stated (by the source) or observed (from look to look)
-- unit: value = USD per million tokens, list price
-- unit: low, high = NULL, SE not published
-- unit: previous_value = USD per million tokens, of the step before
-- unit: change = ratio to the step before; NULL after a hole or where the id moved to another model
-- unit: n = quotes behind it, always 1
-- unit: flags = text: rise, fall, hole_before, alias_moved
-- export: parquet
WITH step AS (
  SELECT
    q.*,
    lag(q.usd_per_mtok) OVER w AS previous_usd,
    lag(q.valid_from) OVER w AS previous_from,
    lag(q.valid_to) OVER w AS previous_to
  FROM core.token_quote AS q
  WINDOW w AS (
    PARTITION BY q.source, q.vendor, q.model, q.name, q.tariff, q.component ORDER BY q.seq NULLS LAST
  )
),
moved AS (
  SELECT DISTINCT a.vendor, a.api_model, a.valid_to AS moved_on
  FROM core.llm_alias AS a
  WHERE a.is_by_hand AND a.valid_to IS NOT NULL
),
broken AS (
  -- A stated price changes on its day. An observed one may have changed, with
  -- the model, at any time since the look before.
  SELECT DISTINCT s.source, s.vendor, s.model, s.name, s.tariff, s.component, s.seq
  FROM step AS s
  JOIN moved AS m
    ON m.api_model = s.api_model AND (m.vendor = '*' OR m.vendor = s.vendor)
    AND (
      (s.basis = 'stated' AND m.moved_on = CAST(s.valid_from AS DATE))
      OR (s.basis = 'observed' AND m.moved_on > CAST(s.previous_from AS DATE) AND m.moved_on <= CAST(s.valid_from AS DATE))
    )
),
judged AS (
  SELECT
    s.*,
    s.previous_usd IS NOT NULL AND (s.previous_to IS NULL OR s.valid_from IS NULL OR s.previous_to <> s.valid_from) AS is_hole,
    b.source IS NOT NULL AND s.previous_usd IS NOT NULL AS is_moved
  FROM step AS s
  LEFT JOIN broken AS b
    ON b.source = s.source AND b.vendor = s.vendor AND b.model = s.model AND b.name = s.name AND b.tariff = s.tariff
    AND b.component = s.component AND b.seq = s.seq
)
SELECT
  j.source, j.vendor, j.model, j.name, j.tariff, j.component, j.seq, j.valid_from, j.valid_to, j.basis,
  j.usd_per_mtok AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  j.previous_usd AS previous_value,
  CASE WHEN NOT j.is_hole AND NOT j.is_moved THEN j.usd_per_mtok / j.previous_usd END AS change,
  1 AS n,
  trim(concat(
    CASE WHEN NOT j.is_hole AND NOT j.is_moved AND j.usd_per_mtok > j.previous_usd THEN 'rise ' ELSE '' END,
    CASE WHEN NOT j.is_hole AND NOT j.is_moved AND j.usd_per_mtok < j.previous_usd THEN 'fall ' ELSE '' END,
    CASE WHEN j.is_hole THEN 'hole_before ' ELSE '' END,
    CASE WHEN j.is_moved THEN 'alias_moved ' ELSE '' END
  )) AS flags
FROM judged AS j
