package sources

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Landing is a fact: these bytes were seen there then. It never changes.
type Landing struct {
	ID      int64  `json:"id"` // see [LandingID]
	Dataset string `json:"dataset"`
	Part    string `json:"part,omitempty"`
	URL     string `json:"url,omitempty"`  // where it was fetched from, without secret
	File    string `json:"file,omitempty"` // base name of the file it was loaded from
	SHA256  string `json:"sha256"`
	Size    int64  `json:"size"`  // bytes
	Lines   int64  `json:"lines"` // line ends, plus one for a last line without

	KnownAt time.Time `json:"known_at"` // UTC, microseconds
	KnownBy KnownBy   `json:"known_by"`
	SeenAt  time.Time `json:"seen_at"` // when jevons first had the bytes

	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	Sample       bool   `json:"sample,omitempty"` // from the built-in sample: not to be cited
}

// Numbered is l with its times in UTC to the microsecond, which is what the
// warehouse keeps, its URL without secrets, and its ID.
func (l Landing) Numbered() Landing {
	l.KnownAt = l.KnownAt.UTC().Truncate(time.Microsecond)
	l.SeenAt = l.SeenAt.UTC().Truncate(time.Microsecond)
	l.URL = PublicURL(l.URL)
	l.ID = LandingID(l.Dataset, l.Part, l.KnownAt, l.SHA256)
	return l
}

// KnownBy says where a landing's KnownAt comes from.
type KnownBy string

const (
	BySource  KnownBy = "source"  // the rows carry their own vintage
	ByRelease KnownBy = "release" // the publisher's release time
	ByStated  KnownBy = "stated"  // whoever loaded the file said so
	BySeen    KnownBy = "seen"    // the time at which we first saw the bytes
)

// RowVintage is for a dataset whose rows carry their own vintage: a landing of
// today then tells what was known years ago. Expressions are SQL over stored
// columns that are neither coded nor text.
type RowVintage struct {
	Known    string // the instant from which a row was public
	Ended    string // the column that says until when; "" for none
	EndKnown string // the instant from which that end was public
}

// LandingID is a positive number made from what identifies a landing, so that
// it is the same in whatever order landings arrive and in every rebuild.
func LandingID(dataset, part string, knownAt time.Time, sha string) int64 {
	h := sha256.Sum256([]byte(dataset + "\x00" + part + "\x00" + knownAt.UTC().Format(time.RFC3339Nano) + "\x00" + sha))
	return max(int64(binary.BigEndian.Uint64(h[:8])>>1), 1)
}

// Before orders the landings of one part: by KnownAt, then by hash, so that
// two files stated for the same instant have an order that no arrival changes.
func (l Landing) Before(m Landing) bool {
	if !l.KnownAt.Equal(m.KnownAt) {
		return l.KnownAt.Before(m.KnownAt)
	}
	return l.SHA256 < m.SHA256
}
