-- about: Exposure of each OEWS occupation to language models: mean over the O*NET occupations of a
--   SOC code, then over the SOC codes counted under the OEWS code. Exposure is not loss of jobs.
-- grain: year, occ_code, rater, measure
-- check: share: score BETWEEN 0 AND 1
-- warn: enough rows: n_rows >= 4000
-- unit: year = year
-- unit: occ_code, major_group_code = code
-- unit: occ_title = text
-- unit: rater = human or gpt4
-- unit: measure = alpha, beta or gamma (zeta in the paper)
-- unit: score = share of tasks, 0 to 1
-- unit: n_soc = SOC codes
-- unit: n_onet = O*NET occupations
-- unit: employment = jobs
-- unit: annual_mean_wage_usd = USD per year
-- unit: known_at = UTC
-- unit: is_sample = true or false
WITH rated AS (
  SELECT
    substr(g.onetsoc_code, 1, 7) AS soc_code,
    m.rater,
    m.measure,
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
),
soc AS (
  SELECT
    soc_code,
    rater,
    measure,
    avg(score) AS score,
    count(*) AS n_onet,
    max(known_at) AS known_at,
    bool_or(is_sample) AS is_sample
  FROM rated
  WHERE score IS NOT NULL
  GROUP BY 1, 2, 3
)
SELECT
  e.year,
  e.occ_code,
  e.major_group_code,
  e.occ_title,
  s.rater,
  s.measure,
  avg(s.score) AS score,
  count(*) AS n_soc,
  CAST(sum(s.n_onet) AS BIGINT) AS n_onet,
  e.employment,
  e.annual_mean_wage_usd,
  max(CASE WHEN s.known_at > e.known_at THEN s.known_at ELSE e.known_at END) AS known_at,
  bool_or(s.is_sample OR e.is_sample) AS is_sample
FROM core.occupation_exposure_map AS x
JOIN core.occupation_employment AS e ON e.year = x.year AND e.occ_code = x.occ_code
JOIN soc AS s ON s.soc_code = x.soc_code
GROUP BY 1, 2, 3, 4, 5, 6, 10, 11
