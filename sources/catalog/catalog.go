// Package catalog lists every dataset that this program knows, one line a
// provider, so that what a binary contains can be read in one place.
package catalog

import (
	"slices"
	"strings"

	"jevons/sources"
	"jevons/sources/aws"
	"jevons/sources/azure"
	"jevons/sources/bls"
	"jevons/sources/crosswalk"
	"jevons/sources/epoch"
	"jevons/sources/eurostat"
	"jevons/sources/exposure"
	"jevons/sources/gcp"
	"jevons/sources/gpuhunt"
	"jevons/sources/litellm"
	"jevons/sources/llmprices"
	"jevons/sources/onet"
	"jevons/sources/openrouter"
	"jevons/sources/oracle"
	"jevons/sources/skypilot"
)

// All are the datasets of all providers, in the order of their names.
func All() []*sources.Dataset {
	all := slices.Concat(
		aws.Datasets(),
		azure.Datasets(),
		bls.Datasets(),
		crosswalk.Datasets(),
		epoch.Datasets(),
		eurostat.Datasets(),
		exposure.Datasets(),
		gcp.Datasets(),
		gpuhunt.Datasets(),
		litellm.Datasets(),
		llmprices.Datasets(),
		onet.Datasets(),
		openrouter.Datasets(),
		oracle.Datasets(),
		skypilot.Datasets(),
	)
	slices.SortFunc(all, func(a, b *sources.Dataset) int { return strings.Compare(a.Name, b.Name) })
	return all
}
