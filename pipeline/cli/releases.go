package cli

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/daemon"
	"jevons/pipeline/warehouse"
	"jevons/pipeline/watch"
	"jevons/schedules"
)

// releases are the announced dates of publication: those of the files, and what
// the newest calendar that was loaded says of them. It may be asked from any
// goroutine.
type releases struct {
	files schedules.Calendar
	dir   string // the data folder
	log   *slog.Logger

	mu  sync.Mutex
	all []schedules.Release
}

func loadReleases(fsys fs.FS, dir string, log *slog.Logger) (*releases, error) {
	c, err := schedules.LoadCalendar(fsys)
	if err != nil {
		return nil, err
	}
	return &releases{files: c, dir: dir, log: log, all: c.Releases}, nil
}

func (r *releases) present() []schedules.Release {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all
}

// poll tells when a dataset is looked at for the sake of a release: one that is
// out and has not come, or the next.
func (r *releases) poll(name string, looks []daemon.Look, now time.Time) (at time.Time, why string) {
	made := make([]schedules.Look, len(looks))
	for i, l := range looks {
		made[i] = schedules.Look(l)
	}
	p := schedules.NextPoll(r.present(), name, made, now)
	return p.Next.At, p.Next.Why
}

// due is a [pipeline.Calendar]. A period that comes twice, as a first and a
// revised estimate, is due the first time.
func (r *releases) due(name, period string) (out time.Time, known bool) {
	period = strings.Replace(period, " ", "-", 1) // calendars write 2026-Q3
	for _, rel := range r.present() {             // by time
		if rel.Period != period || !rel.Matches(name) {
			continue
		}
		if known = true; rel.State != schedules.Cancelled {
			return rel.At, true
		}
	}
	return time.Time{}, known
}

// lines are what timetables and calendars say of a dataset, for people.
func (r *releases) lines(entries []schedules.Entry) func(name string) []string {
	return func(name string) (out []string) {
		for _, e := range entries {
			if e.Matches(name) {
				out = append(out, fmt.Sprintf("%s %s (%s)", e.Spec, e.Zone, e.From))
			}
		}
		dates := slices.DeleteFunc(slices.Clone(r.present()), func(rel schedules.Release) bool { return !rel.Matches(name) })
		slices.SortFunc(dates, func(a, b schedules.Release) int { return cmp.Compare(a.At.Unix(), b.At.Unix()) })
		for _, rel := range dates {
			was := ""
			if rel.State == schedules.Moved {
				was = " from " + rel.Was.Format("2006-01-02 15:04")
			}
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s release of %s, %s%s (%s)", rel.At.Format("2006-01-02 15:04"), rel.At.Location(), rel.Period, rel.State, was, rel.From)))
		}
		return out
	}
}

// calendarQuery is the agency's calendar in its newest state.
const calendarQuery = "SELECT summary, starts_local, zone, starts_at, status FROM latest.bls_release_calendar ORDER BY starts_local, uid"

// changes reads the published calendar and tells what it moved or cancelled of
// the dates of the files. It is a [daemon.Config.Changes]: nil where the calendar
// cannot be read.
func (r *releases) changes(now time.Time) (out []watch.Event) {
	announced, err := r.announced()
	if err != nil {
		r.log.Debug("there is no published calendar of releases", "error", err)
		return nil
	}
	all, changes := schedules.Merge(r.files, announced, now)
	r.mu.Lock()
	r.all = all
	r.mu.Unlock()
	out = []watch.Event{}
	for _, c := range changes {
		for _, name := range c.Release.Datasets {
			text := fmt.Sprintf("release on %s: %s, %s", c.Release.At.Format(time.DateOnly), c.What, c.Why)
			if c.Release.At.Before(now) || c.What != string(schedules.Moved) && c.What != string(schedules.Cancelled) {
				r.log.Debug(text, "dataset", name)
				continue
			}
			out = append(out, watch.Event{At: now, Kind: watch.Kind(c.What), Dataset: name, Text: text})
		}
	}
	return out
}

// announced is the agency's newest calendar.
func (r *releases) announced() ([]schedules.Announced, error) {
	db, err := warehouse.OpenReader(pipeline.Folder(r.dir).Published(), warehouse.Options{Threads: 1, MemoryMB: 64})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.Rows(context.Background(), calendarQuery)
	if err != nil {
		return nil, err
	}
	var out []schedules.Announced
	for _, row := range rows {
		a := schedules.Announced{Name: row.Text("summary"), Status: row.Text("status")}
		var ok bool
		if a.At, ok = row["starts_at"].(time.Time); !ok {
			// An entry of a whole day: its midnight by the clock of its zone.
			zone, err := time.LoadLocation(row.Text("zone"))
			local, isTime := row["starts_local"].(time.Time)
			if err != nil || !isTime {
				continue
			}
			a.At, a.AllDay = time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone), true
		}
		out = append(out, a)
	}
	return out, nil
}

// reaches is what a scheduler shows of how far data reach.
func reaches(found map[string]pipeline.Reach) map[string]daemon.Reach {
	out := map[string]daemon.Reach{}
	for name, r := range found {
		out[name] = daemon.Reach{Newest: r.Newest, Late: r.Late}
	}
	return out
}
