-- about: ILO index of exposure to generative AI of each ISCO-08 occupation, computed from its tasks and as published.
-- grain: isco08_code, edition
-- check: share: computed BETWEEN 0 AND 1
-- unit: isco08_code = code
-- unit: edition = year of the index
-- unit: title, major_group, gradient = text
-- unit: computed, published, least_task, greatest_task = score, 0 to 1
-- unit: published_sd = score, between tasks
-- unit: n_tasks = tasks with a score
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  i.isco08_code,
  y.edition,
  min(i.title) AS title,
  min(i.major_group) AS major_group,
  CASE WHEN y.edition = 2025 THEN min(i.gradient) END AS gradient,
  avg(CASE WHEN y.edition = 2023 THEN i.score_2023 ELSE i.score_2025 END) AS computed,
  max(CASE WHEN y.edition = 2023 THEN i.mean_2023 ELSE i.mean_2025 END) AS published,
  min(CASE WHEN y.edition = 2023 THEN i.score_2023 ELSE i.score_2025 END) AS least_task,
  max(CASE WHEN y.edition = 2023 THEN i.score_2023 ELSE i.score_2025 END) AS greatest_task,
  max(CASE WHEN y.edition = 2023 THEN i.sd_2023 ELSE i.sd_2025 END) AS published_sd,
  count(CASE WHEN y.edition = 2023 THEN i.score_2023 ELSE i.score_2025 END) AS n_tasks,
  max(i._known_at) AS known_at,
  bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
FROM latest.exposure_ilo AS i
CROSS JOIN (SELECT 2023 AS edition UNION ALL SELECT 2025) AS y
LEFT JOIN meta.landing AS l ON l.id = i._landing
GROUP BY 1, 2
