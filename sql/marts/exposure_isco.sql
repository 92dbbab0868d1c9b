-- about: ILO index of exposure to generative AI by ISCO-08 occupation and edition of the index. Exposed is not lost;
--   SOC and ISCO scores do not share a scale. Not exported: the publisher states no licence.
-- grain: isco08_code, edition
-- check: share: value BETWEEN 0 AND 1
-- unit: isco08_code = code
-- unit: edition = year of the index
-- unit: title, major_group, gradient = text
-- unit: value = score, 0 to 1, mean over tasks as published
-- unit: low, high = score, of the least and of the most exposed task; SE not published
-- unit: standard_deviation = score, between tasks, as published
-- unit: difference = score, mean of the tasks less the published mean
-- unit: n = tasks with a score
-- unit: flags = text: hole (no mean in this edition), few_matches (under 5 tasks)
-- unit: is_sample = true or false
SELECT
  isco08_code, edition, title, major_group, gradient,
  published AS value,
  least_task AS low,
  greatest_task AS high,
  published_sd AS standard_deviation,
  computed - published AS difference,
  n_tasks AS n,
  trim(concat(
    CASE WHEN published IS NULL THEN 'hole ' ELSE '' END,
    CASE WHEN n_tasks < 5 THEN 'few_matches ' ELSE '' END
  )) AS flags,
  is_sample
FROM core.isco_exposure
