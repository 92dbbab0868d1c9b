package daemon

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"jevons/pipeline/watch"
	"jevons/schedules"
)

// yearDates are what the files announce for the year 2000, at 08:30 in New York.
const yearDates = `CRON_TZ=America/New_York
named Jobs = a.jobs
2000-01-07 08:30 1999-12 a.jobs
2000-02-04 08:30 2000-01 a.jobs
2000-03-03 08:30 2000-02 a.jobs
2000-04-07 08:30 2000-03 a.jobs
2000-05-05 08:30 2000-04 a.jobs
2000-06-02 08:30 2000-05 a.jobs
2000-07-07 08:30 2000-06 a.jobs
2000-08-04 08:30 2000-07 a.jobs
2000-09-01 08:30 2000-08 a.jobs
2000-10-06 08:30 2000-09 a.jobs
2000-11-03 08:30 2000-10 a.jobs
2000-12-08 08:30 2000-11 a.jobs
`

// yearCalendar is what the agency's own calendar says in the end: March moved by
// five days, May cancelled.
func yearCalendar(t *testing.T, files schedules.Calendar) (out []schedules.Announced) {
	t.Helper()
	for _, r := range files.Releases {
		switch r.Period {
		case "2000-02":
			out = append(out, schedules.Announced{Name: "Jobs", At: r.At.AddDate(0, 0, 5)})
		case "2000-04":
		default:
			out = append(out, schedules.Announced{Name: "Jobs", At: r.At})
		}
	}
	return out
}

// TestAYearOfReleases holds every look at a dataset against a script of what its
// agency did in a year: in time, late by minutes and by days, moved, cancelled,
// failing, never.
func TestAYearOfReleases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		zone, err := time.LoadLocation("America/New_York")
		if err != nil {
			t.Fatal(err)
		}
		at := func(month time.Month, day, hour, minute int) time.Time {
			return time.Date(2000, month, day, hour, minute, 0, 0, zone)
		}
		files, err := schedules.LoadCalendar(fstest.MapFS{"us.dates": {Data: []byte(yearDates)}})
		if err != nil {
			t.Fatal(err)
		}
		var changes []string
		rels := files.Releases
		w := newWorld(t, "0 3 1 1 * a.jobs\n", "a.jobs") // once a year: the releases do the rest
		w.cfg.Changes = func(now time.Time) []watch.Event {
			// The agency says so on 20 February, before what it moves and cancels.
			if now.Before(at(2, 20, 0, 0)) || changes != nil {
				return nil
			}
			var made []schedules.Change
			rels, made = schedules.Merge(files, yearCalendar(t, files), now)
			for _, c := range made {
				changes = append(changes, c.What+" "+c.Release.Period)
			}
			return nil
		}
		w.cfg.Poll = func(name string, looks []Look, now time.Time) (time.Time, string) {
			made := make([]schedules.Look, len(looks))
			for i, l := range looks {
				made[i] = schedules.Look(l)
			}
			p := schedules.NextPoll(rels, name, made, now)
			return p.Next.At, p.Next.Why
		}
		out := []time.Time{ // when the agency really published
			at(1, 7, 8, 30), at(2, 4, 9, 10), at(3, 8, 8, 30), at(4, 7, 8, 30), at(6, 5, 10, 0), at(7, 7, 8, 30),
			at(8, 4, 8, 30), at(10, 6, 8, 30), at(11, 3, 8, 30), at(12, 8, 8, 30), // September never
		}
		fails := [2]time.Time{at(4, 7, 8, 0), at(4, 7, 8, 40)}
		w.up.script["a.jobs"] = func(_ context.Context, now time.Time) (Result, error) {
			if !now.Before(fails[0]) && now.Before(fails[1]) {
				return result("failed", "the host is down"), nil
			}
			outcome := "unchanged"
			for len(out) > 0 && !now.Before(out[0]) {
				outcome, out = "loaded", out[1:]
			}
			return result(outcome, "scripted"), nil
		}
		w.live(366 * 24 * time.Hour)

		looks := map[string][]looked{} // by month
		for _, l := range w.up.of("a.jobs") {
			month := l.at.In(zone).Format("01")
			if l.at.Year() == 2000 && l.at.After(at(1, 2, 0, 0)) { // not the first look, and that of the timetable
				looks[month] = append(looks[month], l)
			}
		}
		if want := []string{"moved 2000-02", "cancelled 2000-04"}; !slices.Equal(changes, want) {
			t.Errorf("the calendar changed %q, want %q", changes, want)
		}
		for month, want := range map[string]string{
			"01": "1 looks, loaded on 01-07 08:30",
			"02": "8 looks, loaded on 02-04 09:30",  // 40 minutes late: after 0, 1, 2, 4, 8, 15, 30 and 60 minutes
			"03": "1 looks, loaded on 03-08 08:30",  // moved: none on 3 March
			"05": "0 looks",                         // cancelled
			"06": "19 looks, loaded on 06-06 08:30", // three days late: 15 on the day, then one a day
			"07": "1 looks, loaded on 07-07 08:30", "08": "1 looks, loaded on 08-04 08:30",
			"11": "1 looks, loaded on 11-03 08:30", "12": "1 looks, loaded on 12-08 08:30",
		} {
			if got := told(looks[month], zone); got != want {
				t.Errorf("month %s: %s, want %s: %v", month, got, want, texts(looks[month]))
			}
		}
		if got := told(looks["04"], zone); !strings.Contains(got, "loaded on 04-07 08:4") {
			t.Errorf("after ten minutes of failures: %s, want it loaded within minutes", got)
		}
		// One that never comes costs its budget and no more.
		never := 0
		for _, l := range w.up.of("a.jobs") {
			if !l.at.Before(at(9, 1, 8, 0)) && l.at.Before(at(10, 6, 8, 0)) {
				never++
			}
		}
		if never > schedules.PollBudget || never < 30 {
			t.Errorf("%d looks for what never came, want some and at most %d", never, schedules.PollBudget)
		}
	})
}

func told(looks []looked, zone *time.Location) string {
	text := fmt.Sprintf("%d looks", len(looks))
	for _, l := range looks {
		if l.outcome == "loaded" {
			text += ", loaded on " + l.at.In(zone).Format("01-02 15:04")
		}
	}
	return text
}
