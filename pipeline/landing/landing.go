package landing

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
	"time"

	"jevons/sources"
)

// How a landing's KnownAt is known.
const (
	KnownBySource  = "source"  // the source's own vintage stamp
	KnownByRelease = "release" // the date of the release or commit it came from
	KnownByStated  = "stated"  // the user said so
	KnownBySeen    = "seen"    // the time at which it was first seen
)

// Landing is a fact: these bytes were this part of this dataset as known at
// KnownAt. It never changes.
type Landing struct {
	// ID follows from Dataset, Part, KnownAt and SHA256 alone, so that the same
	// landings get the same numbers whatever the order in which they arrive.
	ID      int64  `json:"id"`
	Dataset string `json:"dataset"`
	Part    string `json:"part,omitempty"`
	URL     string `json:"url,omitempty"`  // where it was fetched from, without secret
	File    string `json:"file,omitempty"` // base name of the file it was loaded from
	SHA256  string `json:"sha256"`
	Size    int64  `json:"size"`  // bytes
	Lines   int64  `json:"lines"` // line ends, plus one for a last line without

	KnownAt time.Time `json:"known_at"` // UTC, microseconds
	KnownBy string    `json:"known_by"`
	SeenAt  time.Time `json:"seen_at"` // when jevons first had the bytes

	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	Sample       bool   `json:"sample,omitempty"` // from the built-in sample: not to be cited
}

// ID is the number of the landing of these bytes: positive, 63 bits.
func ID(dataset, part string, knownAt time.Time, sha string) int64 {
	h := sha256.Sum256([]byte(dataset + "\x00" + part + "\x00" + knownAt.UTC().Format(time.RFC3339Nano) + "\x00" + sha))
	id := int64(binary.BigEndian.Uint64(h[:8]) >> 1)
	return max(id, 1)
}

// Numbered is l with its times in UTC to the microsecond, which is what the
// warehouse keeps, its URL without secrets, and its ID.
func (l Landing) Numbered() Landing {
	l.KnownAt = l.KnownAt.UTC().Truncate(time.Microsecond)
	l.SeenAt = l.SeenAt.UTC().Truncate(time.Microsecond)
	l.URL = sources.PublicURL(l.URL)
	l.ID = ID(l.Dataset, l.Part, l.KnownAt, l.SHA256)
	return l
}

func (l Landing) validate() error {
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
	case KnownBySource, KnownByRelease, KnownByStated, KnownBySeen:
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
	Outcome string    `json:"outcome"` // "loaded", "refused", …: the warehouse's word

	Records     int64            `json:"records"`
	Kept        int64            `json:"kept"`
	Quarantined int64            `json:"quarantined"`
	Ignored     map[string]int64 `json:"ignored,omitempty"`
	New         int64            `json:"new"`
	Revised     int64            `json:"revised"`
	Withdrawn   int64            `json:"withdrawn"`
	TableRows   int64            `json:"table_rows"` // rows of the raw table afterwards
	Error       string           `json:"error,omitempty"`
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
