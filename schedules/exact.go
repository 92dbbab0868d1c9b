package schedules

import (
	"time"

	"github.com/robfig/cron/v3"
)

// exact ticks once for each wall-clock time that its five fields name. The
// library steps through instants, and so passes over a time that the clocks
// skip, takes a time that they show twice for two, and can lose a week when the
// hour it looks for is missing on the one day that matches. Here it steps
// through a calendar whose clocks never change, and what it finds is put on the
// zone's clock afterwards.
//
// A time that is skipped becomes the instant at which the clocks have jumped; a
// time that comes twice is the first of the two. Several times that are skipped
// together are one tick, for a tick says "look" and one look does for all.
type exact struct {
	spec cron.Schedule // answers in UTC, the calendar without changes
	zone *time.Location
}

// Next is the first tick strictly after t, in the zone of t; the zero time when
// there is none within five years. In the hour that comes again the times that
// have had their tick are passed over, sixty at most.
func (e exact) Next(t time.Time) time.Time {
	for wall := e.spec.Next(asUTC(t.In(e.zone))); !wall.IsZero(); wall = e.spec.Next(wall) {
		if at := instant(wall, e.zone); at.After(t) {
			return at.In(t.Location())
		}
	}
	return time.Time{}
}

// instant is when the clocks of a zone show a wall-clock time: the first instant
// at which they do, or the end of the gap in which they do not.
func instant(wall time.Time, zone *time.Location) time.Time {
	// Date does not promise which side of a change it takes, so both are tried.
	guess := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), zone)
	start, end := guess.ZoneBounds()
	var first time.Time
	try := func(beside time.Time) {
		_, offset := beside.In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if asUTC(at).Equal(wall) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	try(guess)
	if !start.IsZero() {
		try(start.Add(-time.Second))
	}
	if !end.IsZero() {
		try(end)
	}
	switch {
	case !first.IsZero():
		return first
	case wall.Before(asUTC(guess)): // Date went past the gap
		return start
	default:
		return end
	}
}

// asUTC is what a clock shows, as a time of UTC.
func asUTC(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}
