package eurostat_test

import (
	"testing"

	"jevons/sources/eurostat"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, eurostat.Datasets()) }
