package sources

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Landing is a fact: these bytes were seen there then. It never changes.
type Landing struct {
	ID            int64 // see [LandingID]
	Dataset, Part string
	URL           string // without secrets; "" for a file loaded by hand
	File          string // base name of a file loaded by hand
	SHA256        string
	Size          int64
	Lines         int64 // newline-terminated lines, counting an unterminated last one
	KnownAt       time.Time
	KnownBy       KnownBy
	SeenAt        time.Time // when we first had the bytes
	ETag          string
	LastModified  string
	Sample        bool // made-up or carried figures, marked wherever they show
}

// KnownBy says where a landing's KnownAt comes from.
type KnownBy string

const (
	BySource  KnownBy = "source"  // the rows carry their own vintage
	ByRelease KnownBy = "release" // the publisher's release time
	ByStated  KnownBy = "stated"  // whoever loaded the file said so
	BySeen    KnownBy = "seen"    // the time at which we first saw the bytes
)

// LandingID is a positive number made from what identifies a landing, so that
// it is the same in whatever order landings arrive and in every rebuild.
func LandingID(dataset, part string, knownAt time.Time, sha string) int64 {
	h := sha256.New()
	for _, s := range []string{dataset, part, knownAt.UTC().Format(time.RFC3339Nano), sha} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return int64(binary.BigEndian.Uint64(h.Sum(nil)) >> 1)
}

// Before orders the landings of one part: by KnownAt, then by hash, so that
// two files stated for the same instant have an order that no arrival changes.
func (l Landing) Before(m Landing) bool {
	if !l.KnownAt.Equal(m.KnownAt) {
		return l.KnownAt.Before(m.KnownAt)
	}
	return l.SHA256 < m.SHA256
}
