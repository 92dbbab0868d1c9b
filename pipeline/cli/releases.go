package cli

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"jevons/pipeline"
	"jevons/pipeline/daemon"
	"jevons/pipeline/watch"
	"jevons/schedules"
)

// releases are the announced dates of publication.
type releases struct{ all []schedules.Release }

// poll tells when a dataset is looked at for the sake of a release: the one that
// is out and has not come, or the next.
func (r releases) poll(name string, looks []daemon.Look, now time.Time) (at time.Time, why string) {
	made := make([]schedules.Look, len(looks))
	for i, l := range looks {
		made[i] = schedules.Look(l)
	}
	for _, rel := range r.all {
		if !rel.Matches(name) {
			continue
		}
		if next, state := schedules.Poll(rel, made, now); !next.IsZero() && (at.IsZero() || next.Before(at)) {
			at, why = next, fmt.Sprintf("release of %s, %s", rel.Period, state)
		}
	}
	return at, why
}

// due is a [pipeline.Calendar].
func (r releases) due(name, period string) (out time.Time, known bool) {
	for _, rel := range slices.Backward(r.all) {
		if rel.Period == period && rel.Matches(name) {
			if rel.State == schedules.Cancelled {
				return time.Time{}, true
			}
			return rel.At, true
		}
	}
	return time.Time{}, false
}

// lines are what timetables and calendars say of a dataset, for people.
func (r releases) lines(entries []schedules.Entry) func(name string) []string {
	return func(name string) (out []string) {
		for _, e := range entries {
			if e.Matches(name) {
				out = append(out, fmt.Sprintf("%s %s (%s)", e.Spec, e.Zone, e.From))
			}
		}
		var dates []schedules.Release
		for _, rel := range r.all {
			if rel.Matches(name) {
				dates = append(dates, rel)
			}
		}
		slices.SortFunc(dates, func(a, b schedules.Release) int { return cmp.Compare(a.At.Unix(), b.At.Unix()) })
		for _, rel := range dates {
			out = append(out, fmt.Sprintf("%s %s, release of %s, %s (%s)", rel.At.Format("2006-01-02 15:04"), rel.At.Location(), rel.Period, rel.State, rel.From))
		}
		return out
	}
}

// lateOnes keeps what is late.
func lateOnes(found map[string]pipeline.Reach) map[string]*watch.Lateness {
	out := map[string]*watch.Lateness{}
	for name, r := range found {
		if r.Late != nil {
			out[name] = r.Late
		}
	}
	return out
}
