-- about: What each release said of investment in equipment and software and of GDP, by quarter from 2015 on: the level and its
--   growth within that release. A row stands for each time that the figure of the quarter changed.
-- grain: dataset, series_id, quarter, known_at
-- unit: dataset, series_id = code
-- unit: component = equipment, info_equipment, computers, software, info_equipment_software, or gdp
-- unit: basis = nominal or real
-- unit: quarter = date, its first day
-- unit: known_at = UTC, when the figure became known
-- unit: known_kind = stated, inferred or landing, as in core.observation
-- unit: print = number of the figure, from 1
-- unit: value = billion USD at a seasonally adjusted annual rate, of the day or chained by basis
-- unit: low, high = billion USD, NULL: SE not published
-- unit: growth_saar_pct = percent on the quarter before as then known, at an annual rate
-- unit: growth_4q_pct = percent on four quarters before as then known
-- unit: revision = billion USD, on the figure before; NULL for the first
-- unit: n = figures of the quarter up to this one
-- unit: flags = text: newest, first_print, first_look (the first that is loaded, which need not be the first of all)
-- unit: is_sample = true or false
-- export: parquet
WITH said AS (
  SELECT
    o.dataset, o.series_id, o.period, o.known_at,
    CASE o.concept WHEN 'real_gdp' THEN 'gdp' ELSE replace(o.concept, 'investment_', '') END AS component,
    CASE o.unit WHEN 'billion USD' THEN 'nominal' ELSE 'real' END AS basis,
    CAST(12 * extract(year FROM o.period) + extract(month FROM o.period) - 1 AS INTEGER) AS month_index,
    o.known_kind, o.value, o.is_sample,
    lag(o.value) OVER w AS said_before,
    row_number() OVER w AS place
  FROM core.observation AS o
  WHERE (o.concept LIKE 'investment%' OR o.concept IN ('gdp', 'real_gdp'))
    AND o.frequency = 'quarterly' AND o.kind = 'level' AND o.period >= DATE '2014-01-01'
  WINDOW w AS (PARTITION BY o.dataset, o.series_id, o.period ORDER BY o.known_at NULLS LAST)
),
-- A look that found the same figure is no new one.
state AS (
  SELECT
    c.*, c.period AS quarter,
    row_number() OVER w AS print,
    lag(c.value) OVER w AS value_before,
    lead(c.known_at) OVER w AS until
  FROM said AS c
  WHERE c.place = 1 OR coalesce(c.value, -1) <> coalesce(c.said_before, -1)
  WINDOW w AS (PARTITION BY c.dataset, c.series_id, c.period ORDER BY c.known_at NULLS LAST)
)
SELECT
  s.dataset, s.series_id, s.component, s.basis, s.quarter, s.known_at, s.known_kind, s.print,
  s.value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  100 * (power(s.value / b.value, 4) - 1) AS growth_saar_pct,
  100 * (s.value / y.value - 1) AS growth_4q_pct,
  s.value - s.value_before AS revision,
  s.print AS n,
  trim(concat(
    CASE WHEN s.until IS NULL THEN 'newest ' ELSE '' END,
    CASE WHEN s.print = 1 AND s.known_kind = 'stated' THEN 'first_print ' WHEN s.print = 1 THEN 'first_look ' ELSE '' END
  )) AS flags,
  s.is_sample
FROM state AS s
-- Of each earlier quarter the one figure that stood when this one became known.
LEFT JOIN state AS b
  ON b.dataset = s.dataset AND b.series_id = s.series_id AND b.month_index = s.month_index - 3
  AND b.value > 0 AND b.known_at <= s.known_at AND (b.until IS NULL OR b.until > s.known_at)
LEFT JOIN state AS y
  ON y.dataset = s.dataset AND y.series_id = s.series_id AND y.month_index = s.month_index - 12
  AND y.value > 0 AND y.known_at <= s.known_at AND (y.until IS NULL OR y.until > s.known_at)
WHERE s.quarter >= DATE '2015-01-01' AND s.value > 0
