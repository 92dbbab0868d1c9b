package pipeline_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/fault"
	"jevons/pipeline/fault/faulttest"
	"jevons/pipeline/landing"
)

var fewerJobs = []string{"A\tM01\t10\t", "A\tM02\t11\tP", "B\tM01\t20\t"}

func ruledConfig(dir, rules string) pipeline.Config {
	cfg := toyConfig(dir)
	cfg.ApproveIf = rules
	return cfg
}

// folderOnHold has a landing that waits, since it lacks keys.
func folderOnHold(t *testing.T) string {
	t.Helper()
	dir := folderWith(t)
	r := openRunner(t, ruledConfig(dir, "vanished=0"))
	loadJobs(t, r, day(3), pipeline.OnHold, fewerJobs...)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// jobsIn are the jobs that readers see.
func jobsIn(t *testing.T, r *pipeline.Runner, dir string) string {
	t.Helper()
	if _, err := r.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	db := readOnly(t, filepath.Join(dir, "jevons.duckdb"))
	defer db.Close()
	checkLedgers(t, db, dir)
	return strings.Join(texts(t, db, "SELECT series_id || period || coalesce(CAST(jobs AS INTEGER)::VARCHAR, '') FROM latest.toy_jobs ORDER BY 1"), " ")
}

const (
	allJobs  = "AM0110 AM0211 BM0120 BM02 CM0130"
	lessJobs = "AM0110 AM0211 BM0120"
)

func wantJobs(t *testing.T, r *pipeline.Runner, dir, want string) {
	t.Helper()
	if got := jobsIn(t, r, dir); got != want {
		t.Errorf("the jobs are %s, want %s", got, want)
	}
}

func waitingIn(t *testing.T, dir string) []pipeline.Held {
	t.Helper()
	s, err := pipeline.ReadStatus(dir, toyDatasets())
	if err != nil {
		t.Fatal(err)
	}
	return s.Held
}

func TestHeldLandingWaitsAndLastGoodDataStay(t *testing.T) {
	dir := folderOnHold(t)
	held := waitingIn(t, dir)
	if len(held) != 1 || !strings.Contains(held[0].Why, "2 of 5 known keys are missing, allowed is vanished=0") || held[0].Dataset != "toy.jobs" {
		t.Fatalf("%+v", held)
	}
	a, err := landing.Open(dir, landing.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	looks, err := a.Looks("toy.jobs", -1)
	if err != nil {
		t.Fatal(err)
	}
	last := looks[len(looks)-1]
	if last.Outcome != landing.Held || last.Landing == nil || !strings.Contains(last.Error, "vanished=0") {
		t.Errorf("the journal says %+v", last)
	}
	if _, ok := a.Has(held[0].SHA256); !ok {
		t.Error("the archive lacks the bytes")
	}
	// No start, look, retry or rebuild loads it by itself, whatever the rules are then.
	r := openRunner(t, toyConfig(dir))
	wantJobs(t, r, dir, allJobs)
	loadJobs(t, r, day(3), pipeline.OnHold, fewerJobs...)
	loadJobs(t, r, time.Time{}, pipeline.OnHold, fewerJobs...)
	if err := r.Retry(context.Background(), "toy.jobs"); err != nil {
		t.Fatal(err)
	}
	wantJobs(t, r, dir, allJobs)
	if err := r.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	wantJobs(t, r, dir, allJobs)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "warehouse")); err != nil {
		t.Fatal(err)
	}
	r = openRunner(t, toyConfig(dir))
	wantJobs(t, r, dir, allJobs)
	if got := waitingIn(t, dir); len(got) != 1 || got[0].Why != held[0].Why {
		t.Errorf("after a rebuild %+v is held", got)
	}
	// A newer landing that complies is loaded; the older one goes on waiting.
	loadJobs(t, r, day(4), pipeline.Loaded, append([]string{"A\tM01\t12\t"}, firstJobs[1:]...)...)
	if got := waitingIn(t, dir); len(got) != 1 {
		t.Errorf("%+v is held", got)
	}
}

func TestApprovedLandingIsMergedAndStaysSo(t *testing.T) {
	dir := folderOnHold(t)
	held := waitingIn(t, dir)
	// The rules of now do not hold again what somebody approved.
	r := openRunner(t, ruledConfig(dir, "vanished=0"))
	run, err := r.Decide(context.Background(), held[0].ID[:6], pipeline.Verdict{Approved: true, Who: "anna", Why: "benchmark"})
	if err != nil || run.Outcome != pipeline.Loaded || run.Counts.Withdrawn != 2 {
		t.Fatalf("%+v, %v", run, err)
	}
	wantJobs(t, r, dir, lessJobs)
	if got := waitingIn(t, dir); len(got) != 0 {
		t.Errorf("%+v is held", got)
	}
	if err := r.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	wantJobs(t, r, dir, lessJobs)
	a, err := landing.Open(dir, landing.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range must(a.Decisions()) {
		if d.Who != "anna" || d.Why != "benchmark" || !d.Approved || !d.At.Equal(day(20)) {
			t.Errorf("%+v", d)
		}
	}
	if _, err := r.Decide(context.Background(), held[0].ID, pipeline.Verdict{Who: "x"}); !errors.As(err, new(*pipeline.NotHeldError)) {
		t.Errorf("decided twice: %v", err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestRejectedLandingIsRefusedForGood(t *testing.T) {
	dir := folderOnHold(t)
	r := openRunner(t, toyConfig(dir))
	run, err := r.Decide(context.Background(), "toy.jobs", pipeline.Verdict{Who: "anna", Why: "cut short"})
	if err != nil || run.Outcome != pipeline.Refused {
		t.Fatalf("%+v, %v", run, err)
	}
	wantJobs(t, r, dir, allJobs)
	again := loadJobs(t, r, day(3), pipeline.Refused, fewerJobs...)
	if !strings.Contains(again.Error, "rejected by anna on 2026-01-20") || !strings.Contains(again.Error, "cut short") {
		t.Error(again.Error)
	}
	if err := r.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	wantJobs(t, r, dir, allJobs)
	if got := waitingIn(t, dir); len(got) != 0 {
		t.Errorf("%+v is held", got)
	}
}

func TestRulesOfAllKindsHold(t *testing.T) {
	moved := []string{"A\tM01\t10\t", "A\tM02\t40\t", "A\tM03\t5\t", "B\tM01\t20\t", "B\tM02\t\t", "C\tM01\t30\tP"}
	for rules, want := range map[string]string{
		"":                         "",
		"revised<=20%":             "",
		"revised<20%":              "1 of 5 known keys are revised (20 %), allowed is revised<20%",
		"new=0":                    "1 new keys beside 5 known keys, allowed is new=0",
		"move<3 and new<2":         "line 3: jobs 11 → 40 is a factor of 3.636, allowed is move<3",
		"move(jobs)<4":             "",
		"rows<=5":                  "6 rows beside 5 known keys, allowed is rows<=5",
		"revised=0 and vanished=0": "revised=0",
		"quarantined<1%":           "",
	} {
		t.Run(strings.NewReplacer("<", " less ", "=", " is ", "%", "").Replace("rules "+rules), func(t *testing.T) {
			dir := folderWith(t)
			out := pipeline.Loaded
			if want != "" {
				out = pipeline.OnHold
			}
			run := loadJobs(t, openRunner(t, ruledConfig(dir, rules)), day(3), out, moved...)
			if !strings.Contains(run.Error, want) {
				t.Errorf("%s does not say %s", run.Error, want)
			}
		})
	}
	for _, rules := range []string{"lost<5", "move(usdd)<2"} {
		if _, err := pipeline.Open(context.Background(), ruledConfig(filepath.Join(t.TempDir(), "d"), rules)); !errors.As(err, new(*pipeline.RulesError)) {
			t.Errorf("%s: %v", rules, err)
		}
	}
}

func TestContractsRulesHoldWithoutAnyFlag(t *testing.T) {
	dir := folderWith(t)
	cfg := toyConfig(dir)
	cfg.Datasets[0].Contract.ApproveIf = "vanished=0"
	r := openRunner(t, cfg)
	if len(r.Healed) > 0 {
		t.Errorf("rules of approval made a dataset another one: %v", r.Healed)
	}
	loadJobs(t, r, day(3), pipeline.OnHold, fewerJobs...)
	bad := toyJobs()
	bad.Contract.ApproveIf = "vanished"
	if err := bad.Validate(); err == nil || !strings.Contains(err.Error(), "character 9") {
		t.Error(err)
	}
}

func TestPriceListThatComesBackIsHeldOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	r := openRunner(t, ruledConfig(dir, "move<2"))
	look := func(want pipeline.Outcome, prices map[string]float64) {
		t.Helper()
		runs, err := r.Run(context.Background(), pipeline.Source{Mirror: fstest.MapFS{"toy.test/prices.json": {Data: pricesFile(prices)}}}, "toy.prices")
		if err != nil || len(runs) != 1 || runs[0].Outcome != want {
			t.Fatalf("%+v, %v; want %s", runs, err, want)
		}
	}
	look(pipeline.Loaded, map[string]float64{"x": 1, "y": 2})
	look(pipeline.OnHold, map[string]float64{"x": 5, "y": 2})
	look(pipeline.OnHold, map[string]float64{"x": 5, "y": 2})
	look(pipeline.Unchanged, map[string]float64{"x": 1, "y": 2})
	if got := waitingIn(t, dir); len(got) != 1 {
		t.Errorf("%+v is held", got)
	}
}

func TestDecisionOfAnotherProcessIsCarriedOut(t *testing.T) {
	dir := folderOnHold(t)
	r := openRunner(t, toyConfig(dir))
	if runs, err := r.Settle(context.Background()); err != nil || len(runs) != 0 {
		t.Fatalf("%+v, %v", runs, err)
	}
	if _, err := pipeline.DecideFor(dir, toyDatasets(), "toy.jobs", pipeline.Verdict{Approved: true, Who: "ben"}, day(20)); err != nil {
		t.Fatal(err)
	}
	runs, err := r.Run(context.Background(), pipeline.Source{Mirror: fstest.MapFS{}}, "toy.prices")
	if err != nil || len(runs) != 1 || runs[0].Outcome != pipeline.Loaded || runs[0].Dataset != "toy.jobs" {
		t.Fatalf("%+v, %v", runs, err)
	}
	wantJobs(t, r, dir, lessJobs)
}

func approveJob() error {
	r, err := pipeline.Open(context.Background(), toyConfig(os.Getenv(dirEnv)))
	if err != nil {
		return err
	}
	if _, err := r.Decide(context.Background(), "toy.jobs", pipeline.Verdict{Approved: true, Who: "anna"}); err != nil {
		return err
	}
	return r.Close()
}

// A kill leaves the landing held and undecided, or decided and, after the next
// start, merged.
func TestKillDuringApprovalLosesNoDecision(t *testing.T) {
	whole := folderOnHold(t)
	decided := false
	for _, point := range []string{fault.StateBefore, fault.StateAfter, fault.CheckDone, fault.MergeBegin, fault.MergeRows, fault.MergeCommit, fault.MergeDone} {
		for n := 1; ; n++ {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			if !faulttest.Kill(t, "approve", point, n, dirEnv+"="+dir) {
				break
			}
			approved := len(must(must(landing.Open(dir, landing.Options{ReadOnly: true})).Decisions())) == 1
			want, waits := allJobs, 1
			if approved {
				want, waits, decided = lessJobs, 0, true
			}
			if approved == (point == fault.StateBefore && n == 1) {
				t.Errorf("killed at %s %d: decided is %t", point, n, approved)
			}
			r := openRunner(t, toyConfig(dir))
			wantJobs(t, r, dir, want)
			if got := waitingIn(t, dir); len(got) != waits {
				t.Errorf("killed at %s %d: %+v is held", point, n, got)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !decided {
		t.Error("no kill came after the decision")
	}
}

func holdJob() error {
	r, err := pipeline.Open(context.Background(), ruledConfig(os.Getenv(dirEnv), "vanished=0"))
	if err != nil {
		return err
	}
	at, err := time.Parse(time.DateOnly, "2026-01-03")
	if err != nil {
		return err
	}
	_, err = r.LoadFile(context.Background(), "toy.jobs", os.Getenv(dirEnv)+".txt", "", at)
	return errors.Join(err, r.Close())
}

// A landing that came under rules and was cut short is weighed under them by
// the next start, which has none.
func TestKillBeforeALandingIsHeldDoesNotLoadIt(t *testing.T) {
	whole := folderWith(t)
	for _, point := range []string{fault.AfterRename, fault.StateBefore, fault.StateAfter, fault.MergeBegin, fault.MergeCommit, fault.MergeDone} {
		for n := 1; ; n++ {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(dir+".txt", jobsFile(fewerJobs...), 0o644); err != nil {
				t.Fatal(err)
			}
			if !faulttest.Kill(t, "hold", point, n, dirEnv+"="+dir) {
				break
			}
			r := openRunner(t, toyConfig(dir))
			wantJobs(t, r, dir, allJobs)
			waits := 1
			if history := must(must(landing.Open(dir, landing.Options{ReadOnly: true})).History("toy.jobs")); len(history) == 1 {
				waits = 0 // it never landed
			}
			if got := waitingIn(t, dir); len(got) != waits {
				t.Errorf("killed at %s %d: %+v is held, want %d", point, n, got, waits)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
