package pipeline_test

import (
	"context"
	"testing"
)

// macroFiles are what the indicators of the whole economy are held against.
var macroFiles = []realFile{
	{dataset: "bls.cpi", path: "bls/time.series/cu/cu.data.1.AllItems", at: "2026-04-10"},
	{dataset: "bls.api", path: "bls/api_v2/timeseries_data_CUUR_LNS_2024-2026_as_of_2026-05-22.json", at: "2026-05-22"},
	{dataset: "bls.productivity", path: "bls/time.series/pr/pr.data.0.Current", at: "2026-03-10"},
	{dataset: "census.btos", path: "census/btos/State_2025-12.csv", at: "2025-12-15"},
	{dataset: "fred.graph", path: "epoch/training-cost-trends/PCU518210518210.csv"},
	{dataset: "fred.observations", path: "fred/alfred_observations_GDP_all_vintages_rt2024-10.json", part: "GDP", at: "2024-10-30"},
	{dataset: "fred.observations", path: "fred/observations_GDP_rt2024-12-19.json", at: "2024-12-19"},
}

func TestRealMacroIndicatorsGiveThePublishedFigures(t *testing.T) {
	t.Parallel()
	data, dir := realFigures(t), t.TempDir()
	r := realRunner(t, dir)
	for _, f := range macroFiles {
		if run := loadReal(t, r, data, f); run.Err != nil {
			t.Fatalf("%s: %v", f.path, run.Err)
		}
	}
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	// Growth of GDP in money as each of the bureau's releases printed it.
	answers(t, dir, `SELECT quarter, CAST(known_at AS DATE), print, printf('%.1f', growth_saar_pct), flags FROM marts.info_equipment_investment_vintage
WHERE dataset = 'fred.observations' AND quarter >= DATE '2024-01-01' ORDER BY 1, 2`,
		"2024-01-01 2024-04-25 1 4.8 first_print", "2024-01-01 2024-05-30 2 4.3 ", "2024-01-01 2024-06-27 3 4.5 ", "2024-01-01 2024-09-26 4 4.7 newest",
		"2024-04-01 2024-07-25 1 5.2 first_print", "2024-04-01 2024-08-29 2 5.5 ", "2024-04-01 2024-09-26 3 5.6 newest",
		"2024-07-01 2024-10-30 1 4.7 first_print", "2024-07-01 2024-12-19 2 5.0 newest")
	answers(t, dir, `SELECT component, basis, count(*), min(quarter), max(quarter), printf('%.1f', max(CASE WHEN quarter = DATE '2024-07-01' THEN growth_saar_pct END))
FROM marts.info_equipment_investment GROUP BY ALL`, "gdp nominal 311 1947-01-01 2024-07-01 5.0")
	// The price of hosting rose by 6.4 percent in money and fell by 1.4 percent against consumer prices.
	answers(t, dir, `SELECT series_id, price_index, printf('%.1f %.1f', nominal_index, value), base_month, flags FROM marts.official_compute_price
WHERE month = DATE '2025-05-01'`, "PCU518210518210 124.185 106.4 98.6 2022-11-01 preliminary")
	// Without demand per head the first condition is open; that unit labor costs and hours rose decides all three.
	answers(t, dir, `SELECT condition, holds, n FROM marts.productivity_demand_gap WHERE quarter = DATE '2025-10-01' ORDER BY 1`,
		"all false 2", "hours_fall false 2", "output_per_hour_over_demand <nil> 2", "unit_labor_cost_falls false 2")
	// The survey's file of states has no figure of the nation, so the fad cannot be tested on it.
	answers(t, dir, `SELECT view_code, condition, result, n, printf('%.2f', value) FROM marts.scorecard_three_views ORDER BY position, condition`,
		"boost all false 1 <nil>", "boost productivity_above false 0 0.82", "fad adoption_flat not testable 0 <nil>", "fad all not testable 0 <nil>",
		"wave all not testable 0 <nil>", "wave exposed_employment_below not testable 0 <nil>", "wave placebo_clean not testable 0 <nil>",
		"wave exposed_unemployment_rises not testable 0 <nil>")
	answers(t, dir, "SELECT verdict, value, n FROM claims.verdict WHERE claim = 'three_views'", "not identified 0 1")
	// The files at hand have the rate of all workers and no other.
	answers(t, dir, "SELECT count(*) FROM marts.recent_grad_gap", "0")
}
