package cli

import (
	"regexp"
	"testing"
	"time"
)

// TestStatusAndPlanSayWhatIsLate follows a monthly table and a price list from
// the day they were loaded until both are overdue.
func TestStatusAndPlanSayWhatIsLate(t *testing.T) {
	mirror, dir := mirrorOf(t, "llm-prices", "ecb.europa.eu"), t.TempDir()
	env := testEnv()
	at := func(day string) func(args ...string) result {
		now, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		env.Now = func() time.Time { return now }
		return func(args ...string) result { return call{env: env, args: append(args, "--dir", dir)}.run() }
	}
	at("2026-08-05")("run", "--mirror", mirror).want(t, ExitOK)
	lines := regexp.MustCompile(`(?m)^late .*$`)
	if r := at("2026-08-05")("status").want(t, ExitOK); lines.MatchString(r.out) {
		t.Errorf("late on the day it was loaded:\n%s", r.out)
	}
	at("2026-08-05")("plan", "ecb.exchange_rates", "llmprices.history").
		want(t, ExitOK, "reaches 2026-07; ecb.exchange_rates August is not due until September", "reaches 2026-08-05; llmprices.history changed last on 5 August")
	r := at("2026-11-10")("status").want(t, ExitOK, "late ecb.exchange_rates August is 64 days late, the first of 3 periods",
		"late llmprices.history has not changed since 5 August and was expected to by 6 October")
	if got := lines.FindAllString(r.out, -1); len(got) != 2 {
		t.Errorf("late: %q", got)
	}
	at("2026-11-10")("status", "--json").want(t, ExitOK, `"late":{"period":"2026-08","due":"2026-09-07T00:00:00Z","periods":3,`)
	at("2026-11-10")("plan", "ecb.exchange_rates").want(t, ExitOK, "reaches 2026-07; ecb.exchange_rates August is 64 days late")
}
