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
	"jevons/sources/censtatd"
	"jevons/sources/census"
	"jevons/sources/crosswalk"
	"jevons/sources/ecb"
	"jevons/sources/epoch"
	"jevons/sources/eurostat"
	"jevons/sources/exposure"
	"jevons/sources/fred"
	"jevons/sources/gcp"
	"jevons/sources/genai"
	"jevons/sources/gpuhunt"
	"jevons/sources/huggingface"
	"jevons/sources/ilostat"
	"jevons/sources/indeed"
	"jevons/sources/lambda"
	"jevons/sources/litellm"
	"jevons/sources/llmprices"
	"jevons/sources/lmarena"
	"jevons/sources/microsoft"
	"jevons/sources/modelsdev"
	"jevons/sources/nomis"
	"jevons/sources/oecd"
	"jevons/sources/onet"
	"jevons/sources/ons"
	"jevons/sources/openrouter"
	"jevons/sources/oracle"
	"jevons/sources/phillyfed"
	"jevons/sources/runpod"
	"jevons/sources/sec"
	"jevons/sources/skypilot"
	"jevons/sources/statcan"
	"jevons/sources/tokencost"
	"jevons/sources/vast"
	"jevons/sources/worldbank"
)

// All are the datasets of all providers, in the order of their names.
func All() []*sources.Dataset {
	all := slices.Concat(
		aws.Datasets(),
		azure.Datasets(),
		bls.Datasets(),
		censtatd.Datasets(),
		census.Datasets(),
		crosswalk.Datasets(),
		ecb.Datasets(),
		epoch.Datasets(),
		eurostat.Datasets(),
		exposure.Datasets(),
		fred.Datasets(),
		gcp.Datasets(),
		genai.Datasets(),
		gpuhunt.Datasets(),
		huggingface.Datasets(),
		ilostat.Datasets(),
		indeed.Datasets(),
		lambda.Datasets(),
		litellm.Datasets(),
		llmprices.Datasets(),
		lmarena.Datasets(),
		microsoft.Datasets(),
		modelsdev.Datasets(),
		nomis.Datasets(),
		oecd.Datasets(),
		onet.Datasets(),
		ons.Datasets(),
		openrouter.Datasets(),
		oracle.Datasets(),
		phillyfed.Datasets(),
		runpod.Datasets(),
		sec.Datasets(),
		skypilot.Datasets(),
		statcan.Datasets(),
		tokencost.Datasets(),
		vast.Datasets(),
		worldbank.Datasets(),
	)
	slices.SortFunc(all, func(a, b *sources.Dataset) int { return strings.Compare(a.Name, b.Name) })
	return all
}
