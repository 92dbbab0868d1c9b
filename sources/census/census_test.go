package census_test

import (
	"testing"

	"jevons/sources/census"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, census.Datasets()) }
