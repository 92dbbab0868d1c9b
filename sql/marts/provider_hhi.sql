-- about: Concentration of tokens among the authors of models on OpenRouter, from the nine or so authors that the
--   rankings page names. The rest is unseen, so the true index lies between two bounds. Users of one service.
-- grain: day
-- check: bounds: low <= high AND value = low
-- unit: day = date on which the page was read; the figures are of the week before
-- unit: value = index, sum of squared percent shares of the named authors, 0 to 10000: the least it can be
-- unit: low, high = index; low is value, high has the rest in authors as large as the last one named; SE not published
-- unit: n = authors named
-- unit: n_effective = authors of equal size with the same index, 10000 over value
-- unit: cr4 = share of the four largest, 0 to 1
-- unit: named_share = share of all tokens that the named authors have, 0 to 1
-- unit: us_guide = index, 1800: above it the merger guidelines of the United States of 2023 call a market highly concentrated
-- unit: flags = text: top_only (authors beyond the named ones are unseen), one_service
-- export: parquet
WITH author AS (
  SELECT s.day, s.subject, s.rank, s.share FROM core.token_share AS s
  WHERE s.section = 'market_share' AND s.share > 0 AND s.subject <> 'others'
),
summed AS (
  SELECT
    a.day,
    count(*) AS n,
    sum(10000 * a.share * a.share) AS hhi,
    sum(a.share) AS named,
    min(a.share) AS least,
    sum(CASE WHEN a.rank <= 4 THEN a.share ELSE 0 END) AS cr4
  FROM author AS a
  GROUP BY 1
)
SELECT
  s.day,
  s.hhi AS value,
  s.hhi AS low,
  s.hhi + 10000 * greatest(1 - s.named, 0) * s.least AS high,
  s.n,
  10000 / s.hhi AS n_effective,
  s.cr4,
  s.named AS named_share,
  1800 AS us_guide,
  trim(concat('one_service ', CASE WHEN s.named < 0.999 THEN 'top_only' ELSE '' END)) AS flags
FROM summed AS s
WHERE s.n >= 5
