-- about: Workers of 22 to 27 against those of 35 to 49 within an occupation, in the fifth of occupations most exposed to
--   language models against all others, before and after December 2022: a triple difference. Timing and comparison only.
-- compute: did
-- grain: variant
-- unit: variant = equal_weights (each occupation alike), base_employment (weighted by it), or placebo (event within the time before)
-- unit: value = log points by which the ratio of young to older workers of exposed occupations after the event differs from the others, less the difference before
-- unit: low, high = log points, 95 % interval by clustered error, Student's t
-- unit: percent = percent, 100 (exp(value) - 1)
-- unit: cluster_se, classical_se = log points
-- unit: cluster_p = probability, two-sided; too small under 30 clusters
-- unit: ri_p = probability: share of random choices of as many exposed occupations with an effect as far from zero
-- unit: ri_assignments = choices tried
-- unit: ri_seed = seed of the choices; NULL where all were tried
-- unit: mde = log points: smallest effect found with 80 % power at 5 %
-- unit: pre_trend_p = probability of no difference before the event, F test; NULL with one span before
-- unit: n_before, n_after = spans
-- unit: first_span, last_span = date
-- unit: clusters, clusters_exposed = occupations
-- unit: n = cells of occupation and span
-- unit: n_small = cells under 75 persons asked, after the event
-- unit: n_dropped = occupations that lack a span after the event and are out
-- unit: n_too_few = rated occupations that are out by the persons asked before it
-- unit: design, comparison = text
-- unit: flags = text: not_estimable, few_clusters (under 30: read ri_p), trends_differ_before (pre_trend_p under .05), small_cells,
--   hole (a month of a span was not asked)
-- unit: is_sample = true or false
-- export: parquet
SELECT
  census_code, span_start, span_index, event_index, placebo_index, y, is_exposed, base_employment, n, n_dropped, n_too_few, n_holes, is_sample
FROM core.cps_panel
WHERE study = 'young_exposed'
