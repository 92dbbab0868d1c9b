package daemon

import (
	"hash/fnv"
	"slices"
	"time"

	"jevons/pipeline/watch"
	"jevons/schedules"
)

// Policy says what becomes of ticks that nobody answered, because no process
// ran or the machine slept.
type Policy = schedules.Missed

const (
	Last = schedules.MissedLast // they are made up by one look
	All  = schedules.MissedAll  // each is made up
	None = schedules.MissedNone // the next tick is waited for
)

// tick is an instant at which a dataset is to be looked at.
type tick struct {
	due time.Time // as the timetable says
	at  time.Time // due, and what the host's other ticks leave; the zero time for never
	why string
	// poll: it is no tick of a timetable, but another look for a release.
	poll bool
}

// upcoming is the first tick of a timetable for a dataset after an instant.
// Releases are the business of [Config.Poll].
func upcoming(entries []schedules.Entry, name string, t time.Time) tick {
	k := schedules.Upcoming(entries, nil, name, t)
	return tick{due: k.At.UTC(), at: k.At.UTC(), why: k.Why}
}

// owed are the ticks after the last look and up to now that are to be answered,
// oldest first.
func (d *Daemon) owed(s *set, now time.Time) []tick {
	o := schedules.Due(d.cfg.Entries, nil, s.d.Name, s.cursor, now, d.cfg.Missed(s.d.Name))
	if o.Note != "" {
		d.cfg.Log.Warn(o.Note)
	}
	out := make([]tick, len(o.Ticks))
	for i, k := range o.Ticks {
		out[i] = tick{due: k.At.UTC(), at: k.At.UTC(), why: k.Why}
	}
	return out
}

// each tells whether every tick of a dataset is made up.
func (d *Daemon) each(name string) bool {
	if d.cfg.Missed(name) == All {
		return true
	}
	return slices.ContainsFunc(d.cfg.Entries, func(e schedules.Entry) bool { return e.Missed == All && e.Matches(name) })
}

// Look is when a dataset was looked at, and whether that brought something new.
type Look struct {
	At      time.Time
	Changed bool
}

// polled is when a release that is out but has not arrived is looked for again.
func (d *Daemon) polled(s *set, now time.Time) tick {
	if d.cfg.Poll == nil {
		return tick{}
	}
	at, why := d.cfg.Poll(s.d.Name, s.made(now), now)
	if at.IsZero() {
		return tick{}
	}
	return tick{due: at.UTC(), at: at.UTC(), why: why, poll: true}
}

// made are the looks that releases go by. What a clock that was far ahead wrote
// down would hide every release until then. The newest vintage that there is has
// come, whoever looked.
func (s *set) made(now time.Time) []Look {
	looks := slices.Clone(s.looks)
	if s.knownAt != nil {
		looks = append(looks, Look{At: *s.knownAt, Changed: true})
	}
	return slices.DeleteFunc(looks, func(l Look) bool { return l.At.Sub(now) > schedules.ClockTrust })
}

// maxLooks is how many looks of a dataset are remembered for polling.
const maxLooks = 256

// saw remembers a look.
func (s *set) saw(r kept) {
	changed := slices.ContainsFunc(r.Parts, func(p watch.Part) bool { return p.Outcome == "loaded" })
	s.looks = append(s.looks, Look{At: r.Began, Changed: changed})
	if len(s.looks) > maxLooks {
		// What brought something stays: it is by that that a release has arrived.
		i := slices.IndexFunc(s.looks, func(l Look) bool { return !l.Changed })
		s.looks = slices.Delete(s.looks, max(i, 0), max(i, 0)+1)
	}
}

// spread is how long after its ticks a dataset is looked at. It depends on the
// dataset and the machine alone, so that neither all datasets of a host nor
// all machines ask at the same second.
func spread(name string, seed uint64, over time.Duration) time.Duration {
	if over <= 0 {
		return 0
	}
	h := fnv.New64a()
	var b [8]byte
	for i := range b {
		b[i] = byte(seed >> (8 * i))
	}
	h.Write(b[:])
	h.Write([]byte(name))
	x := h.Sum64()
	x ^= x >> 33 // FNV leaves the high bits of short texts nearly alone
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return time.Duration(x % uint64(over)).Truncate(time.Second)
}

// backoff is how long a dataset is left alone after n failures in a row.
func backoff(n int, jitter float64) time.Duration {
	const ceiling = 6 * time.Hour
	wait := ceiling
	if n < 10 {
		wait = time.Minute << max(n-1, 0)
	}
	return min(wait+time.Duration(float64(wait)*jitter/4), ceiling).Truncate(time.Second)
}
