package pipeline_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
	"jevons/pipeline/warehouse"
	"jevons/sources/catalog"
	models "jevons/sql"
	"jevons/transforms/compute"
)

// realData is a folder with files as providers published them, which does not
// belong to the project: shared/realdata beside the checkout or above it, or
// where JEVONS_REALDATA says.
func realData(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("JEVONS_REALDATA"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if p := filepath.Join(dir, "shared", "realdata"); isDir(p) {
			return p
		}
	}
	t.Skip("no folder shared/realdata with real files; set JEVONS_REALDATA to run this test")
	return ""
}

func isDir(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.IsDir()
}

func realRunner(t *testing.T, dir string) *pipeline.Runner {
	t.Helper()
	// A second a call, so that landings without a stated vintage have one each.
	clock := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	r, err := pipeline.Open(context.Background(), pipeline.Config{Dir: dir, Datasets: catalog.All(), SQL: models.Files, Computes: compute.All(), Version: "test",
		Env: pipeline.Env{Now: func() time.Time { clock = clock.Add(time.Second); return clock }, Getenv: func(string) string { return "" },
			Sleep: func(context.Context, time.Duration) error { return nil }, Jitter: func() float64 { return 0 }}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

type realFile struct {
	dataset, path, part, at string
	// read, kept, ignored rows as counted by hand or by another program; the
	// header and everything else that is no data is ignored with its reason.
	read, kept, ignored int64
}

var realFiles = []realFile{
	{"bls.ces", "bls/time.series/ce/ce.data.90a.Government.Employment", "", "2024-03-08", 58523, 58523, 1},
	{"bls.ces_series", "bls/time.series/ce/ce.series", "", "2024-03-08", 23331, 23331, 1},
	{"bls.oews_national", "bls/oews/national_May2021_dl.csv", "", "2022-03-31", 1403, 1403, 1},
	{"bls.oews_national", "bls/oews/national_M2021_dl.xlsx", "", "2022-04-01", 1403, 1403, 1},
	{"bls.oews_national", "bls/oews/national_M2019_dl.xlsx", "", "2020-03-31", 1329, 1329, 1},
	{"bls.oews_national", "bls/oews/national_M2018_dl.xlsx", "", "2019-03-29", 1379, 1379, 1},
	{"bls.oews_national", "bls/oews/national_M2024_dl.xlsx", "", "2025-04-02", 854, 854, 1},
	{"bls.oews_national", "bls/oews/national_M2024_dl.csv", "", "2025-04-03", 1403, 1403, 1},
	{"exposure.gpts_occupations", "gpts-are-gpts/occ_level.csv", "", "2025-10-03", 923, 923, 1},
	{"litellm.prices", "litellm/1.53.1/model_prices_and_context_window.json", "", "2024-11-25", 690, 690, 1},
	{"litellm.prices", "litellm/1.61.20/model_prices_and_context_window.json", "", "2025-03-01", 802, 802, 3}, // two members stand twice
	{"litellm.prices", "litellm/1.70.0/model_prices_and_context_window.json", "", "2025-05-17", 1015, 1015, 1},
	{"litellm.prices", "litellm/1.80.0/model_prices_and_context_window.json", "", "2025-11-15", 1758, 1758, 1},
	{"llmprices.history", "llm-prices/2026-08-05/historical-v1.json", "", "2026-08-05", 148, 148, 0},
	{"skypilot.vms", "skypilot-catalog/2026-04-02/lambda/vms.csv", "", "2026-04-02", 272, 272, 1},
	{"skypilot.vms", "skypilot-catalog/2026-04-06/lambda/vms.csv", "", "2026-04-06", 272, 272, 1},
	{"skypilot.vms", "skypilot-catalog/2026-04-20/lambda/vms.csv", "", "2026-04-20", 289, 289, 1},
	{"skypilot.vms", "skypilot-catalog/2026-05-20/lambda/vms.csv", "", "2026-05-20", 425, 425, 1},
	{"skypilot.vms", "skypilot-catalog/2026-05-20/azure/vms.csv", "", "2026-05-20", 56671, 56671, 1},
	{"skypilot.vms", "skypilot-catalog/2026-05-20/gcp/vms.csv", "", "2026-05-20", 31131, 31131, 155}, // 154 rows stand twice
	{"skypilot.vms", "skypilot-catalog/2026-05-20/vast/vms.csv", "", "2026-05-20", 64, 64, 1},
	{"skypilot.vms", "skypilot-catalog/upstream_v8/runpod/vms.csv", "", "2026-05-20", 79, 79, 1},
	{"skypilot.vms", "skypilot-catalog/upstream_v8/nebius/vms.csv", "", "2026-05-20", 61, 61, 1},
	{"skypilot.vms", "skypilot-catalog/upstream_v8/aws/vms_CUT.csv", "", "2026-05-20", 19, 19, 1},
	{"epoch.models", "epoch/notable_ai_models.csv", "", "2025-12-15", 952, 952, 1},
}

func loadReal(t *testing.T, r *pipeline.Runner, dir string, f realFile) pipeline.Run {
	t.Helper()
	var at time.Time
	if f.at != "" {
		at, _ = time.Parse(time.DateOnly, f.at)
	}
	run, err := r.LoadFile(context.Background(), f.dataset, filepath.Join(dir, f.path), f.part, at)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func published(t *testing.T, dir, query string) (out []string) {
	t.Helper()
	err := warehouse.Query(context.Background(), dir, query, warehouse.Options{TempDir: t.TempDir()}, func(_, _ []string, row []any) error {
		if row == nil {
			return nil
		}
		cells := make([]string, len(row))
		for i, x := range row {
			if at, ok := x.(time.Time); ok {
				x = at.Format(time.DateOnly)
			}
			cells[i] = fmt.Sprint(x)
		}
		out = append(out, strings.Join(cells, " "))
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

func TestRealFilesLoadWithClosedLedgersAndGiveTheKnownFigures(t *testing.T) {
	data, dir := realData(t), t.TempDir()
	r := realRunner(t, dir)
	for _, f := range realFiles {
		run := loadReal(t, r, data, f)
		c := run.Counts
		if run.Outcome != pipeline.Loaded || c.Read != f.read || c.Kept != f.kept || c.Quarantined != 0 || c.Ignored != f.ignored {
			t.Errorf("%s %s: %s, %+v; %v", f.dataset, f.path, run.Outcome, c, run.Err)
		}
		if c.Read+c.Ignored != c.Records {
			t.Errorf("%s: %d records, %d read, %d ignored", f.path, c.Records, c.Read, c.Ignored)
		}
	}
	p, err := r.Publish(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"0.1 0.8150 0.8081", "0.5 0.2274 0.1936"}
	got := published(t, dir, `SELECT threshold, printf('%.4f', share_at_least), printf('%.4f', share_above) FROM marts.exposure_workers_share
WHERE year = 2021 AND rater = 'human' AND measure = 'beta' AND threshold IN (0.1, 0.5) ORDER BY 1`)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("share of workers exposed:\n%s", d)
	}
	rise := published(t, dir, `SELECT gpu, known_at, median_usd FROM marts.gpu_hour_price_vintage
WHERE cloud = 'lambda' AND gpu IN ('A10', 'H100') AND gpu_count = 1 AND tenure = 'on_demand' AND known_at < TIMESTAMP '2026-04-10' ORDER BY 1, 2`)
	if d := cmp.Diff([]string{"A10 2026-04-02 0.86", "A10 2026-04-06 1.29", "H100 2026-04-02 3.78", "H100 2026-04-06 4.29"}, rise); d != "" {
		t.Errorf("the rise of April 2026:\n%s", d)
	}
	// The workbook and the CSV of May 2021 are one table.
	if got := published(t, dir, "SELECT count(*) FROM raw.bls_oews_national WHERE year = 2021"); !slices.Equal(got, []string{"1403"}) {
		t.Errorf("OEWS May 2021 as CSV and workbook: %v rows", got)
	}
	refuseNasty(t, r, data, dir, p.SHA256)
}

// refuseNasty loads files that are no data of the dataset, and looks that the
// published file stays as it is.
func refuseNasty(t *testing.T, r *pipeline.Runner, data, dir, sha string) {
	for _, tc := range []struct {
		file realFile
		want string
	}{
		{realFile{dataset: "skypilot.vms", path: "nasty/skypilot_azure_vms_header_only.csv", part: "azure"}, "0 rows, at least 10 expected"},
		{realFile{dataset: "skypilot.vms", path: "nasty/skypilot_lambda_vms_header_only.csv", part: "lambda"}, "0 rows, at least 10 expected"},
		{realFile{dataset: "bls.ces", path: "nasty/bls_REQUEST_NOT_PROCESSED_daily_threshold.status200.json", part: "90a.Government.Employment"}, "wrong delimiter"},
		{realFile{dataset: "epoch.models", path: "nasty/indeed_US_aggregate.csv.TRUNCATED.gz"}, "the header lacks Model"},
		{realFile{dataset: "litellm.prices", path: "nasty/bls_invalid_series.status200.json"}, "at least 100 expected"},
		{realFile{dataset: "llmprices.history", path: "llm-prices/2026-08-05/current-v1.json"}, "load historical-v1.json instead"},
	} {
		run := loadReal(t, r, data, tc.file)
		if run.Outcome != pipeline.Refused || !strings.Contains(run.Error, tc.want) {
			t.Errorf("%s: %s, %q; want %q", tc.file.path, run.Outcome, run.Error, tc.want)
		}
	}
	p, err := r.Publish(context.Background())
	if err != nil || p.New || p.SHA256 != sha {
		t.Errorf("after refusals: published anew %t, %v", p.New, err)
	}
	s, err := warehouse.ReadSnapshot(dir)
	if err != nil || s.SHA256 != sha {
		t.Errorf("the published file changed: %v", err)
	}
}

func TestRealLambdaVintagesInAnyOrder(t *testing.T) {
	data := realData(t)
	var lambda []realFile
	for _, f := range realFiles {
		if strings.HasSuffix(f.path, "lambda/vms.csv") {
			lambda = append(lambda, f)
		}
	}
	var want []string
	for _, order := range [][4]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}} {
		dir := t.TempDir()
		r := realRunner(t, dir)
		for _, i := range order {
			if run := loadReal(t, r, data, lambda[i]); run.Err != nil {
				t.Fatal(run.Err)
			}
		}
		if _, err := r.Publish(context.Background()); err != nil {
			t.Fatal(err)
		}
		got := published(t, dir, "SELECT * FROM raw.skypilot_vms ORDER BY ALL")
		got = append(got, published(t, dir, "SELECT * FROM marts.gpu_hour_price_vintage ORDER BY ALL")...)
		if want == nil {
			want = got
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("order %v:\n%s", order, d)
		}
	}
	if len(want) < 600 {
		t.Errorf("only %d rows compared", len(want))
	}
}
