package worldbank_test

import (
	"testing"

	"jevons/sources/sourcetest"
	"jevons/sources/worldbank"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, worldbank.Datasets()) }
