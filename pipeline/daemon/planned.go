package daemon

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"jevons/pipeline"
)

// Planned is a look that no timetable asks for at its time.
type Planned struct {
	At  time.Time // not before now
	Why string    // after 2 failures
}

// Plan tells the looks that a scheduler over a data folder makes next otherwise
// than by timetable: those that failed, wait for a budget or were cut short, and
// those that make up for what was due while none ran. Of cfg it uses Dir,
// Datasets, Entries, Missed and Now; status is the folder's. It changes nothing
// and needs no lock. A folder over which none ever ran has none.
func Plan(cfg Config, status pipeline.Status) (map[string]Planned, error) {
	d, err := build(cfg)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(cfg.Dir, "runs.jsonl")
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var runs []kept
	if err == nil {
		defer f.Close()
		runs, _, err = (&history{}).read(f)
	}
	if err != nil {
		return nil, fmt.Errorf("read the runs' history %s: %w", path, err)
	}
	if len(runs) == 0 {
		return nil, nil
	}
	inHand := map[string]bool{}
	if o := status.Holder; o != nil { // what it began and has not ended is not cut short
		runs = slices.DeleteFunc(runs, func(k kept) bool {
			now := k.Ended == nil && !k.Began.Before(o.Since)
			inHand[k.Dataset] = inHand[k.Dataset] || now
			return now
		})
	}
	d.resume(runs, status)
	out := map[string]Planned{}
	for _, s := range d.sets {
		if s.d.Off != "" || inHand[s.d.Name] {
			continue
		}
		if k := d.untimely(s, d.now(), status.Holder == nil); !k.at.IsZero() {
			out[s.d.Name] = Planned{At: latest(k.at, d.now()), Why: k.why}
		}
	}
	return out, nil
}

// untimely is the next look at a dataset where no timetable asks for it. idle
// says that no process has the folder, so what has come due meanwhile was missed.
func (d *Daemon) untimely(s *set, now time.Time, idle bool) tick {
	switch {
	case !s.redo.at.IsZero():
		return s.redo
	case len(s.pending) > 0:
		return tick{at: now, why: "made up"}
	case !idle || s.cursor.IsZero():
		return tick{}
	}
	owed := d.owed(s, now)
	if len(owed) == 0 {
		return tick{}
	}
	return tick{at: now, why: "made up when serve starts, " + owed[0].why}
}
