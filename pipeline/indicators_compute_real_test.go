package pipeline_test

import (
	"context"
	"path"
	"testing"
)

// computeFiles are the real files that the prices of compute rest on.
var computeFiles = []realFile{
	{dataset: "epoch.models", path: "epoch/notable_ai_models.csv", at: "2025-12-15"},
	{dataset: "epoch.hardware", path: "epoch/ml_hardware.csv", at: "2025-12-15"},
	{dataset: "epoch.hardware", path: "epoch/2026-04/ml_hardware.csv", at: "2026-04-15"},
	{dataset: "epoch.model_costs", path: "epoch/training-cost-trends/model_costs.csv"},
	{dataset: "epoch.hardware_prices", path: "epoch/training-cost-trends/Hardware prices.csv"},
	{dataset: "epoch.benchmarks", path: "epoch/2026-05/model_benchmark_scores.csv", at: "2026-05-15"},
	{dataset: "fred.graph", path: "epoch/training-cost-trends/PCU518210518210.csv"},
	{dataset: "bls.cpi", path: "bls/time.series/cu/cu.data.1.AllItems", at: "2026-04-10"},
	{dataset: "skypilot.vms", path: "skypilot-catalog/2026-04-02/lambda/vms.csv", at: "2026-04-02"},
	{dataset: "skypilot.vms", path: "skypilot-catalog/2026-04-06/lambda/vms.csv", at: "2026-04-06"},
	{dataset: "skypilot.vms", path: "skypilot-catalog/2026-05-20/lambda/vms.csv", at: "2026-05-20"},
	{dataset: "skypilot.vms", path: "skypilot-catalog/2026-05-20/gcp/vms.csv", at: "2026-05-20"},
	{dataset: "skypilot.vms", path: "skypilot-catalog/2026-05-20/vast/vms.csv", at: "2026-05-20"},
	{dataset: "skypilot.vms", path: "skypilot-catalog/upstream_v8/runpod/vms.csv", at: "2026-05-20"},
	{dataset: "skypilot.vms", path: "skypilot-catalog/upstream_v8/nebius/vms.csv", at: "2026-05-20"},
}

func TestRealPricesOfComputeGiveThePublishedFigures(t *testing.T) {
	t.Parallel()
	data, dir := realFigures(t), t.TempDir()
	r := realRunner(t, dir,
		"core.consumer_price", "core.model_run", "marts.chip_quote_year", "marts.finetune_cost_reasoning", "marts.gpu_hour_price_hedonic",
		"marts.hw_price_performance", "marts.hw_price_performance_trend", "marts.inference_hw_floor", "marts.inference_hw_floor_capability",
		"marts.official_compute_price", "marts.spot_discount", "marts.training_compute_trend", "marts.training_cost_final_run",
		"marts.training_cost_frontier_trend")
	for _, f := range computeFiles {
		if run := loadReal(t, r, data, f); run.Err != nil {
			t.Fatalf("%s: %v", path.Base(f.path), run.Err)
		}
	}
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	// The report of DeepSeek-V3: 2.788 million hours at 2 USD, of which 2.664 million are pre-training.
	answers(t, dir, `SELECT chip_hours, value, printf('%.5f', value / 14.8e6) FROM marts.training_cost_final_run
WHERE model = 'DeepSeek-V3' AND price_basis = 'stated'`, "2.788e+06 5.576e+06 0.37676")
	answers(t, dir, `SELECT sum(chip_hours), printf('%.2f', sum(chip_hours) / 2048 / 24) FROM ref.training_run
WHERE model = 'DeepSeek-V3' AND phase = 'pre_training'`, "2.664e+06 54.20")
	// What the list gives in dollars of 2023 is the stated cost deflated, so it is no second estimate.
	answers(t, dir, `SELECT cost_2023_usd, printf('%.2f', t.value_2023_usd / 1e6) FROM core.model_run AS r
JOIN marts.training_cost_final_run AS t ON t.model = r.model AND t.price_basis = 'stated' WHERE r.model = 'DeepSeek-V3'`, "5.39e+06 5.38")
	// 16 GPUs for 26 minutes.
	answers(t, dir, `SELECT printf('%.4f', gpu_hours), printf('%.2f', value) FROM marts.finetune_cost_reasoning
WHERE model = 's1-32B' AND flags = 'scenario' ORDER BY value`, "6.9333 13.87", "6.9333 20.80", "6.9333 48.53")
	// Published 3.043, 2.347 and 2.789.
	answers(t, dir, `SELECT measure, n, printf('%.3f', value) FROM marts.training_cost_frontier_trend
WHERE selection = 'all'
ORDER BY 1`, "acquisition 45 2.347", "amortized 79 2.789", "cloud 35 3.043")
	answers(t, dir, `SELECT selection, n, printf('%.2f', value), low < 4.6 AND high > 4.6 FROM marts.training_compute_trend ORDER BY 1`,
		"frontier_since_2010 70 4.59 true", "notable_since_2010 448 4.29 true")
	answers(t, dir, `SELECT hardware, year, printf('%.2f', value), n FROM marts.chip_quote_year
WHERE tenure = 'on_demand' AND ((hardware = 'NVIDIA H100 SXM5 80GB' AND year >= 2023) OR (hardware = 'NVIDIA A100 SXM4 80 GB' AND year >= 2022))
ORDER BY 1, 2`,
		"NVIDIA A100 SXM4 80 GB 2022 3.67 18", "NVIDIA A100 SXM4 80 GB 2023 2.38 12", "NVIDIA A100 SXM4 80 GB 2024 2.73 11", "NVIDIA A100 SXM4 80 GB 2025 3.30 6",
		"NVIDIA H100 SXM5 80GB 2023 4.76 10", "NVIDIA H100 SXM5 80GB 2024 3.95 11", "NVIDIA H100 SXM5 80GB 2025 3.62 8")
	// The official price of hosting rose by 6.4 percent in money, and less than consumer prices.
	answers(t, dir, `SELECT month, price_index, printf('%.1f', nominal_index), value < 100, flags FROM marts.official_compute_price
WHERE series_id = 'PCU518210518210' AND month IN (DATE '2022-11-01', DATE '2025-05-01') ORDER BY 1`, "2022-11-01 116.684 100.0 false ", "2025-05-01 124.185 106.4 true preliminary")
	// No CPI was collected in October 2025.
	answers(t, dir, "SELECT cpi IS NULL FROM core.consumer_price WHERE month = DATE '2025-10-01'", "true")
	answers(t, dir, "SELECT hardware, flags FROM marts.hw_price_performance WHERE value IS NULL")
	answers(t, dir, `SELECT measure, n, printf('%.2f', value), low > 1 FROM marts.hw_price_performance_trend
WHERE selection = 'all' AND measure IN ('speed fp32', 'speed_per_usd fp32', 'speed_per_usd tensor_fp16') ORDER BY 1`,
		"speed fp32 102 1.32 true", "speed_per_usd fp32 51 1.25 true", "speed_per_usd tensor_fp16 14 1.25 true")
	// Two months of quotes name an index, and the chips are too alike for their coefficients to be read.
	answers(t, dir, `SELECT specification, month, value IS NOT NULL, flags LIKE '%high_vif%' FROM marts.gpu_hour_price_hedonic
WHERE tenure = 'on_demand' ORDER BY 1, 2`, "chips 2026-04-01 true true", "chips 2026-05-01 true true",
		"chips_clouds 2026-04-01 true true", "chips_clouds 2026-05-01 true true")
	answers(t, dir, `SELECT device_class, value FROM marts.inference_hw_floor WHERE model = 'DeepSeek-V3' ORDER BY bits`,
		"eight of 80 GB 10.35", "more 20.71", "more <nil>")
	answers(t, dir, `SELECT year, model, device_class, n FROM marts.inference_hw_floor_capability
WHERE benchmark = 'GPQA diamond' AND threshold = 0.4 AND bits = 16 ORDER BY 1`, "2024 DeepSeek-V3 more 1", "2025 gpt-oss-120b eight of 80 GB 6")
	answers(t, dir, `SELECT count(*) FROM marts.spot_discount WHERE value > 1 OR (value IS NULL) <> (flags = 'hole')`, "0")
}
