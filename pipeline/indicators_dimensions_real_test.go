package pipeline_test

import (
	"context"
	"path"
	"testing"
)

// dimensionFiles are the real files from which dimensions and crosswalks are made.
var dimensionFiles = []realFile{
	{dataset: "bls.oews_national", path: "bls/oews/national_M2018_dl.xlsx", at: "2019-03-29"},
	{dataset: "bls.oews_national", path: "bls/oews/national_M2019_dl.xlsx", at: "2020-03-31"},
	{dataset: "bls.oews_national", path: "bls/oews/national_May2021_dl.csv", at: "2022-03-31"},
	{dataset: "bls.ces_series", path: "bls/time.series/ce/ce.series", at: "2024-03-08"},
	{dataset: "bls.ces_vintages", path: "bls/ces-vintage/cesvinall/tri_000000_NSA.csv", at: "2025-02-07"},
	{dataset: "crosswalk.onet_2010_2019", path: "crosswalks/onet_2010_to_2019_Crosswalk.csv"},
	{dataset: "crosswalk.soc_isco", path: "crosswalks/ISCO_SOC_Crosswalk.csv"},
	{dataset: "onet.occupations", path: "onet/db_18_1/Occupation Data.txt", at: "2014-03-01"},
	{dataset: "onet.occupations", path: "onet/db_29_3_text/Occupation Data.txt", at: "2025-05-01"},
	{dataset: "ecb.exchange_rates", path: "ecb/M.USD.EUR.SP00.A.xml"},
	{dataset: "epoch.models", path: "epoch/notable_ai_models.csv", at: "2025-12-15"},
	{dataset: "epoch.capabilities", path: "epoch/2026-02/epoch_capabilities_index.csv", at: "2026-02-15"},
	{dataset: "llmprices.history", path: "llm-prices/2026-08-05/historical-v1.json", at: "2026-08-05"},
	{dataset: "skypilot.vms", path: "skypilot-catalog/2026-04-02/lambda/vms.csv", at: "2026-04-02"},
	{dataset: "skypilot.vms", path: "skypilot-catalog/2026-04-06/lambda/vms.csv", at: "2026-04-06"},
	{dataset: "indeed.postings", path: "indeed/GB/aggregate_job_postings_GB.csv", at: "2026-08-19"},
	{dataset: "ilostat.unemployment", path: "ilostat/UNE_DEAP_SEX_AGE_RT_A.csv"},
	{dataset: "microsoft.ai_diffusion", path: "microsoft-ai-diffusion/AI_Diffusion_Q12026_Update.csv"},
	{dataset: "microsoft.ai_diffusion", path: "microsoft-ai-diffusion/US/State_Rankings_2026Q1.csv"},
}

func TestRealDimensionsAndCrosswalksKeepTheTotals(t *testing.T) {
	t.Parallel()
	data, dir := realFigures(t), t.TempDir()
	r := realRunner(t, dir,
		"core.compute_product", "core.crosswalk_occupation", "core.employment_by_soc_edition", "core.fx_rate", "core.geography", "core.geography_unmapped",
		"core.industry", "core.language_model", "core.occupation", "core.occupation_employment", "core.provider_code", "core.series", "core.soc_oews_code")
	for _, f := range dimensionFiles {
		if run := loadReal(t, r, data, f); run.Err != nil {
			t.Fatalf("%s: %v", path.Base(f.path), run.Err)
		}
	}
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Run("jobs", func(t *testing.T) { realJobsAreCarried(t, dir) })
	t.Run("crosswalks", func(t *testing.T) { realCrosswalks(t, dir) })
	t.Run("dimensions", func(t *testing.T) { realDimensions(t, dir) })
}

func realJobsAreCarried(t *testing.T, dir string) {
	// Each year's jobs, in its own edition and carried to the other, to the job; none is left without a place.
	answers(t, dir, `SELECT year, soc_edition, native_edition, count(*), printf('%.0f', sum(employment)), max(employment_unmapped)
FROM core.employment_by_soc_edition GROUP BY ALL ORDER BY ALL`,
		"2018 2010 2010 818 144731220 0", "2018 2018 2010 847 144731220 0",
		"2019 2010 2018 819 146873470 0", "2019 2018 2018 847 146873470 0",
		"2021 2010 2018 819 140885570 0", "2021 2018 2018 847 140885570 0")
	// There and back again: May 2021 from SOC 2018 to 2010 to 2018. Of all jobs, 1.25 percent come back under another code.
	answers(t, dir, `WITH back AS (
  SELECT x.to_code AS code, sum(e.employment * x.weight) AS employment
  FROM core.employment_by_soc_edition AS e
  JOIN core.crosswalk_occupation AS x ON x.from_scheme = 'SOC' AND x.from_edition = '2010' AND x.from_code = e.code
    AND x.to_scheme = 'SOC' AND x.to_edition = '2018'
  WHERE e.year = 2021 AND e.soc_edition = '2010' GROUP BY 1)
SELECT printf('%.0f', sum(b.employment)), abs(sum(b.employment) - 140885570) < 0.5, count(*),
  printf('%.4f', sum(abs(b.employment - o.employment)) / 2 / sum(o.employment))
FROM back AS b JOIN core.employment_by_soc_edition AS o ON o.code = b.code AND o.year = 2021 AND o.soc_edition = '2018'`,
		"140885570 true 847 0.0125")
	// Programmers are one code in each edition and stay a count; developers are a share.
	answers(t, dir, `SELECT soc_edition, code, printf('%.1f', employment) FROM core.employment_by_soc_edition
WHERE year = 2021 AND code IN ('15-1131', '15-1132', '15-1133', '15-1251', '15-1252') ORDER BY 1, 2`,
		"2010 15-1131 152610.0", "2010 15-1132 1043209.6", "2010 15-1133 468183.0", "2018 15-1251 152610.0", "2018 15-1252 1364180.0")
}

func realCrosswalks(t *testing.T, dir string) {
	answers(t, dir, `SELECT from_scheme, from_edition, to_scheme, to_edition, count(*), count(DISTINCT from_code), count(DISTINCT to_code)
FROM core.crosswalk_occupation WHERE 'OEWS' NOT IN (from_scheme, to_scheme) GROUP BY ALL ORDER BY ALL`,
		"ONETSOC 2010 ONETSOC 2019 1164 1110 1012", "ONETSOC 2019 SOC 2018 1016 1016 867",
		"SOC 2010 ISCO 08 1125 840 438", "SOC 2010 SOC 2018 932 840 867", "SOC 2018 SOC 2010 932 867 840")
	answers(t, dir, `SELECT count(*) FROM (
  SELECT sum(weight) AS w FROM core.crosswalk_occupation GROUP BY from_scheme, from_edition, from_code, to_scheme, to_edition
) WHERE abs(w - 1) > 1e-12`, "0")
	// Every code of the wage tables leads to SOC, and SOC to them but for what they do not count: fishers, hunters and the armed forces.
	answers(t, dir, `SELECT e.year, e.occ_code FROM core.occupation_employment AS e
LEFT JOIN core.soc_oews_code AS c ON c.year = e.year AND c.occ_code = e.occ_code WHERE c.occ_code IS NULL`)
	answers(t, dir, `SELECT o.edition, o.code FROM core.occupation AS o
WHERE o.scheme = 'SOC' AND o.code NOT LIKE '55-%' AND NOT EXISTS (
  SELECT 1 FROM core.soc_oews_code AS c WHERE c.soc_edition = o.edition AND c.soc_code = o.code
) ORDER BY 1, 2`, "2010 45-3011", "2010 45-3021", "2018 45-3031")
	// Developers and testers were one code in May 2019.
	answers(t, dir, `SELECT from_code, weight, relation FROM core.crosswalk_occupation
WHERE to_scheme = 'OEWS' AND to_edition = '2019' AND to_code = '15-1256' ORDER BY 1`, "15-1252 1 merge", "15-1253 1 merge")
}

func realDimensions(t *testing.T, dir string) {
	answers(t, dir, `SELECT scheme, edition, count(*), count(title), count(*) FILTER (is_hybrid)
FROM core.occupation WHERE scheme <> 'OEWS' OR level = 'detailed' GROUP BY ALL ORDER BY ALL`,
		"ISCO 08 438 438 0", "OEWS 2018 808 808 12", "OEWS 2019 789 789 42", "OEWS 2021 831 831 12",
		"ONETSOC 2010 1110 1110 0", "ONETSOC 2019 1016 1016 0", "SOC 2010 840 840 0", "SOC 2018 867 867 0")
	answers(t, dir, "SELECT level, count(*), count(title) FROM core.industry WHERE scheme = 'CES' GROUP BY ALL ORDER BY 1",
		"industry 819 819", "supersector 19 19", "total 1 1")
	answers(t, dir, "SELECT dataset, scheme, code FROM core.geography_unmapped")
	answers(t, dir, "SELECT code, name, iso3 FROM core.geography WHERE scheme = 'NAME' AND iso3 IN ('CHN', 'HKG', 'KOR') ORDER BY 1",
		"China China CHN", "Hong Kong Hong Kong HKG", "Korea (Republic of) South Korea KOR", "South Korea South Korea KOR")
	// The dollar is one dollar in every month, and a euro has the reciprocal of the bank's rate.
	answers(t, dir, `SELECT f.currency, count(*), count(f.per_usd), bool_and(abs(f.per_usd * u.per_eur - f.per_eur) < 1e-12)
FROM core.fx_rate AS f JOIN core.fx_rate AS u ON u.currency = 'USD' AND u.month = f.month GROUP BY 1 ORDER BY 1`,
		"EUR 252 252 true", "USD 252 252 true")
	answers(t, dir, "SELECT developer, country, release_date, access, parameters, is_tested FROM core.language_model WHERE model = 'DeepSeek-V3'",
		"DeepSeek China 2024-12-24 open 6.71e+11 true")
	answers(t, dir, "SELECT series_id, first_period, last_period, n_missing FROM core.series", "CEU0000000001 1939-01-01 2025-01-01 0")
	answers(t, dir, "SELECT count(*) FROM core.provider_code WHERE provider IS NULL", "0")
	answers(t, dir, `SELECT provider, count(*), bool_and(n_quotes > 0 OR NOT is_offered) FROM core.compute_product GROUP BY 1`, "lambda 255 true")
}
