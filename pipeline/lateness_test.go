package pipeline_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/warehouse"
	"jevons/sources"
	"jevons/sources/catalog"
)

func at(s string) time.Time {
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	panic(s)
}

func fresh(name string, every sources.Frequency, column string, lag int) *sources.Dataset {
	return &sources.Dataset{Name: name, Fresh: sources.Freshness{Every: every, Period: column, Lag: lag, Why: "made up"}}
}

func lateness(d *sources.Dataset, newest string, now time.Time, calendar pipeline.Calendar) pipeline.Reach {
	return pipeline.Lateness([]*sources.Dataset{d}, map[string]time.Time{d.Name: at(newest)}, now, calendar)[d.Name]
}

func TestLatenessSpeaksInPeriods(t *testing.T) {
	ces, qcew := fresh("bls.ces", sources.Monthly, "month", 12), fresh("bls.qcew", sources.Quarterly, "quarter", 165)
	indeed, btos := fresh("indeed.postings", sources.Daily, "date", 16), fresh("census.btos", sources.Weekly, "collected_from", 18)
	oews, litellm := fresh("bls.oews_national", sources.Yearly, "year", 485), fresh("litellm.prices", sources.Daily, "", 30)
	off := fresh("bls.api", sources.Monthly, "month", 45)
	off.Off = "wants a key"
	announced := func(_, period string) (time.Time, bool) {
		due, ok := map[string]time.Time{"2026-10": at("2026-12-16 13:30"), "2026-11": at("2026-12-16 13:30"), "2025-10": {}, "2026-Q2": at("2026-12-29 15:00")}[period]
		return due, ok
	}
	for _, c := range []struct {
		d        *sources.Dataset
		newest   string
		now      string
		calendar pipeline.Calendar
		period   string // late
		periods  int
		words    string
	}{
		{ces, "2026-09-01", "2026-11-13 23:59", nil, "", 0, "CES October is due now"},
		{ces, "2026-09-01", "2026-11-14", nil, "2026-10", 1, "CES October is 1 day late"},
		{ces, "2026-09-01", "2026-11-17 08:00", nil, "2026-10", 1, "CES October is 4 days late"},
		{ces, "2026-07-01", "2026-11-17 08:00", nil, "2026-08", 3, "CES August is 65 days late, the first of 3 periods"},
		{ces, "2026-11-01", "2026-12-20", nil, "", 0, "CES December is due by 13 January 2027"},
		{ces, "2026-11-01", "2027-01-15", nil, "2026-12", 1, "CES December 2026 is 2 days late"},
		{ces, "2026-09-01", "2026-11-24", announced, "", 0, "CES October is due on 16 December"},
		{ces, "2026-09-01", "2026-12-17 13:30", announced, "2026-10", 2, "CES October is 1 day late, the first of 2 periods"},
		{ces, "2026-09-01", "2026-12-17 13:29", announced, "", 0, "CES October is due now"},
		{ces, "2025-09-01", "2025-12-01", announced, "", 0, "CES November is due by 13 December"},
		{qcew, "2026-01-01", "2026-10-02", nil, "", 0, "QCEW 2026 Q2 is not due until December"},
		{qcew, "2026-03-31", "2026-12-14", nil, "2026 Q2", 1, "QCEW 2026 Q2 is 1 day late"},
		{qcew, "2026-03-31", "2026-12-14", announced, "", 0, "QCEW 2026 Q2 is due on 29 December"},
		{btos, "2026-10-05", "2026-11-08", nil, "2026-10-12", 1, "BTOS week of 12 October is 2 days late"},
		{indeed, "2026-11-01", "2026-11-21", nil, "2026-11-02", 2, "indeed.postings 2 November is 2 days late, the first of 2 periods"},
		{oews, "2024-01-01", "2026-10-01", nil, "", 0, "OEWS national 2025 is not due until May 2027"},
		{oews, "2023-01-01", "2026-10-01", nil, "2024", 1, "OEWS national 2024 is 153 days late"},
		{litellm, "2026-10-01", "2026-11-02", nil, "", 0, "litellm.prices changed last on 1 October"},
		{litellm, "2026-10-01", "2026-11-04", nil, "2026-10-02", 2, "litellm.prices has not changed since 1 October and was expected to by 2 November"},
		{off, "2020-01-01", "2026-11-04", nil, "", 0, ""},
		{fresh("a.paper", sources.Irregular, "", 0), "2020-01-01", "2026-11-04", nil, "", 0, "a.paper: nobody has promised a next edition"},
	} {
		got := lateness(c.d, c.newest, at(c.now), c.calendar)
		period, periods := "", 0
		if got.Late != nil {
			period, periods = got.Late.Period, got.Late.Periods
		}
		if period != c.period || periods != c.periods || got.Words != c.words {
			t.Errorf("%s from %s at %s: late %q, %d periods, %q; want %q, %d, %q", c.d.Name, c.newest, c.now, period, periods, got.Words, c.period, c.periods, c.words)
		}
	}
}

func TestWhatIsNotThereIsNotLate(t *testing.T) {
	ces, prices := fresh("bls.ces", sources.Monthly, "month", 12), fresh("litellm.prices", sources.Daily, "", 30)
	all := []*sources.Dataset{ces, prices}
	seen := at("2026-01-03 10:00")
	s := pipeline.Status{Datasets: []pipeline.DatasetStatus{{Dataset: "bls.ces", KnownAt: &seen}, {Dataset: "litellm.prices", KnownAt: &seen}}}
	if n := pipeline.NewestPeriods(s, all); len(n) != 0 {
		t.Errorf("nothing is published: %v", n)
	}
	s.Snapshot = &warehouse.Snapshot{Newest: map[string]string{"bls.ces": "2026-09-01"}}
	if n := pipeline.NewestPeriods(s, all); !n["bls.ces"].Equal(at("2026-09-01")) || !n["litellm.prices"].Equal(seen) {
		t.Errorf("newest: %v", n)
	}
	s.Judge(all, at("2026-11-24"), nil)
	for _, d := range s.Datasets {
		if d.Reach == nil || d.Reach.Late == nil {
			t.Errorf("%s is not late: %+v", d.Dataset, d.Reach)
		}
	}
	s.Snapshot.Sample = true
	if n := pipeline.NewestPeriods(s, all); len(n) != 0 {
		t.Errorf("the sample is waited for: %v", n)
	}
}

// edition is a period and when it came out.
type edition struct {
	start, out time.Time
}

// office is an invented publisher with three years of editions.
type office struct {
	d        *sources.Dataset
	editions []edition
	due      map[time.Time]time.Time // by first day: when a period has to be out
}

// offices publish each frequency with its ordinary lag, which is four days less
// than the lag allowed, moved past weekends and holidays.
func offices(r *rand.Rand) []*office {
	var out []*office
	for _, c := range []struct {
		every sources.Frequency
		lag   int
		next  func(time.Time) time.Time
	}{
		{sources.Yearly, 210, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
		{sources.Quarterly, 165, func(t time.Time) time.Time { return t.AddDate(0, 3, 0) }},
		{sources.Monthly, 12, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
		{sources.Monthly, 58, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
		{sources.Weekly, 18, func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }},
		{sources.Daily, 7, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	} {
		o := &office{d: fresh(fmt.Sprintf("office.%s_%d", c.every, c.lag), c.every, "period", c.lag), due: map[time.Time]time.Time{}}
		start := at("2018-01-01") // a Monday and the first day of every longer period
		if c.lag < 30 && c.every != sources.Monthly {
			start = at("2024-01-01") // another one
		}
		for start.Before(at("2028-06-01")) {
			end := c.next(start)
			o.due[start] = end.AddDate(0, 0, c.lag)
			out := workday(end.AddDate(0, 0, c.lag-4))
			o.editions = append(o.editions, edition{start, out.Add(time.Duration(r.IntN(24*60)) * time.Minute)})
			start = end
		}
		out = append(out, o)
	}
	return out
}

// workday is the first day from t on that is neither of a weekend nor a holiday.
func workday(t time.Time) time.Time {
	holidays := []string{"01-01", "06-19", "07-04", "11-11", "12-25", "12-26"}
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday || slices.Contains(holidays, t.Format("01-02")) {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// newest is the first day of the newest period that is out at a time.
func (o *office) newest(now time.Time) time.Time {
	var last time.Time
	for _, e := range o.editions {
		if !e.out.After(now) && e.start.After(last) {
			last = e.start
		}
	}
	return last
}

// polls are the times from 2025 to the end of 2027 at which somebody looks.
func polls() (out []time.Time) {
	for t := at("2025-01-01 04:20"); t.Before(at("2028-01-01")); t = t.Add(6 * time.Hour) {
		out = append(out, t)
	}
	return out
}

func (o *office) reach(now time.Time, calendar pipeline.Calendar) pipeline.Reach {
	return pipeline.Lateness([]*sources.Dataset{o.d}, map[string]time.Time{o.d.Name: o.newest(now)}, now, calendar)[o.d.Name]
}

func TestThreeOrdinaryYearsRaiseNoAlarm(t *testing.T) {
	for _, o := range offices(rand.New(rand.NewPCG(1, 2))) {
		for _, now := range polls() {
			if r := o.reach(now, nil); r.Late != nil {
				t.Fatalf("%s at %s, newest %s: %s", o.d.Name, now, r.Newest, r.Late.Words)
			}
		}
	}
}

// TestEveryGapIsSeenAtTheNextPoll withholds editions for a random time, again
// and again, and compares every poll with what was due by then.
func TestEveryGapIsSeenAtTheNextPoll(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 7))
		alarms := 0
		for _, o := range offices(r) {
			for i := range o.editions {
				if r.IntN(6) == 0 {
					o.editions[i].out = o.editions[i].out.Add(time.Duration(r.IntN(120*24)) * time.Hour)
				}
			}
			for _, now := range polls() {
				newest, missing := o.newest(now), 0
				for start, due := range o.due {
					if start.After(newest) && now.Sub(due) >= 24*time.Hour {
						missing++
					}
				}
				got := o.reach(now, nil)
				periods := 0
				if got.Late != nil {
					periods = got.Late.Periods
				}
				if periods != missing {
					t.Fatalf("seed %d: %s at %s, newest %s: %d periods late, want %d", seed, o.d.Name, now, newest, periods, missing)
				}
				alarms += min(missing, 1)
			}
		}
		if alarms == 0 {
			t.Errorf("seed %d: nothing was ever late, so nothing is proven", seed)
		}
	}
}

// employment is the Employment Situation: the third Friday after the week of
// the 12th, or the Friday after where that is a holiday, at 13:30 UTC.
func employment() *office {
	o := &office{d: fresh("bls.ces", sources.Monthly, "month", 12)}
	for m := at("2024-06-01"); m.Before(at("2028-03-01")); m = m.AddDate(0, 1, 0) {
		twelfth := m.AddDate(0, 0, 11)
		friday := twelfth.AddDate(0, 0, 5-int(twelfth.Weekday())+21)
		for workday(friday) != friday {
			friday = friday.AddDate(0, 0, 7)
		}
		o.editions = append(o.editions, edition{m, friday.Add(13*time.Hour + 30*time.Minute)})
	}
	return o
}

// TestShutdownOfAutumn2025: September came weeks after its day, October never by
// itself but with November. A calendar that says so silences the alarm, and one
// that does not know leaves every late day visible.
func TestShutdownOfAutumn2025(t *testing.T) {
	moved := map[string]time.Time{"2025-09": at("2025-11-20 13:30"), "2025-10": {}, "2025-11": at("2025-12-16 13:30")}
	o := employment()
	for i := range o.editions {
		e := &o.editions[i]
		switch out, ok := moved[e.start.Format("2006-01")]; {
		case ok && out.IsZero():
			e.out = at("9999-01-01") // never
		case ok:
			e.out = out
		}
	}
	calendar := func(dataset, period string) (time.Time, bool) {
		out, ok := moved[period]
		return out, ok && dataset == "bls.ces"
	}
	late := map[string][]time.Time{}
	for _, now := range polls() {
		if r := o.reach(now, calendar); r.Late != nil {
			t.Errorf("%s: %s, though the calendar has it", now, r.Late.Words)
		}
		if r := o.reach(now, nil); r.Late != nil {
			late[r.Late.Period] = append(late[r.Late.Period], now)
		}
	}
	if len(late) != 2 {
		t.Errorf("late without a calendar: %v", late)
	}
	for period, want := range map[string][2]string{
		"2025-09": {"2025-10-14 04:20", "2025-11-20 10:20"}, // the 13th was its day
		"2025-10": {"2025-11-20 16:20", "2025-12-16 10:20"}, // overdue already when September came
	} {
		got := late[period]
		if len(got) == 0 || !got[0].Equal(at(want[0])) || !got[len(got)-1].Equal(at(want[1])) {
			t.Errorf("%s was late at %v, want from %s to %s", period, got, want[0], want[1])
		}
	}
}

// TestFortnightsOfBusinessesRaiseNoAlarm: cycles of two weeks in a table whose
// periods are weeks, out on the Thursday after, a day later at Thanksgiving.
func TestFortnightsOfBusinessesRaiseNoAlarm(t *testing.T) {
	o := &office{d: fresh("census.btos", sources.Weekly, "collected_from", 18)}
	for start := at("2024-12-02"); start.Before(at("2028-01-10")); start = start.AddDate(0, 0, 14) {
		out := start.AddDate(0, 0, 17)
		if out.Month() == time.November && out.Day() >= 22 && out.Day() <= 28 {
			out = out.AddDate(0, 0, 1)
		}
		o.editions = append(o.editions, edition{start, out.Add(15 * time.Hour)})
	}
	for _, now := range polls() {
		if r := o.reach(now, nil); r.Late != nil {
			t.Fatalf("%s: %s", now, r.Late.Words)
		}
	}
}

// TestPostingsMayBeAWeekLate: files that are renewed on a Tuesday, Wednesday or
// Thursday, with days up to five before, and now and then not for a week.
func TestPostingsMayBeAWeekLate(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	all := catalog.All()
	d := all[slices.IndexFunc(all, func(d *sources.Dataset) bool { return d.Name == "indeed.postings" })]
	o := &office{d: &sources.Dataset{Name: d.Name, Fresh: d.Fresh}}
	skipped := false
	for tuesday := at("2024-12-03"); tuesday.Before(at("2028-01-10")); tuesday = tuesday.AddDate(0, 0, 7) {
		if skipped = !skipped && r.IntN(5) == 0; skipped {
			continue
		}
		day := tuesday.AddDate(0, 0, r.IntN(3))
		o.editions = append(o.editions, edition{day.AddDate(0, 0, -5), day.Add(21 * time.Hour)})
	}
	for _, now := range polls() {
		if r := o.reach(now, nil); r.Late != nil {
			t.Fatalf("%s: %s", now, r.Late.Words)
		}
	}
}

// TestListsOfThePresentMayRest: a price list that changes now and then is late
// only after its longest ordinary rest.
func TestListsOfThePresentMayRest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	d := fresh("litellm.prices", sources.Daily, "", 30)
	now := at("2025-01-01 04:20")
	for now.Before(at("2028-01-01")) {
		changed, rest := now, time.Duration(r.IntN(45*24))*time.Hour
		for ; now.Before(changed.Add(rest)); now = now.Add(6 * time.Hour) {
			got := pipeline.Lateness([]*sources.Dataset{d}, map[string]time.Time{d.Name: changed}, now, nil)[d.Name]
			day := changed.Truncate(24 * time.Hour)
			if want := now.Sub(day) >= 33*24*time.Hour; (got.Late != nil) != want {
				t.Fatalf("changed %s, now %s: %+v", changed, now, got)
			}
		}
		now = now.Add(6 * time.Hour)
	}
}
