// Package watch is what can be seen of a jevons that schedules: how each dataset
// stands, what is being done, and what was done. The scheduler writes it, pages
// and notices read it.
package watch

import (
	"context"
	"time"
)

// Standing is how a dataset stands, in one word. The first that is true counts.
type Standing string

const (
	Off     Standing = "off"     // not looked for unless somebody asks
	Running Standing = "running" // being looked at now
	Held    Standing = "held"    // a landing waits for approval
	Failed  Standing = "failed"  // the last look brought no whole answer
	Refused Standing = "refused" // what came was not to be believed; the last good data stay
	Late    Standing = "late"    // periods that should be out are not here
	Fresh   Standing = "fresh"
	Never   Standing = "never" // not looked at yet
)

// Late tells which period is missing and since when.
type Lateness struct {
	Period  string    `json:"period"`  // the first missing one, such as 2026-10, 2026 Q2
	Due     time.Time `json:"due"`     // the day it should have been out
	Periods int       `json:"periods"` // that are missing
	Words   string    `json:"words"`   // CES October is 4 days late
}

// Dataset is how one dataset stands.
type Dataset struct {
	Name        string     `json:"name"`
	About       string     `json:"about"`
	Standing    Standing   `json:"standing"`
	Why         string     `json:"why"`    // of the standing: the error, the reason to be off, what is held
	Late        *Lateness  `json:"late"`   // nil: nothing is missing
	Newest      string     `json:"newest"` // newest period there is, "" for none
	LookedAt    *time.Time `json:"looked_at"`
	KnownAt     *time.Time `json:"known_at"` // newest vintage
	NextAt      *time.Time `json:"next_at"`
	NextWhy     string     `json:"next_why"` // timetable us.cron:9, release of 2026-10, made up, after 3 failures
	Failures    int        `json:"failures"` // in a row
	Rows        int64      `json:"rows"`
	Quarantined int64      `json:"quarantined"`
	LastRun     string     `json:"last_run"` // its ID
}

// Step is one part of a run: fetch, land, decode, check, merge, models, publish.
type Step struct {
	Name    string    `json:"name"`
	Began   time.Time `json:"began"`
	Seconds float64   `json:"seconds"`
	Note    string    `json:"note"`
}

// Part is what a run did about one part of a dataset.
type Part struct {
	Part        string     `json:"part"`
	Outcome     string     `json:"outcome"` // loaded, unchanged, refused, failed, held
	Error       string     `json:"error"`
	KnownAt     *time.Time `json:"known_at"`
	SHA256      string     `json:"sha256"`
	Bytes       int64      `json:"bytes"`
	Read        int64      `json:"read"`
	Kept        int64      `json:"kept"`
	Quarantined int64      `json:"quarantined"`
	Ignored     int64      `json:"ignored"`
	New         int64      `json:"new"`
	Revised     int64      `json:"revised"`
	Withdrawn   int64      `json:"withdrawn"`
}

// Run is one look at a dataset, with all that followed from it.
type Run struct {
	ID      string     `json:"id"` // sorts by time
	Dataset string     `json:"dataset"`
	Why     string     `json:"why"` // as NextWhy
	Due     time.Time  `json:"due"` // the tick that asked for it
	Began   time.Time  `json:"began"`
	Ended   *time.Time `json:"ended"`   // nil while it runs, or where the process was killed in it
	Outcome string     `json:"outcome"` // the worst of its parts; cut short where it was killed
	Parts   []Part     `json:"parts"`
	Steps   []Step     `json:"steps"`
	Log     []string   `json:"log"` // inert lines
}

// Kind is what happened.
type Kind string

// Event is one change. Seq grows by one.
type Event struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Kind    Kind      `json:"kind"` // started, loaded, unchanged, refused, failed, held, approved, late, recovered, skipped, moved, cancelled, published
	Dataset string    `json:"dataset"`
	Run     string    `json:"run"`
	Text    string    `json:"text"` // one inert line without secrets
}

// State is all that can be seen at an instant.
type State struct {
	Now      time.Time `json:"now"`
	Since    time.Time `json:"since"` // the process runs
	Version  string    `json:"version"`
	Sample   bool      `json:"is_sample"`
	Datasets []Dataset `json:"datasets"` // by name
	Busy     string    `json:"busy"`     // what is being done, "" for nothing
	Seq      int64     `json:"seq"`      // of the last event
}

// Source can be asked at any time from any goroutine and never waits for work.
type Source interface {
	State() State
	// Runs are the newest n runs of a dataset ("" is all), newest first.
	Runs(dataset string, n int) []Run
	Run(id string) (Run, bool)
	// Events sends what happens from now on until the context ends. A reader who
	// is slow misses events, never holds up the work.
	Events(ctx context.Context) <-chan Event
}
