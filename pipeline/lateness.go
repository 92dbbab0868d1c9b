package pipeline

import (
	"fmt"
	"strings"
	"time"

	"jevons/pipeline/watch"
	"jevons/sources"
)

// Calendar is what release calendars say about one period of a dataset, which
// is written as they write it (2026, 2026-Q3, 2026-11, or the first day of a week
// or day): when it is out. The zero time with true says
// that the period is not published at all; false says that no calendar knows,
// and then the ordinary lag of [sources.Freshness] counts.
type Calendar func(dataset, period string) (out time.Time, known bool)

// Reach is how far the data of one dataset reach, held against how far they should.
type Reach struct {
	Newest string          `json:"newest"` // the newest period there is, as [PeriodKey]; the day of the newest vintage for a list of the present
	Late   *watch.Lateness `json:"late"`   // nil: nothing is missing
	Next   string          `json:"next"`   // the next period that is not due yet; "" where none is expected
	Due    *time.Time      `json:"due"`    // when that one is
	Words  string          `json:"words"`  // CES October is 4 days late; QCEW 2026 Q2 is not due until December
}

// grace is how long after its due time a period is not called late: figures of a
// day come at any hour of it, and a release is looked for many times within
// hours of its announced minute.
const grace = 24 * time.Hour

// maxPeriods bounds how many missing periods are counted: days of half a century.
const maxPeriods = 20_000

// NewestPeriods tells how far the data reach, by dataset: the first day of the
// newest period that is published, or the day of the newest vintage for a list
// of the present. A dataset of which nothing is there is not in it. The sample
// is in it never: it stands still, and nobody waits for its figures.
func NewestPeriods(s Status, datasets []*sources.Dataset) map[string]time.Time {
	out := map[string]time.Time{}
	if s.Snapshot == nil || s.Snapshot.Sample {
		return out
	}
	known := map[string]*time.Time{}
	for _, d := range s.Datasets {
		known[d.Dataset] = d.KnownAt
	}
	for _, d := range datasets {
		if d.Fresh.Period == "" {
			if at := known[d.Name]; at != nil {
				out[d.Name] = at.UTC()
			}
			continue
		}
		if t, err := time.Parse(time.DateOnly, s.Snapshot.Newest[d.Name]); err == nil {
			out[d.Name] = t
		}
	}
	return out
}

// Lateness holds the newest periods against the day. A period is late a day
// after it was due, by the calendar where that knows and else by the dataset's
// ordinary lag, and stays so until it or a later one is there. calendar may be
// nil. Datasets that are off are nobody's to wait for, so they are never late.
func Lateness(datasets []*sources.Dataset, newest map[string]time.Time, now time.Time, calendar Calendar) map[string]Reach {
	out := map[string]Reach{}
	for _, d := range datasets {
		if at, ok := newest[d.Name]; ok {
			out[d.Name] = reach(d, at, now.UTC(), calendar)
		}
	}
	return out
}

// Judge says of each dataset how far its data reach and what is late at now;
// see [Lateness].
func (s *Status) Judge(datasets []*sources.Dataset, now time.Time, calendar Calendar) {
	found := Lateness(datasets, NewestPeriods(*s, datasets), now, calendar)
	for i := range s.Datasets {
		if r, ok := found[s.Datasets[i].Dataset]; ok {
			s.Datasets[i].Reach = &r
		}
	}
}

// reach looks at every period after the newest one. A moved release may be due
// after that of the next period, so all that have begun are asked about.
func reach(d *sources.Dataset, newest, now time.Time, calendar Calendar) Reach {
	f := d.Fresh
	if f.Every == sources.Irregular {
		return Reach{Newest: newest.Format(time.DateOnly), Words: called(d.Name) + ": nobody has promised a next edition"}
	}
	start := f.Start(newest)
	r := Reach{Newest: PeriodKey(f, start)}
	if d.Off != "" {
		return r
	}
	var late watch.Lateness
	for n := 0; n < maxPeriods && (r.Due == nil || !start.After(now)); n++ {
		start = f.Next(start)
		due, fixed, never := dueOf(d, start, calendar)
		switch {
		case never:
		case !now.Before(due.Add(grace)):
			if late.Periods == 0 {
				late = watch.Lateness{Period: PeriodKey(f, start), Due: due, Words: lateWords(d, newest, start, due, now)}
			}
			late.Periods++
		case r.Due == nil:
			r.Next, r.Due, r.Words = PeriodKey(f, start), &due, nextWords(d, newest, start, due, now, fixed)
		}
	}
	if late.Periods > 0 {
		if late.Periods > 1 && f.Period != "" {
			late.Words += fmt.Sprintf(", the first of %d periods", late.Periods)
		}
		r.Late, r.Words = &late, late.Words
	}
	return r
}

// dueOf is when a period is due; fixed says that a calendar has it, never that
// it is not published.
func dueOf(d *sources.Dataset, start time.Time, calendar Calendar) (due time.Time, fixed, never bool) {
	if calendar != nil {
		if at, ok := calendar(d.Name, strings.Replace(PeriodKey(d.Fresh, start), " Q", "-Q", 1)); ok {
			return at.UTC(), true, at.IsZero()
		}
	}
	return d.Fresh.Due(start), false, false
}

// PeriodKey names a period for programs, by its first day: 2026, 2026 Q2,
// 2026-10, and the day itself for weeks (their Monday) and days.
func PeriodKey(f sources.Freshness, start time.Time) string {
	switch f.Every {
	case sources.Yearly:
		return start.Format("2006")
	case sources.Quarterly:
		return fmt.Sprintf("%d Q%d", start.Year(), (int(start.Month())+2)/3)
	case sources.Monthly:
		return start.Format("2006-01")
	}
	return start.Format(time.DateOnly)
}

// PeriodName names a period for people: 2026, 2026 Q2, October 2026, week of
// 2 November 2026, 2 November 2026. The year of now is left away from months,
// weeks and days.
func PeriodName(f sources.Freshness, start, now time.Time) string {
	switch f.Every {
	case sources.Monthly:
		return monthName(start, now)
	case sources.Weekly:
		return "week of " + dayName(start, now)
	case sources.Daily:
		return dayName(start, now)
	}
	return PeriodKey(f, start)
}

func monthName(t, now time.Time) string {
	if t.Year() == now.Year() {
		return t.Format("January")
	}
	return t.Format("January 2006")
}

func dayName(t, now time.Time) string {
	if t.Year() == now.Year() {
		return t.Format("2 January")
	}
	return t.Format("2 January 2006")
}

// lateWords say what is missing since when.
func lateWords(d *sources.Dataset, newest, start, due, now time.Time) string {
	if d.Fresh.Period == "" {
		return fmt.Sprintf("%s has not changed since %s and was expected to by %s", called(d.Name), dayName(newest, now), dayName(due, now))
	}
	days := "1 day"
	if n := int(now.Sub(due) / (24 * time.Hour)); n > 1 {
		days = fmt.Sprintf("%d days", n)
	}
	return fmt.Sprintf("%s %s is %s late", called(d.Name), PeriodName(d.Fresh, start, now), days)
}

// soon is how near a day must be to be named; before that its month says enough.
const soon = 31 * 24 * time.Hour

// nextWords say what is expected when nothing is late. fixed is a due time that
// a calendar announces; any other is only the end of the ordinary wait.
func nextWords(d *sources.Dataset, newest, start, due, now time.Time, fixed bool) string {
	if d.Fresh.Period == "" {
		return fmt.Sprintf("%s changed last on %s", called(d.Name), dayName(newest, now))
	}
	what := called(d.Name) + " " + PeriodName(d.Fresh, start, now)
	switch {
	case !due.After(now) || due.Format(time.DateOnly) == now.Format(time.DateOnly):
		return what + " is due now"
	case due.Sub(now) > soon:
		return what + " is not due until " + monthName(due, now)
	case fixed:
		return what + " is due on " + dayName(due, now)
	}
	return what + " is due by " + dayName(due, now)
}

// surveys are known by short names, which say more than where they come from.
var surveys = map[string]string{"ces": "CES", "cps": "CPS", "cpi": "CPI", "ppi": "PPI", "jolts": "JOLTS", "laus": "LAUS",
	"qcew": "QCEW", "oews": "OEWS", "btos": "BTOS"}

// called is how people call a dataset: CES for bls.ces, CES vintages for
// bls.ces_vintages, and its own name where there is no shorter one.
func called(name string) string {
	_, table, _ := strings.Cut(name, ".")
	first, rest, _ := strings.Cut(table, "_")
	short := surveys[first]
	if short == "" {
		return name
	}
	return strings.TrimSpace(short + " " + strings.ReplaceAll(rest, "_", " "))
}
