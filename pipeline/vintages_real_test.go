package pipeline_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/pipeline"
)

// TestRealVintagesStandInThePublishedFile loads vintages of several sources and
// asks the published file what analysts ask: what was revised, and when.
func TestRealVintagesStandInThePublishedFile(t *testing.T) {
	t.Parallel()
	data, dir := realData(t), t.TempDir()
	r := realRunner(t, dir, "core.observation", "core.token_price", "marts.gpu_hour_price_vintage")
	for _, f := range realFiles {
		if hasOnePrefix(f.path, "bls/time.series/cu", "fred/vintages/JTSJOL/", "bls/ces-vintage/cesvinall/tri_000000_SA", "fred/observations_PAYEMS",
			"bls/qcew/2024_1_area", "tokencost/", "litellm/", "openrouter/models_", "skypilot-catalog/2026-04-20/lambda", "skypilot-catalog/2026-05-20/lambda") {
			if run := loadReal(t, r, data, f); run.Err != nil {
				t.Fatal(run.Err)
			}
		}
	}
	p, err := r.Publish(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(p.Warnings, func(w string) bool { return strings.Contains(w, "token_price") }); i >= 0 {
		t.Errorf("the model warns: %s", p.Warnings[i])
	}
	t.Run("prices", func(t *testing.T) { pricesAreRevisedBySeason(t, dir) })
	t.Run("openings", func(t *testing.T) { openingsAreRevisedByRelease(t, dir) })
	t.Run("payrolls", func(t *testing.T) { payrollsAgreeWithALFRED(t, data, dir) })
	t.Run("census", func(t *testing.T) { suppressedIsNotZero(t, dir) })
	t.Run("tokens", func(t *testing.T) { tokensHaveOneHistory(t, dir) })
	t.Run("models", func(t *testing.T) { modelsComeAndGo(t, dir) })
	t.Run("header only", func(t *testing.T) { emptyDayChangesNothing(t, r, data, dir, p.SHA256) })
}

func hasOnePrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

// answers compares the answer of the published file.
func answers(t *testing.T, dir, query string, want ...string) {
	t.Helper()
	if d := cmp.Diff(want, published(t, dir, query)); d != "" {
		t.Errorf("%s\n%s", query, d)
	}
}

// pricesAreRevisedBySeason: of the consumer prices of 2018, seven years later
// only seasonally adjusted ones are others, and none is gone.
func pricesAreRevisedBySeason(t *testing.T, dir string) {
	const revised = "FROM raw.bls_cpi AS b JOIN raw.bls_cpi AS a USING (series_id, year, period) WHERE a._rev < b._rev AND NOT b._gone"
	answers(t, dir, "SELECT count(*), count(*) FILTER (series_id LIKE 'CUSR%'), min(year), max(year), min(b._known_at), max(b._known_at) "+revised,
		"57 57 2014 2018 2026-04-10 2026-04-10")
	answers(t, dir, "SELECT count(*) FROM raw.bls_cpi WHERE _gone", "0")
	answers(t, dir, "SELECT known_at, rows_new, rows_revised, rows_withdrawn FROM meta.landing WHERE dataset = 'bls.cpi' ORDER BY known_at",
		"2018-10-11 55879 0 0", "2026-04-10 7751 57 0")
	// October 2025 was never collected: a row that says so, and no gap.
	answers(t, dir, "SELECT series_id, value IS NULL, footnote_codes, month FROM latest.bls_cpi WHERE series_id IN ('CUUR0000SA0', 'CUSR0000SA0') AND year = 2025 AND period = 'M10' ORDER BY 1",
		"CUSR0000SA0 true X 2025-10-01", "CUUR0000SA0 true X 2025-10-01")
	answers(t, dir, "SELECT count(*) FROM raw.bls_cpi_asof(TIMESTAMP '2026-04-09')", "55879")
}

// openingsAreRevisedByRelease: a normal month revises the one before, the
// benchmark sixty, and a file with the bytes of an older one makes no vintage.
func openingsAreRevisedByRelease(t *testing.T, dir string) {
	answers(t, dir, "SELECT known_at, rows_new, rows_revised, rows_withdrawn FROM meta.landing WHERE dataset = 'fred.graph' AND part = 'JTSJOL' ORDER BY known_at",
		"2025-07-29 295 0 0", "2025-09-03 1 1 0", "2025-12-09 3 1 0", "2026-01-07 1 1 0", "2026-02-05 1 1 0", "2026-03-13 1 60 0", "2026-05-05 2 1 0", "2026-06-30 2 1 0")
	answers(t, dir, "SELECT count(*) FROM raw.fred_graph WHERE _known_at >= TIMESTAMP '2025-07-30' AND _known_at < TIMESTAMP '2025-09-03'", "0")
	answers(t, dir, `SELECT count(*), count(DISTINCT _landing), min(_known_at), max(_known_at) FROM raw.fred_graph AS b
WHERE _known_at = TIMESTAMP '2026-03-13' AND EXISTS (FROM raw.fred_graph AS a WHERE a.series_id = b.series_id AND a.date = b.date AND a._rev < b._rev)`,
		"60 1 2026-03-13 2026-03-13")
	answers(t, dir, "SELECT count(*) FROM raw.fred_graph_asof(TIMESTAMP '2026-03-12 23:59:59')", "301")
}

// payrollsAgreeWithALFRED: the bureau's triangle of releases and the archive of
// a bank say the same of every month that both have.
func payrollsAgreeWithALFRED(t *testing.T, data, dir string) {
	const triangle = "raw.bls_ces_vintages AS v"
	for asOf, release := range map[string]string{"2023-07-18": "2023-06-01", "2025-01-31": "2024-12-01"} {
		n := map[string]int{"2023-07-18": 294, "2025-01-31": 4}[asOf]
		answers(t, dir, fmt.Sprintf(`SELECT count(*), count(*) FILTER (v.value = o.value) FROM raw.fred_observations AS o LEFT JOIN %s
ON v.month = o.date AND v.vintage_from <= DATE '%s' AND coalesce(v.vintage_to, DATE '9999-12-31') >= DATE '%s' WHERE o.series_id = 'PAYEMS' AND o.as_of = DATE '%s'`,
			triangle, release, release, asOf), fmt.Sprintf("%d %d", n, n))
	}
	in, err := os.Open(filepath.Join(data, "fred/alfredgraph_PAYEMS_4_vintages_2024-2025.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	lines, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, line := range lines[1:] {
		// The fourth vintage is younger than the triangle.
		for i, release := range []string{"2024-11-01", "2024-12-01", "2025-01-01"} {
			if line[i+1] != "" {
				want = append(want, line[0]+" "+release+" "+line[i+1])
			}
		}
	}
	if len(want) != 12 {
		t.Fatalf("%d values to compare, want 12", len(want))
	}
	answers(t, dir, fmt.Sprintf(`SELECT v.month, r.release, v.value FROM %s JOIN (VALUES (DATE '2024-11-01'), (DATE '2024-12-01'), (DATE '2025-01-01')) AS r (release)
ON v.vintage_from <= r.release AND coalesce(v.vintage_to, DATE '9999-12-31') >= r.release WHERE v.month BETWEEN DATE '%s' AND DATE '%s' ORDER BY 1, 2`,
		triangle, lines[1][0], lines[len(lines)-1][0]), want...)
}

func suppressedIsNotZero(t *testing.T, dir string) {
	const hidden = "FROM latest.bls_qcew WHERE year = 2024 AND qtr = '1' AND disclosure_code = 'N'"
	answers(t, dir, "SELECT count(*), count(month1_emplvl), count(month2_emplvl), count(month3_emplvl), count(total_qtrly_wages), count(avg_wkly_wage), count(qtrly_estabs) "+hidden,
		"599 0 0 0 0 0 599")
}

// tokensHaveOneHistory: the copy of the price map goes on where the map begins.
func tokensHaveOneHistory(t *testing.T, dir string) {
	const maps = "core.token_price WHERE source IN ('tokencost.prices', 'litellm.prices')"
	answers(t, dir, "SELECT min(known_from) FROM "+maps, "2024-01-30")
	answers(t, dir, "SELECT source, min(known_from), count(*) FILTER (known_to IS NULL) > 0, count(*) > 400 FROM "+maps+" GROUP BY 1 ORDER BY 1",
		"litellm.prices 2024-11-25 true true", "tokencost.prices 2024-01-30 false true")
	answers(t, dir, "WITH p AS (FROM "+maps+`) SELECT count(*) FROM p AS a JOIN p AS b USING (model, component)
WHERE (a.source, a.seq) < (b.source, b.seq) AND a.known_from < coalesce(b.known_to, TIMESTAMP '9999-12-31') AND b.known_from < coalesce(a.known_to, TIMESTAMP '9999-12-31')`, "0")
	const states = "SELECT known_from, usd_per_mtok FROM (SELECT *, lag(usd_per_mtok) OVER (ORDER BY known_from) AS was FROM " + maps + " AND component = 'input' AND model = '%s') WHERE was IS DISTINCT FROM usd_per_mtok ORDER BY 1"
	answers(t, dir, fmt.Sprintf(states, "gpt-4"), "2024-01-30 30")
	answers(t, dir, fmt.Sprintf(states, "ft:gpt-3.5-turbo"), "2024-01-30 12", "2024-03-25 3")
	answers(t, dir, fmt.Sprintf(states, "command"), "2024-01-30 15", "2024-10-31 1")
	answers(t, dir, fmt.Sprintf(states, "gpt-4o"), "2024-06-01 5", "2024-11-25 2.5") // between the two sources
	answers(t, dir, fmt.Sprintf(states, "o3"), "2025-05-17 10", "2025-11-15 2")
}

// modelsComeAndGo counts between two lists of the models that are sold.
func modelsComeAndGo(t *testing.T, dir string) {
	answers(t, dir, `WITH a AS (FROM raw.openrouter_models_asof(TIMESTAMP '2025-12-18')), b AS (FROM raw.openrouter_models_asof(TIMESTAMP '2026-01-29'))
SELECT count(*) FILTER (a.id IS NOT NULL AND b.id IS NOT NULL AND
    (a.prompt_usd_per_token, a.completion_usd_per_token) IS DISTINCT FROM (b.prompt_usd_per_token, b.completion_usd_per_token)),
  count(*) FILTER (b.id IS NULL), count(*) FILTER (a.id IS NULL) FROM a FULL JOIN b USING (id)`, "39 26 24")
	answers(t, dir, "SELECT rows_new, rows_withdrawn FROM meta.landing WHERE dataset = 'openrouter.models' AND known_at = TIMESTAMP '2026-01-29'", "24 26")
}

// emptyDayChangesNothing: on one day between two full ones a collector
// published a header alone.
func emptyDayChangesNothing(t *testing.T, r *pipeline.Runner, data, dir, sha string) {
	const latest = "SELECT count(*), max(_known_at) FROM latest.skypilot_vms"
	answers(t, dir, latest, "425 2026-05-20")
	before := published(t, dir, "SELECT * FROM latest.skypilot_vms ORDER BY ALL")
	for _, f := range []realFile{
		{dataset: "skypilot.vms", path: "nasty/skypilot_lambda_vms_header_only.csv", part: "lambda", at: "2026-05-07"},
		{dataset: "skypilot.vms", path: "nasty/skypilot_azure_vms_header_only.csv", part: "azure", at: "2026-05-21"},
	} {
		if run := loadReal(t, r, data, f); run.Outcome != pipeline.Refused || !strings.Contains(run.Error, "0 rows, at least 10 expected") {
			t.Errorf("%s: %s, %q", f.path, run.Outcome, run.Error)
		}
	}
	if p, err := r.Publish(context.Background()); err != nil || p.SHA256 != sha {
		t.Errorf("published anew: %s, %v", p.SHA256, err)
	}
	answers(t, dir, latest, "425 2026-05-20")
	if d := cmp.Diff(before, published(t, dir, "SELECT * FROM latest.skypilot_vms ORDER BY ALL")); d != "" {
		t.Errorf("the latest view changed:\n%s", d)
	}
}

// TestRealHistoryAndAnExcerptOfItInAnyOrder: the first prints of GDP, a day
// younger than the whole history, are no new state of it, whichever came first.
// Where the excerpt was there before, it is refused once the history comes.
func TestRealHistoryAndAnExcerptOfItInAnyOrder(t *testing.T) {
	t.Parallel()
	data := realData(t)
	files := []realFile{
		{dataset: "fred.observations", path: "fred/alfred_observations_GDP_all_vintages_rt2024-10.json", part: "GDP", at: "2024-10-30"},
		{dataset: "fred.observations", path: "fred/observations_GDP_initial_release.json", part: "GDP", at: "2024-10-31"},
	}
	for _, order := range [][2]int{{0, 1}, {1, 0}} {
		dir := t.TempDir()
		r := realRunner(t, dir, "core.observation")
		for _, i := range order {
			loadReal(t, r, data, files[i])
		}
		if _, err := r.Publish(context.Background()); err != nil {
			t.Fatal(err)
		}
		answers(t, dir, "SELECT count(*) FROM raw.fred_observations", "3199")
		answers(t, dir, "SELECT file, outcome FROM meta.ledger ORDER BY known_at",
			"alfred_observations_GDP_all_vintages_rt2024-10.json merged", "observations_GDP_initial_release.json refused")
	}
}
