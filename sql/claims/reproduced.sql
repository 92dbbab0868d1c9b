-- about: Our value of each figure that is to be reproduced, where its inputs are loaded.
-- grain: figure_id
-- unit: figure_id = code, see ref.reproduction
-- unit: ours = as the figure says
WITH hybrid AS (
  SELECT rater, measure, value FROM marts.exposure_jobs_mean
  WHERE join_rule = 'hybrid' AND year = 2021 AND group_code = 'all'
),
curve AS (
  SELECT x, value, value_above FROM marts.exposure_exceedance
  WHERE join_rule = 'hybrid' AND year = 2021 AND rater = 'human' AND measure = 'beta'
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
SELECT '2a.jobs_mean.' || rater || '.' || measure, value FROM hybrid
UNION ALL
SELECT '2a.share_10', value FROM curve WHERE abs(x - 0.1) < 1e-9
UNION ALL
SELECT '2a.headline_80', value FROM curve WHERE abs(x - 0.1) < 1e-9
UNION ALL
SELECT '2a.share_50_at_least', value FROM curve WHERE abs(x - 0.5) < 1e-9
UNION ALL
SELECT '2a.share_50_above', value_above FROM curve WHERE abs(x - 0.5) < 1e-9
UNION ALL
SELECT '2a.headline_19', value_above FROM curve WHERE abs(x - 0.5) < 1e-9
UNION ALL
SELECT '2a.group.' || group_code, value FROM marts.exposure_jobs_mean
WHERE join_rule = 'same_code' AND year = 2021 AND rater = 'human' AND measure = 'beta' AND group_code <> 'all'
UNION ALL
SELECT '2a.wage.' || rater, value FROM marts.exposure_wage WHERE join_rule = 'same_code' AND year = 2021 AND measure = 'beta'
UNION ALL
SELECT '2b.v3_cost', value / 1000000 FROM marts.training_cost_final_run WHERE model = 'DeepSeek-V3' AND price_basis = 'stated'
UNION ALL
SELECT '2b.growth.' || CASE measure WHEN 'amortized' THEN 'capex_energy' ELSE measure END, value
FROM marts.training_cost_frontier_trend WHERE selection = 'all'
UNION ALL
SELECT '2b.s1.' || CAST(CAST(usd_per_gpu_hour AS INTEGER) AS VARCHAR), value
FROM marts.finetune_cost_reasoning WHERE price_basis LIKE 'scenario%'
UNION ALL
SELECT '2b.h100.' || CAST(year AS VARCHAR), value FROM marts.chip_quote_year
WHERE tenure = 'on_demand' AND hardware = 'NVIDIA H100 SXM5 80GB' AND year BETWEEN 2023 AND 2025
UNION ALL
SELECT '2b.a100.' || CAST(year AS VARCHAR), value FROM marts.chip_quote_year
WHERE tenure = 'on_demand' AND hardware = 'NVIDIA A100 SXM4 80 GB' AND year BETWEEN 2022 AND 2025
UNION ALL
SELECT '2b.compute_growth', value FROM marts.training_compute_trend WHERE selection = 'notable_since_2010'
