-- about: Exposure of each rated SOC occupation to language models: mean of the published scores of its O*NET occupations.
-- grain: soc_code, rater, measure
-- check: share: score BETWEEN 0 AND 1
-- unit: soc_code = code
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: score = share of tasks, 0 to 1
-- unit: n_onet = O*NET occupations
-- unit: score_00 = share of tasks, 0 to 1, from the O*NET occupation whose code ends in .00; NULL where there is none
-- unit: known_at = UTC
-- unit: is_sample = true or false
SELECT
  soc_code, rater, measure,
  avg(published) AS score,
  avg(CASE WHEN onetsoc_code LIKE '%.00' THEN published END) AS score_00,
  count(*) AS n_onet,
  max(known_at) AS known_at,
  bool_or(is_sample) AS is_sample
FROM core.onet_exposure
WHERE published IS NOT NULL
GROUP BY 1, 2, 3
