-- about: Our value of each published figure of compute, models and prices, where its inputs are loaded.
-- grain: figure_id
-- unit: figure_id = code, see ref.reproduction
-- unit: ours = as the figure says
WITH v3 AS (
  SELECT t.chip_hours, t.value, t.listed_cost_2023_usd, t.listed_training_flop, s.active_parameters, s.training_tokens, s.gpus
  FROM marts.training_cost_final_run AS t
  JOIN ref.training_scale AS s ON s.model = t.model
  WHERE t.model = 'DeepSeek-V3' AND t.price_basis = 'stated'
),
v3_phase AS (
  SELECT r.phase, sum(r.chip_hours) AS chip_hours
  FROM ref.training_run AS r
  JOIN marts.training_cost_final_run AS t ON t.model = r.model AND t.price_basis = 'stated'
  WHERE r.model = 'DeepSeek-V3'
  GROUP BY 1
),
s1 AS (
  SELECT max(gpu_hours) AS gpu_hours FROM marts.finetune_cost_reasoning WHERE model = 's1-32B' HAVING count(*) > 0
),
speed AS (
  SELECT measure, value, doubling_years FROM marts.hw_price_performance_trend WHERE selection = 'all'
),
rate AS (
  SELECT metric, threshold, method, value, ratio, days
  FROM marts.token_price_const_capability_rate
  WHERE component = 'blend_3'
),
-- The first list states from when to when a price held; the second shows what
-- it said on a day.
stated AS (
  SELECT model, component, valid_from, valid_to, value
  FROM marts.token_price_posted
  WHERE source = 'llmprices.history' AND vendor = 'deepseek' AND component IN ('input', 'output')
),
observed AS (
  SELECT vendor, model, component, valid_from, value
  FROM marts.token_price_posted
  WHERE source = 'litellm.prices' AND component IN ('input', 'output')
),
day AS (
  SELECT 'start' AS moment, TIMESTAMP '2025-01-20' AS at
  UNION ALL SELECT 'spring', TIMESTAMP '2025-03-01'
),
chat AS (
  SELECT 'chat_' || d.moment AS place, p.component, max(p.value) AS value
  FROM stated AS p
  JOIN day AS d ON (p.valid_from IS NULL OR p.valid_from <= d.at) AND (p.valid_to IS NULL OR p.valid_to > d.at)
  WHERE p.model = 'deepseek-chat'
  GROUP BY 1, 2
),
risen AS (
  SELECT component, max(value) AS value
  FROM observed
  WHERE vendor = 'deepseek' AND model = 'deepseek-chat' AND valid_from >= TIMESTAMP '2025-09-06' AND valid_from < TIMESTAMP '2025-12-01'
  GROUP BY 1
)
SELECT '2b.v3_hours.' || phase AS figure_id, chip_hours AS ours FROM v3_phase
UNION ALL
SELECT '2b.v3_hours.total', chip_hours FROM v3
UNION ALL
SELECT '2b.v3_cost', value / 1000000 FROM v3
UNION ALL
SELECT '2b.v3_usd_per_mtok', value / (training_tokens / 1000000) FROM v3
UNION ALL
SELECT '2b.v3_days', p.chip_hours / v.gpus / 24 FROM v3 AS v JOIN v3_phase AS p ON p.phase = 'pre_training'
UNION ALL
-- Six operations for each active parameter and token.
SELECT '2b.v3_6nd', 6 * active_parameters * training_tokens FROM v3
UNION ALL
SELECT '2b.v3_listed_flop', listed_training_flop FROM v3 WHERE listed_training_flop IS NOT NULL
UNION ALL
SELECT '2b.v3_listed_cost', listed_cost_2023_usd / 1000000 FROM v3 WHERE listed_cost_2023_usd IS NOT NULL
UNION ALL
SELECT '2b.s1_hours', gpu_hours FROM s1
UNION ALL
SELECT '2b.s1_implied', 50 / gpu_hours FROM s1
UNION ALL
SELECT '2b.s1.' || CAST(CAST(usd_per_gpu_hour AS INTEGER) AS VARCHAR), value
FROM marts.finetune_cost_reasoning WHERE price_basis LIKE 'scenario%'
UNION ALL
SELECT '2b.growth.' || CASE measure WHEN 'amortized' THEN 'capex_energy' ELSE measure END, value
FROM marts.training_cost_frontier_trend WHERE selection = 'all'
UNION ALL
SELECT '2b.growth_n.' || CASE measure WHEN 'amortized' THEN 'capex_energy' ELSE measure END, CAST(n AS DOUBLE)
FROM marts.training_cost_frontier_trend WHERE selection = 'all'
UNION ALL
SELECT '2b.growth_published', value FROM marts.training_cost_frontier_trend WHERE selection = 'all' AND measure = 'amortized'
UNION ALL
SELECT '2b.compute_growth', value FROM marts.training_compute_trend WHERE selection = 'notable_since_2010'
UNION ALL
SELECT '2b.compute_growth_published', value FROM marts.training_compute_trend WHERE selection = 'notable_since_2010'
UNION ALL
SELECT '2b.compute_growth_n', CAST(n AS DOUBLE) FROM marts.training_compute_trend WHERE selection = 'notable_since_2010'
UNION ALL
SELECT '2b.hw_speed', value FROM speed WHERE measure = 'speed tensor_fp16'
UNION ALL
SELECT '2b.hw_doubling', doubling_years FROM speed WHERE measure = 'speed tensor_fp16'
UNION ALL
SELECT '2b.hw_cheaper', 1 - 1 / value FROM speed WHERE measure = 'speed_per_usd tensor_fp16'
UNION ALL
SELECT '2b.h100.' || CAST(year AS VARCHAR), value FROM marts.chip_quote_year
WHERE tenure = 'on_demand' AND hardware = 'NVIDIA H100 SXM5 80GB' AND year BETWEEN 2023 AND 2025
UNION ALL
SELECT '2b.a100.' || CAST(year AS VARCHAR), value FROM marts.chip_quote_year
WHERE tenure = 'on_demand' AND hardware = 'NVIDIA A100 SXM4 80 GB' AND year BETWEEN 2022 AND 2025
UNION ALL
SELECT '2b.china_share.' || CAST(CAST(year AS INTEGER) AS VARCHAR), value FROM marts.china_share_notable
WHERE counting = 'whole' AND year BETWEEN 2022 AND 2024
UNION ALL
SELECT '2b.open_lag', value FROM marts.open_closed_lag WHERE scope = 'all'
UNION ALL
SELECT '2b.china_gap', value FROM marts.china_frontier_gap WHERE scope = 'all'
UNION ALL
SELECT '2b.hosting.' || CAST(extract(year FROM month) AS VARCHAR), price_index FROM marts.official_compute_price
WHERE series_id = 'PCU518210518210' AND month IN (DATE '2022-11-01', DATE '2025-05-01') AND price_index IS NOT NULL
UNION ALL
SELECT '2b.hosting.rise', nominal_index / 100 - 1 FROM marts.official_compute_price
WHERE series_id = 'PCU518210518210' AND month = DATE '2025-05-01' AND base_month = DATE '2022-11-01' AND nominal_index IS NOT NULL
UNION ALL
SELECT '2b.deepseek.' || place || '.' || component, value FROM chat
UNION ALL
SELECT '2b.deepseek.reasoner.' || component, max(value) FROM stated WHERE model = 'deepseek-reasoner' GROUP BY component
UNION ALL
SELECT '2b.deepseek.autumn.' || component, value FROM risen
UNION ALL
SELECT '2b.deepseek.rise.' || r.component, r.value / c.value
FROM risen AS r
JOIN chat AS c ON c.component = r.component AND c.place = 'chat_spring'
UNION ALL
SELECT '2b.o1.' || component, max(value) FROM observed WHERE vendor = 'openai' AND model = 'o1' GROUP BY component
UNION ALL
SELECT '2b.capability.least', min(value) FROM rate WHERE method = 'ols' HAVING count(value) > 0
UNION ALL
SELECT '2b.capability.most', max(value) FROM rate WHERE method = 'ols' HAVING count(value) > 0
UNION ALL
-- The thresholds are those of ref.capability_threshold, after chance is taken out.
SELECT '2b.capability.gpqa', value FROM rate WHERE method = 'ols' AND metric = 'GPQA diamond' AND threshold = 0.14
UNION ALL
SELECT '2b.gpt35.ratio', ratio FROM rate WHERE method = 'endpoint' AND metric = 'MMLU' AND threshold = 0.5306
UNION ALL
SELECT '2b.gpt35.months', days / 30.4375 FROM rate WHERE method = 'endpoint' AND metric = 'MMLU' AND threshold = 0.5306
UNION ALL
SELECT '2b.a16z.mmlu83', ratio FROM rate WHERE method = 'endpoint' AND metric = 'MMLU' AND threshold = 0.7733
UNION ALL
SELECT '2b.open_tokens', max(value) FROM marts.open_token_share
WHERE weight = 'tokens' AND day = (SELECT max(day) FROM marts.open_token_share) HAVING count(value) > 0
