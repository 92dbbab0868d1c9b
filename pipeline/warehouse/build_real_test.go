package warehouse

import (
	"context"
	"database/sql"
	"math"
	"os"
	"path/filepath"
	"testing"

	"jevons/transforms/compute"
)

// realData is the folder of real files beside the repository; the test is
// skipped where there is none.
func realData(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("JEVONS_REALDATA")
	for up := "."; dir == "" && len(up) < 40; up = filepath.Join("..", up) {
		if try := filepath.Join(up, "shared", "realdata"); isDir(try) {
			dir = try
		}
	}
	if dir == "" {
		t.Skip("no folder shared/realdata above the working directory; set JEVONS_REALDATA to its path")
	}
	return dir
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func buildAll(t testing.TB, conn *sql.Conn) []Warning {
	t.Helper()
	models, refs := loadedModels(t, conn)
	warnings, err := BuildModels(context.Background(), conn, models, refs, BuildOptions{Computes: compute.All()})
	if err != nil {
		t.Fatal(err)
	}
	return warnings
}

func number(t testing.TB, conn *sql.Conn, query string, args ...any) float64 {
	t.Helper()
	var v float64
	if err := conn.QueryRowContext(context.Background(), query, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

func TestRealExposureReproducesTheReference(t *testing.T) {
	dir := realData(t)
	conn := emptyWarehouse(t)
	run(t, conn,
		`INSERT INTO meta.landing (id, dataset, part, known_at, is_sample) VALUES
			(1, 'exposure.gpts_occupations', '', TIMESTAMP '2025-10-03', false), (2, 'bls.oews_national', '2021', TIMESTAMP '2022-03-31', false)`,
		`INSERT INTO latest.exposure_gpts_occupations
			SELECT "O*NET-SOC Code", Title, dv_rating_alpha, dv_rating_beta, dv_rating_gamma, human_rating_alpha, human_rating_beta,
				human_rating_gamma, TIMESTAMP '2025-10-03', 1, row_number() OVER ()
			FROM read_csv('`+filepath.Join(dir, "gpts-are-gpts/occ_level.csv")+`')`,
		`INSERT INTO latest.bls_oews_national (year, area, naics, i_group, own_code, occ_code, occ_title, o_group, tot_emp, a_mean, a_median, marks, _known_at, _landing, _line)
			SELECT 2021, AREA, NAICS, I_GROUP, OWN_CODE, OCC_CODE, OCC_TITLE, O_GROUP,
				TRY_CAST(replace(TOT_EMP, ',', '') AS DOUBLE), TRY_CAST(replace(A_MEAN, ',', '') AS DOUBLE),
				TRY_CAST(replace(A_MEDIAN, ',', '') AS DOUBLE), CASE WHEN A_MEDIAN = '#' THEN 'a_median:#' END,
				TIMESTAMP '2022-03-31', 2, row_number() OVER ()
			FROM read_csv('`+filepath.Join(dir, "bls/oews/national_May2021_dl.csv")+`', all_varchar = true)`)
	buildAll(t, conn)
	share := "FROM marts.exposure_workers_share WHERE year = 2021 AND rater = ? AND measure = ? AND abs(threshold - ?) < 1e-9"
	for _, c := range []struct {
		column, rater, measure string
		threshold, want        float64
	}{
		{"share_at_least", "human", "beta", 0.1, 0.8150},
		{"share_at_least", "human", "beta", 0.5, 0.2274},
		{"share_above", "human", "beta", 0.5, 0.1936},
		{"coverage", "human", "beta", 0.5, 0.9846},
		{"mean_score", "human", "alpha", 0, 0.1541},
		{"mean_score", "human", "beta", 0, 0.3104},
		{"mean_score", "human", "gamma", 0, 0.4666},
		{"mean_score", "gpt4", "alpha", 0, 0.1456},
		{"mean_score", "gpt4", "beta", 0, 0.3444},
		{"mean_score", "gpt4", "gamma", 0, 0.5432},
	} {
		got := number(t, conn, "SELECT "+c.column+" "+share, c.rater, c.measure, c.threshold)
		if math.Abs(got-c.want) > 5e-5 {
			t.Errorf("%s %s %s at %g: %.6f, want %.4f", c.column, c.rater, c.measure, c.threshold, got, c.want)
		}
	}
	for query, want := range map[string]float64{
		"SELECT n " + share: 784,
		"SELECT count(*) FROM core.occupation_exposure_unmapped WHERE side = 'oews'":                                  47,
		"SELECT count(*) FROM core.occupation_exposure_unmapped WHERE side = 'onet' AND code = '45-3031'":             1,
		"SELECT count(*) FROM core.occupation_exposure_unmapped WHERE side = 'onet'":                                  1,
		"SELECT employment_total " + share:                                                                            140885570,
		"SELECT round(sum(employment) / 1e4) FROM core.occupation_exposure_unmapped WHERE side = 'oews'":              218,
		"SELECT count(*) FROM (SELECT 1 FROM core.occupation_exposure GROUP BY occ_code HAVING count(*) <> 6) AS few": 0,
	} {
		var args []any
		if query[:8] == "SELECT n" || query[:8] == "SELECT e" {
			args = []any{"human", "beta", 0.5}
		}
		if got := number(t, conn, query, args...); got != want {
			t.Errorf("%s: %g, want %g", query, got, want)
		}
	}
	if got := number(t, conn, `SELECT max(abs(employment_share - 0.2)) FROM marts.employment_by_exposure
		WHERE grouping_kind = 'quintile' AND measure = 'beta'`); got > 0.02 {
		t.Errorf("a quintile holds %g off a fifth of employment", got)
	}
}

func TestRealLambdaPricesRiseInApril(t *testing.T) {
	dir := realData(t)
	conn := emptyWarehouse(t)
	loadLambda(t, conn, dir)
	buildAll(t, conn)
	for _, c := range []struct {
		gpu, day string
		want     float64
	}{{"A10", "2026-04-02", 0.86}, {"A10", "2026-04-06", 1.29}, {"A100-40GB", "2026-04-02", 1.48}, {"A100-40GB", "2026-04-06", 1.99},
		{"H100", "2026-04-02", 3.78}, {"H100", "2026-04-06", 4.29}} {
		got := number(t, conn, `SELECT max(median_usd) FROM marts.gpu_hour_price_vintage WHERE cloud = 'lambda' AND tenure = 'on_demand'
			AND gpu = ? AND gpu_count = 1 AND known_at = CAST(CAST(? AS VARCHAR) AS TIMESTAMP)`, c.gpu, c.day)
		if math.Abs(got-c.want) > 1e-9 {
			t.Errorf("lambda %s on %s: %g, want %g", c.gpu, c.day, got, c.want)
		}
	}
	if n := number(t, conn, "SELECT count(*) FROM marts.gpu_hour_price WHERE cloud = 'lambda' AND gpu = 'all' AND n_matched > 100"); n != 1 {
		t.Errorf("%g linked months of Lambda, want May alone", n)
	}
}

// loadLambda merges the four real vintages as the warehouse would: a row for
// each change of a key.
func loadLambda(t testing.TB, conn *sql.Conn, dir string) {
	t.Helper()
	run(t, conn, `CREATE TABLE state (instance_type VARCHAR, region VARCHAR, accelerator_name VARCHAR, accelerator_count DOUBLE, price DOUBLE, day TIMESTAMP)`)
	for i, day := range []string{"2026-04-02", "2026-04-06", "2026-04-20", "2026-05-20"} {
		run(t, conn,
			`INSERT INTO meta.landing (id, dataset, part, known_at, is_sample) VALUES (`+string(rune('1'+i))+`, 'skypilot.vms', 'lambda', TIMESTAMP '`+day+`', false)`,
			`INSERT INTO state SELECT DISTINCT InstanceType, Region, AcceleratorName, CAST(AcceleratorCount AS DOUBLE), CAST(Price AS DOUBLE), TIMESTAMP '`+day+`'
			FROM read_csv('`+filepath.Join(dir, "skypilot-catalog", day, "lambda/vms.csv")+`', all_varchar = true)`)
	}
	run(t, conn, `INSERT INTO raw.skypilot_vms (cloud, instance_type, region, availability_zone, accelerator_name, accelerator_count,
			price_usd_per_hour, spot_price_usd_per_hour, _line, _known_at, _landing, _rev, _gone)
		WITH days AS (SELECT day, row_number() OVER (ORDER BY day) AS id FROM (SELECT DISTINCT day FROM state)),
		keys AS (SELECT DISTINCT instance_type, region, accelerator_name, accelerator_count FROM state),
		grid AS (
			SELECT k.*, d.day, d.id, s.price, s.day IS NULL AS gone FROM keys AS k CROSS JOIN days AS d
			LEFT JOIN state AS s ON s.day = d.day AND s.instance_type = k.instance_type AND s.region = k.region
				AND s.accelerator_name IS NOT DISTINCT FROM k.accelerator_name),
		changes AS (
			SELECT *, lag(price) OVER w AS price_before, lag(gone, 1, true) OVER w AS gone_before FROM grid
			WINDOW w AS (PARTITION BY instance_type, region, accelerator_name ORDER BY day))
		SELECT 'lambda', instance_type, region, NULL, accelerator_name, accelerator_count, price, NULL, 1, day, id,
			row_number() OVER (PARTITION BY instance_type, region, accelerator_name ORDER BY day), gone
		FROM changes WHERE gone IS DISTINCT FROM gone_before OR (NOT gone AND price IS DISTINCT FROM price_before)`)
}

func TestRealTokenPricesFormAMatchedIndex(t *testing.T) {
	dir := realData(t)
	conn := emptyWarehouse(t)
	run(t, conn, "CREATE TABLE state (day TIMESTAMP, id BIGINT, model VARCHAR, j JSON)")
	for i, v := range []struct{ version, day string }{{"1.53.1", "2024-11-24"}, {"1.61.20", "2025-03-02"}, {"1.70.0", "2025-05-16"}, {"1.80.0", "2025-11-20"}} {
		id := string(rune('1' + i))
		run(t, conn,
			"INSERT INTO meta.landing (id, dataset, part, known_at, is_sample) VALUES ("+id+", 'litellm.prices', '', TIMESTAMP '"+v.day+"', false)",
			"INSERT INTO state SELECT TIMESTAMP '"+v.day+"', "+id+", e.key, e.value FROM (SELECT unnest(map_entries(from_json(content, '\"MAP(VARCHAR, JSON)\"'))) AS e FROM read_text('"+
				filepath.Join(dir, "litellm", v.version, "model_prices_and_context_window.json")+"')) WHERE e.key <> 'sample_spec'")
	}
	// One row for each model of each file; the last one of a model that is
	// gone from the newest file stays open, as a merge would not leave it.
	run(t, conn, `INSERT INTO raw.litellm_prices (model, litellm_provider, mode, input_cost_per_token, output_cost_per_token, _known_at, _landing, _rev, _gone)
		SELECT model, j->>'litellm_provider', j->>'mode', CAST(j->>'input_cost_per_token' AS DOUBLE), CAST(j->>'output_cost_per_token' AS DOUBLE),
			day, id, row_number() OVER (PARTITION BY model ORDER BY day), false FROM state`)
	for _, w := range buildAll(t, conn) {
		if w.Model.Name == "token_price" {
			t.Errorf("%v", w)
		}
	}
	n := number(t, conn, `SELECT count(*) FROM marts.token_price_month
		WHERE vendor = 'all' AND component IN ('input', 'output') AND index_value IS NOT NULL AND (is_base OR n_matched > 100)`)
	if n != 8 {
		t.Errorf("%g months with an index, want 4 of input and 4 of output", n)
	}
}
