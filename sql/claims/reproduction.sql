-- about: Published figures beside ours.
-- grain: figure_id
-- unit: figure_id = code
-- unit: position = place in the list
-- unit: figure, source = text
-- unit: kind = R reproduced from public files, C carried as a constant
-- unit: published, ours, difference, tolerance = as the figure says; NULL where the inputs are not loaded
-- unit: within = true where the difference is no more than the tolerance
-- export: parquet
SELECT
  r.figure_id,
  r.position,
  r.figure,
  r.published,
  o.ours,
  o.ours - r.published AS difference,
  r.tolerance,
  abs(o.ours - r.published) <= r.tolerance AS within,
  r.kind,
  r.why AS source
FROM ref.reproduction AS r
LEFT JOIN claims.reproduced AS o ON o.figure_id = r.figure_id
