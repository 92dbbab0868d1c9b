package daemon

import (
	"fmt"
	"slices"
	"time"

	"jevons/pipeline/watch"
	"jevons/sources"
)

// Reach is how far the data of a dataset reach, and what they lack.
type Reach struct {
	Newest string          // the newest period
	Late   *watch.Lateness // nil: nothing is missing
}

// byFreshness judges datasets by the lags that they declare.
func byFreshness(datasets []*sources.Dataset, newest map[string]time.Time, now time.Time) map[string]Reach {
	out := map[string]Reach{}
	for _, d := range datasets {
		if at := newest[d.Name]; !at.IsZero() {
			out[d.Name] = Reach{Newest: periodName(d.Fresh, at), Late: lag(d, at, now)}
		}
	}
	return out
}

// lag says what a dataset lacks at now.
func lag(d *sources.Dataset, newest, now time.Time) *watch.Lateness {
	n := d.Fresh.Behind(newest, now)
	if n == 0 {
		return nil
	}
	missing := following(d.Fresh, newest)
	due := d.Fresh.Due(missing)
	period := periodName(d.Fresh, missing)
	words := d.Name + " " + period + " is due today"
	switch days := int(now.Sub(due) / (24 * time.Hour)); {
	case days == 1:
		words = d.Name + " " + period + " is 1 day late"
	case days > 1:
		words = fmt.Sprintf("%s %s is %d days late", d.Name, period, days)
	}
	return &watch.Lateness{Period: period, Due: due, Periods: n, Words: words}
}

// periodName names the period that t lies in.
func periodName(f sources.Freshness, t time.Time) string {
	switch f.Every {
	case sources.Yearly:
		return t.Format("2006")
	case sources.Quarterly:
		return fmt.Sprintf("%d Q%d", t.Year(), (int(t.Month())+2)/3)
	case sources.Monthly:
		return t.Format("2006-01")
	}
	return t.Format(time.DateOnly)
}

// following is the first day of the period after that of t.
func following(f sources.Freshness, t time.Time) time.Time {
	// As many days as the longest period has lead from the first day of any into
	// the next one.
	longest := map[sources.Frequency]int{sources.Daily: 1, sources.Weekly: 7, sources.Monthly: 31, sources.Quarterly: 92, sources.Yearly: 366}
	return f.Start(f.Start(t).AddDate(0, 0, longest[f.Every]))
}

// judge finds which datasets lack a period that should be out. Each missing one
// is told once, also over restarts, and its coming is.
func (d *Daemon) judge(now time.Time) {
	d.judged = now
	changed := d.announce(now)
	d.reconsider(now)
	changed = d.judgeAll(now) || changed
	if !changed {
		return
	}
	if err := d.memo.keep(d.memoPath()); err != nil {
		d.cfg.Log.Warn("what was told is not kept, so a restart tells it again", "error", err)
	}
}

// announce tells what has changed about releases.
func (d *Daemon) announce(now time.Time) (changed bool) {
	if d.cfg.Changes == nil {
		return false
	}
	var events []watch.Event
	if err := guard(func() error { events = d.cfg.Changes(now); return nil }); err != nil {
		d.cfg.Log.Error("changes of the release calendars cannot be told", "error", d.clean(err.Error()))
		return false
	}
	if events == nil { // nobody knows, so nothing is forgotten
		return false
	}
	told := make([]string, 0, len(events)) // what no longer holds is forgotten
	for _, e := range events {
		key := string(e.Kind) + " " + e.Dataset + " " + e.Text
		if slices.Contains(told, key) {
			continue
		}
		told = append(told, key)
		if !slices.Contains(d.memo.Told, key) {
			d.emit(e)
		}
	}
	changed = !slices.Equal(told, d.memo.Told)
	d.memo.Told = told
	return changed
}

// reconsider works out again when datasets are looked at next: a release that
// has moved is not looked for on its old day.
func (d *Daemon) reconsider(now time.Time) {
	if d.cfg.Changes == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.sets {
		if !s.busy() {
			d.replan(s, now)
		}
	}
}

// judgeAll holds every dataset against the day.
func (d *Daemon) judgeAll(now time.Time) (changed bool) {
	if d.newest == nil {
		return false
	}
	var found map[string]Reach
	if err := guard(func() error { found = d.cfg.Lateness(d.newest, now); return nil }); err != nil {
		d.cfg.Log.Error("lateness cannot be judged", "error", d.clean(err.Error()))
		return false
	}
	for _, s := range d.sets {
		r, known := found[s.d.Name]
		if s.d.Off != "" || !known {
			continue // what is not known any more has not come
		}
		d.mu.Lock()
		s.newest, s.late = r.Newest, r.Late
		d.mu.Unlock()
		changed = d.report(s.d.Name, r) || changed
	}
	return changed
}

// report tells what is late now and was not, and what was and is not. Only data
// that reach a period show that it has come: a release that is put off or
// cancelled ends lateness too.
func (d *Daemon) report(name string, r Reach) (changed bool) {
	late := r.Late
	was, told := d.memo.Late[name]
	come := told && was.Period <= r.Newest // names of periods of one length sort by time
	if late != nil && told && was.Period == late.Period && was.Periods >= late.Periods {
		return false
	}
	switch {
	case come && (late == nil || was.Period != late.Period):
		d.emit(watch.Event{Kind: "recovered", Dataset: name, Text: name + ": " + was.Period + " has come"})
	case told && late == nil:
		d.emit(watch.Event{Kind: "recovered", Dataset: name, Text: name + ": " + was.Period + " is not late any more, its date has changed"})
	}
	if late == nil {
		delete(d.memo.Late, name)
		return told
	}
	d.memo.Late[name] = lateness{late.Period, late.Periods}
	d.emit(watch.Event{Kind: "late", Dataset: name, Text: late.Words})
	return true
}
