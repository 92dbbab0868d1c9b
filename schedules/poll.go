package schedules

import "time"

// PollState says how far a release is with a dataset.
type PollState string

const (
	Waiting   PollState = "waiting"  // not out yet
	Polling   PollState = "polling"  // should be out, and is looked for
	Arrived   PollState = "arrived"  // a look found new content
	Late      PollState = "late"     // not found in a day's looks; looked for once a day
	GivenUp   PollState = "given_up" // not here after all looks; the timetable goes on
	Abandoned PollState = "cancelled"
)

// Look is a look at a dataset, whoever asked for it.
type Look struct {
	At      time.Time
	Changed bool // its content was new
}

// Bounds of the looks at a release. The first comes PollLead after its time, for
// clocks differ by some seconds and a look before the hour is wasted; then follow
// looks after 1, 2, 4, 8, 15 and 30 minutes, each hour for eight hours, and each
// day for 45 days. That is PollBudget looks for each dataset of a release, of which
// 15 fall on its day. A change that came up to PollEarly before the time counts as
// the release: then this clock is the slow one.
const (
	PollLead   = 20 * time.Second
	PollEarly  = 5 * time.Minute
	PollHours  = 8
	PollDays   = 45
	PollBudget = 7 + PollHours + PollDays
)

// pollAfter is when look n is made, counted from the time of the release.
func pollAfter(n int) time.Duration {
	minutes := [...]time.Duration{0, 1, 2, 4, 8, 15, 30}
	switch {
	case n < len(minutes):
		return PollLead + minutes[n]*time.Minute
	case n < len(minutes)+PollHours:
		return PollLead + time.Duration(n-len(minutes)+1)*time.Hour
	default:
		return PollLead + time.Duration(n-len(minutes)-PollHours+1)*24*time.Hour
	}
}

// Poll tells when a dataset is looked at next because of a release, and how the
// release stands. looks are those made so far, in any order; ones before the
// release do not count. next is the zero time where the release needs no more
// looks; it is not before now, so looks that nobody made (the process was down)
// cost one look and not many. A look that the timetable asked for takes the place
// of those that were due until then.
//
// The timetable of the dataset stays in force: it finds what comes after all
// looks were used, and what no calendar announced.
func Poll(r Release, looks []Look, now time.Time) (next time.Time, state PollState) {
	if r.State == Cancelled {
		return time.Time{}, Abandoned
	}
	var last time.Time
	for _, l := range looks {
		if l.Changed && !l.At.Before(r.At.Add(-PollEarly)) {
			return time.Time{}, Arrived
		}
		if !l.At.Before(r.At) && l.At.After(last) {
			last = l.At
		}
	}
	// Late is what was looked for, not what nobody had the time to look for.
	switch dayEnds := r.At.Add(pollAfter(PollBudget - PollDays - 1)); {
	case now.Before(r.At):
		state = Waiting
	case last.Before(dayEnds):
		state = Polling
	default:
		state = Late
	}
	if now.After(r.At.Add(pollAfter(PollBudget))) { // a day after the last look
		return time.Time{}, GivenUp
	}
	for n := range PollBudget {
		if next = r.At.Add(pollAfter(n)); !next.After(last) {
			continue
		}
		if next.Before(now) {
			next = now
		}
		return next, state
	}
	return time.Time{}, GivenUp
}
