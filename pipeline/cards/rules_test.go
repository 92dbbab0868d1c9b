package cards

import (
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jevons/pipeline/report"
	"jevons/sql"
)

// notes are all words that stand under the figure, whatever the data.
func notes(f Figure) string {
	return strings.Join(slices.Concat(f.Chart.Notes, []string{f.Chart.Title, f.Chart.Subtitle, f.Chart.Interval, f.Chart.Revision, f.Chart.X.Title(), f.Chart.Y.Title()}), " ")
}

func about(f Figure, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.HasPrefix(f.Mart, "marts."+p) })
}

func drawn() (out []Figure) {
	for _, f := range Figures() {
		if f.Columns == nil {
			out = append(out, f)
		}
	}
	return out
}

// refs reads a hand-kept table of the program as maps from column to cell.
func refs(t *testing.T, name string) (out []map[string]string) {
	t.Helper()
	f, err := sql.Files.Open("ref/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all[1:] {
		m := map[string]string{}
		for i, head := range all[0] {
			column, _, _ := strings.Cut(head, ":")
			m[column] = r[i]
		}
		out = append(out, m)
	}
	return out
}

func TestCardsPreliminaryFiguresNameTheirRevision(t *testing.T) {
	for _, f := range drawn() {
		if strings.Contains(f.Query, "flags") && about(f, "tech_industry", "jolts", "productivity", "labor_share", "official", "datacenter", "beveridge") && f.Chart.Revision == "" {
			t.Errorf("%q may hold preliminary points and names no next revision", f.Chart.Title)
		}
		if about(f, "tech_industry_emp") && (!strings.Contains(f.Chart.Revision, "two monthly revisions") || !strings.Contains(f.Chart.Revision, "benchmark of February") || !strings.Contains(f.Remark, "benchmark_revision")) {
			t.Errorf("%q does not name both monthly revisions, the benchmark and its size", f.Chart.Title)
		}
	}
}

func TestCardsEveryPriceIsCalledPosted(t *testing.T) {
	n := 0
	for _, f := range drawn() {
		if about(f, "token_price", "gpu_hour", "spot", "price_gap", "compute_demand", "jevons", "finetune", "training_cost_final") {
			n++
			if !strings.Contains(notes(f), notPaid) {
				t.Errorf("%q does not say that posted is not paid", f.Chart.Title)
			}
		}
		if about(f, "token_price_p", "token_price_c", "price_gap") && !strings.Contains(notes(f), noCost) {
			t.Errorf("%q lets the price of a token pass for what serving it costs", f.Chart.Title)
		}
	}
	if n < 10 {
		t.Errorf("only %d figures of prices", n)
	}
}

func TestCardsTrainingCostIsTheFinalRunOnly(t *testing.T) {
	for _, f := range drawn() {
		if about(f, "training_cost", "finetune") && !strings.Contains(notes(f), finalRun) {
			t.Errorf("%q does not say that it is the final run only", f.Chart.Title)
		}
		if about(f, "finetune") && (!strings.Contains(notes(f), "Excludes the base model") || !strings.Contains(f.Query, "usd_per_gpu_hour")) {
			t.Errorf("%q lacks the base model or the assumed price", f.Chart.Title)
		}
		if about(f, "training_cost_final") && !strings.Contains(f.Query+f.Remark, "usd_per_chip_hour") {
			t.Errorf("%q lacks the assumed price of an hour", f.Chart.Title)
		}
	}
}

func TestCardsRatesHaveWindowCountAndMethod(t *testing.T) {
	for _, f := range drawn() {
		if !regexp.MustCompile(`times a year|logit per year`).MatchString(f.Chart.Y.Unit) {
			continue
		}
		said := f.Query + f.Remark
		if !regexp.MustCompile(`first_(date|year|period)`).MatchString(said) || !regexp.MustCompile(`\bn\b`).MatchString(said) || !regexp.MustCompile(`(?i)method|least squares`).MatchString(said+notes(f)) {
			t.Errorf("%q is a rate without its window, number of points or method", f.Chart.Title)
		}
	}
}

func TestCardsIndicesTellHowManyMatched(t *testing.T) {
	for _, f := range drawn() {
		if about(f, "token_price_index", "gpu_hour_price") && !strings.Contains(f.Query+f.Remark, "match_rate") {
			t.Errorf("%q tells no match rate", f.Chart.Title)
		}
		if regexp.MustCompile(`(?i)\bavg\(`).MatchString(f.Query) {
			t.Errorf("%q takes a plain mean", f.Chart.Title)
		}
		if strings.Contains(f.Query, "naive_mean") && !strings.Contains(f.Query, "follows the mix") {
			t.Errorf("%q shows the plain mean without saying that it follows the mix", f.Chart.Title)
		}
	}
}

func TestCardsJevonsShowsAllEstimators(t *testing.T) {
	scatter, all, shaded := false, false, false
	for _, f := range drawn() {
		all = all || about(f, "jevons_elasticity") && !strings.Contains(f.Query, "estimator =") && len(f.Chart.Guides) == 1 && f.Chart.Guides[0].Y1 == -1
		scatter = scatter || about(f, "compute_demand_volume") && f.IsoSpend && f.Chart.X.Log && f.Chart.Y.Log && f.Chart.Kind == report.Scatter
		shaded = shaded || about(f, "compute_demand_volume") && len(f.Chart.Shades) == 1
	}
	if !all || !scatter || !shaded {
		t.Errorf("all estimators with the line at -1: %v; scatter with equal spending: %v; years of short supply shaded: %v", all, scatter, shaded)
	}
}

func TestCardsSurveysOfCrossSectionsAreDots(t *testing.T) {
	for _, f := range drawn() {
		time := f.Chart.X.Time || strings.Contains(strings.ToLower(f.Chart.X.Name), "year of the survey")
		joined := f.Chart.Kind == report.Line || f.Chart.Kind == report.Step || f.Chart.Kind == report.Area
		if slices.Contains(f.Datasets, "bls.oews_national") && time && joined {
			t.Errorf("%q draws a line between years of OEWS", f.Chart.Title)
		}
	}
}

func TestCardsPostingsHaveTwoBases(t *testing.T) {
	var bases []string
	for _, f := range drawn() {
		if about(f, "junior_postings_gap") {
			bases = append(bases, f.Chart.Y.Base)
		}
		if f.Chart.Y.Measure == report.Index && f.Chart.Y.Base == "" {
			t.Errorf("%q is an index without a base", f.Chart.Title)
		}
	}
	if !slices.Equal(bases, []string{"2020-02-01 = 100", "January 2023 = 100"}) {
		t.Errorf("bases of the postings: %q", bases)
	}
}

func TestCardsBothReadingsOfOneHalfAreShown(t *testing.T) {
	for _, f := range drawn() {
		if f.Claim == "exposure_19" && (!strings.Contains(f.Query, "share_at_least") || !strings.Contains(f.Query, "share_above")) {
			t.Errorf("%q shows one reading only", f.Chart.Title)
		}
	}
}

func TestCardsContraryFiguresStandWithTheOthers(t *testing.T) {
	want := map[string]string{"token_price_posted": "token_price_posted_falls", "official_compute_price": "gpu_hour_falls", "jevons_elasticity": "jevons_paradox"}
	for _, f := range drawn() {
		if want[f.Indicator] == f.Claim {
			delete(want, f.Indicator)
		}
	}
	if len(want) > 0 {
		t.Errorf("contrary figures that their claims do not show: %v", want)
	}
}

func TestCardsSayForWhomDataSpeak(t *testing.T) {
	for _, tc := range []struct {
		dataset, says string
	}{{"bls.jolts", "do not speak for Hong Kong or China"}, {"census.btos", "do not speak for Hong Kong"}, {"openrouter.rankings", oneService}, {"exposure.anthropic_index", oneService}, {"epoch.models", ""}} {
		got := strings.Join(coverage([]string{tc.dataset}), " ")
		if tc.says == "" && got != "" || !strings.Contains(got, tc.says) {
			t.Errorf("of %s is said %q", tc.dataset, got)
		}
	}
	for _, f := range drawn() {
		if about(f, "open_token_share", "provider_hhi", "observed_use") && !strings.Contains(notes(f), oneService) {
			t.Errorf("%q does not say that it is one service", f.Chart.Title)
		}
	}
	if a := words["hong_kong_fund"].answers[report.NotTestable]; !strings.Contains(a, "Not testable with public data") {
		t.Errorf("of the fund is said %q", a)
	}
}

func TestCardsEveryClaimHasItsWords(t *testing.T) {
	known := map[string]bool{}
	for _, r := range refs(t, "claim.csv") {
		id := r["claim"]
		known[id] = true
		w, ok := words[id]
		if !ok || len(w.answers) == 0 || len(w.caveats) == 0 {
			t.Errorf("claim %s has no answers or no caveats", id)
		}
		verdicts := []report.Verdict{report.Verdict(r["fixed"])}
		if r["fixed"] == "" {
			verdicts = nil
			for _, v := range []report.Verdict{report.Supported, report.Contradicted, report.Mixed} {
				if strings.Contains(r["threshold"], string(v)) || v == report.Mixed && strings.Contains(r["threshold"], "mixed") {
					verdicts = append(verdicts, v)
				}
			}
		}
		for _, v := range verdicts {
			if v == report.Contradicted && (id == "exposure_80" || id == "exposure_19") {
				continue
			}
			if w.answers[v] == "" {
				t.Errorf("claim %s can be %s and has no answer for it", id, v)
			}
		}
		for _, said := range slices.Concat([]string{w.consequence}, w.caveats) {
			if err := report.Check(said); err != nil {
				t.Errorf("claim %s: %v", id, err)
			}
		}
		for _, said := range w.answers {
			if err := report.Check(said); err != nil {
				t.Errorf("claim %s: %v", id, err)
			}
		}
	}
	for id := range words {
		if !known[id] {
			t.Errorf("words for %q, which is no claim", id)
		}
	}
	// Where the op-ed and its source differ, the card says what follows.
	for _, id := range []string{"training_cost_v3", "finetune_cost_s1", "exposure_80", "routine_cognitive", "jevons_paradox"} {
		if words[id].consequence == "" {
			t.Errorf("claim %s does not say what follows for the measure", id)
		}
	}
}
