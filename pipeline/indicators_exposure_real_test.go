package pipeline_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// exposureFiles are what the indicators of exposure, use and wages are made of.
var exposureFiles = []realFile{
	{dataset: "bls.oews_national", path: "bls/oews/national_M2018_dl.xlsx", at: "2019-03-29"},
	{dataset: "bls.oews_national", path: "bls/oews/national_M2019_dl.xlsx", at: "2020-03-31"},
	{dataset: "bls.oews_national", path: "bls/oews/national_May2021_dl.csv", at: "2022-03-31"},
	{dataset: "bls.oews_national", path: "bls/oews/national_M2024_dl.csv", at: "2025-04-03"},
	{dataset: "exposure.gpts_occupations", path: "gpts-are-gpts/occ_level.csv", at: "2025-10-03"},
	{dataset: "exposure.gpts_tasks", path: "gpts-are-gpts/full_labelset.tsv", at: "2025-10-03"},
	{dataset: "exposure.aioe", path: "aioe/AIOE_DataAppendix.xlsx"},
	{dataset: "exposure.working_with_ai", path: "working-with-ai/soc_ai_applicability_scores.csv"},
	{dataset: "exposure.anthropic_index", path: "anthropic-economic-index/release_2025_02_10/onet_task_mappings.csv", at: "2025-02-10"},
	{dataset: "exposure.anthropic_index", path: "anthropic-economic-index/release_2025_03_27/task_pct_v2.csv", at: "2025-03-27"},
	{dataset: "exposure.anthropic_index", path: "anthropic-economic-index/release_2025_03_27/automation_vs_augmentation_by_task.csv", at: "2025-03-27"},
	{dataset: "crosswalk.onet_2010_2019", path: "crosswalks/onet_2010_to_2019_Crosswalk.csv"},
	{dataset: "onet.tasks", path: "onet/db_29_3_text/Task Statements.txt", at: "2025-05-01"},
	{dataset: "indeed.postings_by_sector", path: "indeed/vintage_2021-11-23/US/job_postings_by_sector_US.csv", at: "2021-11-23"},
}

// exposureFigure is a number that somebody published, or that follows from public files,
// and the query that gives ours.
type exposureFigure struct {
	query     string
	want, tol float64
}

func TestRealFilesReproduceTheFiguresOfExposure(t *testing.T) {
	t.Parallel()
	data, dir := realFigures(t), t.TempDir()
	r := realRunner(t, dir,
		"core.claude_mode_share", "core.occupation_exposure_place", "core.occupation_wage", "marts.care_v_clerical", "marts.care_v_clerical_postings",
		"marts.exposure_exceedance", "marts.exposure_family", "marts.exposure_family_correlation", "marts.exposure_jobs_mean",
		"marts.exposure_label_agreement", "marts.exposure_mean", "marts.exposure_occ", "marts.exposure_rater_correlation", "marts.exposure_wage",
		"marts.exposure_workers_share", "marts.observed_use", "marts.observed_use_mode", "marts.wage_dispersion")
	for _, f := range exposureFiles {
		loadReal(t, r, data, f)
	}
	loadOldTasks(t, data, func(path string) {
		if _, err := r.LoadFile(context.Background(), "onet.tasks", path, "20.1", time.Date(2015, 10, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Run("labels", func(t *testing.T) { labelFigures(t, dir) })
	t.Run("jobs", func(t *testing.T) { jobsFigures(t, dir) })
	t.Run("use", func(t *testing.T) { useFigures(t, dir) })
	t.Run("care and wages", func(t *testing.T) { careFigures(t, dir) })
}

// loadOldTasks gives the task list of O*NET 20.1, which is at hand as a CSV
// copy only, in the form in which O*NET itself publishes it.
func loadOldTasks(t *testing.T, data string, load func(path string)) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(data, "onet/db_20_1/onet_task_statements.csv"))
	if err != nil {
		t.Skipf("no task list of O*NET 20.1 among the real files, by which the labels of its time are joined: %v", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, row := range rows {
		out.WriteString(strings.Join(row, "\t") + "\r\n")
	}
	path := filepath.Join(t.TempDir(), "Task Statements.txt")
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	load(path)
}

func labelFigures(t *testing.T, dir string) {
	answers(t, dir, "SELECT count(*), count(difference), max(abs(difference)) < 1e-12 FROM marts.exposure_occ", "5538 5538 true")
	answers(t, dir, `SELECT human_label, gpt4_label, n FROM marts.exposure_label_agreement WHERE flags = 'agree' ORDER BY 1`,
		"E0 E0 7683", "E1 E1 931", "E2 E2 4031")
	answers(t, dir, `SELECT human_label, max(n_human_label) FROM marts.exposure_label_agreement GROUP BY 1 ORDER BY 1`, "E0 10256", "E1 2862", "E2 6147")
	answers(t, dir, `SELECT gpt4_label, max(n_gpt4_label) FROM marts.exposure_label_agreement GROUP BY 1 ORDER BY 1`, "E0 8561", "E1 2702", "E2 8002")
	figures := []exposureFigure{
		{"SELECT max(agreement) FROM marts.exposure_label_agreement", .656372, 5e-7},
		{"SELECT value FROM marts.exposure_rater_correlation WHERE measure = 'beta'", .88, 5e-3},
		{"SELECT value FROM marts.exposure_rater_correlation WHERE measure = 'alpha'", .43, 5e-3},
		{"SELECT max(abs(value_equal_weights - published)) FROM marts.exposure_occ", .13, 5e-3},
	}
	for _, m := range []struct {
		basis, rater, measure string
		mean, sd              float64
	}{
		{"occupations", "human", "alpha", .1441, .1447}, {"occupations", "human", "beta", .3027, .2074}, {"occupations", "human", "gamma", .4612, .2969},
		{"occupations", "gpt4", "alpha", .1418, .1660}, {"occupations", "gpt4", "beta", .3447, .2213}, {"occupations", "gpt4", "gamma", .5477, .3452},
		{"tasks", "human", "alpha", .1486, 0}, {"tasks", "human", "beta", .3081, 0}, {"tasks", "human", "gamma", .4676, 0},
		{"tasks", "gpt4", "alpha", .1403, 0}, {"tasks", "gpt4", "beta", .3479, 0}, {"tasks", "gpt4", "gamma", .5556, 0},
	} {
		where := fmt.Sprintf(" FROM marts.exposure_mean WHERE basis = '%s' AND rater = '%s' AND measure = '%s'", m.basis, m.rater, m.measure)
		figures = append(figures, exposureFigure{"SELECT value" + where, m.mean, 5.001e-5})
		if m.sd != 0 {
			figures = append(figures, exposureFigure{"SELECT standard_deviation" + where, m.sd, 5.001e-5})
		}
	}
	holdFigures(t, dir, figures)
}

func jobsFigures(t *testing.T, dir string) {
	curve := func(column, rule string, x float64) string {
		return fmt.Sprintf(`SELECT %s FROM marts.exposure_exceedance WHERE join_rule = '%s' AND year = 2021 AND rater = 'human'
AND measure = 'beta' AND abs(x - %g) < 1e-9`, column, rule, x)
	}
	wage := "SELECT value FROM marts.exposure_wage WHERE join_rule = 'same_code' AND year = 2021 AND measure = 'beta' AND rater = "
	figures := []exposureFigure{
		{curve("value", "hybrid", .1), .8150, 5e-5}, {curve("value", "hybrid", .5), .2274, 5e-5}, {curve("value_above", "hybrid", .5), .1936, 5e-5},
		{curve("tied", "hybrid", .5), .0337, 5e-5}, {curve("coverage", "hybrid", .5), .985, 5e-4}, {curve("n_all", "hybrid", .5), 784, 0},
		{curve("value", "same_code", .1), .8158, 5e-5}, {curve("value", "same_code", .5), .2410, 5e-5}, {curve("value_above", "same_code", .5), .2052, 5e-5},
		{curve("coverage", "same_code", .5), .927, 5e-4}, {curve("n_all", "same_code", .5), 772, 0},
		{curve("value", "same_code_00", .1), .7870, 5e-5}, {curve("value", "same_code_00", .5), .2289, 5e-5}, {curve("value_above", "same_code_00", .5), .1921, 5e-5},
		{curve("coverage", "same_code_00", .5), .904, 1e-3},
		{wage + "'human'", .4304, 5e-5}, {wage + "'gpt4'", .4203, 5e-5},
		{"SELECT n FROM marts.exposure_wage WHERE join_rule = 'same_code' AND year = 2021 AND measure = 'beta' AND rater = 'human'", 767, 0},
	}
	for _, m := range []struct {
		rule, rater, measure, group string
		want                        float64
	}{
		{"hybrid", "human", "alpha", "all", .1541}, {"hybrid", "human", "beta", "all", .3104}, {"hybrid", "human", "gamma", "all", .4666},
		{"hybrid", "gpt4", "alpha", "all", .1456}, {"hybrid", "gpt4", "beta", "all", .3444}, {"hybrid", "gpt4", "gamma", "all", .5432},
		{"same_code", "human", "beta", "15-0000", .5523}, {"same_code", "human", "beta", "13-0000", .5315}, {"same_code", "human", "beta", "43-0000", .5230},
		{"same_code", "human", "beta", "11-0000", .4307}, {"same_code", "human", "beta", "29-0000", .3079}, {"same_code", "human", "beta", "31-0000", .1315},
		{"same_code", "human", "beta", "35-0000", .1350}, {"same_code", "human", "beta", "37-0000", .0521},
	} {
		figures = append(figures, exposureFigure{fmt.Sprintf(`SELECT value FROM marts.exposure_jobs_mean WHERE join_rule = '%s' AND year = 2021
AND rater = '%s' AND measure = '%s' AND group_code = '%s'`, m.rule, m.rater, m.measure, m.group), m.want, 5.001e-5})
	}
	holdFigures(t, dir, figures)
	// The two marts count one curve.
	answers(t, dir, `SELECT count(*), max(abs(s.share_at_least - e.value)) < 1e-12 AND max(abs(s.share_above - e.value_above)) < 1e-12
FROM marts.exposure_workers_share AS s JOIN marts.exposure_exceedance AS e ON e.join_rule = 'hybrid' AND e.year = s.year AND e.rater = s.rater
AND e.measure = s.measure AND abs(e.x - s.threshold) < 1e-9`, "504 true")
}

func useFigures(t *testing.T, dir string) {
	share := "SELECT value FROM marts.observed_use WHERE release = '2025_02_10' AND tasks_of = '20.1' AND threshold = "
	holdFigures(t, dir, []exposureFigure{
		// The release of February 2025 says 36 and 4 percent of occupations.
		{share + "0.25", .36, 5e-3}, {share + "0.75", .04, 5e-3},
		{"SELECT match_rate FROM marts.observed_use WHERE release = '2025_02_10' AND tasks_of = '20.1' AND threshold = 0", 1, 1e-3},
		// That of March 2025 says 57 percent augmentation.
		{"SELECT value FROM marts.observed_use_mode WHERE release = '2025_03_27' AND kind = 'augmentation'", .57, 5e-3},
		{"SELECT value FROM marts.observed_use_mode WHERE release = '2025_03_27' AND kind = 'automation'", .43, 5e-3},
		{"SELECT sum(share) FROM core.claude_mode_share WHERE release = '2025_03_27'", 1, 1e-9},
	})
	answers(t, dir, "SELECT count(*), min(n) > 700 FROM marts.exposure_family_correlation", "36 true")
	answers(t, dir, "SELECT family, count(*), count(score) FROM marts.exposure_family WHERE family IN ('aioe', 'working_with_ai') GROUP BY 1 ORDER BY 1",
		"aioe 802 0", "working_with_ai 785 785")
}

func careFigures(t *testing.T, dir string) {
	// Human and GPT-4 beta in thousandths.
	answers(t, dir, `SELECT occ_code, round(1000 * beta_human), round(1000 * beta_gpt4), value FROM marts.care_v_clerical
WHERE year = 2021 AND occ_code IN ('15-1251', '15-1252', '29-1141', '29-2032', '31-1131', '31-9092', '43-6013', '43-6014') ORDER BY 1`,
		"15-1251 683 950 152610", "15-1252 447 868 1.36418e+06", "29-1141 381 333 3.04753e+06", "29-2032 289 303 78640",
		"31-1131 136 102 1.31483e+06", "31-9092 141 359 727760", "43-6013 611 667 656640", "43-6014 567 644 1.82598e+06")
	answers(t, dir, "SELECT occ_code, flags FROM marts.care_v_clerical WHERE value IS NULL AND year = 2018 ORDER BY 1",
		"15-1252 hole soc_2010_codes", "29-2072 hole soc_2010_codes")
	answers(t, dir, "SELECT sector, count(*), count(value) FROM marts.care_v_clerical_postings WHERE side = 'care' GROUP BY 1 ORDER BY 1",
		"Medical Technician 22 22", "Nursing 22 22", "Personal Care & Home Health 22 22")
	holdFigures(t, dir, []exposureFigure{
		// All jobs of May 2021: 102,810 and 23,980 USD a year.
		{"SELECT value FROM marts.wage_dispersion WHERE year = 2021 AND statistic = 'p90_p10_jobs'", 102810.0 / 23980, 1e-12},
		// Counted from the file by another program.
		{"SELECT value FROM marts.wage_dispersion WHERE year = 2021 AND rater = 'none' AND statistic = 'theil_occupations'", .13829102067, 1e-10},
		{"SELECT value FROM marts.wage_dispersion WHERE year = 2021 AND rater = 'none' AND statistic = 'p90_p10_occupation'", 2.226271829916, 1e-10},
		// Five parts by their wages and what lies between them make the whole.
		{theilWhole, 0, 1e-12},
	})
	answers(t, dir, `SELECT count(*) FROM marts.wage_dispersion WHERE statistic = 'p90_p10_occupation' AND value IS NULL AND low IS NULL`, "0")
}

// theilWhole compares the Theil index over rated occupations with the sum of its parts.
const theilWhole = `WITH part AS (
  SELECT floor(5 * q.place) + 1 AS quintile, sum(w.employment * w.annual_mean_usd) AS wages
  FROM core.occupation_wage AS w JOIN core.occupation_exposure_place AS q USING (year, occ_code)
  WHERE year = 2021 AND rater = 'human' AND measure = 'beta' AND annual_mean_usd IS NOT NULL GROUP BY 1
), whole AS (
  SELECT sum(w.employment * w.annual_mean_usd * ln(w.annual_mean_usd)) / sum(w.employment * w.annual_mean_usd)
    - ln(sum(w.employment * w.annual_mean_usd) / sum(w.employment)) AS theil
  FROM core.occupation_wage AS w JOIN core.occupation_exposure_place AS q USING (year, occ_code)
  WHERE year = 2021 AND rater = 'human' AND measure = 'beta' AND annual_mean_usd IS NOT NULL
)
SELECT max(w.theil) - max(b.value) - sum(p.wages * t.value) / sum(p.wages)
FROM marts.wage_dispersion AS t JOIN part AS p ON CAST(CAST(p.quintile AS INTEGER) AS VARCHAR) = t.group_code CROSS JOIN whole AS w
JOIN marts.wage_dispersion AS b ON b.year = t.year AND b.rater = t.rater AND b.statistic = 'theil_quintiles'
WHERE t.year = 2021 AND t.rater = 'human' AND t.statistic = 'theil_occupations'`

func holdFigures(t *testing.T, dir string, figures []exposureFigure) {
	t.Helper()
	for _, f := range figures {
		got := published(t, dir, f.query)
		if len(got) != 1 {
			t.Errorf("%s: %d rows, want 1", f.query, len(got))
			continue
		}
		x, err := strconv.ParseFloat(got[0], 64)
		if err != nil || math.Abs(x-f.want) > f.tol {
			t.Errorf("%s: %s, want %g within %g", f.query, got[0], f.want, f.tol)
		}
	}
}
