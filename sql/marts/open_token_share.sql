-- about: Share of open-weight models in the tokens, and in the tokens times posted price, of the nine or so models
--   that OpenRouter's rankings page names. It is not the share of all tokens: models beyond the named ones,
--   those whose weights are not known, and models that people host themselves are unseen. Users of one service.
-- grain: day, weight
-- check: a share: value IS NULL OR (value BETWEEN 0 AND 1 AND (low IS NULL OR value BETWEEN low AND high))
-- unit: day = date on which the page was read; the figures are of the week before
-- unit: weight = tokens, spend (tokens times posted price of 3 of input to 1 of output)
-- unit: value = share of the named models of known weights, 0 to 1; NULL under five such models
-- unit: low, high = share of all named models if those of unknown weights were all closed, all open; SE not published
-- unit: n = models named whose weights (and price) are known
-- unit: n_unknown = models named whose weights (or price) are not known
-- unit: covered_share = share of all tokens of the service that the models of value have, 0 to 1
-- unit: flags = text: few_models (under 5), top_only, one_service
-- export: parquet
WITH model AS (
  SELECT
    s.day, s.share, s.access, w.weight,
    CASE WHEN w.weight = 'tokens' THEN s.tokens ELSE s.tokens * s.usd_per_mtok / 1000000 END AS amount
  FROM core.token_share AS s
  CROSS JOIN (SELECT 'tokens' AS weight UNION ALL SELECT 'spend') AS w
  WHERE s.section = 'models'
),
summed AS (
  SELECT
    m.day, m.weight,
    sum(CASE WHEN m.access = 'open' THEN m.amount ELSE 0 END) AS open_amount,
    sum(CASE WHEN m.access IN ('open', 'closed') THEN m.amount ELSE 0 END) AS known_amount,
    sum(CASE WHEN m.access = 'unknown' THEN m.amount ELSE 0 END) AS unknown_amount,
    sum(CASE WHEN m.access IN ('open', 'closed') AND m.amount IS NOT NULL THEN 1 ELSE 0 END) AS n,
    sum(CASE WHEN m.access = 'unknown' OR m.amount IS NULL THEN 1 ELSE 0 END) AS n_unknown,
    sum(CASE WHEN m.access IN ('open', 'closed') AND m.amount IS NOT NULL THEN m.share ELSE 0 END) AS covered
  FROM model AS m
  GROUP BY 1, 2
)
SELECT
  s.day, s.weight,
  CASE WHEN s.n >= 5 THEN s.open_amount / s.known_amount END AS value,
  CASE WHEN s.n >= 5 AND s.weight = 'tokens' THEN s.open_amount / (s.known_amount + s.unknown_amount) END AS low,
  CASE WHEN s.n >= 5 AND s.weight = 'tokens'
    THEN (s.open_amount + s.unknown_amount) / (s.known_amount + s.unknown_amount) END AS high,
  CAST(s.n AS BIGINT) AS n,
  CAST(s.n_unknown AS BIGINT) AS n_unknown,
  s.covered AS covered_share,
  trim(concat('one_service top_only ', CASE WHEN s.n < 5 THEN 'few_models' ELSE '' END)) AS flags
FROM summed AS s
