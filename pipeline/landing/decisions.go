package landing

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"jevons/sources"
)

// maxWhy is the most bytes that are kept of who decided, and of why.
const maxWhy = 500

// Decision is what somebody said about a landing that was held. Like the
// journal it cannot be computed again, and every rebuild abides by it.
type Decision struct {
	At       time.Time `json:"at"`
	Landing  int64     `json:"landing"` // Landing.ID
	Dataset  string    `json:"dataset"`
	Part     string    `json:"part,omitempty"`
	SHA256   string    `json:"sha256"`
	Approved bool      `json:"approved"` // else rejected
	Who      string    `json:"who"`
	Why      string    `json:"why,omitempty"`
}

// Decide writes a decision below the data folder dir and returns when it is
// durable. It needs no lock of the folder, so that a landing can be approved
// while another process works there and finds the decision.
func Decide(dir string, d Decision) error {
	if d.Landing == 0 || !validDataset(d.Dataset) || !validSHA(d.SHA256) || d.Who == "" {
		return fmt.Errorf("decide on a landing of %q: landing, dataset, hash and who decides are required", d.Dataset)
	}
	a := &Archive{fs: OS{}, dir: filepath.Join(dir, "archive"), lines: map[string]*sync.Mutex{}}
	d.At, d.Who, d.Why = d.At.UTC(), inertText(d.Who, maxWhy), inertText(d.Why, maxWhy)
	path := a.decisions()
	// Two who decide at once take turns: an append first cuts off a torn line.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o640)
	if err != nil {
		return fmt.Errorf("write a decision: %w", err)
	}
	defer f.Close()
	for err = unix.EINTR; errors.Is(err, unix.EINTR); {
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX)
	}
	if err == nil {
		err = a.appendLine(path, d)
	}
	if err != nil {
		return fmt.Errorf("write a decision: %w", err)
	}
	return nil
}

func (a *Archive) decisions() string { return a.path("decisions.jsonl") }

// Decisions are the last word about each landing that somebody decided on, by
// Landing.ID.
func (a *Archive) Decisions() (map[int64]Decision, error) {
	all, err := readLines[Decision](a.fs, a.decisions(), -1)
	out := make(map[int64]Decision, len(all))
	for _, d := range all {
		out[d.Landing] = d
	}
	return out, err
}

// HeldID is what people call a held landing by: 16 hexadecimal digits.
func HeldID(l sources.Landing) string { return fmt.Sprintf("%016x", l.ID) }

// RulesOf are the rules under which the landings of a dataset came, by
// Landing.ID, where there were any beside the contract's.
func (a *Archive) RulesOf(dataset string) (map[int64]string, error) {
	looks, err := a.Looks(dataset, -1)
	out := map[int64]string{}
	for _, l := range looks {
		if l.Outcome == Landed && l.Landing != nil && l.ApproveIf != "" {
			out[l.Landing.ID] = l.ApproveIf
		}
	}
	return out, err
}
