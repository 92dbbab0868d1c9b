-- about: Gap of employment between exposed and other occupations by span of three months, less that of September to
--   November 2022. Timing only, see marts.emp_exposed_did.
-- compute: did_events
-- grain: span_start
-- unit: span_start = date, first month of the span
-- unit: is_after = true or false: from the event on
-- unit: value = log points, employment of exposed less other occupations; 0 in the base span
-- unit: low, high = log points, 95 % interval by clustered error, Student's t
-- unit: cluster_se = log points
-- unit: n = occupations
-- unit: flags = text: base (the last span before the event), not_estimable
-- unit: is_sample = true or false
-- export: parquet
SELECT
  census_code, span_start, span_index, event_index, placebo_index, y, is_exposed, base_employment, n, n_dropped, n_too_few, n_holes, is_sample
FROM core.cps_panel
WHERE study = 'emp_exposed'
