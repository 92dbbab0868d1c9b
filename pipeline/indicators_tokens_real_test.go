package pipeline_test

import (
	"context"
	"strings"
	"testing"
)

// TestRealTokenPricesAndTheFrontier builds the marts on token prices, capability,
// weights and China from files as their providers published them.
func TestRealTokenPricesAndTheFrontier(t *testing.T) {
	t.Parallel()
	data, dir := realFigures(t), t.TempDir()
	r := realRunner(t, dir,
		"core.llm_capability", "marts.china_frontier_gap", "marts.china_share_notable", "marts.open_closed_lag", "marts.open_token_share",
		"marts.price_gap_open_closed", "marts.provider_hhi", "marts.token_price_const_capability", "marts.token_price_const_capability_rate",
		"marts.token_price_index", "marts.token_price_posted")
	for _, f := range realFiles {
		if !hasOnePrefix(f.path, "tokencost/", "litellm/", "llm-prices/2026", "openrouter/", "epoch/2026-01-20/", "epoch/2026-02/epoch_cap",
			"epoch/2026-05/model_benchmark", "epoch/notable", "genai-prices/data", "models.dev/api_pkg") {
			continue
		}
		switch f.dataset { // two lists do not say when they were taken
		case "genai.prices":
			f.at = "2026-08-01"
		case "modelsdev.models":
			f.at = map[bool]string{true: "2026-06-01", false: "2026-02-01"}[strings.Contains(f.path, "398")]
		}
		if run := loadReal(t, r, data, f); run.Err != nil {
			t.Fatal(run.Err)
		}
	}
	p, err := r.Publish(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range p.Warnings {
		if !strings.Contains(w, `"enough rows"`) { // of the models whose datasets are not loaded
			t.Errorf("a model warns: %s", w)
		}
	}
	t.Run("rise", func(t *testing.T) { aPriceThatRoseIsARise(t, dir) })
	t.Run("staircase", func(t *testing.T) { staircasesFallAndSayTheirWindow(t, dir) })
	t.Run("index", func(t *testing.T) { likeForLikeFallsLittle(t, dir) })
	t.Run("frontier", func(t *testing.T) { openAndChineseModelsTrail(t, dir) })
	t.Run("notable", func(t *testing.T) { chinaAmongNotableModels(t, dir) })
	t.Run("weights", func(t *testing.T) { openWeightsCostLess(t, dir) })
}

func aPriceThatRoseIsARise(t *testing.T, dir string) {
	// The list does not have the rise of 2025-09-05 to 0.56 USD.
	answers(t, dir, `SELECT valid_from, value, printf('%.4f', change), flags FROM marts.token_price_posted
WHERE source = 'llmprices.history' AND model = 'deepseek-chat' AND component = 'input' ORDER BY seq`,
		"<nil> 0.14 <nil> ", "2025-02-08 0.27 1.9286 rise")
	// deepseek-chat of the map came back as another model at another price.
	answers(t, dir, `SELECT value, change IS NULL, flags FROM marts.token_price_posted
WHERE source = 'litellm.prices' AND model = 'deepseek-chat' AND component = 'input' AND seq = 2`, "0.6 true hole_before alias_moved")
	// 3 of input at 0.27 to 1 of output at 1.10.
	answers(t, dir, `SELECT component, printf('%.4f', value) FROM marts.token_price_posted
WHERE source = 'llmprices.history' AND model = 'deepseek-chat' AND component LIKE 'blend%' AND seq = 2 ORDER BY 1`,
		"blend_1 0.6850", "blend_10 0.3455", "blend_3 0.4775")
	answers(t, dir, "SELECT value FROM marts.token_price_posted WHERE source = 'llmprices.history' AND model = 'o1-preview' AND component IN ('input', 'output') ORDER BY 1", "15", "60")
	answers(t, dir, "SELECT tariff, value FROM marts.token_price_posted WHERE source = 'genai.prices' AND vendor = 'deepseek' AND model = 'deepseek-chat' AND component = 'input' ORDER BY 1",
		"00:30:00Z-16:30:00Z 0.27", "other_hours 0.135")
}

func staircasesFallAndSayTheirWindow(t *testing.T, dir string) {
	answers(t, dir, `SELECT date, printf('%.4f', value), model FROM marts.token_price_const_capability
WHERE metric = 'ECI' AND threshold = 136 AND component = 'blend_3' AND date < DATE '2025-10-01' ORDER BY 1`,
		"2024-10-31 5.2500 o1-mini", "2024-12-26 0.1750 DeepSeek-V3", "2025-08-07 0.1375 GPT-5 nano")
	// By the character, the map is wrong by a factor of 16: such a price is no record.
	answers(t, dir, "SELECT count(*) FROM marts.token_price_const_capability WHERE vendor LIKE 'vertex%' OR value < 0.01", "0")
	answers(t, dir, "SELECT count(*) > 20, count(*) FILTER (days < 365 AND value IS NOT NULL), count(*) FILTER (flags LIKE '%short_window%') > 0 FROM marts.token_price_const_capability_rate", "true 0 true")
	// The method decides: by least squares and by the ends.
	answers(t, dir, `SELECT method, n, days, value BETWEEN 4 AND 60 FROM marts.token_price_const_capability_rate
WHERE metric = 'ECI' AND threshold = 126 AND component = 'blend_3' ORDER BY 1`, "endpoint 10 853 true", "ols 10 853 true")
}

func likeForLikeFallsLittle(t *testing.T, dir string) {
	answers(t, dir, `SELECT month, n, n_matched, flags, value BETWEEN 75 AND 90 FROM marts.token_price_index
WHERE list = 'litellm' AND component = 'blend_3' AND month = DATE '2025-11-01'`, "2025-11-01 1131 590 spans_gap true")
	answers(t, dir, "SELECT count(*), count(value) FROM marts.token_price_index WHERE flags = 'hole'", "54 0")
}

func openAndChineseModelsTrail(t *testing.T, dir string) {
	answers(t, dir, "SELECT n, n_censored, printf('%.2f %.2f %.2f', value, low, high), flags FROM marts.open_closed_lag WHERE scope = 'all'",
		"18 4 6.06 0.30 13.80 right_censored")
	answers(t, dir, "SELECT n, n_censored, printf('%.2f %.2f %.2f', value, low, high), flags FROM marts.china_frontier_gap WHERE scope = 'all'",
		"13 4 5.38 0.30 13.80 right_censored")
	// One version stands a year too early in the file.
	answers(t, dir, "SELECT release_date FROM core.llm_capability WHERE metric = 'ECI' AND model = 'Kimi K2'", "2025-07-12")
}

func chinaAmongNotableModels(t *testing.T, dir string) {
	answers(t, dir, "SELECT year, n_china, n, flags FROM marts.china_share_notable WHERE counting = 'whole' AND year >= 2022 ORDER BY 1",
		"2022 12 92 ", "2023 23 116 ", "2024 31 96 ", "2025 28 70 partial_year")
	answers(t, dir, "SELECT count(*) FROM marts.china_share_notable AS f JOIN marts.china_share_notable AS w USING (year) WHERE f.counting = 'fractional' AND w.counting = 'whole' AND f.value > w.value", "0")
}

func openWeightsCostLess(t *testing.T, dir string) {
	answers(t, dir, `SELECT band, n_open, n_closed, value < 1 FROM marts.price_gap_open_closed
WHERE list = 'openrouter.models' AND component = 'blend_3' AND bands = 3 ORDER BY 1`, "1 16 8 true", "2 10 14 true", "3 6 18 true")
	answers(t, dir, "SELECT count(*) FROM marts.price_gap_open_closed WHERE (n_open < 5 OR n_closed < 5) AND value IS NOT NULL", "0")
	answers(t, dir, "SELECT day, n, round(low), round(high) FROM marts.provider_hhi ORDER BY 1",
		"2026-03-28 9 1071 1107", "2026-04-01 9 1110 1177", "2026-04-14 9 1080 1128", "2026-05-07 9 946 1002")
	answers(t, dir, "SELECT weight, value IS NULL, n, n_unknown, flags FROM marts.open_token_share ORDER BY 1",
		"spend true 2 7 one_service top_only few_models", "tokens true 2 7 one_service top_only few_models")
}
