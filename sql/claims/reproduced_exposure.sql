-- about: Our value of each published figure of exposure and of use, where its inputs are loaded.
-- grain: figure_id
-- unit: figure_id = code, see ref.reproduction
-- unit: ours = as the figure says
WITH curve AS (
  SELECT join_rule, measure, x, value, value_above, tied, n_tied, n_all, coverage
  FROM marts.exposure_exceedance
  WHERE year = 2021 AND rater = 'human'
),
beta AS (
  SELECT c.* FROM curve AS c WHERE c.measure = 'beta'
),
half AS (
  SELECT b.* FROM beta AS b WHERE abs(b.x - 0.5) < 1e-9
),
tenth AS (
  SELECT b.* FROM beta AS b WHERE abs(b.x - 0.1) < 1e-9
),
jobs AS (
  SELECT employment_covered, employment_total
  FROM marts.exposure_workers_share
  WHERE year = 2021 AND rater = 'human' AND measure = 'beta' AND abs(threshold - 0.5) < 1e-9
)
SELECT '2a.' || basis || '_mean.' || rater || '.' || measure AS figure_id, value AS ours FROM marts.exposure_mean
UNION ALL
SELECT '2a.' || basis || '_sd.' || rater || '.' || measure, standard_deviation FROM marts.exposure_mean WHERE basis = 'occupations'
UNION ALL
SELECT '2a.labels.human.' || human_label, CAST(max(n_human_label) AS DOUBLE) FROM marts.exposure_label_agreement GROUP BY human_label
UNION ALL
SELECT '2a.labels.gpt4.' || gpt4_label, CAST(max(n_gpt4_label) AS DOUBLE) FROM marts.exposure_label_agreement GROUP BY gpt4_label
UNION ALL
SELECT '2a.agree.' || human_label, CAST(n AS DOUBLE) FROM marts.exposure_label_agreement WHERE human_label = gpt4_label
UNION ALL
SELECT '2a.agreement', max(agreement) FROM marts.exposure_label_agreement HAVING count(*) > 0
UNION ALL
SELECT '2a.rater.' || measure, value FROM marts.exposure_rater_correlation
UNION ALL
SELECT '2a.rebuilt.count', CAST(count(difference) AS DOUBLE) FROM marts.exposure_occ HAVING count(difference) > 0
UNION ALL
SELECT '2a.rebuilt.difference', max(abs(difference)) FROM marts.exposure_occ HAVING count(difference) > 0
UNION ALL
SELECT '2a.rebuilt.equal_weights', max(abs(value_equal_weights - published)) FROM marts.exposure_occ HAVING count(value_equal_weights) > 0
UNION ALL
SELECT '2a.ties.onet', CAST(sum(CASE WHEN abs(published - 0.5) < 1e-9 THEN 1 ELSE 0 END) AS DOUBLE)
FROM marts.exposure_occ WHERE rater = 'human' AND measure = 'beta' HAVING count(published) > 0
UNION ALL
SELECT '2a.ties.onet_exact', CAST(sum(CASE WHEN published = 0.5 THEN 1 ELSE 0 END) AS DOUBLE)
FROM marts.exposure_occ WHERE rater = 'human' AND measure = 'beta' HAVING count(published) > 0
UNION ALL
SELECT '2a.ties.occupations', CAST(n_tied AS DOUBLE) FROM half WHERE join_rule = 'hybrid'
UNION ALL
SELECT '2a.ties.jobs', tied FROM half WHERE join_rule = 'hybrid'
UNION ALL
SELECT '2a.jobs_mean.' || rater || '.' || measure, value FROM marts.exposure_jobs_mean
WHERE join_rule = 'hybrid' AND year = 2021 AND group_code = 'all'
UNION ALL
SELECT '2a.jobs', employment_total FROM jobs
UNION ALL
SELECT '2a.jobs_unrated', (employment_total - employment_covered) / 1000000 FROM jobs
UNION ALL
SELECT '2a.join.' || join_rule || '.occupations', CAST(n_all AS DOUBLE) FROM half
UNION ALL
SELECT '2a.join.' || join_rule || '.coverage', coverage FROM half
UNION ALL
SELECT '2a.join.' || join_rule || '.share_10', value FROM tenth
UNION ALL
SELECT '2a.join.' || join_rule || '.share_50_at_least', value FROM half
UNION ALL
SELECT '2a.join.' || join_rule || '.share_50_above', value_above FROM half
UNION ALL
SELECT '2a.share_50_above.' || measure, value_above FROM curve WHERE join_rule = 'hybrid' AND abs(x - 0.5) < 1e-9
UNION ALL
SELECT '2a.headline_80', value FROM tenth WHERE join_rule = 'hybrid'
UNION ALL
SELECT '2a.headline_19', value_above FROM half WHERE join_rule = 'hybrid'
UNION ALL
SELECT '2a.group.' || group_code, value FROM marts.exposure_jobs_mean
WHERE join_rule = 'same_code' AND year = 2021 AND rater = 'human' AND measure = 'beta' AND group_code <> 'all'
UNION ALL
SELECT '2a.wage.' || rater, value FROM marts.exposure_wage WHERE join_rule = 'same_code' AND year = 2021 AND measure = 'beta'
UNION ALL
SELECT '2a.wage.occupations', CAST(n AS DOUBLE) FROM marts.exposure_wage
WHERE join_rule = 'same_code' AND year = 2021 AND measure = 'beta' AND rater = 'human'
UNION ALL
-- Scores do not differ between the years of the jobs beside them.
SELECT '2a.beta.human.' || occ_code, max(beta_human) FROM marts.care_v_clerical GROUP BY occ_code
UNION ALL
SELECT '2a.beta.gpt4.' || occ_code, max(beta_gpt4) FROM marts.care_v_clerical GROUP BY occ_code
UNION ALL
SELECT '2c.claude.tasks_' || CASE threshold WHEN 0.25 THEN '25' ELSE '75' END, max(value) FROM marts.observed_use
WHERE release = '2025_02_10' AND tasks_of = '20.1' AND threshold IN (0.25, 0.75) GROUP BY threshold
UNION ALL
SELECT '2c.claude.' || kind, max(value) FROM marts.observed_use_mode WHERE release = '2025_03_27' GROUP BY kind
UNION ALL
SELECT '2c.claude.computer', max(value) FROM marts.observed_use_group
WHERE release = '2025_02_10' AND tasks_of = '20.1' AND group_code = '15-0000' HAVING count(*) > 0
