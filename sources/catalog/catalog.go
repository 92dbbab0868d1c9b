// Package catalog lists every dataset that this program knows, one line a
// provider, so that what a binary contains can be read in one place.
package catalog

import (
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/bls"
	"jevons/sources/censtatd"
	"jevons/sources/census"
	"jevons/sources/crosswalk"
	"jevons/sources/epoch"
	"jevons/sources/eurostat"
	"jevons/sources/exposure"
	"jevons/sources/litellm"
	"jevons/sources/llmprices"
	"jevons/sources/nomis"
	"jevons/sources/onet"
	"jevons/sources/ons"
	"jevons/sources/openrouter"
	"jevons/sources/skypilot"
	"jevons/sources/statcan"
	"jevons/sources/worldbank"
)

// All are the datasets of all providers, in the order of their names.
func All() []*sources.Dataset {
	all := slices.Concat(
		bls.Datasets(),
		censtatd.Datasets(),
		census.Datasets(),
		crosswalk.Datasets(),
		epoch.Datasets(),
		eurostat.Datasets(),
		exposure.Datasets(),
		litellm.Datasets(),
		llmprices.Datasets(),
		nomis.Datasets(),
		onet.Datasets(),
		ons.Datasets(),
		openrouter.Datasets(),
		skypilot.Datasets(),
		statcan.Datasets(),
		worldbank.Datasets(),
	)
	slices.SortFunc(all, func(a, b *sources.Dataset) int { return strings.Compare(a.Name, b.Name) })
	return all
}
