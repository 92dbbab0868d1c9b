package daemon

import (
	"hash/fnv"
	"time"

	"jevons/schedules"
)

// Policy says what becomes of ticks that nobody answered, because no process
// ran or the machine slept.
type Policy string

const (
	Last Policy = "last" // they are made up by one look
	All  Policy = "all"  // each is made up
	None Policy = "none" // the next tick is waited for
)

// tick is an instant at which a dataset is to be looked at.
type tick struct {
	due time.Time // as the timetable says
	at  time.Time // due, and what the host's other ticks leave; the zero time for never
	why string
}

// maxMissed bounds how many ticks are made up one by one.
const maxMissed = 1000

// onTime is how long after a tick a look still counts as its own.
const onTime = 10 * time.Minute

// after is the first tick for a dataset after an instant.
func after(entries []schedules.Entry, name string, t time.Time) tick {
	due := schedules.Next(entries, name, t).UTC()
	if due.IsZero() {
		return tick{}
	}
	for _, e := range entries {
		if e.Matches(name) && e.When.Next(t.In(e.Zone)).Equal(due) {
			return tick{due: due, at: due, why: "timetable " + e.From}
		}
	}
	return tick{due: due, at: due, why: "timetable"}
}

// missed are the ticks after an instant up to now, oldest first; the newest
// [maxMissed] of them.
func missed(entries []schedules.Entry, name string, t, now time.Time) []tick {
	var out []tick
	for k := after(entries, name, t); !k.at.IsZero() && !k.due.After(now); k = after(entries, name, k.due) {
		if out = append(out, k); len(out) > maxMissed {
			out = out[1:]
		}
	}
	return out
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
