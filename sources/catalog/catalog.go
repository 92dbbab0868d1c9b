// Package catalog lists every dataset that this program knows, one line a
// provider, so that what a binary contains can be read in one place.
package catalog

import "jevons/sources"

// All are the datasets of all providers, in the order of their names.
func All() []*sources.Dataset { return nil }
