package landing

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"jevons/sources"
)

// Landing is a fact: these bytes were this part of this dataset as known at
// KnownAt.
type Landing = sources.Landing

func validate(l Landing) error {
	switch {
	case !validDataset(l.Dataset):
		return fmt.Errorf("landing of dataset %q: a dataset's name is provider.table in lower case", l.Dataset)
	case !validSHA(l.SHA256):
		return fmt.Errorf("landing of %s: %q is not a SHA-256 in lower-case hex", l.Dataset, l.SHA256)
	case l.KnownAt.IsZero() || l.SeenAt.IsZero():
		return fmt.Errorf("landing of %s: KnownAt and SeenAt are required", l.Dataset)
	case l.Size < 0 || l.Lines < 0:
		return fmt.Errorf("landing of %s: negative size or line count", l.Dataset)
	}
	switch l.KnownBy {
	case sources.BySource, sources.ByRelease, sources.ByStated, sources.BySeen:
		return nil
	}
	return fmt.Errorf("landing of %s: known by %q; it is source, release, stated or seen", l.Dataset, l.KnownBy)
}

// Outcome is how a look ended.
type Outcome string

const (
	Landed    Outcome = "landed"    // bytes that are a new landing
	Unchanged Outcome = "unchanged" // the host said so, or sent the same bytes again
	Refused   Outcome = "refused"   // an answer came that is not the data
	Failed    Outcome = "failed"    // no whole answer came
	Held      Outcome = "held"      // a landing waits for approval; Error has the reasons
)

// Look is one line of the journal: somebody looked, and this came of it.
type Look struct {
	At      time.Time `json:"at"`
	Dataset string    `json:"dataset"`
	Part    string    `json:"part,omitempty"`
	URL     string    `json:"url,omitempty"`
	Outcome Outcome   `json:"outcome"`
	// Landing is the new landing, or, for Unchanged, the one that still stands
	// (with the validators of the newest answer).
	Landing *Landing `json:"landing,omitempty"`
	Error   string   `json:"error,omitempty"` // without secret
	// ApproveIf are the rules, beside those of the contract, under which a
	// landing came: a start that loads it later weighs it under them.
	ApproveIf string `json:"approve_if,omitempty"`
}

// LoadRecord is one line of the ledger: what the warehouse did with a landing.
// It lies outside the warehouse, because a warehouse that a full disk has
// emptied cannot tell what it had.
type LoadRecord struct {
	At      time.Time `json:"at"`
	Landing int64     `json:"landing"` // Landing.ID
	Dataset string    `json:"dataset"`
	Part    string    `json:"part,omitempty"`
	SHA256  string    `json:"sha256"`
	Outcome string    `json:"outcome"` // "loaded", "refused", "held": the warehouse's word

	Records     int64  `json:"records"`
	Kept        int64  `json:"kept"`
	Quarantined int64  `json:"quarantined"`
	Ignored     int64  `json:"ignored"`
	IgnoredWhy  string `json:"ignored_why,omitempty"`
	New         int64  `json:"new"`
	Revised     int64  `json:"revised"`
	Withdrawn   int64  `json:"withdrawn"`
	TableRows   int64  `json:"table_rows"` // rows of the raw table afterwards
	Error       string `json:"error,omitempty"`
}

var (
	datasetName = regexp.MustCompile(`^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$`)
	shaHex      = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

func validDataset(name string) bool { return len(name) <= 128 && datasetName.MatchString(name) }

func validSHA(s string) bool { return shaHex.MatchString(s) }

// inertText keeps a text on one line and out of the terminal's control.
func inertText(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	return sources.Cut(s, n)
}
