package pipeline

import (
	"slices"
	"time"

	"jevons/sources"
)

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
