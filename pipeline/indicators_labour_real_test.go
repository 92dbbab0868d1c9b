package pipeline_test

import (
	"context"
	"testing"
)

// labourFiles are what the indicators of labour and output are held against.
var labourFiles = []realFile{
	{dataset: "bls.ces_vintages", path: "bls/ces-vintage/cesvinall/tri_000000_NSA.csv", at: "2025-02-07"},
	{dataset: "bls.ces_vintages", path: "bls/ces-vintage/cesvinall/tri_000000_SA.csv", at: "2025-02-07"},
	{dataset: "bls.cpi", path: "bls/time.series/cu/cu.data.1.AllItems", at: "2026-04-10"},
	{dataset: "bls.api", path: "bls/api_v2/timeseries_data_CUUR_LNS_2024-2026_as_of_2026-05-22.json", at: "2026-05-22"},
	{dataset: "bls.productivity", path: "bls/time.series/pr/pr.data.0.Current", at: "2026-03-10"},
	{dataset: "fred.graph", path: "fred/vintages/JTSJOL/fredgraph_JTSJOL_2025-09-03.csv", at: "2025-09-03"},
	{dataset: "fred.graph", path: "fred/vintages/JTSJOL/fredgraph_JTSJOL_2025-12-09.csv", at: "2025-12-09"},
	{dataset: "fred.graph", path: "fred/vintages/JTSJOL/fredgraph_JTSJOL_2026-06-30.csv", at: "2026-06-30"},
	{dataset: "fred.graph", path: "fred/vintages/PAYEMS/PAYEMS_2026-06-05.csv", at: "2026-06-05"},
	{dataset: "fred.graph", path: "fred/vintages/UNRATE/UNRATE_2026-06-05.csv", at: "2026-06-05"},
	{dataset: "fred.observations", path: "fred/alfred_observations_GDP_all_vintages_rt2024-10.json", part: "GDP", at: "2024-10-30"},
}

func TestRealLabourIndicatorsGiveThePublishedFigures(t *testing.T) {
	t.Parallel()
	data, dir := realFigures(t), t.TempDir()
	r := realRunner(t, dir,
		"core.observation", "marts.benchmark_revision", "marts.beveridge_shift", "marts.labor_share", "marts.productivity_demand_gap",
		"marts.productivity_trend", "marts.revision_tracker")
	for _, f := range labourFiles {
		if run := loadReal(t, r, data, f); run.Err != nil {
			t.Fatalf("%s: %v", f.path, run.Err)
		}
	}
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Run("prints", func(t *testing.T) { printsAreAsPublished(t, dir) })
	t.Run("holes", func(t *testing.T) { holesStayHoles(t, dir) })
	t.Run("growth", func(t *testing.T) { growthIsAsTheBureauPrintsIt(t, dir) })
}

func printsAreAsPublished(t *testing.T, dir string) {
	// Changes of payrolls, each within one release.
	answers(t, dir, `SELECT period, CAST(first_print AS INTEGER), CAST(second_print AS INTEGER), CAST(third_print AS INTEGER) FROM marts.revision_tracker
WHERE series_id = 'CES0000000001' AND measure = 'change' AND period BETWEEN DATE '2024-09-01' AND DATE '2024-11-01' ORDER BY 1`,
		"2024-09-01 254 223 255", "2024-10-01 12 36 43", "2024-11-01 227 212 261")
	answers(t, dir, `SELECT adjustment, period, CAST(value AS INTEGER), printf('%.1f', value_pct), CAST(level_after AS INTEGER) FROM marts.benchmark_revision
WHERE period >= DATE '2023-01-01' ORDER BY 1, 2`,
		"NSA 2023-03-01 -187 -0.1 154253", "NSA 2024-03-01 -598 -0.4 156612", "SA 2023-03-01 -266 -0.2 155206", "SA 2024-03-01 -589 -0.4 157517")
	// The files of job openings are states, not releases.
	answers(t, dir, `SELECT first_print, value, n, flags FROM marts.revision_tracker WHERE series_id = 'JTSJOL' AND measure = 'level' AND period = DATE '2025-10-01'`,
		"7670 7170 2 looks")
}

func holesStayHoles(t *testing.T, dir string) {
	answers(t, dir, `SELECT dataset, series_id, status, value IS NULL FROM core.observation
WHERE period = DATE '2025-10-01' AND concept IN ('consumer_prices', 'unemployment_rate') ORDER BY 1, 2`,
		"bls.api CUUR0000SA0 m true", "bls.api LNS14000000 m true", "bls.cpi CUSR0000SA0 m true", "bls.cpi CUUR0000SA0 m true")
	// Of JOLTS there is an October 2025, 7.7 million as first published, and the
	// path of the curve breaks all the same.
	answers(t, dir, "SELECT value FROM core.observation WHERE series_id = 'JTSJOL' AND period = DATE '2025-10-01' ORDER BY known_at LIMIT 1", "7670")
	answers(t, dir, `SELECT month, printf('%.2f', vacancy_rate_pct), value IS NULL, path, flags FROM marts.beveridge_shift
WHERE month BETWEEN DATE '2025-09-01' AND DATE '2025-11-01' ORDER BY 1`,
		"2025-09-01 4.33 false 1 outside_fit", "2025-10-01 4.33 true 2 hole outside_fit", "2025-11-01 4.14 false 2 outside_fit")
	answers(t, dir, "SELECT DISTINCT printf('%.4f %.4f', slope, slope_se), n FROM marts.beveridge_shift", "-0.6908 0.0313 228")
}

// growthIsAsTheBureauPrintsIt holds our growth of 120 quarters against the
// percentages that stand in the bureau's own file, with one decimal.
func growthIsAsTheBureauPrintsIt(t *testing.T, dir string) {
	const ours = `SELECT quarter, 'PRS85006091' AS id, 100 * (exp(growth_pct / 100) - 1) AS growth FROM marts.productivity_trend
WHERE dataset = 'bls.productivity' AND span_quarters = 4
UNION ALL SELECT quarter, CASE condition WHEN 'hours_fall' THEN 'PRS85006031' ELSE 'PRS85006111' END, value FROM marts.productivity_demand_gap
WHERE condition IN ('hours_fall', 'unit_labor_cost_falls')
UNION ALL SELECT quarter, 'PRS85006171', growth_4q_pct FROM marts.labor_share WHERE dataset = 'bls.productivity'`
	answers(t, dir, `SELECT id, count(*), max(abs(o.growth - p.value)) < 0.06 FROM (`+ours+`) AS o
JOIN latest.bls_productivity AS p ON p.series_id = o.id AND p.quarter = o.quarter AND p.period <> 'Q05'
WHERE o.growth IS NOT NULL GROUP BY 1 ORDER BY 1`,
		"PRS85006031 120 true", "PRS85006091 120 true", "PRS85006111 120 true", "PRS85006171 120 true")
	answers(t, dir, `SELECT span_quarters, printf('%.3f %.3f %.2f', value, se, base_mean_pct), above_two_se, flags FROM marts.productivity_trend
WHERE dataset = 'bls.productivity' AND quarter = DATE '2025-10-01' ORDER BY 1`, "4 0.959 1.216 1.54 false preliminary", "8 0.822 0.887 1.54 false preliminary")
	answers(t, dir, "SELECT DISTINCT holds FROM marts.productivity_demand_gap WHERE condition = 'output_per_hour_over_demand'", "<nil>")
}

var adoptionFiles = []realFile{
	{dataset: "census.btos", path: "census/btos/State_2025-12.csv", at: "2025-12-15"},
	{dataset: "microsoft.ai_diffusion", path: "microsoft-ai-diffusion/AI_Diffusion_Q12026_Update.csv", at: "2026-05-01"},
	{dataset: "indeed.postings", path: "indeed/US/aggregate_job_postings_US.csv", at: "2026-08-19"},
	{dataset: "indeed.postings_by_sector", path: "indeed/vintage_2021-11-23/US/job_postings_by_sector_US.csv", at: "2021-11-23"},
}

func TestRealAdoptionIndicatorsKeepWordingsAndVintagesApart(t *testing.T) {
	t.Parallel()
	data, dir := realFigures(t), t.TempDir()
	r := realRunner(t, dir, "marts.ai_use_rate_firms", "marts.diffusion_speed", "marts.junior_postings_gap")
	for _, f := range adoptionFiles {
		if run := loadReal(t, r, data, f); run.Err != nil {
			t.Fatalf("%s: %v", f.path, run.Err)
		}
	}
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	// The file of the states is in CSV, without errors, and all of it is in the
	// first wording. No date may lie beyond twice the two years seen.
	answers(t, dir, `SELECT source, measure, wording, count(*), count(value), count(low), min(period), max(period) FROM marts.ai_use_rate_firms GROUP BY ALL ORDER BY ALL`,
		"census.btos firms_expected goods or services 2809 2262 0 2023-09-11 2025-09-08",
		"census.btos firms_now goods or services 2809 1949 0 2023-09-11 2025-09-08",
		"microsoft.ai_diffusion people used AI in the period 441 441 0 2025-01-01 2026-01-01")
	answers(t, dir, `SELECT printf('%.4f', value), t50_years, n, flags FROM marts.diffusion_speed WHERE geography = 'CA' AND measure = 'firms_now'`,
		"0.4325 <nil> 53 beyond_span")
	answers(t, dir, "SELECT count(*) FROM marts.diffusion_speed WHERE t50_years > 2 * span_years OR years_10_to_90 > 2 * span_years", "0")
	// Sectors as of 2021 stand over a total as of 2026, and the rows say so.
	answers(t, dir, `SELECT week, date, sector_index, all_index, printf('%.2f', value), flags FROM marts.junior_postings_gap
WHERE sector = 'Software Development' ORDER BY week DESC LIMIT 1`, "2021-11-15 2021-11-19 204.49 154.05 132.74 vintages_apart")
}
