-- about: Which model of Epoch AI an API sells under an id, and when: by hand where ids move or have other names,
--   else where Epoch tested the very id.
-- grain: vendor, api_model, model, valid_from
-- check: interval: valid_to IS NULL OR valid_to > valid_from
-- check: one version at a time: NOT EXISTS (SELECT 1 FROM core.llm_alias AS o WHERE o.vendor = llm_alias.vendor
--   AND o.api_model = llm_alias.api_model AND o.version <> llm_alias.version
--   AND o.valid_from < coalesce(llm_alias.valid_to, DATE '9999-12-31')
--   AND llm_alias.valid_from < coalesce(o.valid_to, DATE '9999-12-31'))
-- unit: vendor = code, * is any
-- unit: api_model = code, in small letters and without what stands before the last slash
-- unit: version = model version of Epoch AI, written in the same way and without the effort of reasoning
-- unit: model = name of Epoch AI, as in core.llm_capability
-- unit: valid_from, valid_to = date, half open; 1900-01-01 is from the start, NULL is open
-- unit: is_by_hand = true or false
WITH tested AS (
  SELECT c.model_version, coalesce(c.model, c.model_version) AS model FROM latest.epoch_capabilities AS c
  UNION ALL
  SELECT b.model_version, coalesce(b.model, b.model_version) FROM latest.epoch_benchmarks AS b
),
version AS (
  -- The effort stands behind a low line (gpt-5-2025-08-07_high), the host before a slash.
  SELECT DISTINCT
    trim(regexp_replace(regexp_replace(lower(t.model_version), '^.*/', ''), '_.*$', '')) AS version,
    t.model
  FROM tested AS t
)
SELECT
  a.vendor, a.api_model, a.version, v.model,
  coalesce(a.valid_from, DATE '1900-01-01') AS valid_from,
  a.valid_to,
  TRUE AS is_by_hand
FROM ref.llm_alias AS a
JOIN version AS v ON v.version = a.version
UNION ALL
SELECT '*', v.version, v.version, v.model, DATE '1900-01-01', NULL, FALSE
FROM version AS v
WHERE NOT EXISTS (SELECT 1 FROM ref.llm_alias AS a WHERE a.api_model = v.version)
