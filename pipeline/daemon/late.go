package daemon

import (
	"context"
	"fmt"
	"time"

	"jevons/pipeline/watch"
	"jevons/sources"
)

// byFreshness judges a dataset by the lag that its declaration states.
func byFreshness(d *sources.Dataset, newest, now time.Time) *watch.Lateness {
	f := d.Fresh
	n := 0
	if !newest.IsZero() {
		n = f.Behind(newest, now)
	}
	if n == 0 {
		return nil
	}
	missing := following(f, newest)
	due := f.Due(missing)
	days := int(now.Sub(due) / (24 * time.Hour))
	since := "today"
	switch {
	case days == 1:
		since = "1 day late"
	case days > 1:
		since = fmt.Sprintf("%d days late", days)
	}
	period := periodName(f, missing)
	verb := " is "
	if days < 1 {
		verb = " is due "
	}
	return &watch.Lateness{Period: period, Due: due, Periods: n, Words: d.Name + " " + period + verb + since}
}

// following is the first day of the period after that of t.
func following(f sources.Freshness, t time.Time) time.Time {
	// As many days as the longest period has lead from the first day of any into
	// the next one.
	longest := map[sources.Frequency]int{sources.Daily: 1, sources.Weekly: 7, sources.Monthly: 31, sources.Quarterly: 92, sources.Yearly: 366}
	return f.Start(f.Start(t).AddDate(0, 0, longest[f.Every]))
}

// readNewest asks for the newest periods. nil: they are not known.
func (d *Daemon) readNewest(ctx context.Context) (out map[string]time.Time) {
	if d.cfg.Newest == nil {
		return nil
	}
	err := guard(func() (err error) {
		out, err = d.cfg.Newest(ctx)
		return err
	})
	if err != nil {
		if ctx.Err() == nil {
			d.cfg.Log.Warn("the newest periods cannot be read, so lateness is not judged anew", "error", d.clean(err.Error()))
		}
		return nil
	}
	return out
}

// judge finds which datasets lack a period that should be out. Each missing one
// is told once, also over restarts, and its coming is.
func (d *Daemon) judge(now time.Time) {
	d.judged = now
	if d.newest == nil {
		return
	}
	changed := false
	for _, s := range d.sets {
		if s.d.Off != "" {
			continue
		}
		var late *watch.Lateness
		err := guard(func() error {
			late = d.cfg.Lateness(s.d, d.newest[s.d.Name], now)
			return nil
		})
		if err != nil {
			d.cfg.Log.Error("lateness cannot be judged", "dataset", s.d.Name, "error", d.clean(err.Error()))
			continue
		}
		d.mu.Lock()
		s.late = late
		d.mu.Unlock()
		changed = d.report(s.d.Name, late) || changed
	}
	if !changed {
		return
	}
	if err := d.memo.keep(d.memoPath()); err != nil {
		d.cfg.Log.Warn("what was told to be late is not kept, so a restart tells it again", "error", err)
	}
}

// report tells what is late now and was not, and what was and is not.
func (d *Daemon) report(name string, late *watch.Lateness) (changed bool) {
	was, told := d.memo.Late[name]
	if late == nil {
		if told {
			delete(d.memo.Late, name)
			d.emit(watch.Event{Kind: "recovered", Dataset: name, Text: name + ": " + was.Period + " has come"})
		}
		return told
	}
	if told && was.Period == late.Period && was.Periods >= late.Periods {
		return false
	}
	if told && was.Period != late.Period {
		d.emit(watch.Event{Kind: "recovered", Dataset: name, Text: name + ": " + was.Period + " has come"})
	}
	d.memo.Late[name] = lateness{late.Period, late.Periods}
	d.emit(watch.Event{Kind: "late", Dataset: name, Text: late.Words})
	return true
}
