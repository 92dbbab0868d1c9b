package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jevons/pipeline"
)

// prices writes a file of prices and returns its path.
func prices(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "prices.json")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func price(id string, usd string) string {
	return `{"id":"` + id + `","vendor":"v","name":"` + id + `","input":` + usd + `,"output":2,"input_cached":null,"from_date":null,"to_date":null}`
}

func history(prices ...string) string { return `{"prices":[` + strings.Join(prices, ",") + "]}" }

// pricesFolder holds 25 prices. In the file one is fifty times what it was, and
// one is missing.
func pricesFolder(t *testing.T) (dir, file string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	var first, next []string
	for i := range 25 {
		id := fmt.Sprintf("m%02d", i)
		first = append(first, price(id, "1"))
		switch i {
		case 0:
			next = append(next, price(id, "50"))
		case 24:
		default:
			next = append(next, price(id, "1"))
		}
	}
	run("load", "llmprices.history", prices(t, history(first...)), "--at", "2026-11-01", "--no-publish", "--dir", dir).want(t, ExitOK)
	return dir, prices(t, history(next...))
}

func TestPlanChangesTellsAndTouchesNothing(t *testing.T) {
	dir, file := pricesFolder(t)
	r := run("plan", "llmprices.history", file, "--changes", "--dir", dir).want(t, ExitOK, "would be loaded", "25 known", "1 revised", "1 vanish", "1.0 → 50.0", "biggest moves")
	for line := range strings.Lines(r.out) {
		if width(strings.TrimSuffix(line, "\n")) > 80 {
			t.Errorf("a wide line: %s", line)
		}
	}
	run("plan", "llmprices.history", "--changes", file, "--approve-if", "vanished=0", "--dir", dir).want(t, ExitPartly, "would be held", "1 of 25 known keys are missing")
	env := testEnv()
	env.Out.Width = 36
	r = call{env: env, args: []string{"plan", "llmprices.history", "--changes", file, "--dir", dir}}.run().want(t, ExitOK, "1.0 → 50.0")
	for line := range strings.Lines(r.out) {
		if width(strings.TrimSuffix(line, "\n")) > 36 {
			t.Errorf("wider than 36: %s", line)
		}
	}
	r = run("plan", "llmprices.history", "--changes", file, "--json", "--dir", dir).want(t, ExitOK)
	var c pipeline.Changes
	if err := json.Unmarshal([]byte(r.out), &c); err != nil || c.Revised != 1 || c.Vanished != 1 || len(c.Moves) != 1 || c.Moves[0].Factor != 50 {
		t.Errorf("%v: %s", err, r.out)
	}
	run("plan", "llmprices.history", "--changes", "--mirror", mirrorOf(t, "llm-prices"), "--dir", filepath.Join(t.TempDir(), "none")).want(t, ExitOK, "nothing of this part is known yet")
}

func TestPlanChangesIsInert(t *testing.T) {
	dir, _ := pricesFolder(t)
	file := prices(t, history(price(`\u001b[31mred\u202e`, "1"), price("b", `"\u001b]0;x\u0007"`)))
	r := run("plan", "llmprices.history", "--changes", file, "--dir", dir)
	if strings.ContainsAny(r.out+r.err, "\x1b\x07\u202e") || r.out == "" {
		t.Errorf("%q %q", r.out, r.err)
	}
}

func TestPlanChangesSaysHowItIsCalled(t *testing.T) {
	for want, args := range map[string][]string{
		"wants a dataset":                {"plan", "--changes"},
		"wants files of bls.ces":         {"plan", "bls.ces", "--changes"},
		"exclude each other":             {"plan", "bls.ces", "x.txt", "--changes", "--mirror", "m"},
		"--part belongs to jevons plan":  {"plan", "--part", "x"},
		"--mirror belongs to jevons pla": {"plan", "--mirror", "x"},
		"did you mean \"bls.ces\"":       {"plan", "bls.cess", "--changes", "x"},
		"no such file":                   {"plan", "bls.ces", "--changes", "/none/of/this"},
		"--limit is 0":                   {"plan", "bls.ces", "--changes", "x", "--limit", "0"},
		"is in the future":               {"plan", "llmprices.history", "--changes", prices(t, "[]"), "--at", "2099-01-01"},
		"character 8":                    {"plan", "llmprices.history", "--changes", prices(t, "[]"), "--approve-if", "revised"},
	} {
		run(append(args, "--dir", filepath.Join(t.TempDir(), "d"))...).want(t, ExitUsage, want)
	}
}

func TestHeldIsToldAndApproved(t *testing.T) {
	dir, file := pricesFolder(t)
	r := run("load", "llmprices.history", file, "--approve-if", "vanished=0 and move<10", "--at", "2026-11-02", "--no-publish", "--dir", dir).
		want(t, ExitPartly, "held llmprices.history", "1 of 25 known keys are missing, allowed is vanished=0", "is a factor of 50, allowed is move<10", "jevons approve")
	r = run("status", "--dir", dir).want(t, ExitOK, "HELD: ", "llmprices.history", "jevons approve", "--reject")
	run("plan", "llmprices.history", "--dir", dir).want(t, ExitOK, "held", "vanished=0")
	var s pipeline.Status
	if err := json.Unmarshal([]byte(run("status", "--json", "--dir", dir).out), &s); err != nil || len(s.Held) != 1 {
		t.Fatalf("%v %+v", err, s.Held)
	}
	id := s.Held[0].ID
	run("approve", id, "--dir", dir).want(t, ExitUsage, "--by")
	run("approve", "ffffffffffffffff", "--by", "me", "--dir", dir).want(t, ExitUsage, "names none", id)
	run("approve", "--dir", dir).want(t, ExitUsage, "at least one RUN")
	env := testEnv("USER=anna")
	call{env: env, args: []string{"approve", id[:8], "--why", "looked at it", "--no-publish", "--dir", dir}}.run().want(t, ExitOK, "llmprices.history")
	if r = run("status", "--dir", dir).want(t, ExitOK); strings.Contains(r.out, "HELD") {
		t.Error(r.out)
	}
	run("approve", id, "--by", "me", "--dir", dir).want(t, ExitUsage, "nothing waits")
}

func TestRejectedIsToldAndRefused(t *testing.T) {
	dir, file := pricesFolder(t)
	load := []string{"load", "llmprices.history", file, "--approve-if", "vanished=0", "--at", "2026-11-02", "--no-publish", "--dir", dir}
	run(load...).want(t, ExitPartly)
	run("approve", "llmprices.history", "--reject", "--by", "anna", "--why", "cut short", "--dir", dir).want(t, ExitOK, "rejected llmprices.history", "the last good data stay")
	run(load...).want(t, ExitPartly, "refused llmprices.history", "rejected by anna", "cut short")
}

func TestApprovalWhileAnotherWorks(t *testing.T) {
	dir, file := pricesFolder(t)
	run("load", "llmprices.history", file, "--approve-if", "vanished=0", "--at", "2026-11-02", "--no-publish", "--dir", dir).want(t, ExitPartly)
	env := testEnv("USER=anna")
	var errs strings.Builder
	other := &app{env: env, dir: dir, screen: &screen{w: &errs, now: env.Now}}
	err := other.work(t.Context(), func(*pipeline.Runner) error {
		call{env: env, args: []string{"approve", "llmprices.history", "--dir", dir}}.run().want(t, ExitOK, "written down", "before its next look")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	run("run", "llmprices.history", "--mirror", t.TempDir(), "--dir", dir, "--no-publish")
	if r := run("status", "--dir", dir).want(t, ExitOK); strings.Contains(r.out, "HELD") {
		t.Error(r.out)
	}
}
