package tokencost_test

import (
	"testing"

	"jevons/sources/sourcetest"
	"jevons/sources/tokencost"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, tokencost.Datasets()) }
