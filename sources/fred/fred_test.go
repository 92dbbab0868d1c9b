package fred_test

import (
	"testing"

	"jevons/sources/fred"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, fred.Datasets()) }
