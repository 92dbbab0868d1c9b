package pipeline_test

import (
	"context"
	"path"
	"strings"
	"testing"
	"time"
)

// reproductionFiles are what every figure of kind R of ref.reproduction is computed from, and
// what the constants are set beside.
var reproductionFiles = []realFile{
	{dataset: "bls.oews_national", path: "bls/oews/national_May2021_dl.csv", at: "2022-03-31"},
	{dataset: "exposure.gpts_occupations", path: "gpts-are-gpts/occ_level.csv", at: "2025-10-03"},
	{dataset: "exposure.gpts_tasks", path: "gpts-are-gpts/full_labelset.tsv", at: "2025-10-03"},
	{dataset: "exposure.anthropic_index", path: "anthropic-economic-index/release_2025_02_10/onet_task_mappings.csv", at: "2025-02-10"},
	{dataset: "exposure.anthropic_index", path: "anthropic-economic-index/release_2025_03_27/task_pct_v2.csv", at: "2025-03-27"},
	{dataset: "exposure.anthropic_index", path: "anthropic-economic-index/release_2025_03_27/automation_vs_augmentation_by_task.csv", at: "2025-03-27"},
	{dataset: "epoch.models", path: "epoch/notable_ai_models.csv", at: "2025-12-15"},
	{dataset: "epoch.hardware", path: "epoch/2026-04/ml_hardware.csv", at: "2026-04-15"},
	{dataset: "epoch.model_costs", path: "epoch/training-cost-trends/model_costs.csv"},
	{dataset: "epoch.hardware_prices", path: "epoch/training-cost-trends/Hardware prices.csv"},
	{dataset: "epoch.capabilities", path: "epoch/2026-02/epoch_capabilities_index.csv", at: "2026-02-15"},
	{dataset: "epoch.benchmarks", path: "epoch/2026-05/model_benchmark_scores.csv", at: "2026-05-15"},
	{dataset: "fred.graph", path: "epoch/training-cost-trends/PCU518210518210.csv"},
	{dataset: "skypilot.vms", path: "skypilot-catalog/2026-05-20/lambda/vms.csv", at: "2026-05-20"},
	{dataset: "litellm.prices", path: "litellm/1.61.20/model_prices_and_context_window.json", at: "2025-03-01"},
	{dataset: "litellm.prices", path: "litellm/1.80.0/model_prices_and_context_window.json", at: "2025-11-15"},
	{dataset: "llmprices.history", path: "llm-prices/2026-08-05/historical-v1.json", at: "2026-08-05"},
	{dataset: "bls.ces_vintages", path: "bls/ces-vintage/cesvinall/tri_000000_NSA.csv", at: "2025-02-07"},
	{dataset: "bls.ces_vintages", path: "bls/ces-vintage/cesvinall/tri_000000_SA.csv", at: "2025-02-07"},
	{dataset: "bls.cpi", path: "bls/time.series/cu/cu.data.1.AllItems", at: "2026-04-10"},
	{dataset: "bls.api", path: "bls/api_v2/timeseries_data_CUUR_LNS_2024-2026_as_of_2026-05-22.json", at: "2026-05-22"},
	{dataset: "fred.graph", path: "fred/2026-01-02/PAYEMS.csv", at: "2026-01-02"},
	{dataset: "fred.graph", path: "fred/vintages/PAYEMS/PAYEMS_2026-03-22.csv", at: "2026-03-22"},
	{dataset: "fred.graph", path: "fred/vintages/JTSJOL/fredgraph_JTSJOL_2025-09-03.csv", at: "2025-09-03"},
	{dataset: "fred.graph", path: "fred/vintages/JTSJOL/fredgraph_JTSJOL_2025-12-09.csv", at: "2025-12-09"},
	{dataset: "fred.graph", path: "fred/vintages/JTSJOL/fredgraph_JTSJOL_2026-06-30.csv", at: "2026-06-30"},
	{dataset: "fred.graph", path: "fred/vintages/UNRATE/UNRATE_2026-06-05.csv", at: "2026-06-05"},
}

// notWithin are the figures of kind R that the files at hand do not give, with the reason.
var notWithin = map[string]string{
	"2b.compute_growth":             "the list of notable models of June 2025, on which it was published, is not at hand; later lists give less",
	"2a.join.same_code_00.coverage": "ours is .90348, and the figure was printed as 90.4 percent",
	"2a.beta.human.29-2032":         "the table of occupations has .28947, and the figure was printed as .290",
}

func TestRealFilesReproduceThePublishedFigures(t *testing.T) {
	t.Parallel()
	data, dir := realFigures(t), t.TempDir()
	r := realRunner(t, dir)
	for _, f := range reproductionFiles {
		if run := loadReal(t, r, data, f); run.Err != nil {
			t.Fatalf("%s: %v", path.Base(f.path), run.Err)
		}
	}
	loadOldTasks(t, data, func(path string) {
		if _, err := r.LoadFile(context.Background(), "onet.tasks", path, "20.1", time.Date(2015, 10, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Run("figures", func(t *testing.T) { figuresAreWithin(t, dir) })
	t.Run("constants", func(t *testing.T) { constantsStandBesideOurs(t, dir) })
}

func figuresAreWithin(t *testing.T, dir string) {
	for _, line := range published(t, dir, "SELECT figure_id, state, published, ours, tolerance FROM claims.reproduction WHERE kind = 'R' AND within IS DISTINCT FROM true") {
		id, rest, _ := strings.Cut(line, " ")
		if notWithin[id] == "" || !strings.HasPrefix(rest, "outside ") {
			t.Errorf("%s", line)
		}
	}
	if n := len(published(t, dir, "SELECT 1 FROM claims.reproduction WHERE state IN ('within', 'outside')")); n < 147 {
		t.Errorf("%d figures computed, want at least 147", n)
	}
	for id := range notWithin {
		answers(t, dir, "SELECT state FROM claims.reproduction WHERE note <> '' AND figure_id = '"+id+"'", "outside")
	}
	// Where no data exist, none is the result.
	answers(t, dir, "SELECT figure_id, within FROM claims.reproduction WHERE state = 'hole as published' ORDER BY 1",
		"2c.hole.consumer_prices.2025-10 true", "2c.hole.unemployment_rate.2025-10 true")
	// A figure that is not simply reproduced says why.
	answers(t, dir, "SELECT figure_id, state FROM claims.reproduction WHERE state NOT IN ('within', 'hole as published') AND note = ''")
	// Nothing is computed that nobody compares.
	answers(t, dir, "SELECT count(*) FROM claims.reproduction AS r JOIN claims.reproduced AS o ON o.figure_id = r.figure_id WHERE r.kind = 'C' AND r.tolerance IS NOT NULL", "0")
}

func constantsStandBesideOurs(t *testing.T, dir string) {
	// What DeepSeek asked rose in September 2025, whatever the lists make of it.
	answers(t, dir, "SELECT figure_id, published > 1, ours > 1 FROM claims.reproduction WHERE figure_id LIKE '2b.deepseek.rise.%' ORDER BY 1",
		"2b.deepseek.rise.input true true", "2b.deepseek.rise.output true true")
	answers(t, dir, "SELECT figure_id, printf('%.2f %.2f', published, ours) FROM claims.reproduction WHERE figure_id LIKE '2b.deepseek.autumn.%' ORDER BY 1",
		"2b.deepseek.autumn.input 0.56 0.60", "2b.deepseek.autumn.output 1.68 1.70")
	// The bureau's first guess is not adjusted for season, and nor is what stands beside it.
	answers(t, dir, "SELECT figure_id, published, ours FROM claims.reproduction WHERE figure_id LIKE '2c.preliminary.%' ORDER BY 1",
		"2c.preliminary.2024.nsa -818 -598", "2c.preliminary.2025.nsa -911 <nil>")
	// The list of December 2025 has more models of these years than that of June.
	answers(t, dir, "SELECT figure_id, printf('%.4f', ours), abs(difference) < 0.01 FROM claims.reproduction WHERE figure_id LIKE '2b.china_share.%' ORDER BY 1",
		"2b.china_share.2022 0.1304 true", "2b.china_share.2023 0.1983 true", "2b.china_share.2024 0.3229 true")
	answers(t, dir, "SELECT count(*) FROM claims.reproduction WHERE kind = 'C' AND within IS NOT NULL", "0")
	// What the notes say of ours: the range of other choices, that hosting rose by less than consumer prices, and that two
	// figures lie within the interval of ours.
	answers(t, dir, "SELECT printf('%.1f %.1f', min(value), max(value)) FROM marts.training_cost_frontier_trend", "2.3 3.2")
	answers(t, dir, "SELECT value < 100 AND nominal_index > 100 FROM marts.official_compute_price WHERE series_id = 'PCU518210518210' AND month = DATE '2025-05-01'", "true")
	answers(t, dir, `SELECT low < 4.6 AND 4.6 < high FROM marts.training_compute_trend WHERE selection = 'notable_since_2010'
UNION ALL SELECT low < 1.29 AND 1.29 < high FROM marts.hw_price_performance_trend WHERE selection = 'all' AND measure = 'speed tensor_fp16'`, "true", "true")
}
