package sources

import (
	"fmt"
	"time"
)

// Frequency is how long a period is.
type Frequency string

const (
	Daily     Frequency = "daily"
	Weekly    Frequency = "weekly" // from Monday
	Monthly   Frequency = "monthly"
	Quarterly Frequency = "quarterly"
	Yearly    Frequency = "yearly"
	// Irregular: nobody has promised a next edition, so it cannot be late.
	Irregular Frequency = "irregular"
)

// Freshness says up to which period a dataset should reach by now. It counts in
// periods: a quarterly table is not stale because it is three months old.
type Freshness struct {
	Every Frequency
	// Period is the column that holds a day of the period, or its year; the
	// newest one of a landing is compared. "" is a list of the present, whose
	// period is the day on which it was seen.
	Period string
	Lag    int    // days from the end of a period until its figures are out in ordinary times
	Why    string // where the lag comes from
}

// Start is the first day of the period that t lies in, or the zero time for an
// irregular dataset.
func (f Freshness) Start(t time.Time) time.Time {
	y, m, d := t.Date()
	switch f.Every {
	case Daily:
	case Weekly:
		d -= (int(t.Weekday()) + 6) % 7
	case Monthly:
		d = 1
	case Quarterly:
		m, d = (m-1)/3*3+1, 1
	case Yearly:
		m, d = 1, 1
	default:
		return time.Time{}
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// step is the first day of the n-th period after that of start.
func (f Freshness) step(start time.Time, n int) time.Time {
	switch f.Every {
	case Daily:
		return start.AddDate(0, 0, n)
	case Weekly:
		return start.AddDate(0, 0, 7*n)
	case Monthly:
		return start.AddDate(0, n, 0)
	case Quarterly:
		return start.AddDate(0, 3*n, 0)
	}
	return start.AddDate(n, 0, 0)
}

// Next is the first day of the period after the one with t; the zero time for an
// irregular dataset.
func (f Freshness) Next(t time.Time) time.Time {
	start := f.Start(t)
	if start.IsZero() {
		return start
	}
	return f.step(start, 1)
}

// Due is the day by which the figures of the period with t should be out.
func (f Freshness) Due(t time.Time) time.Time {
	start := f.Start(t)
	if start.IsZero() {
		return start
	}
	return f.step(start, 1).AddDate(0, 0, f.Lag)
}

// Expected is the first day of the newest period whose figures should be out at
// now; the zero time for an irregular dataset.
func (f Freshness) Expected(now time.Time) time.Time {
	start := f.Start(now)
	if start.IsZero() {
		return start
	}
	for f.Due(start).After(now) {
		start = f.step(start, -1)
	}
	return start
}

// Behind is the number of periods that should be out at now and come after the
// newest one there is; 0 when nothing is late.
func (f Freshness) Behind(newest, now time.Time) int {
	at, want := f.Start(newest), f.Expected(now)
	n := 0
	for !at.IsZero() && at.Before(want) {
		at = f.step(at, 1)
		n++
	}
	return n
}

// String says it in words.
func (f Freshness) String() string {
	switch {
	case f.Every == Irregular:
		return "irregular: " + f.Why
	case f.Period == "":
		return fmt.Sprintf("%s, a list of the present; expected within %s: %s", f.Every, days(f.Lag), f.Why)
	}
	return fmt.Sprintf("%s by %s, expected %s after the end of a period: %s", f.Every, f.Period, days(f.Lag), f.Why)
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// check refuses a freshness that could not be computed.
func (d *Dataset) checkFreshness() error {
	f := d.Fresh
	switch f.Every {
	case Daily, Weekly, Monthly, Quarterly, Yearly, Irregular:
	default:
		return fmt.Errorf("dataset %s: Fresh.Every is required: daily, weekly, monthly, quarterly, yearly or irregular", d.Name)
	}
	if f.Why == "" || f.Lag < 0 {
		return fmt.Errorf("dataset %s: Fresh needs a reason and a lag of no less than 0 days", d.Name)
	}
	if f.Period == "" {
		return nil
	}
	for _, c := range d.Columns {
		if c.Name == f.Period {
			if t := c.SQLType(); t != "DATE" && t != "TIMESTAMP" && t != "SMALLINT" {
				return fmt.Errorf("dataset %s: Fresh.Period names column %s, which is neither a date nor a year", d.Name, c.Name)
			}
			return nil
		}
	}
	return fmt.Errorf("dataset %s: Fresh.Period names column %s, which is not declared", d.Name, f.Period)
}
