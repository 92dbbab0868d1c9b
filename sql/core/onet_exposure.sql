-- about: Exposure of each O*NET occupation to language models: computed from the task labels, and as the authors published it.
-- grain: onetsoc_code, rater, measure
-- check: computed share: computed BETWEEN 0 AND 1
-- check: published share: published BETWEEN 0 AND 1
-- warn: equal to the published score: is_sample OR abs(computed - published) < 1e-9
-- unit: onetsoc_code, soc_code = code
-- unit: title = text
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: computed = share of tasks, a core task counting twice, 0 to 1
-- unit: computed_equal_weights = share of tasks, all counting alike, 0 to 1
-- unit: published = share of tasks, 0 to 1
-- unit: n_tasks, n_core_tasks = tasks
-- unit: known_at = UTC
-- unit: is_sample = true or false
WITH computed AS (
  SELECT
    t.onetsoc_code, t.rater, m.measure,
    CAST(sum(t.weight * CASE m.measure WHEN 'alpha' THEN t.alpha WHEN 'beta' THEN t.beta ELSE t.gamma END) AS DOUBLE)
      / sum(t.weight) AS score,
    CAST(sum(CASE m.measure WHEN 'alpha' THEN t.alpha WHEN 'beta' THEN t.beta ELSE t.gamma END) AS DOUBLE)
      / count(*) AS score_equal_weights,
    count(*) AS n_tasks,
    CAST(sum(t.weight - 1) AS BIGINT) AS n_core_tasks,
    max(t.known_at) AS known_at,
    bool_or(t.is_sample) AS is_sample
  FROM core.task_exposure AS t
  JOIN ref.exposure_measure AS m ON m.rater = t.rater
  GROUP BY 1, 2, 3
),
published AS (
  SELECT
    g.onetsoc_code, g.title, m.rater, m.measure,
    CASE concat(m.rater, '_', m.measure)
      WHEN 'human_alpha' THEN g.human_alpha
      WHEN 'human_beta' THEN g.human_beta
      WHEN 'human_gamma' THEN g.human_gamma
      WHEN 'gpt4_alpha' THEN g.gpt4_alpha
      WHEN 'gpt4_beta' THEN g.gpt4_beta
      WHEN 'gpt4_gamma' THEN g.gpt4_gamma
    END AS score,
    g._known_at AS known_at,
    coalesce(l.is_sample, FALSE) AS is_sample
  FROM latest.exposure_gpts_occupations AS g
  CROSS JOIN ref.exposure_measure AS m
  LEFT JOIN meta.landing AS l ON l.id = g._landing
)
SELECT
  coalesce(p.onetsoc_code, c.onetsoc_code) AS onetsoc_code,
  substr(coalesce(p.onetsoc_code, c.onetsoc_code), 1, 7) AS soc_code,
  p.title,
  coalesce(p.rater, c.rater) AS rater,
  coalesce(p.measure, c.measure) AS measure,
  c.score AS computed,
  c.score_equal_weights AS computed_equal_weights,
  p.score AS published,
  c.n_tasks,
  c.n_core_tasks,
  CASE WHEN c.known_at > p.known_at OR p.known_at IS NULL THEN c.known_at ELSE p.known_at END AS known_at,
  coalesce(c.is_sample, FALSE) OR coalesce(p.is_sample, FALSE) AS is_sample
FROM published AS p
FULL JOIN computed AS c
  ON c.onetsoc_code = p.onetsoc_code AND c.rater = p.rater AND c.measure = p.measure
WHERE coalesce(p.score, c.score) IS NOT NULL
