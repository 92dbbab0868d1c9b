package schedules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Announced is an entry of an agency's own calendar.
type Announced struct {
	Name   string    // of the release, as the agency writes it
	At     time.Time // for an entry of a whole day, any time of that day in the zone of the files
	AllDay bool      // the calendar gives no hour
	Status string    // CANCELLED, TENTATIVE, CONFIRMED or ""
}

// Change is what Merge did to a release, for its history.
type Change struct {
	Release Release // as it is now; of one that was dropped, as it was
	What    string  // moved, cancelled, new or dropped
	Why     string
}

// Bounds of what Merge believes.
const (
	// MoveBack and MoveOn are how far a release may have moved to be the same one:
	// an agency seldom brings one forward, and a shutdown has held one for weeks.
	MoveBack = 10 * 24 * time.Hour
	MoveOn   = 60 * 24 * time.Hour
)

// Merge holds the files' releases against an agency's newest calendar, which is
// right where they differ, name by name:
//
//   - a release that the calendar has on another day or hour has moved;
//   - one to come that it lacks, or calls cancelled, is cancelled;
//   - one that is past and that it lacks never was, as is one on a day on which
//     nothing is published: a phantom date, which is dropped;
//   - what only the calendar has is new, if it is to come or not older than the
//     looks at a release go back.
//
// The calendar counts for a name from its first entry of that name to its last;
// outside, and for names that it does not have, the files stand. An empty
// calendar changes nothing. Merging the result again with the same calendar
// changes nothing more. The changes are in the order of the names in the files.
func Merge(files Calendar, announced []Announced, now time.Time) ([]Release, []Change) {
	m := merger{files: files, now: now}
	taken := make([]bool, len(files.Releases))
	for _, n := range files.Names {
		var mine []Release
		for i, r := range files.Releases {
			if !taken[i] && slices.ContainsFunc(r.Datasets, func(d string) bool { return slices.Contains(n.Datasets, d) }) {
				taken[i] = true
				mine = append(mine, r)
			}
		}
		var theirs []Announced
		for _, a := range announced {
			if strings.Join(strings.Fields(a.Name), " ") == n.Name && !a.At.IsZero() {
				a.At = a.At.In(n.Zone)
				theirs = append(theirs, a)
			}
		}
		slices.SortStableFunc(theirs, func(a, b Announced) int { return a.At.Compare(b.At) })
		m.name(n, mine, theirs)
	}
	for i, r := range files.Releases {
		if !taken[i] {
			m.out = append(m.out, r)
		}
	}
	sortReleases(m.out)
	return m.out, m.changes
}

// merger gathers the releases of all names.
type merger struct {
	files   Calendar
	now     time.Time
	out     []Release
	changes []Change
}

func (m *merger) keep(r Release) { m.out = append(m.out, r) }

func (m *merger) change(r Release, what, why string, args ...any) {
	if what != "dropped" {
		m.keep(r)
	}
	m.changes = append(m.changes, Change{Release: r, What: what, Why: fmt.Sprintf(why, args...)})
}

// name merges the releases of one name.
func (m *merger) name(n Name, mine []Release, theirs []Announced) {
	theirs = m.believed(n, mine, theirs)
	if len(theirs) == 0 {
		m.out = append(m.out, mine...)
		return
	}
	pair := pairs(mine, theirs)
	first, last := theirs[0].At, theirs[len(theirs)-1].At
	for i, r := range mine {
		if j := pair[i]; j >= 0 {
			m.paired(n, r, theirs[j])
			continue
		}
		day := r.At.In(n.Zone)
		switch shut := m.files.shut(day); {
		case r.State == Cancelled:
			m.keep(r)
		case r.At.Before(first) && !sameDay(r.At, first), r.At.After(last) && !sameDay(r.At, last):
			m.keep(r)
		case shut != "":
			m.change(r, "dropped", "%s is %s, and the calendar of %q does not have it", day.Format(time.DateOnly), shut, n.Name)
		case r.At.Before(m.now):
			m.change(r, "dropped", "%s is past, and the calendar of %q does not have it", day.Format(time.DateOnly), n.Name)
		default:
			r.State = Cancelled
			m.change(r, "cancelled", "the calendar of %q does not have %s any more", n.Name, day.Format(time.DateOnly))
		}
	}
	for j, a := range theirs {
		if !slices.Contains(pair, j) {
			var before Release // whose entry stands next before
			if i := slices.Index(pair, j-1); j > 0 && i >= 0 {
				before = mine[i]
				before.At = theirs[j-1].At
			}
			m.fresh(n, mine, before, a)
		}
	}
}

// paired takes over what the calendar says about a release of the files.
func (m *merger) paired(n Name, r Release, a Announced) {
	at := a.At
	if a.AllDay { // the hour of the files is the best there is
		at = onDay(at, r.At.In(n.Zone))
	}
	switch {
	case a.Status == "CANCELLED" && r.State != Cancelled:
		r.State = Cancelled
		m.change(r, "cancelled", "the calendar of %q calls %s cancelled", n.Name, a.At.Format(time.DateOnly))
	case a.Status == "CANCELLED" || r.At.Equal(at):
		m.keep(r)
	default:
		was := r.At
		if r.State != Moved {
			r.Was = was
		}
		r.State, r.At = Moved, at
		m.change(r, "moved", "the calendar of %q has it %s instead of %s", n.Name, at.Format("2006-01-02 15:04"), was.In(n.Zone).Format("2006-01-02 15:04"))
	}
}

// believed leaves out what a calendar says twice of a day, and days on which
// nothing is published unless the files have them too.
func (m *merger) believed(n Name, mine []Release, theirs []Announced) []Announced {
	var out []Announced
	for _, a := range theirs {
		if k := len(out) - 1; k >= 0 && sameDay(out[k].At, a.At) {
			if out[k].Status == "CANCELLED" {
				out[k] = a
			}
			continue
		}
		if shut := m.files.shut(a.At); shut != "" && !slices.ContainsFunc(mine, func(r Release) bool { return sameDay(r.At, a.At) }) {
			if !m.old(a.At) {
				m.change(Release{Datasets: n.Datasets, At: a.At, From: "calendar of " + n.Name, State: Scheduled}, "dropped",
					"the calendar of %q has %s, which is %s", n.Name, a.At.Format(time.DateOnly), shut)
			}
			continue
		}
		out = append(out, a)
	}
	return out
}

// old tells whether no look would be made any more for a release.
func (m *merger) old(at time.Time) bool { return m.now.Sub(at) > (PollDays+1)*24*time.Hour }

// fresh takes a release that only the calendar has. Its period follows that of
// the one before, where the files have it.
func (m *merger) fresh(n Name, mine []Release, before Release, a Announced) {
	if a.Status == "CANCELLED" || m.old(a.At) {
		return
	}
	r := Release{Datasets: n.Datasets, At: a.At, From: "calendar of " + n.Name, State: Scheduled,
		Period: following(before.Period, a.At.Sub(before.At))}
	if a.AllDay {
		hour := asUTC(a.At).Truncate(24 * time.Hour)
		if len(mine) > 0 {
			hour = mine[len(mine)-1].At.In(n.Zone)
		}
		r.At = onDay(a.At, hour)
	}
	m.change(r, "new", "the calendar of %q has %s, which no file has", n.Name, a.At.Format(time.DateOnly))
}

// pairs finds for each release the entry that is about it, -1 for none: the one
// of the same day, and of the others the nearest in order.
func pairs(mine []Release, theirs []Announced) []int {
	pair, used := make([]int, len(mine)), make([]bool, len(theirs))
	for i, r := range mine {
		pair[i] = slices.IndexFunc(theirs, func(a Announced) bool { return sameDay(r.At, a.At) })
		if pair[i] >= 0 {
			used[pair[i]] = true
		}
	}
	type move struct {
		i, j int
		far  time.Duration
	}
	var moves []move
	for i, r := range mine {
		if pair[i] >= 0 || r.State == Cancelled {
			continue
		}
		for j, a := range theirs {
			if by := a.At.Sub(r.At); !used[j] && by >= -MoveBack && by <= MoveOn && a.Status != "CANCELLED" {
				moves = append(moves, move{i, j, by.Abs()})
			}
		}
	}
	slices.SortStableFunc(moves, func(a, b move) int { return cmp.Compare(a.far, b.far) })
	for _, mv := range moves {
		if pair[mv.i] < 0 && !used[mv.j] && inOrder(pair, mv.i, mv.j) {
			pair[mv.i], used[mv.j] = mv.j, true
		}
	}
	return pair
}

// inOrder tells whether a release keeps its place between the others when it is
// paired: periods come out one after the other.
func inOrder(pair []int, i, j int) bool {
	for k, other := range pair {
		if other >= 0 && (k < i && other > j || k > i && other < j) {
			return false
		}
	}
	return true
}

// sameDay compares days in the zone of the second.
func sameDay(a, b time.Time) bool {
	return a.In(b.Location()).Format(time.DateOnly) == b.Format(time.DateOnly)
}

// onDay is the hour of one time on the day of another, by its clocks.
func onDay(day, hour time.Time) time.Time {
	return instant(time.Date(day.Year(), day.Month(), day.Day(), hour.Hour(), hour.Minute(), 0, 0, time.UTC), day.Location())
}

// following is the month or quarter after a period, "" where the time between
// the releases does not fit: then one was left out, or two came at once, or a
// period is published twice.
func following(period string, between time.Duration) string {
	start, ok := periodStart(period)
	const day = 24 * time.Hour
	switch {
	case !ok:
		return ""
	case len(period) == len("2026-11") && period[5] != 'Q' && between > 14*day && between < 50*day:
		return start.AddDate(0, 1, 0).Format("2006-01")
	case len(period) == len("2026-Q3") && period[5] == 'Q' && between > 70*day && between < 115*day:
		next := start.AddDate(0, 3, 0)
		return fmt.Sprintf("%d-Q%d", next.Year(), (int(next.Month())+2)/3)
	}
	return ""
}
