package landing

import (
	"fmt"
	"time"
)

// Verdict is a change of what the data say of a claim. Like the journal it
// cannot be computed again: a rebuild gives the verdict of today, not that of
// the day on which it flipped.
type Verdict struct {
	At       time.Time `json:"at"` // newest vintage that the publication knew of
	Claim    string    `json:"claim"`
	Before   string    `json:"before,omitempty"` // "" for the first
	Verdict  string    `json:"verdict"`
	Value    *float64  `json:"value"`
	Landings string    `json:"landings,omitempty"` // what had become known since the publication before
}

// AppendVerdict writes a change of a verdict and returns when it is durable.
func (a *Archive) AppendVerdict(v Verdict) error {
	v.At = v.At.UTC()
	if err := a.appendLine(a.path("verdicts.jsonl"), v); err != nil {
		return fmt.Errorf("write a verdict: %w", err)
	}
	return nil
}

// Verdicts are all changes, in the order of writing.
func (a *Archive) Verdicts() ([]Verdict, error) {
	return readLines[Verdict](a.fs, a.path("verdicts.jsonl"), -1)
}
