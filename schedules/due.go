package schedules

import (
	"fmt"
	"slices"
	"time"
)

// Missed says which of the ticks that nobody answered are made up.
type Missed string

const (
	MissedLast Missed = "last" // the newest, for one look finds all that is new
	MissedAll  Missed = "all"  // each, where every look has a worth of its own
	MissedNone Missed = "none" // none, where a late look is worth nothing
)

// Bounds of what is made up.
const (
	// OnTime is how old a tick may be that counts as answered in time and not as
	// missed: a scheduler that wakes every minute and spreads its looks over some
	// more has it whatever the policy.
	OnTime = 15 * time.Minute
	// AllWithin is how far back every tick is made up; before that only the newest is.
	AllWithin = 31 * 24 * time.Hour
	// MaxDue is how many ticks of a dataset are made up at most, the newest.
	MaxDue = 1000
	// ClockTrust is how far ahead of now a last look may be and still be believed.
	ClockTrust = 24 * time.Hour
)

// Tick is a time at which a dataset is to be looked at, and why.
type Tick struct {
	At  time.Time
	Why string // timetable us.cron:9, release of 2026-10, never looked at
}

// Owed is what is due about a dataset.
type Owed struct {
	Ticks []Tick    // oldest first, none twice
	Waits time.Time // set where the clock stands before the last look: nothing is due until then
	Note  string    // what an operator should know, "" for nothing
}

// Due tells which ticks of a dataset came after its last look and until now. It
// is a function of what is stored and of the clock only, so it gives the same
// answer after a restart, a suspend or a step of the clock as without: a tick
// that lastLook has passed is never due again.
//
// lastLook is the time of the look that was recorded last, not the latest time
// that was ever recorded. A dataset that was never looked at (lastLook zero) is
// due at once. policy holds for lines that do not say missed= and for releases; "" is MissedLast. A clock
// that stands up to ClockTrust before the last look has been put back, and nothing
// is due until it has passed that look; more than that, and the look's own time
// was wrong: the dataset is due at once, with a note.
func Due(entries []Entry, releases []Release, name string, lastLook, now time.Time, policy Missed) Owed {
	switch {
	case lastLook.IsZero():
		return Owed{Ticks: []Tick{{At: now, Why: "never looked at"}}}
	case lastLook.Sub(now) > ClockTrust:
		return Owed{Ticks: []Tick{{At: now, Why: "last look lies in the future"}},
			Note: fmt.Sprintf("%s was last looked at %s, which is after now, %s; check the clock of this machine; it is looked at once and then by its timetable",
				name, lastLook.UTC().Format("2006-01-02 15:04 UTC"), now.UTC().Format("2006-01-02 15:04 UTC"))}
	case lastLook.After(now):
		return Owed{Waits: lastLook}
	}
	if policy == "" {
		policy = MissedLast
	}
	c := collector{after: lastLook, now: now}
	// Releases first, for at the same instant they say more.
	for _, r := range releases {
		if r.State != Cancelled && r.Matches(name) && r.At.After(lastLook) && !r.At.After(now) {
			c.add(Tick{At: r.At, Why: r.why()}, policy)
		}
	}
	for _, e := range entries {
		if e.Matches(name) {
			c.entry(e, policy)
		}
	}
	return c.owed(name)
}

// collector gathers ticks in (after, now].
type collector struct {
	after, now time.Time
	each       []Tick // made up one by one
	last       Tick   // the newest of those of which one look does
	cut        bool   // some were left out
}

func (c *collector) add(t Tick, policy Missed) {
	switch {
	case policy == MissedAll:
		c.each = append(c.each, t)
	case policy == MissedNone && c.now.Sub(t.At) > OnTime:
	case t.At.After(c.last.At):
		c.last = t
	}
}

func (c *collector) entry(e Entry, policy Missed) {
	if e.Missed != "" {
		policy = e.Missed
	}
	why := "timetable " + e.From
	if policy != MissedAll {
		if at := newest(e, c.after, c.now); !at.IsZero() {
			c.add(Tick{At: at, Why: why}, policy)
		}
		return
	}
	from := c.after
	if c.now.Sub(from) > AllWithin {
		from = c.now.Add(-AllWithin)
		if at := newest(e, c.after, from); !at.IsZero() {
			c.cut = true
			c.add(Tick{At: at, Why: why}, policy)
		}
	}
	for at := e.When.Next(from.In(e.Zone)); !at.IsZero() && !at.After(c.now); at = e.When.Next(at) {
		c.each = append(c.each, Tick{At: at, Why: why})
	}
}

// newest is the last tick in (after, now], the zero time for none. A schedule
// tells only what comes next, so it is asked from ever earlier times: the work is
// that of the ticks in the last hour, day or month that has one.
func newest(e Entry, after, now time.Time) (last time.Time) {
	for _, back := range []time.Duration{time.Hour, 24 * time.Hour, AllWithin, 12 * AllWithin, now.Sub(after)} {
		from := now.Add(-back)
		if from.Before(after) {
			from = after
		}
		for at := e.When.Next(from.In(e.Zone)); !at.IsZero() && !at.After(now); at = e.When.Next(at) {
			last = at
		}
		if !last.IsZero() || from.Equal(after) {
			break
		}
	}
	return last
}

func (c *collector) owed(name string) Owed {
	ticks := c.each
	// A look made for a later tick finds what the last one asks for.
	if !c.last.At.IsZero() && !slices.ContainsFunc(ticks, func(t Tick) bool { return !t.At.Before(c.last.At) }) {
		ticks = append(ticks, c.last)
	}
	slices.SortStableFunc(ticks, func(a, b Tick) int { return a.At.Compare(b.At) })
	ticks = slices.CompactFunc(ticks, func(a, b Tick) bool { return a.At.Equal(b.At) })
	if len(ticks) > MaxDue {
		ticks, c.cut = ticks[len(ticks)-MaxDue:], true
	}
	o := Owed{Ticks: ticks}
	if c.cut {
		o.Note = fmt.Sprintf("%s: more ticks were missed since %s than are made up; the newest %d are", name,
			c.after.UTC().Format("2006-01-02 15:04 UTC"), len(ticks))
	}
	return o
}

// Upcoming is the first tick of a dataset after now, of its timetable or of a
// release; the zero Tick when nobody names it.
func Upcoming(entries []Entry, releases []Release, name string, now time.Time) Tick {
	var first Tick
	take := func(at time.Time, why string) {
		if at.After(now) && (first.At.IsZero() || at.Before(first.At)) {
			first = Tick{At: at, Why: why}
		}
	}
	for _, r := range releases { // first, as in Due
		if r.State != Cancelled && r.Matches(name) {
			take(r.At, r.why())
		}
	}
	for _, e := range entries {
		if e.Matches(name) {
			take(e.When.Next(now.In(e.Zone)), "timetable "+e.From)
		}
	}
	return first
}
