package catalog_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"jevons/sources/sourcetest"
)

const skippedSections = "section benchmarks 20, section categories_programming 9, section context_length 9, section fastest 30, " +
	"section images 9, section languages_english 9, section programming_python 9, section tool_calls 9"

func TestRealListsOfModelsDecodeWhole(t *testing.T) {
	for _, c := range []struct {
		dataset, file string
		rows, bad     int
		ignored       string
	}{
		{"tokencost.prices", "tokencost/git_2024-01-30/model_prices.json", 244, 0, ""},
		{"tokencost.prices", "tokencost/git_2024-03-25/model_prices.json", 308, 0, ""},
		{"tokencost.prices", "tokencost/0.1.8/model_prices.json", 377, 0, ""},
		{"tokencost.prices", "tokencost/0.1.16/model_prices.json", 650, 0, ""},
		{"tokencost.prices", "tokencost/git_2025-03-24/model_prices.json", 886, 0, ""},
		// A test file in LiteLLM's form, too short for the contract.
		{"litellm.prices", "genai-prices/fixture_litellm_models.json", 9, 0, "sample_spec is documentation 1"},
		{"genai.prices", "genai-prices/data.json", 3145, 0, "a model without a price 157"},
		{"modelsdev.models", "models.dev/api_pkg_1.0.60.json", 2428, 0, ""},
		{"modelsdev.models", "models.dev/api_pkg_1.0.398.json", 4803, 0, ""},
		{"lmarena.leaderboard", "lmarena/2025-03-07/leaderboard-text.json", 4049, 0, ""},
		{"lmarena.leaderboard", "lmarena/2025-12-11/leaderboard-text.json", 7461, 0, ""},
		{"lmarena.leaderboard", "lmarena/2025-12-11/leaderboard-vision.json", 451, 0, ""},
		{"huggingface.models", "huggingface/models_trending_2026-04.json", 3, 0, ""},
		{"openrouter.models", "openrouter/models.json", 6, 0, ""},
		{"openrouter.rankings", "openrouter/rankings/2026-03-28/rankings.json", 38, 0, skippedSections},
		{"openrouter.rankings", "openrouter/rankings/2026-04-01/rankings.json", 29, 9, skippedSections},
		{"openrouter.rankings", "openrouter/rankings/2026-04-14/rankings.json", 29, 9, skippedSections},
		{"openrouter.rankings", "openrouter/rankings/2026-05-07/rankings.json", 29, 9, skippedSections},
		{"vast.offers", "vast/bundles.json", 6, 0, ""},
		{"runpod.gpu_types", "runpod/gpuTypes.json", 48, 0, ""},
	} {
		t.Run(c.dataset+"/"+strings.ReplaceAll(c.file, "/", "_"), func(t *testing.T) {
			d, r, err := decodeReal(t, c.dataset, c.file)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Rows) != c.rows || int(r.Ledger.Quarantined) != c.bad || r.Ledger.IgnoredText() != c.ignored {
				t.Errorf("%d rows, want %d, and %d bad ones; %.600s", len(r.Rows), c.rows, c.bad, r.LedgerText())
			}
			for key, rows := range byKey(d, r) {
				if len(rows) > 1 {
					t.Errorf("key %s stands for %d rows", key, len(rows))
				}
			}
			if w := r.Ledger.Warnings; len(w) > 0 {
				t.Errorf("columns that nobody knows: %v", w)
			}
			if share := float64(c.bad) / float64(c.bad+c.rows); share > d.Contract.MaxBad {
				t.Errorf("the contract refuses a share of %g bad rows", share)
			}
			for name, n := range violations(t, d, r) {
				if n > 0 {
					t.Errorf("check %q fails for %d rows", name, n)
				}
			}
		})
	}
}

// figures of a column: how many rows have none, how many have 0, and the sum.
func figures(t *testing.T, r *sourcetest.Result, column string) (nulls, zeros int, sum float64) {
	t.Helper()
	i := slices.Index(r.Header, column)
	if i < 0 {
		t.Fatalf("no column %s", column)
	}
	for _, row := range r.Rows {
		if row[i] == sourcetest.Null {
			nulls++
			continue
		}
		x, err := strconv.ParseFloat(row[i], 64)
		if err != nil {
			t.Fatal(err)
		}
		if x == 0 {
			zeros++
		}
		sum += x
	}
	return nulls, zeros, sum
}

// The figures were counted in the files by other means.
func TestRealPricesOfModelsAreTheFiles(t *testing.T) {
	for _, c := range []struct {
		dataset, file, column string
		nulls, zeros          int
		sum                   float64
	}{
		{"modelsdev.models", "models.dev/api_pkg_1.0.60.json", "input_usd_per_mtok", 93, 384, 3395.8204035},
		{"modelsdev.models", "models.dev/api_pkg_1.0.398.json", "input_usd_per_mtok", 236, 426, 8398.033028},
		{"genai.prices", "genai-prices/data.json", "price_usd", 0, 0, 14715.336725},
		{"runpod.gpu_types", "runpod/gpuTypes.json", "secure_usd_per_gpu_hour", 13, 0, 56.73},
	} {
		_, r, err := decodeReal(t, c.dataset, c.file)
		if err != nil {
			t.Fatal(err)
		}
		nulls, zeros, sum := figures(t, r, c.column)
		if nulls != c.nulls || zeros != c.zeros || sum < c.sum-1e-5 || sum > c.sum+1e-5 {
			t.Errorf("%s: %s has %d NULLs, %d zeros and the sum %v; want %d, %d, %v", c.file, c.column, nulls, zeros, sum, c.nulls, c.zeros, c.sum)
		}
	}
	for _, c := range []struct {
		dataset, file, column, text string
		want                        int
	}{
		{"modelsdev.models", "models.dev/api_pkg_1.0.60.json", "open_weights", "true", 1013},
		{"modelsdev.models", "models.dev/api_pkg_1.0.60.json", "status", "deprecated", 30},
		{"modelsdev.models", "models.dev/api_pkg_1.0.60.json", "tiers", sourcetest.Null, 2428},
		{"modelsdev.models", "models.dev/api_pkg_1.0.398.json", "open_weights", "true", 1854},
		{"modelsdev.models", "models.dev/api_pkg_1.0.398.json", "tiers", sourcetest.Null, 4803 - 155},
		{"modelsdev.models", "models.dev/api_pkg_1.0.398.json", "input_over_200k_usd_per_mtok", sourcetest.Null, 4803 - 150},
		{"genai.prices", "genai-prices/data.json", "tier_start", "0", 3145 - 65},
		{"runpod.gpu_types", "runpod/gpuTypes.json", "community_usd_per_gpu_hour", sourcetest.Null, 7},
		{"runpod.gpu_types", "runpod/gpuTypes.json", "community_price", "0.5", 6},
		{"runpod.gpu_types", "runpod/gpuTypes.json", "memory_gb", sourcetest.Null, 1},
		{"tokencost.prices", "tokencost/git_2024-01-30/model_prices.json", "litellm_provider", sourcetest.Null, 244},
		{"tokencost.prices", "tokencost/git_2024-01-30/model_prices.json", "input_cost_per_token", sourcetest.Null, 52},
		{"tokencost.prices", "tokencost/git_2025-03-24/model_prices.json", "input_cost_per_token", sourcetest.Null, 108},
	} {
		d, r, err := decodeReal(t, c.dataset, c.file)
		if err != nil {
			t.Fatal(err)
		}
		if n := count(d, r, c.column, c.text); n != c.want {
			t.Errorf("%s: %d rows have %s %s, want %d", c.file, n, c.column, c.text, c.want)
		}
	}
}

// Between two days six weeks apart the list of OpenRouter changed so.
func TestRealRepricingOnOpenRouter(t *testing.T) {
	prices := func(file string) map[string][2]string {
		_, r, err := decodeReal(t, "openrouter.models", file)
		if err != nil {
			t.Fatal(err)
		}
		in, out := slices.Index(r.Header, "prompt_usd_per_token"), slices.Index(r.Header, "completion_usd_per_token")
		made := map[string][2]string{}
		routed := 0
		for _, row := range r.Rows {
			made[row[0]] = [2]string{row[in], row[out]}
			if row[in] == sourcetest.Null && row[out] == sourcetest.Null {
				routed++
			}
			if row[in] == "0" && !strings.HasSuffix(row[0], ":free") {
				t.Errorf("%s: %s costs nothing and does not say that it is free", file, row[0])
			}
		}
		if routed != 2 {
			t.Errorf("%s: %d models have no price, want openrouter/auto and openrouter/bodybuilder", file, routed)
		}
		return made
	}
	before, after := prices("openrouter/models_2025-12-18.json"), prices("openrouter/models_2026-01-29.json")
	gone, fresh, other := 0, 0, 0
	for id, was := range before {
		if now, ok := after[id]; !ok {
			gone++
		} else if now != was {
			other++
		}
	}
	for id := range after {
		if _, ok := before[id]; !ok {
			fresh++
		}
	}
	if other != 39 || gone != 26 || fresh != 24 {
		t.Errorf("%d models have another price, %d are gone and %d new; want 39, 26 and 24", other, gone, fresh)
	}
}

func TestRealFormOfCompanyFacts(t *testing.T) {
	d, r, err := decodePart(t, "sec.companyfacts", "789019", "sec/companyfacts_SHAPE.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 20 || r.Ledger.IgnoredText() != "another tag 20" || r.Ledger.Quarantined != 0 {
		t.Errorf("%d rows; %s", len(r.Rows), r.LedgerText())
	}
	// The quarters of 2025 add up to the year to date, and are kept so.
	tag, start, value := slices.Index(r.Header, "tag"), slices.Index(r.Header, "start_date"), slices.Index(r.Header, "value")
	var spent []string
	for _, row := range r.Rows {
		if row[tag] == "PaymentsToAcquirePropertyPlantAndEquipment" && row[start] == "2025-01-01" {
			spent = append(spent, row[value])
		}
	}
	if !slices.Equal(spent, []string{"13", "28", "45", "65"}) {
		t.Errorf("spending since 2025 began is %v", spent)
	}
	for name, n := range violations(t, d, r) {
		if n > 0 {
			t.Errorf("check %q fails for %d rows", name, n)
		}
	}
}

func TestRealNeighboursAreRefused(t *testing.T) {
	for _, c := range []struct{ dataset, part, file, words string }{
		{"modelsdev.models", "", "models.dev/model-prices_snapshot.json", "load api.json of models.dev"},
		{"genai.prices", "", "genai-prices/fixture_litellm_models.json", "not a JSON array of providers"},
		{"genai.prices", "", "genai-prices/fixture_simonw_current_v1.json", "not a JSON array of providers"},
		{"lmarena.leaderboard", "text", "lmarena/2025-12-11/scatterplot-data.json", "scatterplot-data.json is a list of prices"},
		{"openrouter.rankings", "2026-05-17", "nasty/openrouter_rankings_2026-05-17_EMPTY.json", "the section market_share is empty"},
		{"openrouter.models", "", "openrouter/price_history_since_2023.json.gz", "not a JSON object with models"},
		{"openrouter.rankings", "2026-01-29", "openrouter/models_2026-01-29.json", "no list market_share"},
		{"sec.companyfacts", "1018724", "sec/companyfacts_SHAPE.json", "789019"},
		{"vast.offers", "", "runpod/gpuTypes.json", "no answer with offers"},
		{"runpod.gpu_types", "", "vast/bundles.json", "without member data"},
		{"huggingface.models", "", "vast/bundles.json", "not a JSON array of models"},
		{"tokencost.prices", "", "genai-prices/data.json", "not a JSON object of models"},
	} {
		if _, _, err := decodePart(t, c.dataset, c.part, c.file); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s read as %s: error %v, want it to say %q", c.file, c.dataset, err, c.words)
		}
	}
}
