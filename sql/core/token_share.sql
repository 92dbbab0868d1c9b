-- about: Tokens through OpenRouter by author and by model on each day on which the rankings page was read, with what
--   is known of the weights: the model is open where OpenRouter's list names a repository of weights for it.
-- grain: day, section, subject
-- check: a share: share IS NULL OR share BETWEEN 0 AND 1
-- unit: day = date on which the page was read; the figures are of the week before
-- unit: section = market_share (authors), models
-- unit: subject = code
-- unit: rank = position
-- unit: tokens = tokens of input and output
-- unit: share = share of all tokens, 0 to 1, as the page says
-- unit: access = open, closed, or unknown where the list has no such model; NULL for authors
-- unit: usd_per_mtok = USD per million tokens, posted, 3 of input to 1 of output; NULL where not listed
WITH listed AS (
  -- The id with a date at its end is that of the version; the list has the id without.
  SELECT
    o.id,
    coalesce(o.canonical_slug, o.id) AS slug,
    o.hugging_face_id,
    (3000000 * o.prompt_usd_per_token + 1000000 * o.completion_usd_per_token) / 4 AS usd
  FROM latest.openrouter_models AS o
  WHERE o.id NOT LIKE '%:%'
),
model AS (
  SELECT
    r.day, r.subject,
    bool_or(coalesce(l.hugging_face_id, '') <> '') AS is_open,
    max(CASE WHEN l.usd > 0 THEN l.usd END) AS usd
  FROM latest.openrouter_rankings AS r
  JOIN listed AS l ON l.slug = r.subject OR l.id = r.subject
  WHERE r.section = 'models'
  GROUP BY 1, 2
)
SELECT
  r.day, r.section, r.subject, r.rank, r.tokens,
  r.share_pct / 100 AS share,
  CASE
    WHEN r.section = 'models' AND m.subject IS NULL THEN 'unknown'
    WHEN r.section = 'models' AND m.is_open THEN 'open'
    WHEN r.section = 'models' THEN 'closed'
  END AS access,
  m.usd AS usd_per_mtok
FROM latest.openrouter_rankings AS r
LEFT JOIN model AS m ON m.day = r.day AND m.subject = r.subject AND r.section = 'models'
WHERE r.section IN ('market_share', 'models')
