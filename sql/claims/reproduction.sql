-- about: Published figures beside ours.
-- grain: figure_id
-- check: a state: state IN ('within', 'outside', 'hole as published', 'not loaded', 'constant', 'beside ours')
-- check: a hole is not a number: state <> 'hole as published' OR (published IS NULL AND ours IS NULL)
-- unit: figure_id = code
-- unit: position = place in the list
-- unit: figure, source = text
-- unit: kind = R reproduced from public files, C carried as a constant
-- unit: published = as the figure says; NULL where no value exists and none was published
-- unit: ours, difference, tolerance = as the figure says; NULL where the inputs are not loaded, or in a hole
-- unit: within = true where the difference is no more than the tolerance, or both have no value; NULL for a constant
-- unit: state = within, outside, hole as published, not loaded, constant (nothing here to compute it from), beside ours
--   (a constant of another definition or another state of the list, so no tolerance holds)
-- unit: note = text: why ours differs or is absent
-- export: parquet
SELECT
  r.figure_id,
  r.position,
  r.figure,
  r.published,
  o.ours,
  o.ours - r.published AS difference,
  r.tolerance,
  CASE
    WHEN r.kind = 'C' OR o.figure_id IS NULL THEN CAST(NULL AS BOOLEAN)
    WHEN r.published IS NULL OR o.ours IS NULL THEN r.published IS NULL AND o.is_hole
    -- The last bit of a printed decimal is not the figure's.
    ELSE abs(o.ours - r.published) <= r.tolerance + 1e-9 * abs(r.published)
  END AS within,
  CASE
    WHEN r.kind = 'C' AND o.ours IS NULL THEN 'constant'
    WHEN r.kind = 'C' THEN 'beside ours'
    WHEN o.figure_id IS NULL THEN 'not loaded'
    WHEN r.published IS NULL AND o.is_hole THEN 'hole as published'
    WHEN abs(o.ours - r.published) <= r.tolerance + 1e-9 * abs(r.published) THEN 'within'
    ELSE 'outside'
  END AS state,
  r.kind,
  coalesce(r.note, '') AS note,
  r.why AS source
FROM ref.reproduction AS r
LEFT JOIN claims.reproduced AS o ON o.figure_id = r.figure_id
