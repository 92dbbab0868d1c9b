package catalog_test

import (
	"slices"
	"strings"
	"testing"
)

// realFileOf is what a real file gives: rows that all are kept, and their keys.
type realFileOf struct {
	dataset, file string
	rows, keys    int
	ignored       string
	lines         int64
	missing       map[string]int // column to the number of its NULLs
}

// checkRealFiles decodes real files whole: nothing is quarantined, no column
// is unknown, every check holds, and a key stands for one row.
func checkRealFiles(t *testing.T, files []realFileOf) {
	t.Helper()
	for _, c := range files {
		t.Run(c.dataset+"/"+strings.ReplaceAll(c.file, "/", "_"), func(t *testing.T) {
			d, r, err := decodeReal(t, c.dataset, c.file)
			if err != nil {
				t.Fatal(err)
			}
			l := r.Ledger
			if l.Quarantined != 0 || len(l.Warnings) != 0 {
				t.Errorf("a published file has bad rows or unknown columns: %.2000s", r.LedgerText())
			}
			if len(r.Rows) != c.rows || l.Kept != int64(c.rows) || l.IgnoredText() != c.ignored || l.Lines != c.lines {
				t.Errorf("want %d rows, %d lines, ignored %s; got %.300s", c.rows, c.lines, c.ignored, r.LedgerText())
			}
			keys := byKey(d, r)
			if len(keys) != c.keys {
				t.Errorf("%d keys, want %d", len(keys), c.keys)
			}
			for key, rows := range keys {
				if len(slices.Compact(rows)) > 1 {
					t.Errorf("key %s stands for different rows", key)
				}
			}
			if int64(c.rows) < d.Contract.MinRows {
				t.Errorf("the contract's %d rows refuse a real file", d.Contract.MinRows)
			}
			for column, want := range c.missing {
				if got := count(d, r, column, "NULL"); got != want {
					t.Errorf("%s is NULL in %d rows, want %d", column, got, want)
				}
			}
			for name, n := range violations(t, d, r) {
				if n > 0 {
					t.Errorf("check %q fails for %d rows", name, n)
				}
			}
		})
	}
}

func TestRealEpochFiles(t *testing.T) {
	checkRealFiles(t, []realFileOf{
		{"epoch.models", "epoch/notable_ai_models.csv", 952, 952, "header 1", 8040,
			map[string]int{"training_compute_flop": 442, "parameters": 285, "training_cost_2023_usd": 771}},
		{"epoch.frontier", "epoch/frontier_ai_models.csv", 131, 131, "header 1", 1696,
			map[string]int{"training_compute_flop": 6, "parameters": 27, "training_cost_2023_usd": 59, "training_chip_hours": 105, "open_weights": 131}},
		{"epoch.frontier", "epoch/2025-11/frontier_ai_models.csv", 131, 131, "header 1", 1694, nil},
		{"epoch.hardware", "epoch/ml_hardware.csv", 169, 169, "header 1", 258,
			map[string]int{"release_price_usd": 116, "tensor_fp16_flops": 106, "int4_ops": 161, "fp4_flops": 158, "tdp_w": 22}},
		{"epoch.hardware", "epoch/2026-04/ml_hardware.csv", 175, 175, "header 1", 300,
			map[string]int{"release_price_usd": 122, "tensor_fp16_flops": 109, "int4_ops": 167, "fp4_flops": 163, "memory_bytes": 36, "tdp_w": 23}},
		{"epoch.model_costs", "epoch/training-cost-trends/model_costs.csv", 82, 82, "header 1", 83,
			map[string]int{"cloud_cost_2023_usd": 47, "hardware_acquisition_cost_2023_usd": 36, "amortized_cost_2023_usd": 0}},
		// Eleven rows repeat others wholly.
		{"epoch.hardware_prices", "epoch/training-cost-trends/Hardware prices.csv", 590, 579, "header 1, states no price 1", 607,
			map[string]int{"price_date": 0, "on_demand_usd_per_chip_hour": 125, "one_year_usd_per_chip_hour": 483, "three_year_usd_per_chip_hour": 480, "purchase_usd": 468, "machine_chips": 233}},
		{"epoch.capabilities", "epoch/2026-01-20/epoch_capabilities_index.csv", 498, 498, "header 1", 502,
			map[string]int{"eci": 216, "release_date": 27, "training_compute_flop": 286, "model": 95, "display_name": 388}},
		{"epoch.capabilities", "epoch/2026-02/epoch_capabilities_index.csv", 501, 501, "header 1", 505,
			map[string]int{"eci": 219, "release_date": 27, "training_compute_flop": 288, "model": 95, "display_name": 382}},
		{"epoch.benchmarks", "epoch/2026-05/model_benchmark_scores.csv", 1514, 1514, "header 1", 1515,
			map[string]int{"performance": 0, "benchmark_released": 218, "aggregation": 1265, "released": 0, "source": 145, "reasoning_level": 1089}},
		// The file has no lines for a reader of rows; 257 clusters share a name.
		{"epoch.gpu_clusters", "epoch/2025-11/gpu_clusters.csv", 786, 786, "header 1", 0,
			map[string]int{"figures": 529, "occurrence": 0, "status": 0, "sector": 18, "owner": 284, "first_operational_date": 178, "chips": 149, "h100_equivalents": 83, "power_mw": 153, "hardware_cost_usd": 249}},
		{"epoch.data_centers", "epoch/2026-01/data_centers/data_center_timelines.csv", 129, 129, "header 1", 130,
			map[string]int{"construction_status": 1, "power_mw": 0, "it_power_mw": 129, "h100_equivalents": 2, "building_area_sqft": 122, "water_use_mgd": 113}},
	})
}

// TestRealBenchmarkDatesShow: the dates that the view shows are those of the
// texts, for every row that has one.
func TestRealBenchmarkDatesShow(t *testing.T) {
	d, r, err := decodeReal(t, "epoch.benchmarks", "epoch/2026-05/model_benchmark_scores.csv")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{}
	for _, c := range d.Columns {
		shown[c.Name] = c.SQL
	}
	db := tableOf(t, d, r)
	var first, last, of string
	err = db.QueryRow("select min("+shown["release_date"]+")::text, max("+shown["release_date"]+")::text, "+
		"any_value("+shown["benchmark_release_date"]+") filter (benchmark = 'GPQA diamond')::text from t").Scan(&first, &last, &of)
	if err != nil {
		t.Fatal(err)
	}
	if got := first + " " + last + " " + of; got != "2023-02-24 2026-04-23 2023-11-20" {
		t.Errorf("dates are %s", got)
	}
}
