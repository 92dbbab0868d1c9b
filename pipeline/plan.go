package pipeline

import (
	"slices"
	"time"

	"jevons/schedules"
	"jevons/sources"
)

// Planned is what will be done about a dataset, and under which terms.
type Planned struct {
	Dataset      string                 `json:"dataset"`
	About        string                 `json:"about"`
	On           bool                   `json:"on"`
	Off          string                 `json:"off"` // why it is not on
	Parts        []string               `json:"parts"`
	KnownAt      *time.Time             `json:"known_at"`  // newest vintage there is
	LookedAt     *time.Time             `json:"looked_at"` // last look
	NextAt       *time.Time             `json:"next_at"`   // next look, nil for none
	NextWhy      string                 `json:"next_why"`  // the line of the timetable, or the release, that asks for it
	Zone         string                 `json:"zone"`      // in which the timetable is written
	When         []string               `json:"when"`      // its lines: five fields of cron
	Fresh        string                 `json:"freshness"` // how often a new period is expected
	Reach        *Reach                 `json:"reach"`     // how far the data reach and what is due next, nil where nothing is there
	License      string                 `json:"license"`
	Redistribute sources.Redistribution `json:"redistribute"`
	Citation     string                 `json:"citation"`
	Keys         []Key                  `json:"keys"`    // that the provider wants
	Contact      bool                   `json:"contact"` // the provider refuses clients without JEVONS_CONTACT
	Ready        bool                   `json:"ready"`   // nothing is left to be set
	Held         []Held                 `json:"held"`    // landings that wait for approval
}

// Key is an environment variable that holds a provider's key.
type Key struct {
	Name     string `json:"name"`
	Optional bool   `json:"optional"`
	Set      bool   `json:"set"`
}

// Plan says for every dataset when it is looked for next. getenv is asked only
// whether keys are set.
func Plan(datasets []*sources.Dataset, status Status, entries []schedules.Entry, releases []schedules.Release, now time.Time, getenv func(string) string) []Planned {
	known := map[string]DatasetStatus{}
	for _, s := range status.Datasets {
		known[s.Dataset] = s
	}
	out := make([]Planned, 0, len(datasets))
	for _, d := range datasets {
		s := known[d.Name]
		p := Planned{Dataset: d.Name, About: d.About, On: d.Off == "", Off: d.Off, Parts: []string{}, When: []string{}, Keys: []Key{}, Held: []Held{},
			KnownAt: s.KnownAt, LookedAt: s.LookedAt, Reach: s.Reach,
			Fresh: d.Fresh.String(), License: d.License, Redistribute: d.Redistribute, Citation: d.Citation, Ready: true}
		for _, h := range status.Held {
			if h.Dataset == d.Name {
				p.Held = append(p.Held, h)
			}
		}
		for _, q := range d.Fetch.First(now) {
			p.Parts = append(p.Parts, q.Part)
			p.Contact = p.Contact || q.Contact
		}
		for _, s := range Secrets(d, now) {
			k := Key{Name: s.Env, Optional: s.Optional, Set: getenv(s.Env) != ""}
			p.Keys = append(p.Keys, k)
			p.Ready = p.Ready && (k.Set || k.Optional)
		}
		if p.Contact && getenv("JEVONS_CONTACT") == "" {
			p.Ready = false
		}
		for _, e := range entries {
			if e.Matches(d.Name) {
				p.When = append(p.When, e.Spec)
				p.Zone = e.Zone.String()
			}
		}
		if next := schedules.Upcoming(entries, releases, d.Name, now); p.On && !next.At.IsZero() {
			at := next.At.UTC()
			p.NextAt, p.NextWhy = &at, next.Why
		}
		out = append(out, p)
	}
	return out
}

// Secrets are the keys that a dataset's requests want, each once.
func Secrets(d *sources.Dataset, now time.Time) []sources.Secret {
	var out []sources.Secret
	for _, q := range d.Fetch.First(now) {
		if q.Secret != nil && !slices.ContainsFunc(out, func(s sources.Secret) bool { return s.Env == q.Secret.Env }) {
			out = append(out, *q.Secret)
		}
	}
	return out
}
