package sources_test

import (
	"testing"
	"time"

	"jevons/sources"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestFreshnessCountsInPeriods(t *testing.T) {
	for _, c := range []struct {
		every    sources.Frequency
		lag      int
		newest   string
		now      string
		expected string
		behind   int
	}{
		{sources.Monthly, 9, "2026-09-01", "2026-11-09", "2026-09-01", 0},
		{sources.Monthly, 9, "2026-09-01", "2026-11-10", "2026-10-01", 1},
		{sources.Monthly, 9, "2026-12-01", "2027-01-01", "2026-11-01", 0},
		{sources.Quarterly, 160, "2026-03-31", "2026-12-08", "2026-04-01", 1},
		{sources.Quarterly, 160, "2026-04-01", "2026-12-08", "2026-04-01", 0},
		{sources.Quarterly, 160, "2026-01-01", "2026-12-07", "2026-01-01", 0},
		{sources.Yearly, 150, "2024-05-01", "2026-05-31", "2025-01-01", 1},
		{sources.Yearly, 0, "2023-01-01", "2026-02-01", "2025-01-01", 2},
		{sources.Weekly, 5, "2026-08-24", "2026-09-04", "2026-08-17", 0},
		{sources.Weekly, 4, "2026-08-17", "2026-09-04", "2026-08-24", 1},
		{sources.Daily, 2, "2026-02-27", "2026-03-03", "2026-02-28", 1},
		{sources.Daily, 0, "2026-03-03", "2026-03-03", "2026-03-02", 0},
	} {
		f := sources.Freshness{Every: c.every, Lag: c.lag}
		if got := f.Expected(day(c.now)).Format(time.DateOnly); got != c.expected {
			t.Errorf("%+v: expected %s", c, got)
		}
		if got := f.Behind(day(c.newest), day(c.now)); got != c.behind {
			t.Errorf("%+v: behind %d", c, got)
		}
		// A figure that comes on the day it is due is never late before.
		due := f.Due(day(c.newest))
		if f.Expected(due.AddDate(0, 0, -1)).Equal(f.Start(day(c.newest))) || !f.Expected(due).Equal(f.Start(day(c.newest))) {
			t.Errorf("%+v: due %s", c, due)
		}
	}
	f := sources.Freshness{Every: sources.Irregular, Why: "a paper"}
	if !f.Expected(day("2026-01-01")).IsZero() || f.Behind(day("1999-01-01"), day("2026-01-01")) != 0 || !f.Due(day("2026-01-01")).IsZero() {
		t.Error("an irregular dataset is never late")
	}
}
