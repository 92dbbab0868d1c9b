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
	data, dir := realData(t), t.TempDir()
	r := realRunner(t, dir)
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
}
