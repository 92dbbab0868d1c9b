-- about: Automation and augmentation in conversations with Claude: share of the conversations whose way of working
--   together is known. One vendor's users; later releases count other products and classify anew.
-- grain: release, platform, kind
-- check: share: value BETWEEN 0 AND 1 + 1e-6
-- unit: release = code, day of the release
-- unit: platform = text
-- unit: kind = automation or augmentation, see ref.claude_mode
-- unit: value = share of classified conversations
-- unit: low, high = share of all conversations: the unclassified counted as the other kind, and as this kind; SE not published
-- unit: n = tasks over which the share is weighted, 1 where the release gives it directly
-- unit: unclassified = share of all conversations
-- unit: flags = text: much_unclassified (over one tenth)
-- unit: is_sample = true or false
-- export: parquet
WITH grouped AS (
  SELECT
    s.release, s.platform, k.kind,
    sum(CASE WHEN m.kind = k.kind THEN s.share ELSE 0 END) AS this_kind,
    sum(CASE WHEN m.kind IS NOT NULL THEN s.share ELSE 0 END) AS classified,
    sum(CASE WHEN m.kind IS NULL THEN s.share ELSE 0 END) AS unclassified,
    max(s.n) AS n,
    bool_or(s.is_sample) AS is_sample
  FROM core.claude_mode_share AS s
  CROSS JOIN (SELECT DISTINCT kind FROM ref.claude_mode) AS k
  LEFT JOIN ref.claude_mode AS m ON m.mode = s.mode
  GROUP BY 1, 2, 3
)
SELECT
  release, platform, kind,
  this_kind / nullif(classified, 0) AS value,
  this_kind / nullif(classified + unclassified, 0) AS low,
  (this_kind + unclassified) / nullif(classified + unclassified, 0) AS high,
  n,
  unclassified / nullif(classified + unclassified, 0) AS unclassified,
  CASE WHEN unclassified > 0.1 * (classified + unclassified) THEN 'much_unclassified' ELSE '' END AS flags,
  is_sample
FROM grouped
WHERE classified > 0
