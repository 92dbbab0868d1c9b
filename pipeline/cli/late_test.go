package cli

import (
	"regexp"
	"testing"
	"testing/fstest"
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

// TestStatusAndPlanGoByTheCalendar: they say what the pages of serve say, where a
// release calendar knows better than the ordinary lag.
func TestStatusAndPlanGoByTheCalendar(t *testing.T) {
	mirror, dir := mirrorOf(t, "ecb.europa.eu"), t.TempDir()
	env := testEnv()
	env.Schedules = fstest.MapFS{
		"x.cron":  {Data: []byte("CRON_TZ=UTC\n0 5 * * * ecb.exchange_rates\n")},
		"x.dates": {Data: []byte("CRON_TZ=UTC\nmoved 2026-09-01 2026-11-20 08:30 2026-08 ecb.exchange_rates\ncancelled 2026-10-01 08:30 2026-09 ecb.exchange_rates\n2026-12-01 08:30 2026-10 ecb.exchange_rates\n")},
	}
	now := time.Date(2026, 8, 5, 0, 0, 0, 0, time.UTC)
	env.Now = func() time.Time { return now }
	at := func(args ...string) result { return call{env: env, args: append(args, "--dir", dir)}.run() }
	at("run", "--mirror", mirror, "ecb.exchange_rates").want(t, ExitOK)
	now = time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC)
	if r := at("status").want(t, ExitOK); regexp.MustCompile(`(?m)^late `).MatchString(r.out) {
		t.Errorf("late before its date:\n%s", r.out)
	}
	at("plan", "ecb.exchange_rates").want(t, ExitOK, "reaches 2026-07; ecb.exchange_rates August is due on 20 November")
	now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	at("status", "--json").want(t, ExitOK, `"late":{"period":"2026-08","due":"2026-11-20T08:30:00Z","periods":1,`)
	at("plan", "ecb.exchange_rates").want(t, ExitOK, "reaches 2026-07; ecb.exchange_rates August is 3 days late")
}
