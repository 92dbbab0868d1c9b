package exposure_test

import (
	"testing"

	"jevons/sources/exposure"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, exposure.Datasets()) }
