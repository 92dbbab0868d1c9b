package llmprices_test

import (
	"testing"

	"jevons/sources/llmprices"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, llmprices.Datasets()) }
