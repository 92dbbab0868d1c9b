package catalog_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"jevons/sources"
	"jevons/sources/catalog"
	"jevons/sources/sourcetest"
)

// wanted are the datasets that users rely on by name. A star marks those that
// are not looked for by default, a K those that need a key.
const wanted = `
aws.instance_types* aws.on_demand aws.prices aws.products* aws.spot aws.spot_advisor aws.spot_history* azure.retail
bls.api* bls.ces bls.ces_series bls.ces_vintages bls.cpi bls.cps bls.cps_series bls.import_prices bls.jolts bls.laus
bls.oews bls.oews_national* bls.ppi bls.productivity bls.qcew bls.qcew_revisions* bls.release_calendar
censtatd.labour* census.btos census.construction census.cps_basic*K
crosswalk.census_2018_soc* crosswalk.naics_2017_2022 crosswalk.onet_2010_2019 crosswalk.onet_soc crosswalk.soc_2010_2018 crosswalk.soc_isco*
ecb.exchange_rates
epoch.benchmarks epoch.capabilities epoch.data_centers epoch.frontier epoch.gpu_clusters epoch.hardware epoch.hardware_prices
epoch.large_scale epoch.model_costs epoch.models
eurostat.ai_use_by_industry eurostat.ai_use_by_people eurostat.ai_use_by_size eurostat.employment_by_occupation eurostat.unemployment
exposure.aioe exposure.anthropic_files exposure.anthropic_index exposure.gpts_occupations exposure.gpts_tasks exposure.ilo exposure.working_with_ai
fred.graph* fred.observationsK fred.release_datesK
gcp.skusK genai.prices gpuhunt.catalog gpuhunt.tpu_prices huggingface.models
ilostat.employment_by_occupation ilostat.unemployment
indeed.ai_tracker indeed.postings indeed.postings_by_sector indeed.regional indeed.wages
lambda.instance_typesK litellm.prices llmprices.history lmarena.leaderboard microsoft.ai_diffusion modelsdev.models
nomis.claimants oecd.productivity oecd.unemployment
onet.abilities onet.activities onet.occupations onet.task_ratings onet.tasks onet.work_context ons.timeseries
openrouter.models openrouter.rankings* oracle.prices phillyfed.vintages runpod.gpu_types* sec.companyfacts skypilot.vms
statcan.labour_force tokencost.prices* vast.offers* worldbank.indicators
`

func TestTheCatalogueIsWhole(t *testing.T) {
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	var have []string
	for _, d := range catalog.All() {
		name := d.Name
		if d.Off != "" {
			name += "*"
		}
		if slices.ContainsFunc(d.Fetch.First(now), func(r sources.Request) bool { return r.Secret != nil && !r.Secret.Optional }) {
			name += "K"
		}
		have = append(have, name)
	}
	want := strings.Fields(wanted)
	slices.Sort(want)
	slices.Sort(have)
	for _, name := range want {
		if !slices.Contains(have, name) {
			t.Errorf("%s is not in the catalogue, or is declared otherwise", name)
		}
	}
	for _, name := range have {
		if !slices.Contains(want, name) {
			t.Errorf("%s is in the catalogue and not among the names that users rely on", name)
		}
	}
}

// TestEachDatasetHasItsCases wants, of every dataset, cases of an ordinary
// file, a changed layout, a missing value, a bad row and the provider's refusal.
func TestEachDatasetHasItsCases(t *testing.T) {
	root := sourcetest.Root(t)
	for _, d := range catalog.All() {
		provider, table, _ := strings.Cut(d.Name, ".")
		entries, err := os.ReadDir(filepath.Join(root, provider, "testdata", table))
		if err != nil {
			t.Errorf("%s has no cases: %v", d.Name, err)
			continue
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		for _, kind := range []string{"basic", "drift", "missing", "bad_row", "refused"} {
			if !slices.ContainsFunc(names, func(n string) bool {
				return n == kind || strings.HasPrefix(n, kind+"_") || strings.HasSuffix(n, "_"+kind)
			}) {
				t.Errorf("%s has no case of the kind %s; it has %s", d.Name, kind, strings.Join(names, ", "))
			}
		}
	}
}
