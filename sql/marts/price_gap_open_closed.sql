-- about: Median posted price of models with open weights over that of closed ones in bands of equal capability, by
--   list at its newest look. Each model counts once, with its cheapest standard price in the list. Open models
--   are sold by many hosts and closed ones by few.
-- grain: list, component, bands, band
-- check: few models make no ratio: value IS NULL OR (n_open >= 5 AND n_closed >= 5)
-- check: positive: value > 0 AND median_open > 0 AND median_closed > 0
-- unit: list = dataset
-- unit: component = blend_1, blend_3, blend_10 (r of input to one of output)
-- unit: bands = 1, 3 or 10 bands of as many models each
-- unit: band = number of the band, lowest score first
-- unit: known_at = UTC, the look
-- unit: score_from, score_to = ECI points, least and most of the band
-- unit: value = ratio of medians, open over closed; NULL under five models on either side
-- unit: low, high = NULL, SE not published
-- unit: median_open, median_closed = USD per million tokens, list price
-- unit: n = models
-- unit: n_open, n_closed = models
-- unit: flags = text: few_models
-- export: parquet
WITH look AS (
  SELECT l.dataset AS list, max(l.known_at) AS known_at
  FROM meta.landing AS l
  WHERE l.dataset IN ('litellm.prices', 'openrouter.models', 'modelsdev.models')
  GROUP BY 1
),
model AS (
  SELECT
    k.list, k.known_at, o.component, o.model, o.access, max(o.score) AS score, min(o.usd_per_mtok) AS usd
  FROM look AS k
  JOIN core.capability_offer AS o
    ON o.source = k.list AND o.offered_from <= CAST(k.known_at AS DATE)
    AND (o.offered_to IS NULL OR o.offered_to > CAST(k.known_at AS DATE))
  WHERE o.metric = 'ECI' AND o.access IN ('open', 'closed')
  GROUP BY 1, 2, 3, 4, 5
),
banded AS (
  SELECT
    m.*, b.bands,
    CASE b.bands
      WHEN 1 THEN 1
      WHEN 3 THEN ntile(3) OVER w
      ELSE ntile(10) OVER w
    END AS band
  FROM model AS m
  CROSS JOIN (SELECT 1 AS bands UNION ALL SELECT 3 UNION ALL SELECT 10) AS b
  WINDOW w AS (PARTITION BY m.list, m.component, b.bands ORDER BY m.score NULLS LAST, m.model NULLS LAST)
),
cell AS (
  SELECT
    b.list, b.known_at, b.component, b.bands, b.band,
    min(b.score) AS score_from,
    max(b.score) AS score_to,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN b.access = 'open' THEN b.usd END) AS median_open,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN b.access = 'closed' THEN b.usd END) AS median_closed,
    count(*) AS n,
    sum(CASE WHEN b.access = 'open' THEN 1 ELSE 0 END) AS n_open,
    sum(CASE WHEN b.access = 'closed' THEN 1 ELSE 0 END) AS n_closed
  FROM banded AS b
  GROUP BY 1, 2, 3, 4, 5
)
SELECT
  c.list, c.component,
  CAST(c.bands AS BIGINT) AS bands,
  CAST(c.band AS BIGINT) AS band,
  c.known_at, c.score_from, c.score_to,
  CASE WHEN c.n_open >= 5 AND c.n_closed >= 5 THEN c.median_open / c.median_closed END AS value,
  CAST(NULL AS DOUBLE) AS low,
  CAST(NULL AS DOUBLE) AS high,
  c.median_open, c.median_closed, c.n,
  CAST(c.n_open AS BIGINT) AS n_open,
  CAST(c.n_closed AS BIGINT) AS n_closed,
  CASE WHEN c.n_open >= 5 AND c.n_closed >= 5 THEN '' ELSE 'few_models' END AS flags
FROM cell AS c
